using EarlyWarning.Ml.Effects;

namespace EarlyWarning.Ml.Tests.Effects;

/// <summary>Many simulated schools with a known effect: what is estimated covers it as often as is said.</summary>
public class MatchedEffectTests
{
    private const int Schools = 200;

    [Theory]
    [InlineData(0.12)]
    [InlineData(0.0)]
    public void Intervals_cover_the_truth_as_often_as_they_say(double effect)
    {
        var all = Run(effect, 0);
        all.Count(a => a.Groups.IsBalanced).ShouldBeGreaterThan(Schools * 9 / 10);
        all = all.FindAll(a => a.Groups.IsBalanced);

        var passes = Coverage(all, a => (a.Pass.Low, a.Pass.High), a => a.Truth);
        var scores = Coverage(all, a => (a.Score.Low, a.Score.High), _ => 50 * effect);
        var found = all.Average(a => a.Pass.P < 0.05 ? 1.0 : 0);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"effect {effect}: passes {passes}, scores {scores}, found {found}, naive {all.Average(a => a.Naive)}, schools {all.Count}"
        );
        passes.ShouldBeInRange(0.92, 0.99);
        scores.ShouldBeInRange(0.92, 0.99);
        // The middle lies where it should: no more than a fifth of an interval's half off on the average.
        var bias = all.Average(a => a.Pass.Difference - a.Truth);
        Math.Abs(bias).ShouldBeLessThan(0.2 * all.Average(a => a.Pass.High - a.Pass.Low) / 2);
    }

    [Fact]
    public void Where_there_is_no_effect_hardly_any_is_found()
    {
        var found = Run(0, 0).Where(a => a.Groups.IsBalanced).Average(a => a.Pass.P < 0.05 ? 1.0 : 0);
        found.ShouldBeInRange(0.01, 0.09);
    }

    [Fact]
    public void Where_there_is_one_it_is_found_and_comparing_all_with_all_would_have_said_the_opposite()
    {
        var all = Run(0.12, 0);
        all.Average(a => a.Pass.P < 0.05 ? 1.0 : 0).ShouldBeGreaterThan(0.5);
        all.Count(a => a.Naive < 0).ShouldBeGreaterThan(Schools * 9 / 10);
    }

    [Fact]
    public void Matching_brings_the_groups_together()
    {
        var school = new SimulatedSchool(1, 0);
        var groups = CaliperMatching.Match(school.Cohort, default);
        groups.Balance.Single(b => b.Name == "absence").Before.ShouldBeGreaterThan(0.5);
        groups.Balance.Where(b => b.IsForemost).ShouldAllBe(b => Math.Abs(b.After) < 0.01);
        // Weights of the compared stand for the matched, one for one.
        var others = Enumerable.Range(0, school.Cohort.Table.Rows).Where(i => !school.Cohort.Treated[i]);
        others.Sum(i => groups.Weights[i]).ShouldBe(groups.Matched, 1e-6);
    }

    [Fact]
    public void Rare_and_far_off_treatment_with_many_columns_is_fitted_to_its_end()
    {
        // As in a school: a long-tailed entry says nearly all of who is treated, beside many that say nothing.
        var random = new Random(5);
        var rows = Enumerable
            .Range(0, 3000)
            .Select(_ =>
                Enumerable
                    .Range(0, 60)
                    .Select(c => (float)(c == 0 ? Math.Pow(random.NextDouble(), 8) * 50 : random.NextDouble()))
                    .ToArray()
            )
            .ToList();
        bool[] treated = [.. rows.Select(r => r[0] > 20 && random.NextDouble() < 0.7)];
        var table = BaselineTable.Of([.. Enumerable.Range(0, 60).Select(c => $"x{c}")], rows);
        var logits = PropensityScore.Logits(table, treated, 1, default);
        // At the maximum the treated expected are those there are: the intercept is not penalised.
        logits.Sum(l => 1 / (1 + Math.Exp(-l))).ShouldBe(treated.Count(t => t), 0.5);
        logits
            .Where((_, i) => treated[i])
            .Average()
            .ShouldBeGreaterThan(logits.Where((_, i) => !treated[i]).Average() + 3);
    }

    [Fact]
    public void Nobody_like_them_no_estimate()
    {
        // Everybody with a high entry is treated, nobody else is.
        var rows = Enumerable.Range(0, 200).Select(i => new[] { i < 60 ? 5f + (i % 7) : i % 5 }).ToArray();
        var table = BaselineTable.Of(["x"], rows);
        bool[] treated = [.. Enumerable.Range(0, 200).Select(i => i < 60)];
        var cohort = new Cohort(table, treated, new int[200], [.. Enumerable.Range(0, 200).Select(i => (long)i)], [0]);
        var groups = CaliperMatching.Match(cohort, default);
        groups.IsBalanced.ShouldBeFalse();
    }

    [Fact]
    public void Something_hidden_is_warned_of()
    {
        // Nothing helps, but what is hidden makes help likelier and passing rarer, each about threefold.
        const double Hidden = 1.4;
        var all = Run(0, Hidden).FindAll(a => a.Groups.IsBalanced);
        Coverage(all, a => (a.Pass.Low, a.Pass.High), a => a.Truth).ShouldBeLessThan(0.85);
        var wrong = all.FindAll(a => a.Pass.High < 0);
        wrong.Count.ShouldBeGreaterThan(20);
        // The E-value at the interval's end is never greater than what was hidden: it says that this much would do.
        wrong
            .Count(a =>
                HiddenConfounding.Of(1 - a.Pass.Mean, -a.Pass.Difference, -a.Pass.High, -a.Pass.Low).AtLimit <= 3
            )
            .ShouldBeGreaterThan(wrong.Count * 95 / 100);
        // And something recorded of that strength exists here, so that most are called fragile.
        wrong
            .Count(a =>
                HiddenConfounding.Strongest(a.School.Cohort, a.School.Passed.ConvertAll(p => 1 - p))!.Bound
                >= HiddenConfounding.RiskRatio(1 - a.Pass.Mean, -a.Pass.High)
            )
            .ShouldBeGreaterThan(wrong.Count * 9 / 10);
    }

    private sealed record Answer(
        SimulatedSchool School,
        MatchedGroups Groups,
        EffectEstimate Pass,
        EffectEstimate Score,
        double Truth,
        double Naive
    );

    private static List<Answer> Run(double effect, double hidden) =>
        [
            .. Enumerable
                .Range(0, Schools)
                .AsParallel()
                .AsOrdered()
                .Select(seed =>
                {
                    var school = new SimulatedSchool(seed, effect, hidden);
                    var groups = CaliperMatching.Match(school.Cohort, default);
                    var all = Enumerable.Range(0, school.Passed.Count).ToLookup(i => school.Cohort.Treated[i]);
                    return new Answer(
                        school,
                        groups,
                        MatchedEffect.Estimate(school.Cohort, groups, school.Passed)!,
                        MatchedEffect.Estimate(school.Cohort, groups, school.Scores)!,
                        school.TruthOf(groups),
                        all[true].Average(i => school.Passed[i]) - all[false].Average(i => school.Passed[i])
                    );
                }),
        ];

    private static double Coverage(
        List<Answer> all,
        Func<Answer, (double Low, double High)> interval,
        Func<Answer, double> truth
    ) => all.Average(a => interval(a) is var (low, high) && low <= truth(a) && truth(a) <= high ? 1.0 : 0);
}
