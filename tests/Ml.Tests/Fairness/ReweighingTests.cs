using EarlyWarning.Ml.Fairness;

namespace EarlyWarning.Ml.Tests.Fairness;

public sealed class ReweighingTests
{
    [Fact]
    public void Weights_are_those_of_the_closed_form()
    {
        // The example of Kamiran and Calders 2012, section 4.2: ten applicants, of men 4 of 5 accepted, of women 2 of 5.
        string[] groups = ["m", "m", "m", "m", "m", "f", "f", "f", "f", "f"];
        double[] outcomes = [1, 1, 1, 1, 0, 1, 1, 0, 0, 0];

        var weights = Reweighing.Weights(groups, outcomes);

        Tolerant(weights[0]).ShouldBe(0.75);
        Tolerant(weights[4]).ShouldBe(2);
        Tolerant(weights[5]).ShouldBe(1.5);
        Tolerant(weights[7]).ShouldBe(Tolerant(2.0 / 3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Weighted_group_and_outcome_are_independent_and_margins_are_kept(int seed)
    {
        var random = new Random(seed);
        string[] names = ["a", "b", "c", ""];
        var groups = Enumerable.Range(0, 400).Select(_ => names[random.Next(4)]).ToArray();
        var outcomes = groups.Select(g => random.NextDouble() < 0.1 + (0.2 * g.Length) ? 1.0 : 0).ToArray();
        var before = groups.Select(_ => 0.5 + random.NextDouble()).ToArray();

        var weights = Reweighing.Weights(groups, outcomes, before);

        var total = weights.Sum();
        total.ShouldBe(before.Sum(), 1e-9);
        var rate = Sum(weights, i => outcomes[i] == 1) / total;
        foreach (var name in names)
        {
            var of = Sum(weights, i => groups[i] == name);
            of.ShouldBe(Sum(before, i => groups[i] == name), 1e-9);
            (Sum(weights, i => groups[i] == name && outcomes[i] == 1) / of).ShouldBe(rate, 1e-12);
        }
    }

    [Fact]
    public void Where_they_are_independent_already_nothing_is_weighted() =>
        Reweighing.Weights(["a", "a", "b", "b"], [0, 1, 0, 1]).ShouldAllBe(w => w == 1);

    [Fact]
    public void Rows_of_different_number_are_refused() =>
        Should.Throw<ArgumentException>(() => Reweighing.Weights(["a"], [0, 1]));

    private static double Tolerant(double value) => Math.Round(value, 12);

    private static double Sum(double[] weights, Func<int, bool> which) =>
        Enumerable.Range(0, weights.Length).Where(which).Sum(i => weights[i]);
}
