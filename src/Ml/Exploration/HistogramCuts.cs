using System.Numerics;
using System.Numerics.Tensors;

namespace EarlyWarning.Ml.Exploration;

/// <summary>
/// Where the bars of a histogram begin: at round numbers, at most twenty bars, each of enough people with the
/// outcome and enough without. The first and the last bar are open, so that no single value at an end can be read.
/// </summary>
public static class HistogramCuts
{
    /// <summary>Most bars.</summary>
    public const int MostBins = 20;

    /// <summary>The inner cuts in ascending order, one less than bars; a value equal to a cut lies above it.</summary>
    /// <param name="values">None missing.</param>
    /// <param name="people">Whose each value is, from 0.</param>
    /// <param name="outcomes">Whether each value goes with the outcome.</param>
    /// <param name="leastPeople">Fewest people of a bar with the outcome, and fewest without.</param>
    public static double[] Of(
        ReadOnlySpan<float> values,
        ReadOnlySpan<int> people,
        ReadOnlySpan<bool> outcomes,
        int leastPeople
    )
    {
        if (values.Length != people.Length || values.Length != outcomes.Length)
        {
            throw new ArgumentException("Every value needs a person and an outcome.", nameof(people));
        }

        if (values.IsEmpty)
        {
            return [];
        }

        var sorted = values.ToArray();
        Array.Sort(sorted);
        var cuts = Round(sorted);
        var bins = PeopleOf(values, people, outcomes, cuts);
        while (cuts.Count > 0)
        {
            var thin = bins.IndexOf(bins.MinBy(Count)!);
            if (Count(bins[thin]) >= leastPeople)
            {
                break;
            }

            // A thin bar joins the thinner of its neighbours.
            var cut =
                thin == 0 ? 0
                : thin == cuts.Count ? cuts.Count - 1
                : Count(bins[thin - 1]) < Count(bins[thin + 1]) ? thin - 1
                : thin;
            TensorPrimitives.BitwiseOr(bins[cut], bins[cut + 1], bins[cut].AsSpan());
            bins.RemoveAt(cut + 1);
            cuts.RemoveAt(cut);
        }

        return [.. cuts];
    }

    /// <summary>Which bar a value lies in.</summary>
    /// <param name="cuts">Inner cuts.</param>
    /// <param name="value">The value.</param>
    public static int BinOf(IReadOnlyList<double> cuts, double value)
    {
        ArgumentNullException.ThrowIfNull(cuts);
        var (low, high) = (0, cuts.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            // Values are kept as floats: 0.1 as such lies a little beside the cut at 0.1.
            if ((float)value >= (float)cuts[middle])
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static List<double> Round(float[] sorted)
    {
        // The ends of most values decide the width: one outlier would leave everybody else in one bar.
        double low = sorted[(int)(0.01 * (sorted.Length - 1))];
        double high = sorted[(int)Math.Ceiling(0.99 * (sorted.Length - 1))];
        if (high <= low)
        {
            (low, high) = (sorted[0], sorted[^1]);
        }

        if (high <= low)
        {
            return [];
        }

        var step = NiceStep((high - low) / (MostBins - 2));
        if (Array.TrueForAll(sorted, v => v == MathF.Round(v)))
        {
            step = Math.Max(1, step);
        }

        var first = (long)Math.Floor(low / step) + 1;
        var last = (long)Math.Ceiling((high / step) + 1e-9);
        var cuts = new List<double>();
        for (var i = first; i <= last && cuts.Count < MostBins - 1; i++)
        {
            cuts.Add(Math.Round(i * step, 10));
        }

        return cuts;
    }

    private static double NiceStep(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        foreach (var factor in (double[])[1, 2, 5])
        {
            if (factor * power >= least * (1 - 1e-9))
            {
                return factor * power;
            }
        }

        return 10 * power;
    }

    // A bit for each person with the outcome, then one for each without; who has both counts on both sides.
    private static List<ulong[]> PeopleOf(
        ReadOnlySpan<float> values,
        ReadOnlySpan<int> people,
        ReadOnlySpan<bool> outcomes,
        List<double> cuts
    )
    {
        var words = (TensorPrimitives.Max(people) / 64) + 1;
        var bins = Enumerable.Range(0, cuts.Count + 1).Select(_ => new ulong[2 * words]).ToList();
        for (var i = 0; i < values.Length; i++)
        {
            bins[BinOf(cuts, values[i])][(outcomes[i] ? 0 : words) + (people[i] / 64)] |= 1UL << (people[i] % 64);
        }

        return bins;
    }

    private static int Count(ulong[] bin) =>
        Math.Min(
            bin.Take(bin.Length / 2).Sum(BitOperations.PopCount),
            bin.Skip(bin.Length / 2).Sum(BitOperations.PopCount)
        );
}
