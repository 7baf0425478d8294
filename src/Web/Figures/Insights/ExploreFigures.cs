using System.Collections.Concurrent;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>
/// Makes the figures of exploring: for each of the latest finished terms, each week that models look at and each organisation,
/// every feature beside the outcome. Features are those that scores are made of, so no protected attribute is among them.
/// </summary>
internal sealed class ExploreFigures : IFigures
{
    private const int Terms = 3;

    /// <inheritdoc />
    public string Topic => ExploreSheets.Topic;

    /// <inheritdoc />
    public string Step => "Figures of exploring the data";

    /// <inheritdoc />
    public bool FollowsImports => false;

    /// <inheritdoc />
    public Task<MadeFigures> MakeAsync(FigureInput input, CancellationToken cancel) =>
        Task.FromResult(
            input.Finished.Value is { } set ? Of(input.Orgs, set, input.School.Catalogue, cancel) : new MadeFigures([])
        );

    /// <summary>The same of snapshots that are there already.</summary>
    public static MadeFigures Of(FigureOrgs orgs, TrainingSet set, FeatureCatalogue catalogue, CancellationToken cancel)
    {
        var bySchool = set
            .Rows.GroupBy(r =>
                (Term: set.TermOfSession.GetValueOrDefault(r.Class.SessionId, -1), r.Week, r.Class.OrgId)
            )
            .ToDictionary(g => g.Key, g => g.ToList());
        var terms = set
            .Terms.Where(t => bySchool.Keys.Any(k => k.Term == t.Number))
            .OrderBy(t => t.Start)
            .TakeLast(Terms)
            .ToList();
        var features = catalogue.Named(set.FeatureNames);
        // A district of one school says what the school says: it is measured once.
        var wanted =
            from same in orgs.All.GroupBy(o => string.Join(',', orgs.SchoolsOf(o).Order()), StringComparer.Ordinal)
            from term in terms
            from week in SnapshotPass.Horizons
            select (Orgs: same.ToList(), Schools: orgs.SchoolsOf(same.First()), term, week);
        var sheets = new ConcurrentBag<(FigureOrg Org, ExploreSheet Sheet)>();
        Parallel.ForEach(
            wanted,
            new ParallelOptions
            {
                CancellationToken = cancel,
                MaxDegreeOfParallelism = System.Environment.ProcessorCount,
            },
            w =>
            {
                var rows = w
                    .Schools.Order()
                    .SelectMany(s => bySchool.GetValueOrDefault((w.term.Number, w.week, s), []))
                    .ToList();
                if (Sheet(rows, features) is { } sheet)
                {
                    w.Orgs.ForEach(org => sheets.Add((org, sheet with { Start = w.term.Start, Week = w.week })));
                }
            }
        );
        var found = sheets.Select(s => s.Sheet.Start).ToHashSet();
        CohortTerm[] listed =
        [
            .. terms.Where(t => found.Contains(t.Start)).Select(t => new CohortTerm(t.Title, t.Start)),
        ];
        return new MadeFigures([
            .. sheets
                .OrderBy(s => s.Org.Id)
                .ThenBy(s => s.Sheet.Start)
                .ThenBy(s => s.Sheet.Week)
                .Select(s => new MadeSheet(
                    s.Org.Id,
                    ExploreSheets.Key(s.Sheet.Start, s.Sheet.Week),
                    s.Sheet with
                    {
                        Terms = listed,
                    }
                )),
        ]);
    }

    /// <summary>One sheet; null where there are too few students, or too few with or without the outcome.</summary>
    public static ExploreSheet? Sheet(List<SnapshotRow> rows, IReadOnlyList<FeatureDefinition> features)
    {
        var table = new ExploreTable(rows);
        if (!table.IsEnough)
        {
            return null;
        }

        var looks = Math.Max(1, features.Select((f, i) => table.LooksAt(f, i)).Sum());
        var made = features.Select((f, i) => table.Feature(f, i, looks)).ToList();
        var (top, correlations) = table.Correlations(features, made);
        return new ExploreSheet(
            [],
            default,
            0,
            RoundedToFive(table.Students),
            RoundedToFive(rows.Count),
            ExploreTable.Rounded(table.OutcomeShare),
            looks,
            made,
            top,
            correlations
        );
    }

    private static int RoundedToFive(int n) => (int)(5 * Math.Round(n / 5.0, MidpointRounding.AwayFromZero));
}
