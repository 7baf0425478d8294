using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Explanation;

/// <summary>How much greater a model's mean loss is without one column, with its standard error.</summary>
/// <param name="Mean">Mean rise of the loss over rows and repeats; below 0 where shuffling happened to help.</param>
/// <param name="StandardError">Of that mean: rows by chance (groups stay together) and shuffles by chance.</param>
public readonly record struct LossRise(double Mean, double StandardError)
{
    /// <summary>Lower end of the 95 % interval.</summary>
    public double Low => Mean - (WilsonInterval.Z95 * StandardError);

    /// <summary>Upper end of the 95 % interval.</summary>
    public double High => Mean + (WilsonInterval.Z95 * StandardError);
}

/// <summary>
/// Permutation importance of a loss that is a mean over rows (Fisher, Rudin, Dominici 2019). Because each row has a loss of
/// its own, the interval says how the figure would vary with other students, which repeats of the shuffle alone do not
/// (<see cref="PermutationImportance"/>).
/// </summary>
public static class PermutationLoss
{
    /// <summary>The rise of some columns, in their order.</summary>
    /// <param name="model">Of one output, judged on rows it did not learn from.</param>
    /// <param name="rows">Those rows.</param>
    /// <param name="columns">Indices of the columns to shuffle.</param>
    /// <param name="loss">Loss of a row, from its index and its margin.</param>
    /// <param name="groups">Whose row it is (the student): rows of a group vary together.</param>
    /// <param name="repeats">How often each column is shuffled: at least 2.</param>
    /// <param name="seed">Decides the shuffles.</param>
    /// <param name="ct">Checked before each shuffle.</param>
    /// <param name="threads">Threads for the margins; changes nothing but the time.</param>
    /// <exception cref="ArgumentException">There are fewer than 2 groups, lengths differ, or the table has another schema.</exception>
    public static LossRise[] Of(
        Model model,
        Table rows,
        IReadOnlyList<int> columns,
        Func<int, double, double> loss,
        long[] groups,
        int repeats = 3,
        int seed = 1,
        CancellationToken ct = default,
        int threads = 2
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 2);
        model.CheckTable(rows);
        if (groups.Length != rows.RowCount || groups.Distinct().Count() < 2)
        {
            throw new ArgumentException("Shuffling needs a group for each row, and at least 2 groups.", nameof(groups));
        }

        var whole = Losses(model.Margins(rows, ct, threads), loss);
        var found = new LossRise[columns.Count];
        for (var c = 0; c < found.Length; c++)
        {
            var rises = new double[repeats][];
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                ct.ThrowIfCancellationRequested();
                var shuffled = Shuffled(rows, columns[c], new SeededRandom(seed, (columns[c] * repeats) + repeat));
                var losses = Losses(model.Margins(shuffled, ct, threads), loss);
                rises[repeat] = [.. losses.Zip(whole, (without, with) => without - with)];
            }

            found[c] = Summary(rises, groups);
        }

        return found;
    }

    private static double[] Losses(double[] margins, Func<int, double, double> loss) =>
        [.. margins.Select((margin, row) => loss(row, margin))];

    // The rows' part is the sandwich of a mean over groups of unequal size; the shuffles' part the spread of the repeats.
    private static LossRise Summary(double[][] rises, long[] groups)
    {
        var n = groups.Length;
        var mean = rises.Average(r => r.Average());
        var byGroup = new Dictionary<long, double>();
        for (var row = 0; row < n; row++)
        {
            var at = row;
            var own = rises.Average(r => r[at]) - mean;
            byGroup[groups[row]] = byGroup.GetValueOrDefault(groups[row]) + own;
        }

        var g = byGroup.Count;
        var ofRows = (double)g / (g - 1) * byGroup.Values.Sum(s => s * s) / n / n;
        var ofShuffles = rises.Sum(r => Math.Pow(r.Average() - mean, 2)) / (rises.Length - 1) / rises.Length;
        return new LossRise(mean, Math.Sqrt(ofRows + ofShuffles));
    }

    internal static Table Shuffled(Table rows, int column, SeededRandom random)
    {
        var order = Enumerable.Range(0, rows.RowCount).ToArray();
        random.Shuffle(order.AsSpan());
        var values = rows.Values.ToArray();
        for (var row = 0; row < order.Length; row++)
        {
            values[(row * rows.ColumnCount) + column] = rows.Row(order[row])[column];
        }

        return new Table(rows.Schema, values);
    }
}
