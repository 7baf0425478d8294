using EarlyWarning.Ml.Measurement;

namespace EarlyWarning.Ml.Tests.Measurement;

/// <summary>
/// Students of known ability do six pieces of work; those of a group are weaker by half a standard deviation. What is
/// simulated is found, and what is not is not.
/// </summary>
public sealed class DifSimulationTests
{
    private const int Trials = 300;
    private const int Students = 400;
    private const int Items = 6;
    private const double Gap = 0.5;
    private const double Loading = 8;
    private const double Noise = 8;

    [Fact]
    public void Without_a_difference_at_equal_ability_tests_reject_at_no_more_than_their_rate()
    {
        var (marks, passing, nonUniform, naive) = (0, 0, 0, 0);
        for (var trial = 0; trial < Trials; trial++)
        {
            var (plain, corrected) = Draw(new Random(trial), 0);
            marks += GroupDifference.Of(corrected)!.Probability < 0.05 ? 1 : 0;
            naive += GroupDifference.Of(plain)!.Probability < 0.05 ? 1 : 0;
            var logistic = LogisticDif.Of(corrected, 60)!;
            passing += logistic.UniformProbability < 0.05 ? 1 : 0;
            nonUniform += logistic.NonUniformProbability < 0.05 ? 1 : 0;
            logistic.Class.ShouldBe(DifClass.A);
        }

        // Three binomial standard errors above 5 %.
        var most = (int)(Trials * (0.05 + (3 * Math.Sqrt(0.05 * 0.95 / Trials))));
        marks.ShouldBeLessThanOrEqualTo(most);
        passing.ShouldBeLessThanOrEqualTo(most);
        nonUniform.ShouldBeLessThanOrEqualTo(most);

        // The reason for the correction: at an equal score the weaker group was lucky, and every item seems against it.
        naive.ShouldBeGreaterThan(most);
    }

    [Fact]
    public void The_second_opinion_is_matched_on_what_the_score_says_of_ability_too()
    {
        // A small group weaker by 0.8, four other pieces of work that go together loosely: nothing is against it.
        var (plain, corrected, wronged, flagged) = (0.0, 0.0, 0, 0);
        const int Draws = 60;
        for (var trial = 0; trial < Draws; trial++)
        {
            var random = new Random(trial);
            var (marks, match, inGroup) = (new double[3400], new double[3400], new bool[3400]);
            for (var s = 0; s < marks.Length; s++)
            {
                inGroup[s] = s < 400;
                var ability = Math.Sqrt(0.3) * (Normal(random) - (inGroup[s] ? 0.8 : 0));
                double Mark() => 66 + (12 * (ability + (Math.Sqrt(0.7) * Normal(random))));
                marks[s] = Mark();
                match[s] = Enumerable.Range(0, 4).Average(_ => Mark());
            }

            var rows = new MatchedRows(marks, match, inGroup, [.. Enumerable.Range(0, marks.Length)]);
            var (before, after) = (
                MantelHaenszelDif.Of(rows, 60)!,
                MantelHaenszelDif.Of(rows.Corrected(4 * 0.3 / (1 + (3 * 0.3))), 60)!
            );
            plain += before.Delta.Value / Draws;
            corrected += after.Delta.Value / Draws;
            wronged += before.Class == DifClass.A ? 0 : 1;
            flagged += after.Class == DifClass.A ? 0 : 1;
        }

        plain.ShouldBeLessThan(-0.5);
        corrected.ShouldBe(0, 0.25);
        wronged.ShouldBeGreaterThan(3);
        flagged.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void A_difference_of_known_size_is_found_and_covered_at_the_stated_rate()
    {
        var (covered, found, sum) = (0, 0, 0.0);
        for (var trial = 0; trial < Trials; trial++)
        {
            var difference = GroupDifference.Of(Draw(new Random(trial), -8).Corrected)!;
            covered += difference.Points.Low <= -8 && -8 <= difference.Points.High ? 1 : 0;
            found += difference.Probability < 0.05 ? 1 : 0;
            sum += difference.Points.Value;
        }

        (sum / Trials).ShouldBe(-8, 0.5);
        (covered / (double)Trials).ShouldBeInRange(0.95 - 0.04, 0.95 + 0.04);
        found.ShouldBeGreaterThan((int)(0.98 * Trials));
    }

    [Fact]
    public void Rows_of_one_student_several_times_over_say_no_more_than_once()
    {
        var (once, twice) = (0, 0);
        for (var trial = 0; trial < Trials; trial++)
        {
            var (_, rows) = Draw(new Random(trial), 0);
            var doubled = new MatchedRows(
                [.. rows.Marks, .. rows.Marks],
                [.. rows.Match, .. rows.Match],
                [.. rows.InGroup, .. rows.InGroup],
                [.. rows.Students, .. rows.Students]
            );
            once += LogisticDif.Of(rows, 60)!.UniformProbability < 0.05 ? 1 : 0;
            var found = LogisticDif.Of(doubled, 60)!;
            twice += found.UniformProbability < 0.05 ? 1 : 0;
            found.LogOdds.Value.ShouldBe(LogisticDif.Of(rows, 60)!.LogOdds.Value, 1e-6);
            doubled.OnePerStudent().Count.ShouldBe(Students);
            doubled.OnePerStudent().Students.ShouldBeUnique();
        }

        Math.Abs(twice - once).ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public void A_difference_that_turns_with_ability_is_non_uniform()
    {
        var random = new Random(7);
        var (marks, match, inGroup) = (new double[2000], new double[2000], new bool[2000]);
        for (var i = 0; i < marks.Length; i++)
        {
            inGroup[i] = i % 2 == 0;
            match[i] = 60 + (12 * Normal(random));
            var slope = inGroup[i] ? 0.02 : 0.15;
            marks[i] = random.NextDouble() < 1 / (1 + Math.Exp(-slope * (match[i] - 60))) ? 70 : 50;
        }

        var found = LogisticDif.Of(new MatchedRows(marks, match, inGroup, [.. Enumerable.Range(0, 2000)]), 60)!;
        found.NonUniformProbability.ShouldBeLessThan(1e-6);
        found.UniformProbability.ShouldBeGreaterThan(0.001);
        found.Class.ShouldNotBe(DifClass.A);
    }

    private static (MatchedRows Plain, MatchedRows Corrected) Draw(Random random, double points)
    {
        var (marks, match, inGroup) = (new double[Students], new double[Students], new bool[Students]);
        for (var s = 0; s < Students; s++)
        {
            inGroup[s] = s % 3 == 0;
            var ability = Normal(random) - (inGroup[s] ? Gap : 0);
            marks[s] = 64 + (Loading * ability) + (Noise * Normal(random)) + (inGroup[s] ? points : 0);
            match[s] = Enumerable.Range(0, Items - 1).Average(_ => 66 + (Loading * ability) + (Noise * Normal(random)));
        }

        // Of the mean of five pieces within groups: what the formula of Spearman and Brown gives for these numbers.
        var one = Loading * Loading / ((Loading * Loading) + (Noise * Noise));
        var reliability = (Items - 1) * one / (1 + ((Items - 2) * one));
        var rows = new MatchedRows(marks, match, inGroup, [.. Enumerable.Range(0, Students)]);
        return (rows, rows.Corrected(reliability));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
