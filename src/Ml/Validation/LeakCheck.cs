using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Validation;

/// <summary>What of the held-out rows found its way into a model.</summary>
[Flags]
public enum Leaks
{
    /// <summary>Nothing: the model is bit by bit the same whatever the held-out rows hold.</summary>
    None = 0,

    /// <summary>Their values: a mean, a range, a filter or an imputation was learned from all rows.</summary>
    Values = 1,

    /// <summary>Which of their values are missing.</summary>
    Missing = 2,

    /// <summary>Their outcomes: a target statistic or a choice of columns was learned from all rows.</summary>
    Outcomes = 4,

    /// <summary>Their weights.</summary>
    Weights = 8,

    /// <summary>What the trainer saw in an earlier fit: it keeps something between fits.</summary>
    EarlierFits = 16,
}

/// <summary>
/// Finds leaks by their definition: fitting on the training part of a fold must give the same model, bit by bit, however
/// the held-out rows change. What cannot change the model cannot flatter it. (Kaufman, Rosset, Perlich 2012 name the
/// leaks; the invariance is the test.)
/// </summary>
public static class LeakCheck
{
    /// <summary>Checks a way of fitting that is given all rows and the fold, as a whole evaluation is.</summary>
    /// <param name="fit">
    /// From all rows and the fold to a model of the fold's training rows; called several times, each time with other
    /// held-out rows.
    /// </param>
    /// <param name="data">All rows.</param>
    /// <param name="fold">Training and held-out rows.</param>
    /// <param name="seed">Decides the changes.</param>
    /// <exception cref="TrainingException">The training part cannot be fitted.</exception>
    public static Leaks Find(Func<TrainingData, Fold, Model> fit, TrainingData data, Fold fold, int seed)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(fold);
        var expected = ModelFormat.Hash(fit(data, fold));
        var leaks = Leaks.None;
        foreach (var (leak, changed) in Changes(data, fold.Test, seed))
        {
            if (!string.Equals(ModelFormat.Hash(fit(changed, fold)), expected, StringComparison.Ordinal))
            {
                leaks |= leak;
            }
        }

        return leaks;
    }

    /// <summary>
    /// Checks a trainer made anew for every evaluation, also for what it keeps between fits: after a fit to all rows the
    /// fold's model must be the one that a fresh trainer gives.
    /// </summary>
    /// <param name="create">
    /// From all rows to a trainer; one that looks at the rows here is what the check is for.
    /// </param>
    /// <param name="data">All rows.</param>
    /// <param name="fold">Training and held-out rows.</param>
    /// <param name="seed">Decides the changes.</param>
    /// <param name="ct">Passed to the fits.</param>
    /// <exception cref="TrainingException">The training part, or all rows, cannot be fitted.</exception>
    public static Leaks Find(
        Func<TrainingData, ITrainer> create,
        TrainingData data,
        Fold fold,
        int seed,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(fold);
        var leaks = Find((all, part) => create(all).Fit(all.Select(part.Train), ct), data, fold, seed);
        var trained = data.Select(fold.Train);
        var fresh = ModelFormat.Hash(create(data).Fit(trained, ct));
        var used = create(data);
        used.Fit(data, ct);
        return string.Equals(ModelFormat.Hash(used.Fit(trained, ct)), fresh, StringComparison.Ordinal)
            ? leaks
            : leaks | Leaks.EarlierFits;
    }

    private static IEnumerable<(Leaks Leak, TrainingData Changed)> Changes(TrainingData data, int[] rows, int seed)
    {
        var random = new SeededRandom(seed, 0);
        yield return (Leaks.Values, data.With(values: ShuffledValues(data.X, rows, ref random)));
        yield return (Leaks.Missing, data.With(values: WithHoles(data.X, rows)));
        yield return (Leaks.Outcomes, data.With(outcomes: Rotated(data.Y, rows, data.ClassCount)));
        yield return (Leaks.Weights, data.With(weights: Heavier(data, rows)));
    }

    /// <summary>Each held-out value becomes another of its column, numbers moved beyond the range as well.</summary>
    private static float[] ShuffledValues(Table table, int[] rows, ref SeededRandom random)
    {
        var values = table.Values.ToArray();
        for (var column = 0; column < table.ColumnCount; column++)
        {
            var isCode = table.Schema.Columns[column].Kind == ColumnKind.Categorical;
            foreach (var row in rows)
            {
                var taken = table.Row(random.NextInt(table.RowCount))[column];
                values[(row * table.ColumnCount) + column] = isCode ? taken : (taken * 3) + 1;
            }
        }

        return values;
    }

    private static float[] WithHoles(Table table, int[] rows)
    {
        var values = table.Values.ToArray();
        foreach (var row in rows)
        {
            for (var column = row % 2; column < table.ColumnCount; column += 2)
            {
                ref var value = ref values[(row * table.ColumnCount) + column];
                value = float.IsNaN(value) ? 0 : float.NaN;
            }
        }

        return values;
    }

    /// <summary>Another class, or another number; the set of classes stays.</summary>
    private static double[] Rotated(double[] y, int[] rows, int classes)
    {
        var outcomes = (double[])y.Clone();
        var isCode = Array.TrueForAll(y, value => value >= 0 && value < classes && value == Math.Floor(value));
        foreach (var row in rows)
        {
            outcomes[row] = isCode ? (y[row] + 1) % classes : (2 * y[row]) + 1;
        }

        return outcomes;
    }

    private static double[] Heavier(TrainingData data, int[] rows)
    {
        var weights = data.Weights is null ? [.. data.Y.Select(_ => 1.0)] : (double[])data.Weights.Clone();
        foreach (var row in rows)
        {
            weights[row] = (5 * weights[row]) + 1;
        }

        return weights;
    }

    private static TrainingData With(
        this TrainingData data,
        float[]? values = null,
        double[]? outcomes = null,
        double[]? weights = null
    ) =>
        new(
            values is null ? data.X : new Table(data.X.Schema, values),
            outcomes ?? data.Y,
            weights ?? data.Weights,
            data.Groups,
            data.ClassNames
        )
        {
            ClassCount = data.ClassCount,
        };
}
