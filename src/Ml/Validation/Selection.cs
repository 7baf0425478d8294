namespace EarlyWarning.Ml.Validation;

/// <summary>How one of several compared candidates is chosen.</summary>
public enum SelectionRule
{
    /// <summary>The lowest mean loss.</summary>
    Best,

    /// <summary>
    /// The simplest whose mean loss lies within one standard error of the best's, the error being that of the paired
    /// differences over folds (Breiman et al. 1984, with pairs as in Nadeau and Bengio 2003).
    /// </summary>
    OneStandardError,
}

/// <summary>Chooses among candidates judged on the same folds.</summary>
public static class Selection
{
    /// <summary>The index of the chosen candidate; of equals the simpler, then the earlier.</summary>
    /// <param name="foldLosses">
    /// For each candidate its loss on every fold, lower being better, the folds in the same order; null where it failed.
    /// </param>
    /// <param name="complexities">For each candidate how complicated it is; only the order counts.</param>
    /// <param name="rule">How to choose.</param>
    /// <exception cref="ArgumentException">No candidate has losses, or lengths differ, or a loss is not finite.</exception>
    public static int Choose(
        IReadOnlyList<double[]?> foldLosses,
        IReadOnlyList<double> complexities,
        SelectionRule rule
    )
    {
        ArgumentNullException.ThrowIfNull(foldLosses);
        ArgumentNullException.ThrowIfNull(complexities);
        var able = Enumerable.Range(0, foldLosses.Count).Where(i => foldLosses[i] is not null).ToArray();
        if (able.Length == 0 || complexities.Count != foldLosses.Count)
        {
            throw new ArgumentException("Selection needs a complexity for each candidate, and one that has losses.");
        }

        var folds = foldLosses[able[0]]!.Length;
        if (
            folds == 0
            || Array.Exists(
                able,
                i => foldLosses[i]!.Length != folds || !Array.TrueForAll(foldLosses[i]!, double.IsFinite)
            )
        )
        {
            throw new ArgumentException("Selection needs finite losses of all candidates on the same folds.");
        }

        var best = able.OrderBy(i => foldLosses[i]!.Average()).ThenBy(i => complexities[i]).ThenBy(i => i).First();
        return rule == SelectionRule.Best
            ? best
            : able.Where(i => IsWithinError(foldLosses[i]!, foldLosses[best]!))
                .OrderBy(i => complexities[i])
                .ThenBy(i => foldLosses[i]!.Average())
                .ThenBy(i => i)
                .First();
    }

    private static bool IsWithinError(double[] losses, double[] best)
    {
        var differences = losses.Zip(best, (loss, least) => loss - least).ToArray();
        var mean = differences.Average();
        if (differences.Length == 1)
        {
            return mean <= 0;
        }

        var squares = differences.Sum(difference => (difference - mean) * (difference - mean));
        return mean <= Math.Sqrt(squares / (differences.Length - 1) / differences.Length);
    }
}
