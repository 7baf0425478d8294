using System.Globalization;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>What was published.</summary>
/// <param name="Sheets">New sheets.</param>
/// <param name="Kept">Keys of stored sheets that stay.</param>
/// <param name="OnModelPages">By version made anew, the cut that its own page shows.</param>
internal sealed record PublishedFairness(
    IReadOnlyList<MadeSheet> Sheets,
    IReadOnlySet<string> Kept,
    IReadOnlyDictionary<string, CutFigures> OnModelPages
);

/// <summary>Makes the sheets of all versions: patterns of terms first, then every table under them.</summary>
/// <param name="orgs">Organisations.</param>
/// <param name="groups">Groups of all students.</param>
/// <param name="seed">Decides the draws of intervals.</param>
/// <param name="leastPerCell">Students for each cell of two attributes crossed, on average, for them to be crossed.</param>
internal sealed class FairnessPublication(
    FigureOrgs orgs,
    ProtectedGroups groups,
    int seed,
    int leastPerCell = FairnessTraits.LeastPerCell
)
{
    /// <summary>
    /// Fewest students of an organisation below others, in a sample, for it to have tables of its own: where a large district's
    /// sample holds some fifty of each school, its schools show next to nothing, and what hides their small groups would hide
    /// groups of thousands in the district.
    /// </summary>
    public const int LeastSampled = 200;

    private readonly List<MadeSheet> _sheets = [];
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CutFigures> _onModelPages = new(StringComparer.Ordinal);
    private readonly Dictionary<long, List<FairnessModel>> _models = [];

    /// <summary>Makes them.</summary>
    /// <param name="versions">Versions, the newest first; the rules are shown on the people of the first.</param>
    /// <param name="made">Ids of versions whose sheets are made in any case.</param>
    /// <param name="stored">Indexes stored before, by organisation.</param>
    /// <param name="cancel">Cancels.</param>
    /// <param name="isSample">Whether versions were judged on a sample of the students.</param>
    public PublishedFairness Make(
        IReadOnlyList<JudgedVersion> versions,
        IReadOnlySet<string> made,
        IReadOnlyDictionary<long, FairnessIndex> stored,
        CancellationToken cancel,
        bool isSample = false
    )
    {
        var leastStudents = isSample ? LeastSampled : 0;
        var cohorts = versions.ToDictionary(v => v.Id, v => FairnessCohort.Of(v).ToList(), StringComparer.Ordinal);
        var patterns = cohorts
            .Values.SelectMany(c => c)
            .GroupBy(c => c.Start)
            .ToDictionary(
                g => g.Key,
                g => FairnessTermPattern.Of(orgs, groups, [.. g], leastPerCell, leastStudents, cancel)
            );
        var marks = patterns.ToDictionary(p => Day(p.Key), p => p.Value.Fingerprint(), StringComparer.Ordinal);
        foreach (var version in versions)
        {
            var own = cohorts[version.Id];
            if (made.Contains(version.Id) || !Keep(version, own, marks, stored))
            {
                Publish(version.Id, version.Trainer, version.TrainedAt, own, patterns, cancel);
            }
        }

        Publish(FairnessKeys.Rules, "", null, [.. FairnessCohort.OfRules(versions[0])], patterns, cancel);
        AddIndexes(patterns, marks, isSample);
        return new PublishedFairness(_sheets, _kept, _onModelPages);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // Sheets of other nights stay where nothing that they hide changed since: a version never changes what it said.
    private bool Keep(
        JudgedVersion version,
        List<FairnessCohort> cohorts,
        Dictionary<string, string> marks,
        IReadOnlyDictionary<long, FairnessIndex> stored
    )
    {
        var kept = stored
            .Select(s => (Org: s.Key, s.Value.Patterns, Model: s.Value.Models.FirstOrDefault(m => m.Id == version.Id)))
            .Where(s => s.Model is not null)
            .ToList();
        var starts = cohorts.Select(c => c.Start).Distinct().ToList();
        if (
            kept.Count == 0
            || kept.Exists(k => starts.Exists(s => k.Patterns.GetValueOrDefault(Day(s)) != marks[Day(s)]))
        )
        {
            return false;
        }

        _kept.UnionWith(cohorts.Select(c => FairnessKeys.Sheet(version.Id, c.Start, c.Week)));
        foreach (var (org, _, model) in kept)
        {
            _models.TryAdd(org, []);
            _models[org].Add(model!);
        }

        return true;
    }

    private void Publish(
        string model,
        string trainer,
        DateTime? trainedAt,
        List<FairnessCohort> cohorts,
        Dictionary<DateOnly, FairnessTermPattern> patterns,
        CancellationToken cancel
    )
    {
        var made = cohorts
            .SelectMany(c => new FairnessTables(patterns[c.Start], c, seed).Make(cancel))
            .GroupBy(s => s.Org.Id);
        // A model's own page speaks of the whole installation: where nobody is at the top of all schools it shows no groups.
        var whole = orgs.All.FirstOrDefault(o => orgs.SchoolsOf(o).Count == orgs.Schools.Count);
        foreach (var org in made)
        {
            List<FairnessSheet> sheets = [.. org.Select(s => s.Sheet)];
            _sheets.AddRange(
                sheets.Select(s => new MadeSheet(org.Key, FairnessKeys.Sheet(model, s.TermStart, s.Week), s))
            );
            var gates = OfTheGates(sheets);
            _models.TryAdd(org.Key, []);
            _models[org.Key]
                .Add(
                    new FairnessModel(
                        model,
                        trainer,
                        trainedAt,
                        Terms(sheets, cohorts.Exists(c => c.IsByStudent)),
                        Trend(gates)
                    )
                );
            if (model != FairnessKeys.Rules && org.Key == whole?.Id && gates is not null)
            {
                _onModelPages[model] = gates;
            }
        }
    }

    private static IReadOnlyList<FairnessTerm> Terms(List<FairnessSheet> sheets, bool isByStudent) =>
        [
            .. sheets
                .GroupBy(s => (s.Term, s.TermStart, s.IsLater))
                .OrderBy(g => g.Key.TermStart)
                .Select(g => new FairnessTerm(
                    g.Key.Term,
                    g.Key.TermStart,
                    g.Key.IsLater,
                    [.. g.Select(s => s.Week).Order()]
                )
                {
                    IsByStudent = isByStudent,
                }),
        ];

    // The default cut of the later cohort, at the week that the gates look at.
    private static CutFigures? OfTheGates(List<FairnessSheet> sheets) =>
        sheets
            .Where(s => s.IsLater)
            .OrderBy(s => Math.Abs(s.Week - FlaggedPeople.Week))
            .ThenBy(s => s.Week)
            .FirstOrDefault()
            ?.Cuts.MinBy(c => Math.Abs(c.Share - FairnessKeys.DefaultShare));

    private IReadOnlyList<GroupFigures> Trend(CutFigures? gates) =>
        gates is null ? [] : [.. gates.Groups.Where(g => groups.ByAttribute.ContainsKey(g.Attribute))];

    private void AddIndexes(
        Dictionary<DateOnly, FairnessTermPattern> patterns,
        Dictionary<string, string> marks,
        bool isSample
    )
    {
        var labels = patterns
            .OrderBy(p => p.Key)
            .SelectMany(p => p.Value.Cells.Traits.Attributes.Select(t => t.Label))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        foreach (var org in orgs.All.Where(o => _models.ContainsKey(o.Id)))
        {
            var shown = patterns
                .Values.SelectMany(p =>
                    p.Cells.Nodes.Where(n => n.Orgs.Contains(org)).Select(n => (p.Cells.Traits, Node: n))
                )
                .ToList();
            string[] schools = shown.Exists(s => s.Node.Schools.Count > 1) ? [FairnessKeys.School] : [];
            var crossed = shown
                .SelectMany(s =>
                    s.Node.ByPair.Select(p =>
                        FairnessKeys.Crossed(s.Traits.Attributes[p[0]].Label, s.Traits.Attributes[p[1]].Label)
                    )
                )
                .Distinct(StringComparer.Ordinal);
            _sheets.Add(
                new MadeSheet(
                    org.Id,
                    FairnessKeys.Index,
                    new FairnessIndex(_models[org.Id], [.. labels, .. schools, .. crossed])
                    {
                        Patterns = marks,
                        IsSample = isSample,
                    }
                )
            );
        }

        // An organisation of too few sampled students says so.
        foreach (var org in orgs.All.Where(o => isSample && _models.Count > 0 && !_models.ContainsKey(o.Id)))
        {
            _sheets.Add(new MadeSheet(org.Id, FairnessKeys.Index, new FairnessIndex([], []) { IsSample = true }));
        }
    }
}
