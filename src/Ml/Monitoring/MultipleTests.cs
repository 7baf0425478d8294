namespace EarlyWarning.Ml.Monitoring;

/// <summary>Corrections for making many tests at once.</summary>
public static class MultipleTests
{
    /// <summary>
    /// Holm's step-down correction (Holm 1979): whatever the tests have to do with each other, the probability that any
    /// true hypothesis is rejected stays below the level.
    /// </summary>
    /// <param name="values">Probabilities of the single tests; NaN where none was made.</param>
    /// <returns>Corrected ones in the same order, at most 1; NaN where no test was made.</returns>
    public static double[] Holm(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var order = Enumerable
            .Range(0, values.Count)
            .Where(i => !double.IsNaN(values[i]))
            .OrderBy(i => values[i])
            .ToArray();
        var corrected = new double[values.Count];
        Array.Fill(corrected, double.NaN);
        var before = 0.0;
        for (var place = 0; place < order.Length; place++)
        {
            before = Math.Max(before, Math.Min(1, values[order[place]] * (order.Length - place)));
            corrected[order[place]] = before;
        }

        return corrected;
    }
}
