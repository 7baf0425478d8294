using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Fairness;

/// <summary>
/// The expected calibration error over ten bins of equal mass, as <see cref="Metrics"/> has it, with an interval that draws
/// outcomes anew within each bin instead of people: its cost does not grow with them.
/// </summary>
public static class BinnedCalibration
{
    private const int Bins = 10;
    private const int Draws = 400;

    /// <summary>Error and interval; the mean excess that drawing itself adds is taken off the drawn values.</summary>
    /// <param name="probabilities">Shown frequencies, in ascending order.</param>
    /// <param name="outcomes">Whether each had the outcome.</param>
    /// <param name="seed">Decides the draws.</param>
    /// <param name="perPerson">
    /// How many of them one person has on average. What came of one person's says nearly the same, so that draws vary as those of
    /// so many times fewer.
    /// </param>
    public static MetricValue Error(
        IReadOnlyList<double> probabilities,
        IReadOnlyList<bool> outcomes,
        int seed,
        double perPerson = 1
    )
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(outcomes);
        if (probabilities.Count == 0)
        {
            return new MetricValue(double.NaN, double.NaN, double.NaN);
        }

        var bins = Fill(probabilities, outcomes);
        var value = bins.Sum(b => Math.Abs(b.Expected - b.Happened)) / probabilities.Count;
        var drawn = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            var random = new SeededRandom(seed, draw);
            foreach (var bin in bins)
            {
                drawn[draw] += Math.Abs(bin.Expected - Drawn(bin, perPerson, ref random)) / probabilities.Count;
            }
        }

        var excess = Math.Max(0, drawn.Average() - value);
        var sorted = drawn.Select(d => Math.Max(0, d - excess)).Order().ToArray();
        return new MetricValue(
            value,
            Math.Min(value, Quantile(sorted, 0.025)),
            Math.Max(value, Quantile(sorted, 0.975))
        );
    }

    // A tie that lies across a boundary is divided in proportion.
    private static List<Bin> Fill(IReadOnlyList<double> probabilities, IReadOnlyList<bool> outcomes)
    {
        var size = (double)probabilities.Count / Bins;
        var bins = new List<Bin>();
        var bin = new Bin(0, 0, 0);
        for (var start = 0; start < probabilities.Count; )
        {
            var end = start;
            var positives = 0;
            for (; end < probabilities.Count && probabilities[end] == probabilities[start]; end++)
            {
                positives += outcomes[end] ? 1 : 0;
            }

            var left = (double)(end - start);
            var rate = positives / left;
            while (bin.Weight + left >= size * (1 - 1e-12))
            {
                var taken = Math.Min(left, size - bin.Weight);
                bins.Add(bin.Plus(taken, probabilities[start], rate));
                left = Math.Max(0, left - taken);
                bin = new Bin(0, 0, 0);
            }

            bin = bin.Plus(left, probabilities[start], rate);
            start = end;
        }

        return bin.Weight > 1e-9 ? [.. bins, bin] : bins;
    }

    // A normal draw with the variance of the binomial one: bins hold fractions of people.
    private static double Drawn(Bin bin, double perPerson, ref SeededRandom random)
    {
        var rate = Math.Clamp(bin.Happened / bin.Weight, 0, 1);
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var deviation = Math.Sqrt(perPerson * bin.Weight * rate * (1 - rate));
        return Math.Clamp(bin.Happened + (normal * deviation), 0, bin.Weight);
    }

    private static double Quantile(double[] sorted, double share) =>
        sorted[(int)Math.Round(share * (sorted.Length - 1))];

    private readonly record struct Bin(double Weight, double Expected, double Happened)
    {
        public Bin Plus(double weight, double probability, double rate) =>
            new(Weight + weight, Expected + (weight * probability), Happened + (weight * rate));
    }
}
