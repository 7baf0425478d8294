using System.Globalization;
using EarlyWarning.Web.Figures.Environs;

namespace EarlyWarning.Web.Features.Environs;

/// <summary>Figures of the environment in words.</summary>
internal static class EnvironmentWords
{
    /// <summary>What is counted, for a chip.</summary>
    public static string Count(EnvironmentCount count) =>
        count == EnvironmentCount.Absence ? L["School days missed"] : L["Courses not passed"];

    /// <summary>What it is cut by, for a chip and a heading.</summary>
    public static string By(EnvironmentCut cut) =>
        cut.By switch
        {
            EnvironmentSheets.School => L["By school"],
            EnvironmentSheets.Course => L["By course"],
            EnvironmentSheets.Class => L["By class"],
            EnvironmentSheets.Period => L["By period of the day"],
            EnvironmentSheets.Weekday => L["By day of the week"],
            EnvironmentSheets.Grade => L["By year level"],
            _ => L["By “{0}”", cut.Label ?? ""],
        };

    /// <summary>Name of a group.</summary>
    public static string Group(EnvironmentCut cut, EnvironmentGroup group) =>
        group.Name.Length == 0
            ? L["not recorded"]
            : cut.By switch
            {
                EnvironmentSheets.Period => L["Period {0}", group.Name],
                EnvironmentSheets.Grade => L["Year level {0}", group.Name.TrimStart('0')],
                EnvironmentSheets.Weekday => CultureInfo.CurrentCulture.DateTimeFormat.GetDayName(
                    (DayOfWeek)int.Parse(group.Name, CultureInfo.InvariantCulture)
                ),
                _ => group.Name,
            };

    /// <summary>How a group stands to the rest.</summary>
    public static string Reading(EnvironmentGroup group) =>
        group.Students is null ? L["too few to show, or could be worked out"]
        : group.Standing == GroupStanding.Higher ? L["higher than the rest"]
        : group.Standing == GroupStanding.Lower ? L["lower than the rest"]
        : L["cannot be told apart from the rest"];

    /// <summary>What the page says today.</summary>
    public static string Lead(EnvironmentView view)
    {
        if (view.Sheet is not { } sheet || view.Measure is not { } measure)
        {
            return L[
                "Where courses are not passed and school days are missed, and how much of it lies between classes."
            ];
        }

        var share =
            view.Filter.Count == EnvironmentCount.Absence
                ? L["In {0}, {1} school days were missed.", sheet.Title, InHundred(measure.Share.Value)]
                : L["In {0}, {1} courses taken were not passed.", sheet.Title, InHundred(measure.Share.Value)];
        return view.Cut is { } cut ? $"{share} {Apart(cut.Groups)}" : share;
    }

    /// <summary>How many groups can be told apart.</summary>
    public static string Apart(IReadOnlyList<EnvironmentGroup> groups)
    {
        var shown = groups.Count(g => g.Students is not null);
        var (higher, lower) = (
            groups.Count(g => g.Standing == GroupStanding.Higher),
            groups.Count(g => g.Standing == GroupStanding.Lower)
        );
        return shown == 0 ? L["No group can be shown without giving small numbers away."]
            : higher + lower == 0
                ? L["None of the {0} groups can be told apart from the rest: their differences may be chance.", shown]
            : lower == 0
                ? L["Of {0} groups, {1} lie higher than the rest beyond chance, and none lower.", shown, higher]
            : higher == 0
                ? L["Of {0} groups, {1} lie lower than the rest beyond chance, and none higher.", shown, lower]
            : L["Of {0} groups, {1} lie higher and {2} lower than the rest beyond chance.", shown, higher, lower];
    }

    /// <summary>Of a hundred.</summary>
    public static string InHundred(double share) =>
        Math.Round(100 * share) switch
        {
            < 1 => L["fewer than 1 in 100"],
            var n => L["about {0} in 100", n],
        };

    /// <summary>A share in whole percent.</summary>
    public static string Percent(double share) =>
        double.IsFinite(share) ? string.Create(CultureInfo.CurrentCulture, $"{Math.Round(100 * share):0} %") : "–";

    /// <summary>An interval in whole percent.</summary>
    public static string Range(ShareWithRange share) =>
        double.IsFinite(share.Low) && double.IsFinite(share.High)
            ? L["{0} to {1} %", Math.Round(100 * share.Low), Math.Round(100 * share.High)]
            : "–";

    /// <summary>Shares of one whole as so many of a hundred, which add up to it (largest remainders).</summary>
    public static int[] Hundredths(params double[] shares)
    {
        int[] whole = [.. shares.Select(s => (int)Math.Floor((100 * s) + 1e-9))];
        var order = shares.Select((s, i) => (Left: (100 * s) - whole[i], i)).OrderByDescending(s => s.Left).ToList();
        for (var next = 0; whole.Sum() < 100; next++)
        {
            whole[order[next % order.Count].i]++;
        }

        return whole;
    }
}
