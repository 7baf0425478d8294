using EarlyWarning.Domain.Scores;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Tests.Figures.Fairness;

/// <summary>Published rows of made schools in which the right figure is known beforehand.</summary>
public sealed class FairnessTablesTests
{
    private const int SchoolA = 10;
    private const int SchoolB = 11;

    private static readonly ProtectedGroups NoGroups = new(
        new Dictionary<string, Dictionary<long, string>>(StringComparer.Ordinal)
    );

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void A_score_that_says_what_happens_has_no_calibration_gap_however_many_courses_a_student_has()
    {
        const int students = 400;
        var random = new Random(3);
        var rows = new List<JudgedRow>();
        foreach (var id in Enumerable.Range(1, 6 * students))
        {
            rows.Add(Row(id % students, SchoolA, random.NextDouble(), random.NextDouble() < 0.3) with { ClassId = id });
        }

        var share = rows.Count(r => r.Outcome) / (double)rows.Count;
        rows.GroupBy(r => r.StudentId)
            .Count(s => s.Any(r => r.Outcome))
            .ShouldBeGreaterThan(320, "most fail something");
        var row = Sheets([new FigureOrg(SchoolA, "A", "/10/")], [SchoolA], rows)[SchoolA].Cuts[1].Overall;

        var gap = row.Rates[FairnessKeys.CalibrationGap];
        var (low, high) = WilsonInterval.Of(share * students, students);
        gap.Value.ShouldBe(0.3 - share, 0.00501);
        Math.Abs(gap.Value).ShouldBeLessThan(0.03);
        (gap.Low, gap.High).ShouldBe((Math.Round(0.3 - high, 2), Math.Round(0.3 - low, 2)), "of students");
        row.Rates[FairnessKeys.Ece].Value.ShouldBe(Math.Abs(0.3 - share), 0.00501);
        row.Rates[FairnessKeys.BaseRate].Value.ShouldBeGreaterThan(0.8, "rates of people stay of people");
    }

    [Fact]
    public void Everybody_but_a_school_are_the_students_of_the_others_where_one_attends_two()
    {
        // Number 60 attends both, is flagged and passes in A, and fails in B, where all who are flagged fail.
        List<JudgedRow> rows =
        [
            .. Enumerable.Range(1, 60).Select(i => Row(i, SchoolA, i == 60 ? 1 : -i, i <= 15 || i is > 29 and <= 40)),
            .. Enumerable.Range(60, 60).Select(i => Row(i, SchoolB, i == 60 ? -1000 : -i, i <= 90)),
        ];
        var district = Sheets(
            [new(1, "District", "/1/"), new(SchoolA, "A", "/1/10/"), new(SchoolB, "B", "/1/11/")],
            [SchoolA, SchoolB],
            rows
        )[1];
        var half = district.Cuts.Single(c => c.Share == 0.5);
        var a = half.Groups.Single(g => g.Group == "A");
        (a.Hidden, half.Overall.N).ShouldBe((false, 120));

        // The 59 of B who do not attend A: 30 fail, all of them flagged, and nobody else is.
        a.Rest[FairnessKeys.SelectionRate].ShouldBe(Math.Round(30 / 59.0, 2));
        a.Rest[FairnessKeys.FalsePositiveRate].ShouldBe(0);
        a.Rest[FairnessKeys.FalseNegativeRate].ShouldBe(0);
        a.Rest[FairnessKeys.Precision].ShouldBe(1);

        // The 59 of A who do not attend B: 26 fail, 15 of them among the 29 flagged.
        var b = half.Groups.Single(g => g.Group == "B");
        b.Rest[FairnessKeys.Precision].ShouldBe(Math.Round(15 / 29.0, 2));
        b.Rest[FairnessKeys.FalseNegativeRate].ShouldBe(Math.Round(11 / 26.0, 2));
        b.Rest[FairnessKeys.FalsePositiveRate].ShouldBe(Math.Round(14 / 33.0, 2));
    }

    [Fact]
    public void Schools_of_one_name_are_told_apart()
    {
        List<JudgedRow> rows =
        [
            .. Enumerable.Range(1, 60).Select(i => Row(i, SchoolA, -i, i <= 30)),
            .. Enumerable.Range(61, 60).Select(i => Row(i, SchoolB, -i, i <= 100)),
        ];

        var district = Sheets(
            [new(1, "District", "/1/"), new(SchoolA, "Lincoln", "/1/10/"), new(SchoolB, "Lincoln", "/1/11/")],
            [SchoolA, SchoolB],
            rows
        )[1];

        var schools = district.Cuts.Single(c => c.Share == 0.5).Groups.Where(g => g.Attribute == FairnessKeys.School);
        schools.Select(g => g.Group).ShouldBe(["Lincoln", "Lincoln (2)"]);
    }

    [Theory]
    [InlineData(1, "/1/", true)]
    [InlineData(2, "/2/", false)]
    public void A_model_s_page_speaks_of_all_schools_or_of_none(long top, string path, bool isWhole)
    {
        List<JudgedRow> rows =
        [
            .. Enumerable.Range(1, 200).Select(i => Row(i, SchoolA, -i, i % 2 == 0)),
            .. Enumerable.Range(201, 200).Select(i => Row(i, SchoolB, -i, i % 2 == 0)),
        ];
        var version = Version(rows);
        List<FigureOrg> schools = [new(SchoolA, "A", "/1/10/"), new(SchoolB, "B", $"{path}11/")];
        FigureOrg[] tops = isWhole ? [new(1, "District", "/1/")] : [new(1, "One", "/1/"), new(top, "Other", path)];

        var made = new FairnessPublication(new FigureOrgs([.. tops, .. schools], schools), NoGroups, 1).Make(
            [version],
            new HashSet<string> { version.Id },
            new Dictionary<long, FairnessIndex>(),
            Cancel
        );

        made.OnModelPages.ContainsKey(version.Id).ShouldBe(isWhole);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_rest_of_a_school_is_that_of_a_plain_count(int seed)
    {
        var random = new Random(seed);
        int[] schools = [SchoolA, SchoolB, 12];
        List<JudgedRow> rows =
        [
            .. Enumerable
                .Range(1, 400)
                .SelectMany(i =>
                    schools
                        .Where(s => s == schools[i % 3] || random.NextDouble() < 0.15)
                        .Select(s => Row(i, s, random.NextDouble(), random.NextDouble() < 0.4))
                ),
        ];
        var sheet = Sheets(
            [new(1, "District", "/1/"), .. schools.Select(s => new FigureOrg(s, $"{s}", $"/1/{s}/"))],
            schools,
            rows
        )[1];
        var compared = 0;
        foreach (var cut in sheet.Cuts)
        {
            var flagged = schools
                .SelectMany(s =>
                {
                    var own = rows.Where(r => r.OrgId == s).OrderByDescending(r => r.Margin).ToList();
                    return own.Take((int)Math.Ceiling(own.Count * cut.Share)).Select(r => (r.StudentId, s));
                })
                .ToList();
            foreach (var row in cut.Groups.Where(g => g.Rest.Count > 0))
            {
                compared++;
                var own = rows.Where(r => $"{r.OrgId}" == row.Group).Select(r => r.StudentId).ToHashSet();
                var others = rows.Where(r => !own.Contains(r.StudentId)).GroupBy(r => r.StudentId).ToList();
                var failed = others.Where(s => s.Any(r => r.Outcome)).ToList();
                double Share(IEnumerable<IGrouping<long, JudgedRow>> of) =>
                    Math.Round(of.Average(s => flagged.Exists(f => f.StudentId == s.Key) ? 1.0 : 0), 2);
                row.Rest[FairnessKeys.SelectionRate].ShouldBe(Share(others), 1e-9);
                row.Rest[FairnessKeys.Recall].ShouldBe(Share(failed), 1e-9);
                row.Rest[FairnessKeys.FalsePositiveRate].ShouldBe(Share(others.Except(failed)), 1e-9);
                row.Rest[FairnessKeys.BaseRate].ShouldBe(Math.Round(failed.Count / (double)others.Count, 2), 1e-9);
            }
        }

        compared.ShouldBeGreaterThan(15);
    }

    [Fact]
    public void Differences_and_ratios_are_not_of_rounded_figures()
    {
        // 12 of 13 who needed support are found: 15 less 10 would be 5 missed, where one is.
        var few = FairnessRates.Group("a", "g", new CutCounts(13, 100, 12, 2), null, null);
        (few.Needed, few.FlaggedNeeded, few.Missed, few.Flagged, few.Alarms).ShouldBe((15, 10, 0, 15, 0));
        few.Rates[FairnessKeys.FalseNegativeRate].Value.ShouldBe(0.08);
        (few.Rest.Count, few.Ratios.Count).ShouldBe((0, 0), "there is nobody to be held against");

        // 3.4 % against 1.6 %: two points apart, and 3 less 2 would be 1, three times as many.
        var many = FairnessRates.Group("a", "g", new CutCounts(20, 980, 10, 24), null, new CutCounts(20, 980, 10, 6));
        many.Rates[FairnessKeys.SelectionRate].Value.ShouldBe(0.03);
        many.Rest[FairnessKeys.SelectionRate].ShouldBe(0.02);
        many.Ratios[FairnessKeys.SelectionRate].ShouldBe(2.12, 0.006);
        many.ToRest[FairnessKeys.SelectionRate].Value.ShouldBe(0.02);

        FairnessRates
            .Group("a", "g", new CutCounts(20, 980, 10, 24), null, new CutCounts(20, 980, 5, 4))
            .Rest.ShouldBeEmpty("nine flagged are too few to be shown, as the rest, too");
    }

    [Fact]
    public void What_all_cuts_of_a_week_hide_is_hidden_in_any_organisation_and_what_one_shows_is_not()
    {
        static GroupFigures Of(string group, bool hidden) =>
            hidden
                ? FairnessRates.Hidden("a", group)
                : FairnessRates.Group("a", group, new CutCounts(20, 80, 10, 10), null, null);
        static FairnessSheet Sheet(string model, params (bool First, bool Second, bool Third)[] cuts) =>
            new(
                model,
                "Term",
                new DateOnly(2026, 1, 5),
                true,
                8,
                [
                    .. cuts.Select(c => new CutFigures(
                        0.1,
                        Of("", false),
                        [Of("first", c.First), Of("second", c.Second), Of("third", c.Third)]
                    )),
                ]
            );

        var hidden = MitigationFigures.HiddenIn([
            (1, Sheet("champion", (true, true, false), (true, true, false))),
            (1, Sheet(FairnessKeys.Rules, (true, false, false))),
            (2, Sheet("champion", (false, false, true))),
            (2, Sheet(FairnessKeys.Rules, (false, false, true))),
        ]);

        string.Join(" ", hidden["a"].Order()).ShouldBe("first third", "the rules show the second, no sheet the first");
    }

    private static JudgedRow Row(int student, int school, double margin, bool outcome) =>
        new(student, student, student, school, 0, 8, margin, 0.3, outcome, RuleSignals.None);

    private static JudgedVersion Version(List<JudgedRow> rows) =>
        new(
            "version",
            "logisticElasticNet",
            DateTime.UnixEpoch,
            new JudgedRows([("Term", new DateOnly(2026, 1, 5))], rows)
        );

    private static Dictionary<long, FairnessSheet> Sheets(
        IReadOnlyList<FigureOrg> orgs,
        IReadOnlyList<int> schools,
        List<JudgedRow> rows
    ) =>
        new FairnessPublication(new FigureOrgs(orgs, [.. orgs.Where(o => schools.Contains((int)o.Id))]), NoGroups, 1)
            .Make([Version(rows)], new HashSet<string>(), new Dictionary<long, FairnessIndex>(), Cancel)
            .Sheets.Where(s => s.Content is FairnessSheet { Model: "version" })
            .ToDictionary(s => s.OrgId, s => (FairnessSheet)s.Content);
}
