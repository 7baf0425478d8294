using System.Globalization;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Ml.Monitoring;
using EarlyWarning.Ml.Multilevel;

namespace EarlyWarning.Web.Figures.Environs;

/// <summary>
/// Failure or absence of one term at every organisation, by everything it is cut by. What is small is hidden in all tables at
/// once, with so much else that it cannot be worked out: from the rest of a cut, from the classes of a course or period, or
/// from the schools of a district. One file, since the cells, the sums that readers see and the tables must agree.
/// </summary>
internal sealed class MeasureTables
{
    private readonly FigureOrgs _orgs;
    private readonly IReadOnlyList<PlaceCut> _cuts;
    private readonly bool _isFailure;
    private readonly Dictionary<long, OrgShares> _of = [];

    private MeasureTables(FigureOrgs orgs, IReadOnlyList<PlaceCut> cuts, bool isFailure)
    {
        (_orgs, _cuts, _isFailure) = (orgs, cuts, isFailure);
    }

    /// <summary>Keys of the classes of which something is shown.</summary>
    public HashSet<long> ShownClasses { get; } = [];

    /// <summary>The tables by organisation; those where nothing is counted, or shown, have none.</summary>
    public IReadOnlyDictionary<long, EnvironmentMeasure> Of { get; private set; } =
        new Dictionary<long, EnvironmentMeasure>();

    /// <summary>Makes the tables.</summary>
    /// <param name="places">Enrollments by school.</param>
    /// <param name="groups">For each school and cut the group of each enrollment.</param>
    /// <param name="cuts">Cuts.</param>
    /// <param name="orgs">Organisations.</param>
    /// <param name="isFailure">Failure; else absence.</param>
    /// <param name="cancel">Cancels.</param>
    public static MeasureTables Make(
        IReadOnlyDictionary<long, Place[]> places,
        IReadOnlyDictionary<long, int[][]> groups,
        IReadOnlyList<PlaceCut> cuts,
        FigureOrgs orgs,
        bool isFailure,
        CancellationToken cancel
    )
    {
        var tables = new MeasureTables(orgs, cuts, isFailure);
        var counts = places.ToDictionary(
            p => p.Key,
            p => Array.ConvertAll(p.Value, x => isFailure ? PlaceCounts.Failure(x) : PlaceCounts.Absence(x))
        );
        var shares = new OrgShares?[orgs.All.Count];
        var parallel = new ParallelOptions
        {
            CancellationToken = cancel,
            MaxDegreeOfParallelism = Environment.ProcessorCount,
        };
        Parallel.For(
            0,
            shares.Length,
            parallel,
            i =>
            {
                var schools = orgs.SchoolsOf(orgs.All[i]).Where(places.ContainsKey).ToList();
                shares[i] = tables.Count(orgs.All[i], schools, places, groups, counts);
            }
        );
        foreach (var (i, own) in shares.Index().Where(s => s.Item is not null))
        {
            tables._of[orgs.All[i].Id] = own!;
        }

        var hidden = tables.Hide();
        var made = new EnvironmentMeasure?[orgs.All.Count];
        Parallel.For(0, made.Length, parallel, i => made[i] = tables.Measure(orgs.All[i], hidden));
        tables.Of = orgs
            .All.Index()
            .Where(o => made[o.Index] is not null)
            .ToDictionary(o => o.Item.Id, o => made[o.Index]!);
        tables.NoteClasses(hidden);
        return tables;
    }

    // By key, not by title: there are classes of one title.
    private void NoteClasses(HashSet<(long Org, int Cut, int Group)> hidden)
    {
        var classes = _cuts.Index().First(c => c.Item.By == EnvironmentSheets.Class).Index;
        foreach (var org in Of.Keys)
        {
            ShownClasses.UnionWith(
                _of[org]
                    .Cuts[classes]
                    .Keys.Where(g => !hidden.Contains((org, classes, g)))
                    .Select(g => _cuts[classes].Groups[g].Id)
            );
        }
    }

    private OrgShares? Count(
        FigureOrg org,
        List<long> schools,
        IReadOnlyDictionary<long, Place[]> places,
        IReadOnlyDictionary<long, int[][]> groups,
        Dictionary<long, (double Successes, double Trials)[]> counts
    )
    {
        var cuts = new IReadOnlyDictionary<int, GroupShare>[_cuts.Count];
        GroupShare? total = null;
        for (var c = 0; c < _cuts.Count; c++)
        {
            cuts[c] = new Dictionary<int, GroupShare>();
            if (!IsMade(_cuts[c], org, schools))
            {
                continue;
            }

            // Groups of this organisation only, numbered from 0.
            var numbers = schools.SelectMany(s => groups[s][c]).Distinct().ToArray();
            var place = numbers.Index().ToDictionary(n => n.Item, n => n.Index);
            var shares = new ClusteredShares(numbers.Length);
            foreach (var school in schools)
            {
                PlaceCounts.Add(
                    places[school],
                    Array.ConvertAll(groups[school][c], g => place[g]),
                    counts[school],
                    shares
                );
            }

            total = shares.Total();
            var each = shares.Groups();
            cuts[c] = numbers.Where(n => each[place[n]].Trials > 0).ToDictionary(n => n, n => each[place[n]]);
        }

        return total is { Trials: > 0 } all ? new OrgShares(all, cuts, Weekdays(schools, places)) : null;
    }

    private IReadOnlyList<GroupShare> Weekdays(List<long> schools, IReadOnlyDictionary<long, Place[]> places)
    {
        if (_isFailure)
        {
            return [];
        }

        var shares = new ClusteredShares(PlaceCounts.Weekdays.Count);
        foreach (var school in schools)
        {
            PlaceCounts.AddWeekdays(places[school], shares);
        }

        return shares.Groups();
    }

    // Classes of one school only: a district has thousands, and their tables are the schools'.
    private static bool IsMade(PlaceCut cut, FigureOrg org, List<long> schools) =>
        cut.By switch
        {
            EnvironmentSheets.School => schools.Count > 1,
            EnvironmentSheets.Class => schools.Count == 1 && schools[0] == org.Id,
            _ => true,
        };

    private HashSet<(long Org, int Cut, int Group)> Hide()
    {
        var cells = new List<FrameCounts>();
        var at = new Dictionary<(long Org, int Cut, int Group), int>();
        foreach (var (org, shares) in _of)
        {
            Add((org, -1, 0), shares.Total, _isFailure);
            for (var c = 0; c < _cuts.Count; c++)
            {
                // A school as a row of the district is the school itself.
                foreach (var (group, share) in shares.Cuts[c].Where(_ => _cuts[c].By != EnvironmentSheets.School))
                {
                    Add((org, c, group), share, IsOfPeople(c, shares));
                }
            }
        }

        var hidden = Suppression.Hide(cells, Lines(at), EnvironmentSheets.FewestStudents);
        // Of an organisation whose total is hidden no table is shown.
        var dark = at.Where(a => hidden[a.Value] || hidden[at[(a.Key.Org, -1, 0)]]).Select(a => a.Key).ToHashSet();
        // From below upwards: what a district hides may have to be hidden above it too.
        foreach (var org in _orgs.All.Reverse().Where(o => _of.ContainsKey(o.Id)))
        {
            HideAbove(org, dark);
        }

        return dark;

        void Add((long, int, int) key, GroupShare share, bool isOfPeople)
        {
            at[key] = cells.Count;
            var (with, without) = isOfPeople
                ? (share.ClustersWith, share.ClustersWithout)
                : (share.Clusters, share.Clusters);
            // The cells' rule asks for n, positives, negatives and flagged; the last stands for those without.
            cells.Add(new FrameCounts(share.Clusters + with, with, Math.Min(without, share.Clusters)));
        }
    }

    // A group of a district is the sum of its schools'. Where one of those could be worked out from it the district's is hidden,
    // not another school's: that would go round until nothing was left.
    private void HideAbove(FigureOrg org, HashSet<(long Org, int Cut, int Group)> dark)
    {
        var below = _orgs.Below(org).Where(b => _of.ContainsKey(b.Id)).ToList();
        for (var c = 0; c < _cuts.Count && below.Count > 0; c++)
        {
            if (_cuts[c].By is EnvironmentSheets.School or EnvironmentSheets.Class)
            {
                continue;
            }

            var own = _of[org.Id].Cuts[c];
            foreach (var group in own.Keys)
            {
                var hidden = below.Where(b => dark.Contains((b.Id, c, group))).ToList();
                if (hidden.Count > 0 && !IsSafe(hidden.ConvertAll(b => _of[b.Id].Cuts[c][group])))
                {
                    dark.Add((org.Id, c, group));
                }
            }

            // Until what is hidden of the cut cannot be worked out from the total: groups first of which a school's is hidden,
            // since the others are the sums of what schools show.
            foreach (
                var next in own.OrderBy(o => !below.Exists(b => dark.Contains((b.Id, c, o.Key))))
                    .ThenBy(o => o.Value.Clusters)
                    .ThenBy(o => o.Key)
                    .Select(o => o.Key)
            )
            {
                var hidden = own.Where(o => dark.Contains((org.Id, c, o.Key))).Select(o => o.Value).ToList();
                if (hidden.Count > 0 && !IsSafe(hidden))
                {
                    dark.Add((org.Id, c, next));
                }
            }
        }
    }

    // What is left over of a sum is the hidden together: that must be as much as is shown of one.
    private bool IsSafe(List<GroupShare> hidden) =>
        hidden.Count > 1
        && hidden.Sum(h => h.Clusters) >= EnvironmentSheets.FewestStudents
        && (
            !_isFailure
            || (
                hidden.Sum(h => h.ClustersWith) >= EnvironmentSheets.FewestStudents
                && hidden.Sum(h => h.ClustersWithout) >= EnvironmentSheets.FewestStudents
            )
        );

    // A group that is all there is, is shown as the total.
    private bool IsOfPeople(int cut, OrgShares shares) =>
        _isFailure && _cuts[cut].IsOfPeople && shares.Cuts[cut].Count > 1;

    // Of classes only steadied shares of failure are shown: nothing that could be added up.
    private bool IsSteadied(PlaceCut cut) => _isFailure && cut.By == EnvironmentSheets.Class;

    private List<SumLine> Lines(Dictionary<(long Org, int Cut, int Group), int> at)
    {
        var lines = new List<SumLine>();
        var classes = _cuts.Index().First(c => c.Item.By == EnvironmentSheets.Class).Index;
        foreach (var (org, shares) in _of)
        {
            var total = at[(org, -1, 0)];
            for (var c = 0; c < _cuts.Count; c++)
            {
                var isSum = _cuts[c].By != EnvironmentSheets.School && !IsSteadied(_cuts[c]);
                if (isSum && shares.Cuts[c].Count > 0)
                {
                    lines.Add(new SumLine(total, [.. shares.Cuts[c].Keys.Select(g => at[(org, c, g)])]));
                }
            }

            foreach (var (cut, group, members) in _isFailure ? [] : OfClasses(shares, classes))
            {
                lines.Add(new SumLine(at[(org, cut, group)], [.. members.Select(m => at[(org, classes, m)])]));
            }
        }

        foreach (var org in _orgs.All.Where(o => _of.ContainsKey(o.Id)))
        {
            var below = _orgs.Below(org).Where(b => _of.ContainsKey(b.Id)).ToList();
            if (below.Count == 0)
            {
                continue;
            }

            lines.Add(new SumLine(at[(org.Id, -1, 0)], [.. below.Select(b => at[(b.Id, -1, 0)])]));
        }

        return [.. lines.Where(l => l.Members.Count > 0)];
    }

    // Courses and periods of a school with the classes that they are the sums of.
    private IEnumerable<(int Cut, int Group, List<int> Classes)> OfClasses(OrgShares shares, int classes)
    {
        if (shares.Cuts[classes].Count == 0)
        {
            yield break;
        }

        for (var c = 0; c < _cuts.Count; c++)
        {
            if (_cuts[c].IsOfClasses)
            {
                var cut = _cuts[c];
                foreach (
                    var group in shares.Cuts[classes].Keys.GroupBy(k => cut.GroupOfClass[_cuts[classes].Groups[k].Id])
                )
                {
                    yield return (c, group.Key, [.. group]);
                }
            }
        }
    }

    private EnvironmentMeasure? Measure(FigureOrg org, HashSet<(long Org, int Cut, int Group)> hidden)
    {
        if (!_of.TryGetValue(org.Id, out var shares) || hidden.Contains((org.Id, -1, 0)))
        {
            return null;
        }

        var cuts = new List<EnvironmentCut>();
        for (var c = 0; c < _cuts.Count; c++)
        {
            var (cut, index) = (_cuts[c], c);
            bool IsHidden(int group) =>
                cut.By == EnvironmentSheets.School
                    ? hidden.Contains((cut.Groups[group].Id, -1, 0))
                    : hidden.Contains((org.Id, index, group));
            if (shares.Cuts[c].Count > 1)
            {
                var sorted = cut.Sorted(shares.Cuts[c].Keys).ToList();
                cuts.Add(
                    Cut(
                        cut.By,
                        cut.Label,
                        [.. sorted.Select(g => (cut.Groups[g].Name, cut.Groups[g].Of, shares.Cuts[c][g], IsHidden(g)))],
                        shares.Total.Share,
                        IsSteadied(cut)
                    )
                );
            }
        }

        var days = shares.Weekdays.Index().Where(d => d.Item.Trials > 0).ToList();
        if (days.Count > 1)
        {
            cuts.Add(
                Cut(
                    EnvironmentSheets.Weekday,
                    null,
                    [.. days.Select(d => (Number(PlaceCounts.Weekdays[d.Index]), (string?)null, d.Item, false))],
                    shares.Total.Share,
                    isSteadied: false
                )
            );
        }

        return new EnvironmentMeasure(
            Round(shares.Total.Clusters),
            new ShareWithRange(shares.Total.Share, shares.Total.Low, shares.Total.High),
            cuts
        );
    }

    private static EnvironmentCut Cut(
        string by,
        string? label,
        IReadOnlyList<(string Name, string? Of, GroupShare Share, bool IsHidden)> groups,
        double all,
        bool isSteadied
    )
    {
        var shown = groups.Where(g => !g.IsHidden).Select(g => g.Share).ToList();
        if (shown.Count == 0)
        {
            return new EnvironmentCut(by, label, default, [.. groups.Select(g => Hidden(g.Name, g.Of))]);
        }

        var pooling = BetaBinomialPooling.Of(
            [.. shown.Select(s => s.Share * s.EffectiveTrials)],
            [.. shown.Select(s => s.EffectiveTrials)]
        );
        var ranks = pooling.Ranks();
        var chances = MultipleTests.Holm([.. shown.Select(s => s.PValue)]);
        var next = 0;
        return new EnvironmentCut(
            by,
            label,
            new ShareWithRange(pooling.Spread, pooling.SpreadLow, pooling.SpreadHigh),
            [
                .. groups.Select(g =>
                {
                    if (g.IsHidden)
                    {
                        return Hidden(g.Name, g.Of);
                    }

                    var i = next++;
                    return new EnvironmentGroup(
                        g.Name,
                        g.Of,
                        Round(g.Share.Clusters),
                        isSteadied ? ShareWithRange.None : new(g.Share.Share, g.Share.Low, g.Share.High),
                        isSteadied
                            ? ShareWithRange.Of(pooling.Groups[i]).InPercents
                            : ShareWithRange.Of(pooling.Groups[i]),
                        ranks[i].Low,
                        ranks[i].High,
                        chances[i] < EnvironmentSheets.Level
                            ? (g.Share.Share > all ? GroupStanding.Higher : GroupStanding.Lower)
                            : GroupStanding.NotApart
                    );
                }),
            ]
        );
    }

    /// <summary>A count to the nearest 5.</summary>
    internal static int Round(double count) => (int)(5 * Math.Round(count / 5, MidpointRounding.AwayFromZero));

    private static EnvironmentGroup Hidden(string name, string? of) =>
        new(name, of, null, default, default, 0, 0, GroupStanding.NotApart);

    private static string Number(int day) => day.ToString(CultureInfo.InvariantCulture);

    private sealed record OrgShares(
        GroupShare Total,
        IReadOnlyList<IReadOnlyDictionary<int, GroupShare>> Cuts,
        IReadOnlyList<GroupShare> Weekdays
    );
}
