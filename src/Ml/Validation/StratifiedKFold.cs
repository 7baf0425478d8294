using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Validation;

/// <summary>
/// Cross-validation in which every fold has about the same share of each class, or, for numbers, about the same
/// distribution. With groups (students) all rows of a group stand on one side and the shares are as even as that
/// allows. Deterministic by seed.
/// </summary>
public static class StratifiedKFold
{
    private const int Tenths = 10;

    /// <summary>Divides the rows into test parts; every row is in exactly one.</summary>
    /// <param name="data">Its outcomes are the classes, or numbers; its groups are kept together if it has any.</param>
    /// <param name="task">How outcomes are read.</param>
    /// <param name="folds">At least 2, at most the number of rows (of groups).</param>
    /// <param name="seed">Decides which rows go together.</param>
    /// <exception cref="ArgumentException">There are too few rows or groups.</exception>
    public static IReadOnlyList<Fold> Split(TrainingData data, TaskKind task, int folds, int seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        var strata = task == TaskKind.Regression ? Quantiles(data, folds) : Array.ConvertAll(data.Y, y => (int)y);
        var foldOfRow = data.Groups is null
            ? AssignRows(strata, folds, new SeededRandom(seed, 0))
            : AssignGroups(strata, data.Groups, folds, seed);
        var rows = Enumerable.Range(0, foldOfRow.Length).ToArray();
        return
        [
            .. Enumerable
                .Range(0, folds)
                .Select(fold => new Fold(
                    Array.FindAll(rows, row => foldOfRow[row] != fold),
                    Array.FindAll(rows, row => foldOfRow[row] == fold)
                )),
        ];
    }

    /// <summary>The same division again and again under other seeds: one list of folds per repeat.</summary>
    /// <param name="data">As in <see cref="Split"/>.</param>
    /// <param name="task">As in <see cref="Split"/>.</param>
    /// <param name="folds">As in <see cref="Split"/>.</param>
    /// <param name="repeats">At least 1.</param>
    /// <param name="seed">The first repeat is <see cref="Split"/> under this seed, the next under the next.</param>
    public static IReadOnlyList<IReadOnlyList<Fold>> Repeat(
        TrainingData data,
        TaskKind task,
        int folds,
        int repeats,
        int seed
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        return [.. Enumerable.Range(0, repeats).Select(repeat => Split(data, task, folds, seed + repeat))];
    }

    /// <summary>
    /// Numbers are told apart by their place: blocks of as many neighbours as there are folds, so that each fold gets one
    /// of each block; tenths where rows hang together in groups.
    /// </summary>
    private static int[] Quantiles(TrainingData data, int folds)
    {
        var y = data.Y;
        var block = data.Groups is null ? Math.Max(1, folds) : Math.Max(1, (y.Length + Tenths - 1) / Tenths);
        var order = Enumerable.Range(0, y.Length).ToArray();
        Array.Sort((double[])y.Clone(), order);
        var strata = new int[y.Length];
        for (var place = 0; place < order.Length; place++)
        {
            strata[order[place]] = place / block;
        }

        return strata;
    }

    /// <summary>
    /// Each class is shuffled and dealt out in turn, every class beginning where the one before it ended; so neither a
    /// class nor the whole differs by more than one row between folds.
    /// </summary>
    private static int[] AssignRows(int[] strata, int folds, SeededRandom random)
    {
        Check(folds, strata.Length, "rows");
        var foldOfRow = new int[strata.Length];
        var next = random.NextInt(folds);
        foreach (var stratum in Enumerable.Range(0, strata.Length).GroupBy(row => strata[row]).OrderBy(g => g.Key))
        {
            var rows = stratum.ToArray();
            random.Shuffle(rows.AsSpan());
            foreach (var row in rows)
            {
                foldOfRow[row] = next++ % folds;
            }
        }

        return foldOfRow;
    }

    /// <summary>
    /// Greedy, as in scikit-learn's StratifiedGroupKFold: groups whose classes are most uneven first, each to the fold in
    /// which the shares of the classes then differ least between folds.
    /// </summary>
    private static int[] AssignGroups(int[] strata, long[] groups, int folds, int seed)
    {
        var codes = strata.Distinct().Order().ToArray();
        var tallies = Tally(strata, groups, codes);
        Check(folds, tallies.Count, "groups");
        var totals = new double[codes.Length];
        foreach (var tally in tallies.Values)
        {
            Add(totals, tally);
        }

        var loads = Enumerable.Range(0, folds).Select(_ => new double[codes.Length]).ToArray();
        var foldOfGroup = new Dictionary<long, int>(tallies.Count);
        foreach (
            var (group, tally) in tallies
                .OrderByDescending(pair => Spread(pair.Value))
                .ThenByDescending(pair => pair.Value.Sum())
                .ThenBy(pair => SeededRandom.Hash(pair.Key, seed))
        )
        {
            var fold = Best(loads, tally, totals);
            foldOfGroup[group] = fold;
            Add(loads[fold], tally);
        }

        return Array.ConvertAll(groups, group => foldOfGroup[group]);
    }

    private static Dictionary<long, double[]> Tally(int[] strata, long[] groups, int[] codes)
    {
        var tallies = new Dictionary<long, double[]>();
        for (var row = 0; row < groups.Length; row++)
        {
            if (!tallies.TryGetValue(groups[row], out var tally))
            {
                tallies[groups[row]] = tally = new double[codes.Length];
            }

            tally[Array.BinarySearch(codes, strata[row])]++;
        }

        return tallies;
    }

    /// <summary>The sum of squared shares grows least where the group fills the emptiest place; ties go to the smallest fold.</summary>
    private static int Best(double[][] loads, double[] tally, double[] totals)
    {
        var (best, lowest, smallest) = (0, double.PositiveInfinity, double.PositiveInfinity);
        for (var fold = 0; fold < loads.Length; fold++)
        {
            var growth = 0.0;
            for (var code = 0; code < tally.Length; code++)
            {
                growth += tally[code] * ((2 * loads[fold][code]) + tally[code]) / (totals[code] * totals[code]);
            }

            var size = loads[fold].Sum();
            if (growth < lowest || (growth == lowest && size < smallest))
            {
                (best, lowest, smallest) = (fold, growth, size);
            }
        }

        return best;
    }

    private static double Spread(double[] tally)
    {
        var mean = tally.Average();
        return tally.Sum(count => (count - mean) * (count - mean));
    }

    private static void Add(double[] target, double[] tally)
    {
        for (var code = 0; code < tally.Length; code++)
        {
            target[code] += tally[code];
        }
    }

    private static void Check(int folds, int available, string what)
    {
        if (folds < 2 || available < folds)
        {
            throw new ArgumentException(
                $"{folds} folds need at least 2 folds and as many {what} as folds; there are {available} {what}.",
                nameof(folds)
            );
        }
    }
}
