using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Explanation;

/// <summary>How far equally good models agree on whom they flag.</summary>
/// <param name="FlaggedShare">For each row the share of models that rank it within the flagged ones.</param>
/// <param name="Overlap">The mean over pairs of models of |both flag| / |either flags| (Jaccard 1901).</param>
public sealed record FlagAgreement(double[] FlaggedShare, double Overlap)
{
    /// <summary>Whether a flag (or its absence) flips among equally good models.</summary>
    /// <param name="row">Index.</param>
    /// <param name="certainFrom">A share of models from which a decision counts as settled: above 0.5, at most 1.</param>
    public bool IsUncertain(int row, double certainFrom = 0.9) =>
        FlaggedShare[row] < certainFrom && FlaggedShare[row] > 1 - certainFrom;
}

/// <summary>
/// Stability of a ranking over near-equal models (Marx, Calmon, Ustun 2020: predictive multiplicity; E4 of the mission).
/// </summary>
public static class RankStability
{
    /// <summary>Models fitted on bootstrap samples of the groups (students): equally good, differing by chance alone.</summary>
    /// <param name="trainer">Fits each.</param>
    /// <param name="data">Rows; those of a group are drawn together.</param>
    /// <param name="models">How many: at least 2.</param>
    /// <param name="seed">Decides the samples.</param>
    /// <param name="ct">Handed to the trainer.</param>
    /// <exception cref="TrainingException">A sample cannot be fitted.</exception>
    public static IReadOnlyList<Model> FitResampled(
        ITrainer trainer,
        TrainingData data,
        int models,
        int seed,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(models, 2);
        var groups = new Dictionary<long, int>();
        int[] groupOfRow =
        [
            .. Enumerable.Range(0, data.X.RowCount).Select(row => Number(groups, data.Groups?[row] ?? row)),
        ];
        return
        [
            .. Enumerable
                .Range(0, models)
                .Select(sample => trainer.Fit(Resample(data, groupOfRow, groups.Count, seed, sample), ct)),
        ];
    }

    /// <summary>Compares the rankings of several models.</summary>
    /// <param name="scores">One list per model, one score per row, in the same order of rows; larger is flagged first.</param>
    /// <param name="flagged">How many rows each model flags: at least 1, at most the number of rows.</param>
    /// <exception cref="ArgumentException">There are fewer than 2 models, or lengths differ.</exception>
    public static FlagAgreement Of(IReadOnlyList<double[]> scores, int flagged)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count < 2 || scores.Any(s => s.Length != scores[0].Length))
        {
            throw new ArgumentException("Stability needs at least 2 models with a score for each of the same rows.");
        }

        if (flagged < 1 || flagged > scores[0].Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(flagged),
                $"{flagged} of {scores[0].Length} rows cannot be flagged; flag at least 1 and at most all."
            );
        }

        var flags = scores.Select(s => Flags(s, flagged)).ToArray();
        double[] shares =
        [
            .. Enumerable.Range(0, scores[0].Length).Select(row => flags.Count(f => f[row]) / (double)flags.Length),
        ];
        return new FlagAgreement(shares, Overlap(flags));
    }

    private static bool[] Flags(double[] scores, int flagged)
    {
        var order = Enumerable.Range(0, scores.Length).OrderByDescending(row => scores[row]).ThenBy(row => row);
        var flags = new bool[scores.Length];
        foreach (var row in order.Take(flagged))
        {
            flags[row] = true;
        }

        return flags;
    }

    private static double Overlap(bool[][] flags)
    {
        var (sum, pairs) = (0.0, 0);
        for (var a = 0; a < flags.Length; a++)
        {
            for (var b = a + 1; b < flags.Length; b++)
            {
                var both = flags[a].Zip(flags[b], (x, y) => x && y).Count(x => x);
                sum += (double)both / flags[a].Zip(flags[b], (x, y) => x || y).Count(x => x);
                pairs++;
            }
        }

        return sum / pairs;
    }

    private static TrainingData Resample(TrainingData data, int[] groupOfRow, int groups, int seed, int sample)
    {
        var random = new SeededRandom(seed, sample);
        var times = new int[groups];
        for (var i = 0; i < groups; i++)
        {
            times[random.NextInt(groups)]++;
        }

        // A weight in place of repeated rows: the same sums, less memory.
        double[] weights = [.. groupOfRow.Select((group, row) => times[group] * (data.Weights?[row] ?? 1))];
        return new TrainingData(data.X, data.Y, weights, data.Groups, data.ClassNames) { ClassCount = data.ClassCount };
    }

    private static int Number(Dictionary<long, int> groups, long group)
    {
        if (!groups.TryGetValue(group, out var number))
        {
            groups[group] = number = groups.Count;
        }

        return number;
    }
}
