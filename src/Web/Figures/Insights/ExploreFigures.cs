using System.Collections.Concurrent;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Ml.Fairness;
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
        var hidden = new ConcurrentDictionary<(int Term, short Week), IReadOnlySet<long>>();
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
                // What a small school lacks would be what the district has more than the others.
                var dark = hidden.GetOrAdd(
                    (w.term.Number, w.week),
                    k => Hidden(orgs, s => bySchool.GetValueOrDefault((k.Term, k.Week, s), []))
                );
                if (w.Orgs.TrueForAll(o => dark.Contains(o.Id)))
                {
                    return;
                }

                var rows = w
                    .Schools.Order()
                    .SelectMany(s => bySchool.GetValueOrDefault((w.term.Number, w.week, s), []))
                    .ToList();
                if (Sheet(rows, features) is { } sheet)
                {
                    w.Orgs.FindAll(o => !dark.Contains(o.Id))
                        .ForEach(org => sheets.Add((org, sheet with { Start = w.term.Start, Week = w.week })));
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

    /// <summary>Organisations without a sheet: too small, or what a small one could be worked out from.</summary>
    /// <param name="orgs">Organisations.</param>
    /// <param name="rowsOf">Rows of a school.</param>
    internal static IReadOnlySet<long> Hidden(FigureOrgs orgs, Func<long, IReadOnlyCollection<SnapshotRow>> rowsOf)
    {
        var counts = orgs.Schools.ToDictionary(
            s => s.Id,
            s =>
            {
                var people = rowsOf(s.Id)
                    .GroupBy(r => r.StudentId)
                    .Select(p => p.Any(r => r.Outcome!.Value.Kind != OutcomeKind.Passed))
                    .ToList();
                return new FrameCounts(people.Count, people.Count(failed => failed), 0);
            }
        );
        return OrgSums.Hide(
            orgs,
            schools => schools.Aggregate(default(FrameCounts), (sum, s) => sum + counts[s]),
            c => c.N >= ExploreSheets.FewestStudents && Math.Min(c.Positives, c.Negatives) >= ExploreSheets.Least
        );
    }

    private static int RoundedToFive(int n) => (int)(5 * Math.Round(n / 5.0, MidpointRounding.AwayFromZero));
}
