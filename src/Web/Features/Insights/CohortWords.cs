using System.Globalization;
using EarlyWarning.Web.Figures.Insights;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>Cohorts in words.</summary>
internal static class CohortWords
{
    /// <summary>Counts as they are shown.</summary>
    public static int Rounded(int n) => (int)(5 * Math.Round(n / 5.0, MidpointRounding.AwayFromZero));

    /// <summary>A difference with its interval, and whether it is clear ("+4 (1 to 7), clear").</summary>
    /// <param name="difference">The difference.</param>
    /// <param name="isPoints">Whether it is of marks; else of shares, in percentage points.</param>
    public static string Difference(Measure difference, bool isPoints)
    {
        var unit = isPoints ? 1 : 100;
        var number = Math.Round(difference.Value * unit);
        var text = L[
            "{0} ({1} to {2})|difference",
            Signed(number),
            Signed(Math.Round(difference.Low * unit)),
            Signed(Math.Round(difference.High * unit))
        ];
        return difference.Low > 0 || difference.High < 0 ? L["{0}, clear|difference", text] : text;
    }

    /// <summary>What belongs to a cohort, in words.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="orgs">Names of organisations.</param>
    /// <param name="terms">Terms.</param>
    public static string Describe(
        CohortFilter filter,
        IReadOnlyDictionary<long, string> orgs,
        IReadOnlyList<CohortTerm> terms
    )
    {
        string?[] parts =
        [
            orgs.GetValueOrDefault(filter.OrgId, L["not known"]),
            filter.Term is { } start ? terms.FirstOrDefault(t => t.Start == start)?.Title ?? Dates.Medium(start) : null,
            filter.Grade is null ? null : Grade(filter.Grade),
            filter.Subject is null ? null : Subject(filter.Subject),
            filter.State == CohortState.All ? null : State(filter.State),
        ];
        return string.Join(" · ", parts.OfType<string>());
    }

    /// <summary>A grade level.</summary>
    public static string Grade(string grade) => grade.Length == 0 ? L["Grade not known"] : L["Now in grade {0}", grade];

    /// <summary>A subject.</summary>
    public static string Subject(string subject) => subject.Length == 0 ? L["Other subjects"] : subject;

    /// <summary>A state at week 8.</summary>
    public static string State(CohortState state) =>
        state switch
        {
            CohortState.Flagged => L["Flagged at week 8"],
            CohortState.NotFlagged => L["Not flagged at week 8, or not there"],
            CohortState.Unknown => L["No state at week 8"],
            _ => L["Any state"],
        };

    private static string Signed(double number) =>
        number == 0 ? "0" : number.ToString("+0;−0", CultureInfo.CurrentCulture);
}
