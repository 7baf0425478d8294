using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Effectiveness;

namespace EarlyWarning.Web.Tests.Figures.Effectiveness;

/// <summary>Counts that may not be shown cannot be worked out from the others: not in a sheet, nor across sheets.</summary>
public sealed class EffectPublicationTests
{
    private static readonly string[] Terms = ["a", "b", "c"];
    private static readonly FigureOrg District = new(1, "District", "/1/");
    private static readonly FigureOrg[] Schools =
    [
        .. Enumerable.Range(2, 4).Select(i => new FigureOrg(i, $"S{i}", $"/1/{i}/")),
    ];

    [Fact]
    public void Hidden_weeks_together_are_as_many_as_are_shown()
    {
        // Three and three of sixteen would be six, worked out by subtraction.
        var sheet = Published([Raw(District, EffectSheets.AllTerms, [0, 10, 3, 3])])[0];
        sheet.Kinds[0].ByWeek.Select(w => w.Students).ShouldBe([0, null, null, null]);
        sheet.Kinds[0].Students.ShouldBe(15);
        Published([Raw(District, EffectSheets.AllTerms, [12, 22, 0, 18])])[0]
            .Kinds[0]
            .ByWeek.Select(w => w.Students)
            .ShouldBe([10, 20, 0, 20]);
    }

    [Fact]
    public void A_school_is_not_the_rest_of_its_district_nor_a_term_of_all()
    {
        var sheets = Published([
            Raw(District, EffectSheets.AllTerms, [29, 0, 0, 0]),
            Raw(District, "a", [29, 0, 0, 0]),
            Raw(Schools[0], EffectSheets.AllTerms, [4, 0, 0, 0]),
            Raw(Schools[0], "a", [4, 0, 0, 0]),
            Raw(Schools[1], EffectSheets.AllTerms, [25, 0, 0, 0]),
            Raw(Schools[1], "a", [25, 0, 0, 0]),
        ]);
        sheets.Select(s => s.Kinds[0].Students).ShouldBe([30, 30, null, null, null, null]);
        var terms = Published([
            Raw(Schools[0], EffectSheets.AllTerms, [45, 0, 0, 0]),
            Raw(Schools[0], "a", [5, 0, 0, 0]),
            Raw(Schools[0], "b", [12, 0, 0, 0]),
            Raw(Schools[0], "c", [28, 0, 0, 0]),
        ]);
        terms.Select(s => s.Kinds[0].Students).ShouldBe([45, null, null, 30]);
        terms[1].Kinds[0].Verdict.ShouldBe(EffectVerdict.Hidden);
    }

    [Theory]
    // The district less its school would be its own classes, 4 of 29; which may be told where they are many.
    [InlineData(4, 25, 30, null)]
    [InlineData(25, 4, 30, null)]
    [InlineData(25, 25, 50, 25)]
    public void Classes_of_a_district_itself_are_not_the_rest_of_its_schools(
        int own,
        int school,
        int shown,
        int? ofSchool
    )
    {
        List<RawEffects> raw = [];
        foreach (var key in new[] { EffectSheets.AllTerms, "a" })
        {
            raw.Add(Raw(District, key, [own + school, 0, 0, 0]));
            raw.Add(Raw(EffectPublication.OwnOf(District), key, [own, 0, 0, 0]));
            raw.Add(Raw(Schools[0], key, [school, 0, 0, 0]));
        }

        var sheets = Published(raw);
        sheets.Select(s => s.Kinds[0].Students).ShouldBe([shown, ofSchool, shown, ofSchool]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Nothing_small_follows_line_by_line_where_a_district_teaches(int seed)
    {
        var own = EffectPublication.OwnOf(District);
        var counts = Drawn(seed, [.. Schools, own]);
        var raw = RawOf(counts, [.. Schools, own, District]);
        var sheets = Stored(raw).ToDictionary(s => (s.OrgId, s.Key), s => (EffectSheet)s.Content);

        // Every count by organisation, term and week (-1 for all weeks). What is read off, and that nobody is nobody.
        int Truth((long Org, string Key, int Week) cell) =>
            cell.Week < 0 ? counts[(cell.Org, cell.Key)].Sum() : counts[(cell.Org, cell.Key)][cell.Week];
        bool IsRead((long Org, string Key, int Week) cell) =>
            Truth(cell) == 0
            || (
                sheets.TryGetValue((cell.Org, cell.Key), out var sheet)
                && (
                    cell.Week < 0
                        ? sheet.Kinds[0].Students
                        : sheet.Kinds[0].ByWeek.ElementAtOrDefault(cell.Week)?.Students
                )
                    is not null
            );
        var cells = counts
            .Keys.SelectMany(c => Enumerable.Range(-1, 5).Select(week => (c.Org, c.Key, Week: week)))
            .ToList();
        var known = cells.Where(IsRead).ToHashSet();
        IEnumerable<(long Org, string Key, int Week)[]> LinesOf((long Org, string Key, int Week) cell)
        {
            if (cell.Org == District.Id)
            {
                yield return [cell, .. Schools.Append(own).Select(s => cell with { Org = s.Id })];
            }

            if (cell.Key == EffectSheets.AllTerms)
            {
                yield return [cell, .. Terms.Select(t => cell with { Key = t })];
            }

            if (cell.Week < 0)
            {
                yield return [cell, .. Enumerable.Range(0, 4).Select(w => cell with { Week = w })];
            }
        }

        var lines = cells.SelectMany(LinesOf).ToList();
        while (lines.Find(l => l.Count(c => !known.Contains(c)) == 1) is { } line)
        {
            known.UnionWith(line);
        }

        known.Where(c => Truth(c) is > 0 and < EffectSheets.LeastShown).ShouldBeEmpty();
        known.Any(c => Truth(c) > 0).ShouldBeTrue();
        sheets.Keys.ShouldAllBe(k => k.OrgId > 0);
    }

    [Theory]
    [InlineData(12, 40, 60, 10)]
    [InlineData(35, 40, 60, null)]
    [InlineData(4, 40, 60, null)]
    [InlineData(12, 40, 15, null)]
    [InlineData(0, 40, 60, 0)]
    [InlineData(40, 40, 60, 40)]
    public void Those_reached_tell_neither_who_was_not_nor_who_was_helped_unflagged(
        int reached,
        int flagged,
        int helped,
        int? shown
    )
    {
        var raw = Raw(District, EffectSheets.AllTerms, [helped, 0, 0, 0]);
        var kind = raw.Sheet.Kinds[0] with { Reached = reached, Flagged = flagged };
        Published([raw with { Sheet = raw.Sheet with { Kinds = [kind] } }])[0].Kinds[0].Reached.ShouldBe(shown);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Nothing_hidden_can_be_worked_out_from_sums(int seed)
    {
        var counts = Drawn(seed, Schools);
        var raw = RawOf(counts, [.. Schools, District]);
        var sheets = Published(raw).Index().ToDictionary(s => (raw[s.Index].Org.Id, raw[s.Index].Key), s => s.Item);

        // Every count by organisation, term and week (-1 for all weeks); what a sheet leaves out is hidden.
        int Truth(long org, string key, int week) => week < 0 ? counts[(org, key)].Sum() : counts[(org, key)][week];
        bool IsHidden(long org, string key, int week) =>
            sheets.TryGetValue((org, key), out var sheet)
            && (
                week < 0 || sheet.Kinds[0].ByWeek.Count == 0
                    ? sheet.Kinds[0].Students
                    : sheet.Kinds[0].ByWeek[week].Students
            )
                is null;
        void Holds((long Org, string Key, int Week) total, IEnumerable<(long Org, string Key, int Week)> members)
        {
            if (IsHidden(total.Org, total.Key, total.Week))
            {
                return;
            }

            var dark = members
                .Where(m => IsHidden(m.Org, m.Key, m.Week) && Truth(m.Org, m.Key, m.Week) > 0)
                .Select(m => Truth(m.Org, m.Key, m.Week))
                .ToList();
            (dark.Count == 0 || (dark.Count > 1 && dark.Sum() >= EffectSheets.LeastShown)).ShouldBeTrue(
                $"{total} gives away {string.Join('+', dark)}"
            );
        }

        foreach (var (org, key) in counts.Keys)
        {
            for (var week = -1; week < 4; week++)
            {
                if (Truth(org, key, week) is > 0 and < EffectSheets.LeastShown)
                {
                    IsHidden(org, key, week).ShouldBeTrue();
                }

                if (org == District.Id)
                {
                    Holds((org, key, week), Schools.Select(s => (s.Id, key, week)));
                }

                if (key == EffectSheets.AllTerms)
                {
                    Holds((org, key, week), Terms.Select(t => (org, t, week)));
                }
            }

            Holds((org, key, -1), Enumerable.Range(0, 4).Select(w => (org, key, w)));
        }

        sheets.Values.ShouldContain(s => s.Kinds[0].Students != null);
    }

    // Students by week, of each organisation and term, of all terms, and of the district.
    private static Dictionary<(long Org, string Key), int[]> Drawn(int seed, IReadOnlyList<FigureOrg> parts)
    {
        var random = new Random(seed);
        var counts = new Dictionary<(long Org, string Key), int[]>();
        foreach (var part in parts)
        {
            foreach (var term in Terms)
            {
                counts[(part.Id, term)] =
                [
                    .. Enumerable.Range(0, 4).Select(_ => random.Next(3) == 0 ? 0 : random.Next(2, seed * 15)),
                ];
            }

            counts[(part.Id, EffectSheets.AllTerms)] = Sum(Terms.Select(t => counts[(part.Id, t)]));
        }

        foreach (var key in Terms.Append(EffectSheets.AllTerms))
        {
            counts[(District.Id, key)] = Sum(parts.Select(p => counts[(p.Id, key)]));
        }

        return counts;
    }

    private static List<RawEffects> RawOf(
        Dictionary<(long Org, string Key), int[]> counts,
        IReadOnlyList<FigureOrg> orgs
    ) =>
        [
            .. counts
                .Where(c => c.Value.Sum() > 0)
                .Select(c => Raw(orgs.Single(o => o.Id == c.Key.Org), c.Key.Key, c.Value)),
        ];

    private static int[] Sum(IEnumerable<int[]> rows) =>
        rows.Aggregate(new int[4], (sum, row) => [.. sum.Zip(row, (a, b) => a + b)]);

    private static List<EffectSheet> Published(List<RawEffects> raw) =>
        [.. Stored(raw).Select(s => (EffectSheet)s.Content)];

    private static IReadOnlyList<MadeSheet> Stored(List<RawEffects> raw) =>
        new EffectPublication(new FigureOrgs([District, .. Schools], Schools), raw).Sheets();

    private static RawEffects Raw(FigureOrg org, string key, int[] weeks) =>
        new(
            org,
            key,
            new EffectSheet(
                [],
                100,
                false,
                [
                    new KindEffect(
                        2,
                        "Tutoring",
                        8,
                        weeks.Sum(),
                        0,
                        0,
                        0,
                        [],
                        [.. weeks.Select((n, w) => new EffectCount(w, w, n))],
                        null,
                        EffectVerdict.TooFew,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        []
                    ),
                ],
                CutEffect.Nothing(CutAbsence.NoCut)
            )
        );
}
