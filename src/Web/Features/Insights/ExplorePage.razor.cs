using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Figures.Insights;
using EarlyWarning.Web.Shared;
using EarlyWarning.Web.Shared.Charts;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>What each feature looks like, how it goes with the outcome, and where it is missing.</summary>
public sealed partial class ExplorePage
{
    private const string ByMissing = "missing";
    private const string ByName = "name";

    /// <summary>The organisation.</summary>
    [SupplyParameterFromQuery(Name = "org")]
    public long? OrgId { get; set; }

    /// <summary>First day of the term.</summary>
    [SupplyParameterFromQuery]
    public string? Term { get; set; }

    /// <summary>Week of the class.</summary>
    [SupplyParameterFromQuery]
    public int? Week { get; set; }

    /// <summary>The feature drawn.</summary>
    [SupplyParameterFromQuery]
    public string? Feature { get; set; }

    /// <summary>How the table is sorted.</summary>
    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    /// <inheritdoc />
    protected override string Key => string.Create(CultureInfo.InvariantCulture, $"{OrgId}/{Term}/{Week}/{Feature}");

    [Inject]
    private ExploreQuery Query { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc />
    protected override Task<ExploreView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(
            scope,
            new ExploreFilter(
                OrgId,
                DateOnly.TryParseExact(
                    Term,
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var day
                )
                    ? day
                    : null,
                Week,
                Feature
            ),
            cancel
        );

    private static string Lead(ExploreView view)
    {
        if (view.Sheet.Content is not { } sheet)
        {
            return L["What is known of students before the outcome, and what goes with it."];
        }

        var clear = view.Rows.Count(r => ExploreWords.IsClear(r.Figures.Outcome));
        var start = L[
            "At the end of week {0}, {1:N0} of {2:N0} features go with not passing more than chance would explain.",
            sheet.Week,
            clear,
            view.Rows.Count
        ];
        return view.Rows.FirstOrDefault(r => ExploreWords.IsClear(r.Figures.Outcome)) is { } most
            ? $"{start} {L["The most: {0}.", Casing.Lowered(most.Label)]}"
            : start;
    }

    private static string Sentence(ExploreRow row)
    {
        var f = row.Figures;
        if (f.Outcome is not { } found)
        {
            return L["Too few students have a value, or all have the same."];
        }

        if (!ExploreWords.IsClear(found))
        {
            return L["It does not go with not passing more than chance would explain."];
        }

        if (f.Level is { } level)
        {
            return found.Value > 0
                ? L["Students in the group “{0}” did not pass more often than the others.", level]
                : L["Students in the group “{0}” did not pass less often than the others.", level];
        }

        var (not, passed) = (ExploreWords.Value(row, f.MedianOutcome), ExploreWords.Value(row, f.Median));
        return f is { Median: not null, MedianOutcome: not null } && not != passed
            ? L["The middle value of those who did not pass is {0}, of those who passed {1}.", not, passed]
            : L["It goes with not passing."];
    }

    private static string MissingSentence(ExploreFeature f) =>
        f switch
        {
            { Missing: null } => L["Fewer than 10 students have no value."],
            { Missing: 0 } => L["Everybody has a value."],
            { MissingOutcome: { } found, OutcomeIfMissing: { } missing, OutcomeIfKnown: { } known }
                when ExploreWords.IsClear(found) => L[
                "{0} have no value, and that goes with the outcome: of those without one {1} did not pass, of the others {2}.",
                ExploreWords.Part(f.Missing.Value),
                RiskWords.Frequency(missing),
                RiskWords.Frequency(known)
            ],
            { MissingOutcome: null } => L[
                "{0} have no value; too few of them, or of the others, passed or did not pass to compare them.",
                ExploreWords.Part(f.Missing.Value)
            ],
            _ => L["{0} have no value; that does not clearly go with the outcome.", ExploreWords.Part(f.Missing.Value)],
        };

    private static HistogramChart Histogram(ExploreRow row) =>
        new(
            [
                .. row.Figures.Bars.Select(b => new HistogramBar(
                    ExploreWords.Bar(row.Figures.Name, b),
                    b.Passed,
                    b.NotPassed,
                    ExploreWords.Percent(b.OutcomeShare)
                )),
            ],
            L["Passed"],
            L["Did not pass"],
            row.Label,
            L["Share who did not pass"]
        )
        {
            Title = L["Distribution: {0}", row.Label],
            Description =
                L["{0}: how the values of those who passed and of those who did not are spread.", row.Label]
                + " "
                + Sentence(row),
        };

    private static CorrelationChart Correlations(ExploreView view, ExploreSheet sheet) =>
        new([.. sheet.Top.Select(view.LabelOf)], sheet.Correlations, L["Feature"])
        {
            Title = L["How features go with each other"],
            Description = L["Rank correlations among the {0} features that go most with the outcome.", sheet.Top.Count],
        };

    private ChartTable Table(ExploreView view) =>
        new(
            [
                L["Feature"],
                L["Correlation with not passing"],
                L["Clear|correlation"],
                L["Middle, passed"],
                L["Middle, did not pass"],
                L["Without a value"],
                L["Correlation of having none"],
            ],
            [.. Sorted(view.Rows).Select(Cells)]
        );

    private static IReadOnlyList<string> Cells(ExploreRow row) =>
        [
            row.Figures.Level is { } level ? L["{0}: {1}|group", row.Label, level] : row.Label,
            ExploreWords.Correlation(row.Figures.Outcome),
            row.Figures.Outcome is null ? ExploreWords.None
            : ExploreWords.IsClear(row.Figures.Outcome) ? L["yes"]
            : L["no"],
            ExploreWords.Value(row, row.Figures.Median),
            ExploreWords.Value(row, row.Figures.MedianOutcome),
            row.Figures.Missing is { } share ? ExploreWords.Part(share) : L["fewer than {0}", ExploreSheets.Least],
            ExploreWords.Correlation(row.Figures.MissingOutcome),
        ];

    private IEnumerable<ExploreRow> Sorted(IReadOnlyList<ExploreRow> rows) =>
        Sort switch
        {
            ByMissing => rows.OrderByDescending(r => r.Figures.Missing ?? 0),
            ByName => rows.OrderBy(r => r.Label, StringComparer.CurrentCulture),
            _ => rows,
        };

    private static List<(string Value, string Label)> TermOptions(ExploreSheet sheet) =>
        [.. sheet.Terms.Select(t => (DayOf(t.Start), t.Title))];

    private static List<(string Value, string Label)> WeekOptions(ExploreView view) =>
        [.. view.Weeks.Select(w => (w.ToString(CultureInfo.InvariantCulture), L["Week {0}", w]))];

    private static List<(string Value, string Label)> FeatureOptions(ExploreView view) =>
        [.. view.Rows.Select(r => (r.Figures.Name, r.Label))];

    private string With(string name, string? value) => Navigation.GetUriWithQueryParameter(name, value);

    private static string DayOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
