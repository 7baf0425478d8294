using System.Text.Json;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Students;
using EarlyWarning.Web.Figures.Insights;

namespace EarlyWarning.Web.Tests.Figures.Insights;

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

    private static int Column(string name) =>
        Catalogue.Features.Select((f, i) => (f.Name, i)).Single(f => f.Name == name).i;

    [Fact]
    public void Bars_shares_and_missing_values_equal_counting_them()
    {
        var rows = Rows(400);
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
            inside.Select(r => r.StudentId).Distinct().Count().ShouldBeGreaterThanOrEqualTo(10);
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
