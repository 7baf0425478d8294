using EarlyWarning.Web.Figures.Fairness;

namespace EarlyWarning.Web.Tests.Figures.Fairness;

/// <summary>
/// What is hidden stays hidden from a reader who has all sheets of all organisations, versions, horizons and cuts, knows every
/// shown count exactly, and adds and subtracts. A hidden count of people under ten (with, or without, the outcome) must be able
/// to be ten or more; a hidden number of flagged people under ten must not be known to within less than five, which is as vague
/// as rounding leaves what is shown.
/// </summary>
public sealed class FairnessAttackTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Nothing_hidden_is_found_out()
    {
        var (hidden, found) = (0, new List<string>());
        for (var seed = 0; seed < 24; seed++)
        {
            var district = MadeDistrict.Of(seed);
            var sheets = Sheets(district);
            hidden += sheets.Sum(s => s.Sheet.Cuts.Sum(c => c.Groups.Count(g => g.Hidden)));
            found.AddRange(Attack(district, sheets).FoundOut(exact: false).Select(f => $"seed {seed}: {f}"));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{hidden} hidden, {found.Count} found");
        hidden.ShouldBeGreaterThan(10_000, "there must be something to find");
        found.ShouldBeEmpty(string.Join('\n', found.Take(20)));
    }

    [Theory]
    [InlineData(117)]
    [InlineData(119)]
    [InlineData(122)]
    [InlineData(136)]
    [InlineData(139)]
    [InlineData(142)]
    [InlineData(143)]
    [InlineData(145)]
    [InlineData(208, 0)]
    [InlineData(211, 0)]
    [InlineData(215, 0)]
    public void Nothing_hidden_is_found_out_by_all_sums_at_once(
        int seed,
        int leastPerCell = FairnessTraits.LeastPerCell
    )
    {
        // Of districts 100 to 149, and of 200 to 215 with attributes crossed, those whose sums tell together what each by itself
        // does not: hiding until no sum by itself told anything left holes in all of these.
        var district = MadeDistrict.Of(seed);
        var found = Attack(district, Sheets(district, leastPerCell)).FoundOut(exact: true);

        found.ShouldBeEmpty(string.Join('\n', found.Take(20)));
    }

    [Fact]
    public void Nothing_hidden_is_found_out_of_crossed_groups()
    {
        var (hidden, shown, found) = (0, 0, new List<string>());
        for (var seed = 200; seed < 216; seed++)
        {
            var district = MadeDistrict.Of(seed);
            var sheets = Sheets(district, leastPerCell: 0);
            var crossed = sheets
                .SelectMany(s => s.Sheet.Cuts)
                .SelectMany(c => c.Groups)
                .Where(g => g.Attribute.Contains(" x ", StringComparison.Ordinal))
                .ToList();
            hidden += crossed.Count(g => g.Hidden);
            shown += crossed.Count(g => !g.Hidden);
            crossed.ShouldAllBe(g => g.Hidden || g.Rates.ContainsKey(FairnessKeys.Auc));
            found.AddRange(Attack(district, sheets).FoundOut(exact: false).Select(f => $"seed {seed}: {f}"));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{hidden} hidden, {shown} shown, {found.Count} found");
        hidden.ShouldBeGreaterThan(2_000, "there must be something to find");
        shown.ShouldBeGreaterThan(100, "and something to find it from");
        found.ShouldBeEmpty(string.Join('\n', found.Take(20)));
    }

    [Fact]
    public void Nothing_hidden_is_found_out_where_small_schools_have_no_tables()
    {
        var (left, kept, found) = (0, 0, new List<string>());
        for (var seed = 0; seed < 24; seed++)
        {
            var district = MadeDistrict.Of(seed);
            var sheets = Sheets(district, isSample: true);
            var sizes = district
                .Versions[0]
                .Rows.Rows.GroupBy(r => r.OrgId)
                .ToDictionary(g => g.Key, g => g.Select(r => r.StudentId).Distinct().Count());
            var open = sheets.Select(s => s.Org).ToHashSet();
            var schools = sizes.Where(s => s.Key != 1 && sizes.Count > 1).ToList();
            schools.ShouldAllBe(s => open.Contains(s.Key) == s.Value >= FairnessPublication.LeastSampled);
            (left, kept) = (
                left + schools.Count(s => !open.Contains(s.Key)),
                kept + schools.Count(s => open.Contains(s.Key))
            );
            found.AddRange(Attack(district, sheets).FoundOut(exact: seed % 6 == 0).Select(f => $"seed {seed}: {f}"));
        }

        Math.Min(left, kept).ShouldBeGreaterThan(20, "there must be schools with tables beside some without");
        found.ShouldBeEmpty(string.Join('\n', found.Take(20)));
    }

    [Fact]
    public void Hiding_small_groups_alone_is_undone() =>
        Enumerable
            .Range(0, 5)
            .Count(seed => IsUndone(seed, _ => true, withLargest: false))
            .ShouldBeGreaterThan(3, "else the attack proves nothing");

    [Fact]
    public void Hiding_another_group_beside_a_small_one_in_another_version_is_undone() =>
        Enumerable
            .Range(0, 5)
            .Count(seed => IsUndone(seed, sheet => sheet.Model == "version 1", withLargest: true))
            .ShouldBeGreaterThan(3, "else the attack does not look across versions");

    [Fact]
    public void Hiding_another_group_beside_a_small_one_in_the_rules_of_one_week_is_undone()
    {
        // How many people a group has is the same for rules and models: what one shows the other hides in vain.
        Enumerable
            .Range(0, 5)
            .Count(seed =>
                IsUndone(seed, sheet => sheet.Week == 8 && sheet.Model == FairnessKeys.Rules, withLargest: true)
            )
            .ShouldBeGreaterThan(1);
    }

    // The same sheets with other rows hidden: the small ones alone, or each with the largest of its attribute.
    private static bool IsUndone(int seed, Predicate<FairnessSheet> isOtherwise, bool withLargest)
    {
        var district = MadeDistrict.Of(seed);
        var truth = new Truth(district.Versions, district.Groups);
        var sheets = Sheets(district)
            .ConvertAll(s =>
                !isOtherwise(s.Sheet)
                    ? s
                    : (
                        s.Org,
                        s.Sheet with
                        {
                            Cuts =
                            [
                                .. s.Sheet.Cuts.Select(
                                    (cut, i) =>
                                        Otherwise(
                                            cut,
                                            row => IsSmall(truth, s.Sheet, i, truth.PlaceOf(district.Orgs, s.Org, row)),
                                            row => Size(truth, s.Sheet, truth.PlaceOf(district.Orgs, s.Org, row)),
                                            withLargest
                                        )
                                ),
                            ],
                        }
                    )
            );
        return Attack(district, sheets).FoundOut(exact: false).Count > 0;
    }

    private static CutFigures Otherwise(
        CutFigures cut,
        Predicate<GroupFigures> isSmall,
        Func<GroupFigures, int> size,
        bool withLargest
    ) =>
        cut with
        {
            Overall = cut.Overall with { Hidden = isSmall(cut.Overall) },
            Groups =
            [
                .. cut
                    .Groups.GroupBy(g => g.Attribute)
                    .SelectMany(attribute =>
                    {
                        var small = attribute.Where(g => isSmall(g)).ToHashSet();
                        if (withLargest && small.Count > 0 && small.Count < attribute.Count())
                        {
                            small.Add(attribute.Where(g => !small.Contains(g)).MaxBy(size)!);
                        }

                        return attribute.Select(g => g with { Hidden = small.Contains(g) });
                    }),
            ],
        };

    private static bool IsSmall(Truth truth, FairnessSheet sheet, int cut, Place place)
    {
        int Count(string model, bool hasOutcome) => truth.Count(new Layer(sheet.Week, model, cut, hasOutcome), place);
        return Count("", true) < 10
            || Count("", false) < 10
            || Count(sheet.Model, true) + Count(sheet.Model, false) < 10;
    }

    private static int Size(Truth truth, FairnessSheet sheet, Place place) =>
        truth.Count(new Layer(sheet.Week, "", 0, true), place)
        + truth.Count(new Layer(sheet.Week, "", 0, false), place);

    private static List<(long Org, FairnessSheet Sheet)> Sheets(
        MadeDistrict district,
        int leastPerCell = FairnessTraits.LeastPerCell,
        bool isSample = false
    ) =>
        [
            .. district
                .Publish(Cancel, leastPerCell, isSample)
                .Sheets.Where(s => s.Content is FairnessSheet)
                .Select(s => (s.OrgId, (FairnessSheet)s.Content)),
        ];

    private static Attack Attack(MadeDistrict district, List<(long, FairnessSheet)> sheets) =>
        new(district.Orgs, new Truth(district.Versions, district.Groups), sheets);
}
