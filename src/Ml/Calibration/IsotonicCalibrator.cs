using EarlyWarning.Ml.Models;

namespace EarlyWarning.Ml.Calibration;

/// <summary>
/// Isotonic calibration (Zadrozny and Elkan 2002): blocks of equal frequency in margin order, each drawn towards the
/// overall frequency as if by two more outcomes, so that no block promises 0 or 1; straight lines between blocks.
/// </summary>
public sealed class IsotonicCalibrator : Calibrator
{
    internal const string CalibratorName = "isotonic";

    /// <summary>How many outcomes of the overall frequency are added to each block.</summary>
    private const double PriorOutcomes = 2;

    private readonly double[] _lows;
    private readonly double[] _highs;
    private readonly double[] _frequencies;

    private IsotonicCalibrator(double[] lows, double[] highs, double[] frequencies)
        : base(CalibratorName)
    {
        var valid = lows.Length > 0 && highs.Length == lows.Length && frequencies.Length == lows.Length;
        for (var i = 0; valid && i < lows.Length; i++)
        {
            valid = lows[i] <= highs[i] && frequencies[i] is >= 0 and <= 1;
            valid &= i == 0 || (highs[i - 1] < lows[i] && frequencies[i - 1] <= frequencies[i]);
        }

        (_lows, _highs, _frequencies) = valid
            ? (lows, highs, frequencies)
            : throw new ArgumentException("The blocks of an isotonic calibrator must rise.");
    }

    /// <summary>Fits to out-of-fold pairs.</summary>
    /// <exception cref="ArgumentException">Lengths differ, there is nothing, or a number is out of place.</exception>
    public static IsotonicCalibrator Fit(double[] margins, double[] outcomes)
    {
        CheckPairs(margins, outcomes);
        var points = DistinctMargins(margins, outcomes);
        var frequencies = points.Select(point => point.Positives / point.Count).ToArray();
        var counts = points.Select(point => point.Count).ToArray();
        var blocks = PoolAdjacentViolators.Fit(frequencies, counts);
        var overall = (outcomes.Sum() + 1) / (outcomes.Length + 2);
        var shrunk = blocks.Select(b =>
            ((b.Value * b.Weight) + (overall * PriorOutcomes)) / (b.Weight + PriorOutcomes)
        );
        // Shrinking draws light blocks more than heavy ones, which can turn neighbours round: pool once more.
        var pooled = PoolAdjacentViolators.Fit(shrunk.ToArray(), blocks.Select(block => block.Weight).ToArray());
        return new IsotonicCalibrator(
            [.. pooled.Select(block => points[blocks[block.First].First].Margin)],
            [.. pooled.Select(block => points[blocks[block.Last].Last].Margin)],
            [.. pooled.Select(block => block.Value)]
        );
    }

    /// <inheritdoc/>
    public override double Map(double margin)
    {
        var found = Array.BinarySearch(_lows, margin);
        // The last block that begins at or before the margin.
        var block = found >= 0 ? found : ~found - 1;
        if (block < 0)
        {
            return _frequencies[0];
        }

        if (margin <= _highs[block] || block == _lows.Length - 1)
        {
            return _frequencies[block];
        }

        var way = (margin - _highs[block]) / (_lows[block + 1] - _highs[block]);
        return _frequencies[block] + (Math.Clamp(way, 0, 1) * (_frequencies[block + 1] - _frequencies[block]));
    }

    private static List<(double Margin, double Positives, double Count)> DistinctMargins(
        double[] margins,
        double[] outcomes
    )
    {
        var (keys, values) = ((double[])margins.Clone(), (double[])outcomes.Clone());
        Array.Sort(keys, values);
        var points = new List<(double Margin, double Positives, double Count)>();
        for (var i = 0; i < keys.Length; i++)
        {
            if (points.Count > 0 && points[^1].Margin == keys[i])
            {
                var last = points[^1];
                points[^1] = (last.Margin, last.Positives + values[i], last.Count + 1);
            }
            else
            {
                points.Add((keys[i], values[i], 1));
            }
        }

        return points;
    }

    private protected override void WriteParts(ModelWriter writer)
    {
        writer.Array<double>(_lows);
        writer.Array<double>(_highs);
        writer.Array<double>(_frequencies);
    }

    internal static IsotonicCalibrator ReadParts(ModelReader reader) =>
        new(reader.Array<double>(), reader.Array<double>(), reader.Array<double>());
}
