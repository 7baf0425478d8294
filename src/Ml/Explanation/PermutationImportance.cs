using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Explanation;

/// <summary>How much worse a model gets without one column.</summary>
/// <param name="Mean">The mean loss of quality over the repeats.</param>
/// <param name="StandardError">Of that mean; NaN for a single repeat.</param>
public readonly record struct ColumnImportance(double Mean, double StandardError);

/// <summary>
/// Permutation importance (Breiman 2001; Fisher, Rudin, Dominici 2019): the values of one column are shuffled between
/// rows, so that it tells nothing, and the loss of quality is measured. Columns that stand in for each other share it.
/// </summary>
public static class PermutationImportance
{
    /// <summary>The importance of every column, in schema order.</summary>
    /// <param name="model">Judged on rows it did not learn from.</param>
    /// <param name="rows">Those rows.</param>
    /// <param name="quality">
    /// From the margins of all rows (row after row, one per output) to a number that is larger for a better model.
    /// </param>
    /// <param name="repeats">How often each column is shuffled: at least 1.</param>
    /// <param name="seed">Decides the shuffles.</param>
    /// <param name="ct">Checked before each shuffle.</param>
    /// <param name="threads">Threads for the margins; changes nothing but the time.</param>
    /// <exception cref="ArgumentException">There are fewer than 2 rows, or the table has another schema.</exception>
    public static ColumnImportance[] Of(
        Model model,
        Table rows,
        Func<double[], double> quality,
        int repeats = 5,
        int seed = 1,
        CancellationToken ct = default,
        int threads = 2
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(quality);
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        model.CheckTable(rows);
        if (rows.RowCount < 2)
        {
            throw new ArgumentException("Shuffling needs at least 2 rows.", nameof(rows));
        }

        var whole = quality(model.Margins(rows, ct, threads));
        var found = new ColumnImportance[rows.ColumnCount];
        for (var column = 0; column < found.Length; column++)
        {
            var losses = new double[repeats];
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                var random = new SeededRandom(seed, (column * repeats) + repeat);
                losses[repeat] =
                    whole - quality(model.Margins(PermutationLoss.Shuffled(rows, column, random), ct, threads));
            }

            found[column] = Summary(losses);
        }

        return found;
    }

    private static ColumnImportance Summary(double[] losses)
    {
        var mean = losses.Average();
        var variance = losses.Sum(loss => (loss - mean) * (loss - mean)) / (losses.Length - 1);
        return new ColumnImportance(mean, Math.Sqrt(variance / losses.Length));
    }
}
