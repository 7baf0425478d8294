using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Web.Figures.Insights;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Shared.Charts;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>Up to three cohorts side by side, and those that were saved.</summary>
public sealed partial class CohortsPage
{
    private static readonly string[] Letters = ["a", "b", "c"];
    private string? _name;
    private string _saved = "0";
    private string? _problem;
    private string? _done;
    private bool _isBusy;

    /// <summary>The organisation.</summary>
    [SupplyParameterFromQuery(Name = "org")]
    public long? OrgId { get; set; }

    /// <summary>The first cohort.</summary>
    [SupplyParameterFromQuery]
    public string? A { get; set; }

    /// <summary>The second.</summary>
    [SupplyParameterFromQuery]
    public string? B { get; set; }

    /// <summary>The third.</summary>
    [SupplyParameterFromQuery]
    public string? C { get; set; }

    /// <inheritdoc />
    protected override string Key => string.Create(CultureInfo.InvariantCulture, $"{OrgId}/{A}/{B}/{C}");

    [Inject]
    private CohortsQuery Query { get; set; } = null!;

    [Inject]
    private SaveCohort Save { get; set; } = null!;

    [Inject]
    private CurrentScope Scope { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc />
    protected override Task<CohortsView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, OrgId, [.. new[] { A, B, C }.Select(CohortFilter.Parse).OfType<CohortFilter>()], cancel);

    private static string Lead(CohortsView view)
    {
        if (view.Cohorts is not [{ Figures.Passed: { } first } a, { Figures.Passed: { } second } b, ..])
        {
            return L["Groups of enrollments side by side, each of enough students that nobody can be told."];
        }

        var difference = Between(a.Figures, b.Figures, f => f.Passed)!;
        var start = L[
            "{0} passed of “{1}”, {2} of “{3}”.",
            ExploreWords.Percent(first.Value),
            a.Name,
            ExploreWords.Percent(second.Value),
            b.Name
        ];
        return difference.Low > 0 || difference.High < 0
            ? $"{start} {L["The difference is clear."]}"
            : $"{start} {L["The difference may be chance."]}";
    }

    private static Measure? Between(CohortFigures? a, CohortFigures? b, Func<CohortFigures, Measure?> measure)
    {
        if (a is null || b is null || measure(a) is not { } one || measure(b) is not { } other)
        {
            return null;
        }

        var error =
            Math.Sqrt(Math.Pow(one.High - one.Low, 2) + Math.Pow(other.High - other.Low, 2)) / 2 / WilsonInterval.Z95;
        var (change, half) = (other.Value - one.Value, WilsonInterval.Z95 * error);
        return new Measure(change, change - half, change + half);
    }

    private static string Problem(CohortProblem problem) =>
        problem == CohortProblem.TooAlike
            ? L[
                "Not shown: it may differ from the whole, or from a cohort before it, by fewer than {0} students.",
                CohortSheets.Least
            ]
            : L[
                "Not shown: nobody, fewer than {0} students, or so few that others could be worked out.",
                CohortSheets.Least
            ];

    private static ChartTable Table(CohortsView view)
    {
        var rows = new List<IReadOnlyList<string>>
        {
            Row(view, L["Students"], f => Count(f.Students)),
            Row(view, L["Enrollments"], f => Count(f.Enrollments)),
            Row(view, L["Passed|share"], f => ExploreWords.Percent(f.Passed), f => f.Passed, false),
            Row(view, L["Mean final score"], f => ExploreWords.Points(f.Score), f => f.Score, true),
            Row(view, L["School days missed"], f => ExploreWords.Percent(f.Absent), f => f.Absent, false),
            Row(view, L["Work missing"], f => ExploreWords.Percent(f.Missing), f => f.Missing, false),
        };
        var others = Enumerable
            .Range(1, Math.Max(0, view.Cohorts.Count - 1))
            .Select(i => L["{0} less {1}|cohorts", Title(i), Title(0)]);
        return new ChartTable([L["Figure"], .. view.Cohorts.Select((_, i) => Title(i)), .. others], rows);
    }

    private static IReadOnlyList<string> Row(
        CohortsView view,
        string name,
        Func<CohortFigures, string> words,
        Func<CohortFigures, Measure?>? measure = null,
        bool isPoints = false
    ) =>
        [
            name,
            .. view.Cohorts.Select(c => c.Figures is { } f ? words(f) : ExploreWords.None),
            .. view
                .Cohorts.Skip(1)
                .Select(c =>
                    measure is not null && Between(view.Cohorts[0].Figures, c.Figures, measure) is { } d
                        ? CohortWords.Difference(d, isPoints)
                        : ""
                ),
        ];

    private static DotChart Passed(CohortsView view) =>
        new(
            [
                .. view.Cohorts.Select(
                    (c, i) =>
                        new Dot(
                            $"{Title(i)}: {c.Name}",
                            c.Figures?.Passed?.Value,
                            c.Figures?.Passed?.Low,
                            c.Figures?.Passed?.High,
                            ExploreWords.Percent(c.Figures?.Passed)
                        )
                ),
            ],
            Axis.OfShares(L["Passed|share"]),
            null,
            L["Cohort"]
        )
        {
            Title = L["Share passed"],
            Description = L["The share of enrollments passed in each cohort, with its 95 % interval."],
        };

    private static string Title(int place) =>
        place switch
        {
            0 => L["Cohort A"],
            1 => L["Cohort B"],
            _ => L["Cohort C"],
        };

    private static string Count(int n) => CohortWords.Rounded(n).ToString("N0", CultureInfo.CurrentCulture);

    private void Go(CohortsView view, int place, CohortFilter? filter)
    {
        var filters = view.Cohorts.Select(c => (CohortFilter?)c.Filter).ToList();
        if (place < filters.Count)
        {
            filters[place] = filter;
        }
        else
        {
            filters.Add(filter);
        }

        Navigation.NavigateTo(Address([.. filters.OfType<CohortFilter>()]));
    }

    private string Address(IReadOnlyList<CohortFilter> filters) =>
        Navigation.GetUriWithQueryParameters(
            Letters
                .Index()
                .ToDictionary(
                    l => l.Item,
                    l => (object?)filters.ElementAtOrDefault(l.Index)?.ToText(),
                    StringComparer.Ordinal
                )
        );

    // A saved cohort takes the last place, or the one after it where there is room.
    private string Open(CohortsView view, CohortFilter filter)
    {
        var filters = view.Cohorts.Select(c => c.Filter).ToList();
        return Address(filters.Count < CohortsQuery.Most ? [.. filters, filter] : [.. filters[..^1], filter]);
    }

    private async Task SaveAsync(CohortsView view)
    {
        var place = int.Parse(_saved, CultureInfo.InvariantCulture);
        if (place >= view.Cohorts.Count)
        {
            return;
        }

        _isBusy = true;
        var others = view.Cohorts.Where((c, i) => i != place && c.Figures is not null).Select(c => c.Filter).ToList();
        _problem = await Save.RunAsync(
            await Scope.GetAsync(CancellationToken.None),
            view.Sheet.Org.Id,
            _name,
            view.Cohorts[place].Filter,
            others,
            CancellationToken.None
        );
        _isBusy = false;
        _done = _problem is null ? L["Saved."] : null;
        if (_problem is null)
        {
            _name = null;
            await RetryAsync();
        }
    }

    private async Task RemoveAsync(long id)
    {
        _isBusy = true;
        _problem = await Save.RemoveAsync(await Scope.GetAsync(CancellationToken.None), id, CancellationToken.None);
        _isBusy = false;
        _done = _problem is null ? L["Removed."] : null;
        await RetryAsync();
    }
}
