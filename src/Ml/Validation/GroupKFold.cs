using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Validation;

/// <summary>
/// Cross-validation in which all rows of a group (a student) stand on one side, with about equal rows and equal
/// outcomes in every fold. Depends on groups and outcomes, not on the order of rows.
/// </summary>
public static class GroupKFold
{
    /// <summary>Divides the rows into test parts; every row is in exactly one.</summary>
    /// <param name="groups">Whose row it is.</param>
    /// <param name="outcomes">What is to be spread evenly: 0 or 1, or any number.</param>
    /// <param name="folds">At least 2, at most the number of groups.</param>
    /// <param name="seed">Decides which groups go together.</param>
    /// <exception cref="ArgumentException">Lengths differ, or there are too few groups.</exception>
    public static IReadOnlyList<Fold> Split(long[] groups, double[] outcomes, int folds, int seed)
    {
        var foldOfRow = Assign(groups, outcomes, folds, seed);
        var rows = Enumerable.Range(0, groups.Length).ToArray();
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

    /// <summary>The fold, from 0, in which each row is tested.</summary>
    /// <exception cref="ArgumentException">Lengths differ, or there are too few groups.</exception>
    public static int[] Assign(long[] groups, double[] outcomes, int folds, int seed)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(outcomes);
        var tallies = Tally(groups, outcomes);
        if (folds < 2 || tallies.Count < folds)
        {
            throw new ArgumentException(
                $"{folds} folds need at least 2 folds and as many groups as folds; there are {tallies.Count} groups.",
                nameof(folds)
            );
        }

        var foldOfGroup = new Dictionary<long, int>(tallies.Count);
        var loads = new Load[folds];
        // Those that weigh most are placed first, where there is still room to even out; equals in seeded order.
        var ordered = tallies
            .OrderByDescending(pair => Math.Abs(pair.Value.Outcome))
            .ThenByDescending(pair => pair.Value.Rows)
            .ThenBy(pair => SeededRandom.Hash(pair.Key, seed));
        foreach (var (group, tally) in ordered)
        {
            var fold = Lightest(loads, tally);
            foldOfGroup[group] = fold;
            loads[fold] = new Load(loads[fold].Rows + tally.Rows, loads[fold].Outcome + tally.Outcome);
        }

        return Array.ConvertAll(groups, group => foldOfGroup[group]);
    }

    private static Dictionary<long, Load> Tally(long[] groups, double[] outcomes)
    {
        if (groups.Length != outcomes.Length)
        {
            throw new ArgumentException(
                $"There are {groups.Length} groups, but {outcomes.Length} outcomes.",
                nameof(outcomes)
            );
        }

        // Outcomes of a regression are spread by their distance from the mean, so that large negatives count too.
        var centre = Array.TrueForAll(outcomes, y => y is 0 or 1) || outcomes.Length == 0 ? 0 : outcomes.Average();
        var tallies = new Dictionary<long, Load>();
        for (var i = 0; i < groups.Length; i++)
        {
            var tally = tallies.GetValueOrDefault(groups[i]);
            tallies[groups[i]] = new Load(tally.Rows + 1, tally.Outcome + outcomes[i] - centre);
        }

        return tallies;
    }

    /// <summary>For a group with an outcome the fold with the least of it, else the one with the fewest rows.</summary>
    private static int Lightest(Load[] loads, Load tally)
    {
        var best = 0;
        for (var fold = 1; fold < loads.Length; fold++)
        {
            var byOutcome = Math.Sign(tally.Outcome) * loads[fold].Outcome.CompareTo(loads[best].Outcome);
            if (byOutcome < 0 || (byOutcome == 0 && loads[fold].Rows < loads[best].Rows))
            {
                best = fold;
            }
        }

        return best;
    }

    private readonly record struct Load(int Rows, double Outcome);
}
