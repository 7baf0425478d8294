using System.Text.Json;
using EarlyWarning.Ml.Monitoring;

namespace EarlyWarning.Ml.Tests.Monitoring;

public sealed class DriftTestTests
{
    private const int Week = 4;

    // A number, a small count, a level, and a number that is often missing.
    private static readonly ReferenceColumn[] Columns =
    [
        new("mark", false),
        new("absences", false),
        new("course", true),
        new("grade_before", false),
    ];

    [Fact]
    public void No_alarm_beyond_the_corrected_level_where_nothing_moved()
    {
        // Every trial draws both samples anew; the level holds for any alarm of the test among all features.
        const int Trials = 400;
        var (alarms, beyond) = (0, 0);
        for (var trial = 0; trial < Trials; trial++)
        {
            var random = new Random(trial);
            var found = Compare(Rows(random, 600), Rows(random, 200));
            found.Count.ShouldBe(Columns.Length);
            alarms += found.Any(f => f.AdjustedPValue < 0.05) ? 1 : 0;
            beyond += found.Any(f => f.IsBeyond) ? 1 : 0;
        }

        // 5 % and three standard errors of 400 trials.
        (alarms / (double)Trials).ShouldBeLessThan(0.05 + (3 * Math.Sqrt(0.05 * 0.95 / Trials)));
        beyond.ShouldBe(0);
    }

    [Fact]
    public void Rows_of_a_class_that_resemble_each_other_raise_no_more_alarm()
    {
        // Half of the variance is between classes of 20: counted as single rows, nearly every trial would alarm.
        const int Trials = 200;
        var (clustered, naive) = (0, 0);
        for (var trial = 0; trial < Trials; trial++)
        {
            var random = new Random(trial);
            var before = Classes(random, 60, 20);
            var now = Classes(random, 30, 20);
            clustered += OneFeature(before, before.Select((_, i) => (long)(i / 20)), now).AdjustedPValue < 0.05 ? 1 : 0;
            naive += OneFeature(before, null, now).AdjustedPValue < 0.05 ? 1 : 0;
        }

        (clustered / (double)Trials).ShouldBeLessThan(0.05 + (3 * Math.Sqrt(0.05 * 0.95 / Trials)));
        (naive / (double)Trials).ShouldBeGreaterThan(0.4);
    }

    [Theory]
    [InlineData("mark")]
    [InlineData("absences")]
    [InlineData("course")]
    [InlineData("grade_before")]
    public void What_moved_is_named_and_nothing_else(string moved)
    {
        var random = new Random(5);
        var now = Rows(random, 800);
        foreach (var row in now)
        {
            _ = moved switch
            {
                "mark" => row[0] -= 15,
                "absences" => row[1] += 3,
                "course" => row[2] = row[2] == 0 ? 7 : row[2],
                _ => row[3] = random.NextDouble() < 0.6 ? float.NaN : row[3],
            };
        }

        Compare(Rows(random, 2000), now).Where(f => f.IsBeyond).Select(f => f.Name).ShouldBe([moved]);
    }

    [Fact]
    public void The_index_of_a_normal_shift_is_near_its_closed_form()
    {
        // Jeffreys' divergence of N(0,1) and N(d,1) is d squared; tenths lose a little of it.
        var random = new Random(9);
        var before = Enumerable.Range(0, 60_000).Select(_ => (float)Normal(random)).ToArray();
        var now = Enumerable.Range(0, 20_000).Select(_ => (float)(Normal(random) + 0.5)).ToArray();
        OneFeature(before, null, now).StabilityIndex.ShouldBeInRange(0.22, 0.25);
    }

    [Fact]
    public void A_difference_that_chance_explains_is_not_beyond_however_great_the_index()
    {
        var random = new Random(3);
        var found = Compare(Rows(random, 60), Rows(random, 55), new DriftLimits { StabilityIndex = 0.01 });
        found.ShouldContain(f => f.StabilityIndex > 0.05);
        found.ShouldAllBe(f => !f.IsBeyond);
    }

    [Fact]
    public void Rows_are_compared_with_their_own_week()
    {
        // The mean rises by 10 a week: unlike weeks would differ by far more than the limit.
        var random = new Random(1);
        var weeks = Enumerable.Range(0, 3000).Select(i => 2 + (2 * (i % 3))).ToArray();
        var rows = weeks.Select(w => new[] { (float)(Normal(random) + (10 * w)), (float)Normal(random) }).ToArray();
        var reference = ReferenceBuilder.Build(
            new ReferenceRows([new("rising", false), new("steady", false)], rows, weeks),
            null,
            TestContext.Current.CancellationToken
        );
        Find(4, 40).Single(f => f.Name == "rising").StabilityIndex.ShouldBeLessThan(0.1);
        Find(4, 60).Single(f => f.Name == "rising").IsBeyond.ShouldBeTrue();

        // Between two weeks the reference of the rising one says nothing; the steady one is compared with both.
        Find(5, 50).Select(f => f.Name).ShouldBe(["steady"]);
        Find(5, 50)[0].ReferenceRows.ShouldBe(2000);
        Find(9, 90).Select(f => f.Name).ShouldBe(["steady"]);
        Find(1, 10).ShouldBeEmpty();

        IReadOnlyList<DriftFinding> Find(double week, double mean)
        {
            var current = new CurrentDistribution(reference);
            for (var i = 0; i < 500; i++)
            {
                current.Take([(float)(Normal(random) + mean), (float)Normal(random)], double.NaN, week);
            }

            return DriftTest.Features(current, new DriftLimits());
        }
    }

    [Fact]
    public void Scores_are_compared_like_a_feature()
    {
        var random = new Random(2);
        var rows = Rows(random, 1000);
        var margins = rows.Select(_ => Normal(random)).ToArray();
        int[] weeks = [.. rows.Select(_ => Week)];
        var reference = ReferenceBuilder.Build(
            new ReferenceRows(Columns, rows, weeks),
            new ReferenceScores(margins, weeks, null, [], [], null),
            TestContext.Current.CancellationToken
        );
        Score(0).IsBeyond.ShouldBeFalse();
        Score(1).IsBeyond.ShouldBeTrue();

        DriftFinding Score(double shift)
        {
            var current = new CurrentDistribution(reference);
            foreach (var row in Rows(random, 400))
            {
                current.Take(row, Normal(random) + shift, Week);
            }

            return DriftTest.Scores(current, new DriftLimits())!;
        }
    }

    [Fact]
    public void A_reference_survives_JSON_and_a_damaged_one_is_refused()
    {
        var random = new Random(4);
        var rows = Rows(random, 500);
        int[] weeks = [.. rows.Select((_, i) => i % 2 == 0 ? 2 : 4)];
        var margins = rows.Select(_ => Normal(random)).ToArray();
        double[] shown = [.. margins.Select(m => 1 / (1 + Math.Exp(-m)))];
        double[] outcomes = [.. shown.Select(p => random.NextDouble() < p ? 1.0 : 0.0)];
        var reference = ReferenceBuilder.Build(
            new ReferenceRows(Columns, rows, weeks),
            new ReferenceScores(margins, weeks, null, shown, outcomes, null),
            TestContext.Current.CancellationToken
        );
        reference.Features[0].ByHorizon.Sum(h => h.Present() + h.Missing).ShouldBe(500);
        reference.Calibration.Sum(b => b.People).ShouldBe(500);
        reference.Calibration.Count.ShouldBe(10);
        var json = reference.ToJson();
        ReferenceDistribution.FromJson(json)!.ToJson().ShouldBe(json);
        json.Length.ShouldBeLessThan(6000);
        ReferenceDistribution.FromJson("{}").ShouldBeNull();
        var broken = reference with { Features = [reference.Features[0] with { Points = [1, 0] }] };
        Should
            .Throw<JsonException>(() => ReferenceDistribution.FromJson(broken.ToJson()))
            .Message.ShouldContain("mark");
    }

    private static DriftFinding OneFeature(float[] before, IEnumerable<long>? classes, float[] now)
    {
        var reference = ReferenceBuilder.Build(
            new ReferenceRows(
                [new ReferenceColumn("x", false)],
                [.. before.Select(v => new[] { v })],
                [.. before.Select(_ => Week)],
                classes?.ToArray()
            ),
            null,
            TestContext.Current.CancellationToken
        );
        var current = new CurrentDistribution(reference);
        foreach (var value in now)
        {
            current.Take([value], double.NaN, Week);
        }

        return DriftTest.Features(current, new DriftLimits()).ShouldHaveSingleItem();
    }

    private static IReadOnlyList<DriftFinding> Compare(float[][] before, float[][] now, DriftLimits? limits = null)
    {
        var reference = ReferenceBuilder.Build(
            new ReferenceRows(Columns, before, [.. before.Select(_ => Week)]),
            null,
            TestContext.Current.CancellationToken
        );
        var current = new CurrentDistribution(reference);
        foreach (var row in now)
        {
            current.Take(row, double.NaN, Week);
        }

        return DriftTest.Features(current, limits ?? new DriftLimits());
    }

    private static float[][] Rows(Random random, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                    new[]
                    {
                        (float)(60 + (12 * Normal(random))),
                        (float)Math.Floor(-2 * Math.Log(1 - random.NextDouble())),
                        random.Next(4),
                        random.NextDouble() < 0.2 ? float.NaN : (float)Normal(random),
                    }
                ),
        ];

    private static float[] Classes(Random random, int classes, int size) =>
        [
            .. Enumerable
                .Range(0, classes)
                .SelectMany(_ =>
                {
                    var shared = Normal(random);
                    return Enumerable.Range(0, size).Select(_ => (float)(shared + Normal(random))).ToArray();
                }),
        ];

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
