namespace EarlyWarning.Ml.Fairness;

/// <summary>
/// Weights under which group and outcome are independent in the training rows (Kamiran and Calders 2012, Data preprocessing
/// techniques for classification without discrimination): w(g, y) = P(g) P(y) / P(g, y).
/// </summary>
public static class Reweighing
{
    /// <summary>A weight for each row.</summary>
    /// <param name="groups">The group of each row; rows of whom it is not known share the empty one.</param>
    /// <param name="outcomes">0 or 1.</param>
    /// <param name="weights">Weights that the rows have already, or null where all count the same.</param>
    /// <returns>Weights with the same sum as before, in every group and for every outcome.</returns>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static double[] Weights(IReadOnlyList<string> groups, double[] outcomes, double[]? weights = null)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(outcomes);
        if (groups.Count != outcomes.Length || (weights?.Length ?? outcomes.Length) != outcomes.Length)
        {
            throw new ArgumentException(
                $"Reweighing needs a group and an outcome per row; there are {groups.Count} groups and {outcomes.Length} outcomes."
            );
        }

        var byGroup = new Dictionary<string, double>(StringComparer.Ordinal);
        var byOutcome = new Dictionary<double, double>();
        var byBoth = new Dictionary<(string Group, double Outcome), double>();
        var total = 0.0;
        for (var i = 0; i < outcomes.Length; i++)
        {
            var weight = weights?[i] ?? 1;
            total += weight;
            byGroup[groups[i]] = byGroup.GetValueOrDefault(groups[i]) + weight;
            byOutcome[outcomes[i]] = byOutcome.GetValueOrDefault(outcomes[i]) + weight;
            byBoth[(groups[i], outcomes[i])] = byBoth.GetValueOrDefault((groups[i], outcomes[i])) + weight;
        }

        var made = new double[outcomes.Length];
        for (var i = 0; i < made.Length; i++)
        {
            var (group, outcome, weight) = (groups[i], outcomes[i], weights?[i] ?? 1);
            made[i] =
                weight == 0 ? 0 : weight * byGroup[group] * byOutcome[outcome] / (total * byBoth[(group, outcome)]);
        }

        return made;
    }
}
