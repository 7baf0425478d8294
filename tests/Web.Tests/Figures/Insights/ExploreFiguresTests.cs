using System.Text.Json;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Students;
using EarlyWarning.Web.Features.Insights;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Insights;

namespace EarlyWarning.Web.Tests.Figures.Insights;

/// <summary>The page that explores features, beside counting. Longer than most: every rule of what is hidden, of one made school.</summary>
public sealed class ExploreFiguresTests
{
    private static readonly FeatureCatalogue Catalogue = new([
        new AttributeDefinition
        {
            Id = 1,
            Name = "plans",
            Label = "Plans",
            Kind = AttributeKind.Categorical,
            Use = AttributeUse.Feature,
            Levels = "College\nWork\nElse",
        },
    ]);

    private static readonly FeatureCatalogue Ordinal = new([
        new AttributeDefinition
        {
            Id = 1,
            Name = "plans",
            Label = "Plans",
            Kind = AttributeKind.Ordinal,
            Use = AttributeUse.Feature,
            Levels = "College\nWork\nElse",
        },
    ]);

    private static int Column(string name) =>
        Catalogue.Features.Select((f, i) => (f.Name, i)).Single(f => f.Name == name).i;

    [Fact]
    public void Bars_shares_and_missing_values_equal_counting_them()
    {
        var rows = Rows(2000);
        var sheet = ExploreFigures.Sheet(rows, Catalogue.Features)!;
        var (column, feature) = (Column("mark_mean"), sheet.Features.Single(f => f.Name == "mark_mean"));
        var known = rows.Where(r => !float.IsNaN(r.Values[column])).ToList();

        feature.Bars.Count.ShouldBeInRange(5, 20);
        feature.Bars.Sum(b => b.Passed).ShouldBe(1, 0.02);
        feature.Bars.Sum(b => b.NotPassed).ShouldBe(1, 0.02);
        foreach (var bar in feature.Bars)
        {
            var inside = known
                .Where(r =>
                    r.Values[column] >= (bar.From ?? double.MinValue) && r.Values[column] < (bar.To ?? double.MaxValue)
                )
                .ToList();
            Fewest(inside).ShouldBeGreaterThanOrEqualTo(10);
            bar.OutcomeShare.ShouldBe(inside.Count(Failed) / (double)inside.Count, 0.001);
            bar.NotPassed.ShouldBe(inside.Count(Failed) / (double)known.Count(Failed), 0.001);
        }

        feature.Outcome!.High.ShouldBeLessThan(0);
        var gaps = sheet.Features.Single(f => f.Name == "late_share");
        var missing = rows.Where(r => float.IsNaN(r.Values[Column("late_share")])).ToList();
        gaps.Missing!.Value.ShouldBe(missing.Count / (double)rows.Count, 0.001);
        gaps.OutcomeIfMissing!.Value.ShouldBe(missing.Count(Failed) / (double)missing.Count, 0.001);
        gaps.MissingOutcome!.Low.ShouldBeGreaterThan(0);
        // What nobody has is empty, and what has no effect is not called clear.
        sheet.Features.Single(f => f.Name == "activity_7").Bars.ShouldBeEmpty();
        var noise = sheet.Features.Single(f => f.Name == "tardy_last_20").Outcome!;
        noise.Low.ShouldBeLessThan(0);
        noise.High.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_small_named_group_is_hidden_with_another_and_the_strongest_speaks()
    {
        var rows = Rows(400);
        var plans = ExploreFigures.Sheet(rows, Catalogue.Features)!.Features.Single(f => f.Name == "attribute:plans");

        // "Else" has five students: it goes, and the smaller of the others with it.
        plans.Bars.ShouldHaveSingleItem().Level.ShouldBe("College");
        plans.Level.ShouldBe("College");
        plans.Outcome!.High.ShouldBeLessThan(0);
    }

    [Fact]
    public void Small_named_groups_are_hidden_with_a_third_where_together_they_are_too_few()
    {
        // Three who want to work, and four who want something else: what the bars lack of 1 would be those seven.
        var rows = Rows(400);
        foreach (var row in rows)
        {
            var student = row.StudentId - 7_000_000;
            row.Values[Column("attribute:plans")] = student switch
            {
                <= 3 => 1,
                <= 7 => 2,
                _ => 0,
            };
        }

        Plans(rows).Bars.ShouldBeEmpty("the only other group goes too");

        // Sixty of each, ten of whom failed and ten passed: both are shown.
        foreach (var row in rows)
        {
            var student = row.StudentId - 7_000_000;
            row.Values[Column("attribute:plans")] = student switch
            {
                <= 60 => 1,
                <= 120 => 2,
                _ => 0,
            };
        }

        Plans(rows).Bars.Select(b => b.Level).ShouldBe(["College", "Work", "Else"]);

        ExploreFeature Plans(List<SnapshotRow> of) =>
            ExploreFigures.Sheet(of, Catalogue.Features)!.Features.Single(f => f.Name == "attribute:plans");
    }

    [Fact]
    public void Named_groups_and_missing_values_need_ten_of_either_outcome_and_leave_as_many_over()
    {
        var random = new Random(8);
        var levels = Catalogue.Features[Column("attribute:plans")].Levels.ToList();
        var features = Catalogue.Features.Where(f => f.Name is "attribute:plans" or "late_share").ToList();
        var (shown, compared) = (0, 0);
        for (var trial = 0; trial < 40; trial++)
        {
            // Groups and gaps of any size, some among those who passed only.
            var (work, other, gap) = (random.Next(120), random.Next(120), random.Next(120));
            var rows = Rows(200);
            var passing = rows.GroupBy(r => r.StudentId).Where(g => !g.Any(Failed)).Select(g => g.Key).ToHashSet();
            foreach (var (row, i) in rows.Select((r, i) => (r, i)).ToList())
            {
                var student = (int)(row.StudentId - 7_000_000);
                var isGap = student <= gap && (trial % 2 == 0 || passing.Contains(row.StudentId));
                var plan =
                    student <= work ? 1f
                    : student <= work + other && passing.Contains(row.StudentId) ? 2f
                    : 0f;
                rows[i] = row with
                {
                    Values = [.. features.Select(f => f.Name == "late_share" ? (isGap ? float.NaN : student) : plan)],
                };
            }

            var sheet = ExploreFigures.Sheet(rows, features)!;

            var plans = features.FindIndex(f => f.Name == "attribute:plans");
            var gaps = 1 - plans;
            var bars = sheet.Features[plans].Bars.Select(b => levels.IndexOf(b.Level!)).ToList();
            foreach (var level in bars)
            {
                Fewest(rows.Where(r => r.Values[plans] == level)).ShouldBeGreaterThanOrEqualTo(10);
                shown++;
            }

            var dark = rows.Where(r => !bars.Contains((int)r.Values[plans])).ToList();
            (dark.Count == 0 || Fewest(dark) >= 10).ShouldBeTrue("what the bars lack of 1");
            var (without, with) = (
                rows.Where(r => float.IsNaN(r.Values[gaps])),
                rows.Where(r => !float.IsNaN(r.Values[gaps]))
            );
            var isEnough = Fewest(without) >= 10 && Fewest(with) >= 10;
            var told = sheet.Features[gaps];
            (told.OutcomeIfMissing is not null).ShouldBe(isEnough);
            (told.OutcomeIfKnown is not null).ShouldBe(isEnough);
            (told.MissingOutcome is not null).ShouldBe(isEnough);
            (told.Missing is null).ShouldBe(without.Select(r => r.StudentId).Distinct().Count() is > 0 and < 10);
            compared += isEnough ? 1 : 0;
        }

        shown.ShouldBeGreaterThan(20);
        compared.ShouldBeInRange(5, 35);
    }

    [Fact]
    public void A_school_without_a_sheet_cannot_be_worked_out_from_the_district_and_its_sisters()
    {
        FigureOrg[] schools =
        [
            new(2, "North", "/1/2/"),
            new(3, "South", "/1/3/"),
            new(4, "East", "/1/4/"),
            new(5, "West", "/1/5/"),
        ];
        var orgs = new FigureOrgs([new FigureOrg(1, "District", "/1/"), .. schools], schools);
        var random = new Random(1);
        for (var trial = 0; trial < 60; trial++)
        {
            // Any sizes, and any of them with hardly any outcome of one kind.
            var people = schools.ToDictionary(
                s => s.Id,
                _ => (N: random.Next(5, 160), Share: random.Next(3) == 0 ? 0.03 : 0.3)
            );
            var rows = people.ToDictionary(
                p => p.Key,
                p =>
                    Enumerable
                        .Range(0, p.Value.N)
                        .Select(i => Row((1000 * p.Key) + i, i < p.Value.N * p.Value.Share))
                        .ToList()
            );

            var hidden = ExploreFigures.Hidden(orgs, s => rows[s]);

            var dark = schools.Where(s => hidden.Contains(s.Id)).SelectMany(s => rows[s.Id]).ToList();
            foreach (var shown in schools.Where(s => !hidden.Contains(s.Id)))
            {
                Enough(rows[shown.Id]).ShouldBeTrue();
            }

            if (!hidden.Contains(1) && dark.Count > 0)
            {
                schools.Count(s => hidden.Contains(s.Id)).ShouldBeGreaterThan(1);
                Enough(dark).ShouldBeTrue("the district less the schools shown");
            }
        }

        static bool Enough(List<SnapshotRow> of) =>
            of.Count >= 50 && of.Count(Failed) >= 10 && of.Count(r => !Failed(r)) >= 10;

        static SnapshotRow Row(long student, bool failed) =>
            new(
                student,
                student,
                null!,
                8,
                739_056,
                true,
                RuleSignals.None,
                [],
                new OutcomeFact(student, 0, failed ? OutcomeKind.Failed : OutcomeKind.Passed, 50, 739_140, 739_140)
            );
    }

    [Fact]
    public void A_few_missing_values_are_not_none_and_the_middle_of_levels_is_a_level()
    {
        // Ten of 7,000 students have no value in one of three courses: less than half a thousandth, and not 0.
        var rows = Rows(7_000);
        foreach (var row in rows.Where(r => r.StudentId <= 7_000_010 && r.EnrollmentId % 3 == 0))
        {
            row.Values[Column("mark_mean")] = float.NaN;
        }

        // Half of those who failed are on the first level and half on the second: between two levels there is none.
        var failed = rows.Where(Failed).ToList();
        rows.RemoveAll(r => failed.Count % 2 == 1 && ReferenceEquals(r, failed[^1]));
        for (var i = 0; i < failed.Count; i++)
        {
            failed[i].Values[Column("attribute:plans")] = i < failed.Count / 2 ? 0 : 1;
        }

        var features = Ordinal.Features.Where(f => f.Name is "mark_mean" or "attribute:plans").ToList();
        foreach (var (row, i) in rows.Select((r, i) => (r, i)).ToList())
        {
            rows[i] = row with { Values = [.. features.Select(f => row.Values[Column(f.Name)])] };
        }

        var sheet = ExploreFigures.Sheet(rows, features)!;

        var missing = sheet.Features.Single(f => f.Name == "mark_mean").Missing!.Value;
        missing.ShouldBe(0.001);
        ExploreWords.Part(missing).ShouldBe("under 1 %");
        ExploreWords.Part(0).ShouldBe("0 %");
        var plans = sheet.Features.Single(f => f.Name == "attribute:plans");
        plans.MedianOutcome.ShouldBe(0);
        var words = new ExploreRow("Plans", plans, features.Single(f => f.Name == plans.Name).Levels);
        ExploreWords.Value(words, plans.MedianOutcome).ShouldBe("College");
        ExploreWords.Value(words with { Levels = [] }, plans.MedianOutcome).ShouldBe("0");
    }

    [Fact]
    public void Too_few_students_make_no_sheet_and_no_sheet_holds_a_key()
    {
        ExploreFigures.Sheet(Rows(49), Catalogue.Features).ShouldBeNull();
        ExploreFigures.Sheet([.. Rows(400).Where(r => !Failed(r))], Catalogue.Features).ShouldBeNull();
        var json = JsonSerializer.Serialize(ExploreFigures.Sheet(Rows(400), Catalogue.Features), Named);

        // Keys of students lie from 7,000,001; nothing measured is as large.
        json.ShouldNotContain("70000");
        json.ShouldNotContain("tudentId");
    }

    private static JsonSerializerOptions Named { get; } =
        new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    // Students with the outcome, or without it, whichever are fewer.
    private static int Fewest(IEnumerable<SnapshotRow> rows) =>
        Math.Min(
            rows.Where(Failed).Select(r => r.StudentId).Distinct().Count(),
            rows.Where(r => !Failed(r)).Select(r => r.StudentId).Distinct().Count()
        );

    private static bool Failed(SnapshotRow row) => row.Outcome!.Value.Kind != OutcomeKind.Passed;

    private static List<SnapshotRow> Rows(int students)
    {
        var random = new Random(3);
        var book = new ClassBook
        {
            Id = 1,
            OrgId = 2,
            CourseId = 1,
            SessionId = 1,
            Start = 739_000,
            End = 739_140,
        };
        var rows = new List<SnapshotRow>();
        for (var s = 1; s <= students; s++)
        {
            var ability = random.NextDouble();
            var plan =
                s % 80 == 0 ? 2
                : random.NextDouble() < 0.4 + (0.5 * ability) ? 0
                : 1;
            for (var e = 0; e < 3; e++)
            {
                var failed = ability + (0.3 * (random.NextDouble() - 0.5)) < 0.25;
                var values = Enumerable.Repeat(float.NaN, Catalogue.Features.Count).ToArray();
                values[Column("mark_mean")] = (float)(30 + (60 * ability) + (5 * random.NextDouble()));
                values[Column("late_share")] =
                    random.NextDouble() < (failed ? 0.5 : 0.1) ? float.NaN : (float)random.NextDouble();
                values[Column("tardy_last_20")] = random.Next(5);
                values[Column("attribute:plans")] = plan;
                rows.Add(
                    new SnapshotRow(
                        (s * 3) + e,
                        7_000_000 + s,
                        book,
                        8,
                        739_056,
                        true,
                        RuleSignals.None,
                        values,
                        new OutcomeFact(s, 0, failed ? OutcomeKind.Failed : OutcomeKind.Passed, 50, 739_140, 739_140)
                    )
                );
            }
        }

        return rows;
    }
}
