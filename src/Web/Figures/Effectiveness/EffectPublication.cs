using EarlyWarning.Ml.Fairness;

namespace EarlyWarning.Web.Figures.Effectiveness;

/// <summary>A sheet with every count as it is.</summary>
/// <param name="Org">The organisation.</param>
/// <param name="Key">Key of the sheet.</param>
/// <param name="Sheet">The figures.</param>
internal sealed record RawEffects(FigureOrg Org, string Key, EffectSheet Sheet);

/// <summary>
/// Decides once for all sheets what is hidden, and rounds what is not. A district is the sum of its schools and of its own
/// classes, all finished terms are the sum of each, and students of a kind are the sum of those by week and by rules: what is
/// small is hidden in all sheets at once, with so much else that no sum gives it away (docs/decisions/0013-small-groups.md).
/// </summary>
/// <param name="orgs">Organisations.</param>
/// <param name="raw">All sheets, with those of own classes, which are counted and not stored.</param>
internal sealed class EffectPublication(FigureOrgs orgs, IReadOnlyList<RawEffects> raw)
{
    // What is counted of a kind in a sheet; weeks and rules follow, each in its order.
    private const int Helped = 0;
    private const int NotTakenUp = 1;
    private const int Flagged = 2;
    private const int Reached = 3;
    private const int Rules = 10;
    private const int Weeks = 20;

    // What an organisation is the sum of.
    private readonly Dictionary<long, long[]> _parts = orgs.All.ToDictionary(
        o => o.Id,
        o => (long[])[.. orgs.Below(o).Select(b => b.Id), OwnOf(o).Id]
    );

    /// <summary>Stands for the classes of an organisation itself, beside those of the organisations below.</summary>
    /// <param name="org">The organisation.</param>
    public static FigureOrg OwnOf(FigureOrg org) => org with { Id = -org.Id };

    /// <summary>The sheets as they are stored.</summary>
    public IReadOnlyList<MadeSheet> Sheets()
    {
        var whole = Hide(
            raw.SelectMany(r => new[] { (r, Helped, One(r.Sheet.Students)), (r, Flagged, One(r.Sheet.Cut.Students)) }),
            [],
            _ => false
        );
        var kinds = raw.SelectMany(r => r.Sheet.Kinds.Select(k => k.KindId)).Distinct().ToDictionary(k => k, HiddenOf);
        return
        [
            .. raw.Where(r => r.Org.Id > 0)
                .Select(r => new MadeSheet(
                    r.Org.Id,
                    r.Key,
                    r.Sheet with
                    {
                        Students = Shown(r.Sheet.Students, whole, r, Helped),
                        Kinds =
                        [
                            .. r
                                .Sheet.Kinds.Select(k => Published(k, r, kinds[k.KindId]))
                                .OrderByDescending(k => k.Students ?? 0)
                                .ThenBy(k => k.KindId),
                        ],
                        Cut = r.Sheet.Cut with
                        {
                            Students = Shown(r.Sheet.Cut.Students, whole, r, Flagged),
                            Bins = [.. r.Sheet.Cut.Bins.Select(b => b with { Count = SmallCounts.Round(b.Count) })],
                        },
                    }
                )),
        ];
    }

    private HashSet<(long Org, string Key, int What)> HiddenOf(int kind)
    {
        var own = raw.Select(r => (Raw: r, Kind: r.Sheet.Kinds.FirstOrDefault(k => k.KindId == kind)))
            .Where(r => r.Kind is not null)
            .ToList();
        var hidden = Hide(own.Select(o => (o.Raw, Helped, One(o.Kind!.Students))), [], _ => false);
        int before;
        do
        {
            before = hidden.Count(h => h.What == Helped);
            // Where the kind is hidden, all of it is.
            bool IsBlank(RawEffects sheet) => hidden.Contains((sheet.Org.Id, sheet.Key, Helped));
            var parts = own.SelectMany(o => PartsOf(o.Kind!).Select(p => (o.Raw, p.What, p.Count)));
            hidden.UnionWith(Hide(parts, [Rules, Weeks], IsBlank));
        } while (hidden.Count(h => h.What == Helped) > before);

        return hidden;
    }

    private static IEnumerable<(int What, FrameCounts Count)> PartsOf(KindEffect kind)
    {
        yield return (Helped, One(kind.Students));
        yield return (NotTakenUp, One(kind.NotTakenUp));
        yield return (Flagged, One(kind.Flagged));
        // Those reached tell those who were not, and those who were helped without a flag.
        var reached = kind.Reached ?? 0;
        var helped = kind.ByWeek.Sum(w => w.Students ?? 0);
        yield return (Reached, new FrameCounts(reached, (kind.Flagged ?? 0) - reached, helped - reached));
        foreach (var (i, rules) in kind.ByRules.Index())
        {
            yield return (Rules + i, One(rules.Students));
        }

        foreach (var (i, week) in kind.ByWeek.Index())
        {
            yield return (Weeks + i, One(week.Students));
        }
    }

    private static FrameCounts One(int? count) => new(count ?? 0, 0, 0);

    // Nobody is somebody that may be said.
    private static bool MayBeShown(FrameCounts count) =>
        new[] { count.N, count.Positives, count.Flagged }.All(n => n is 0 or >= EffectSheets.LeastShown);

    // What may not be shown of these counts. Sums that readers see: of organisations, of terms, and of parts of a sheet.
    private HashSet<(long Org, string Key, int What)> Hide(
        IEnumerable<(RawEffects Raw, int What, FrameCounts Count)> counts,
        int[] partitions,
        Predicate<RawEffects> isBlank
    )
    {
        var at = new Dictionary<(long Org, string Key, int What), int>();
        var cells = new List<FrameCounts>();
        var blank = new HashSet<int>();
        foreach (var (sheet, what, count) in counts.Where(c => c.Count.N > 0))
        {
            if (isBlank(sheet))
            {
                blank.Add(cells.Count);
            }

            at[(sheet.Org.Id, sheet.Key, what)] = cells.Count;
            cells.Add(count);
        }

        var lines = new List<SumLine>();
        foreach (var ((org, key, what), cell) in at)
        {
            Add(cell, _parts.GetValueOrDefault(org, []).Select(part => (part, key, what)));
            if (key == EffectSheets.AllTerms)
            {
                Add(cell, raw.Where(r => r.Org.Id == org && r.Key != key).Select(r => (org, r.Key, what)));
            }

            foreach (var first in what == Helped ? partitions : [])
            {
                Add(cell, Enumerable.Range(first, Weeks - Rules).Select(part => (org, key, part)));
            }
        }

        var hidden = Suppression.Hide(cells, lines, MayBeShown, blank);
        return at.Where(a => hidden[a.Value]).Select(a => a.Key).ToHashSet();

        void Add(int total, IEnumerable<(long, string, int)> members)
        {
            int[] own = [.. members.Where(at.ContainsKey).Select(m => at[m])];
            if (own.Length > 0)
            {
                lines.Add(new SumLine(total, own));
            }
        }
    }

    private static int? Shown(
        int? count,
        HashSet<(long Org, string Key, int What)> hidden,
        RawEffects sheet,
        int what
    ) => count is { } known && !hidden.Contains((sheet.Org.Id, sheet.Key, what)) ? SmallCounts.Round(known) : null;

    private static KindEffect Published(
        KindEffect kind,
        RawEffects sheet,
        HashSet<(long Org, string Key, int What)> hidden
    )
    {
        if (hidden.Contains((sheet.Org.Id, sheet.Key, Helped)))
        {
            return KindEffect.Hidden(kind.KindId, kind.Name, kind.PlannedHours);
        }

        IReadOnlyList<EffectCount> Parts(IReadOnlyList<EffectCount> counts, int first) =>
            [.. counts.Select((c, i) => c with { Students = Shown(c.Students, hidden, sheet, first + i) })];
        var reached = Shown(kind.Reached, hidden, sheet, Reached);
        return kind with
        {
            Students = Shown(kind.Students, hidden, sheet, Helped),
            NotTakenUp = Shown(kind.NotTakenUp, hidden, sheet, NotTakenUp),
            Flagged = Shown(kind.Flagged, hidden, sheet, Flagged),
            Reached = reached,
            ByRules = Parts(kind.ByRules, Rules),
            ByWeek = Parts(kind.ByWeek, Weeks),
            MoreNeeded = kind.MoreNeeded is { } more ? Math.Max(5, SmallCounts.Round(more)) : null,
            Match = kind.Match is { } match
                ? match with
                {
                    Enrollments = SmallCounts.Round(match.Enrollments),
                    Unmatched = SmallCounts.Shown(match.Unmatched ?? 0),
                    Pool = SmallCounts.Round(match.Pool),
                    AlsoOther = SmallCounts.Shown(match.AlsoOther ?? 0),
                }
                : null,
            Pass = Rounded(kind.Pass),
            Score = Rounded(kind.Score),
            WithoutLater = Rounded(kind.WithoutLater),
            ByDose =
            [
                .. kind.ByDose.Select(d => d with { Students = d.Students is { } n ? SmallCounts.Round(n) : null }),
            ],
        };
    }

    private static Ml.Effects.EffectEstimate? Rounded(Ml.Effects.EffectEstimate? effect) =>
        effect is null
            ? null
            : effect with
            {
                Persons = SmallCounts.Round(effect.Persons),
                Units = SmallCounts.Round(effect.Units),
                Compared = SmallCounts.Round(effect.Compared),
            };
}
