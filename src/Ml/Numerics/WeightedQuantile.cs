namespace EarlyWarning.Ml.Numerics;

/// <summary>Quantiles of weighted numbers.</summary>
internal static class WeightedQuantile
{
    /// <summary>
    /// The smallest number up to which at least the given share of the weight lies; depends on the multiset only, as all
    /// weights are added in the order of the numbers and equal numbers count together.
    /// </summary>
    /// <param name="values">Sorted in place; at least one.</param>
    /// <param name="weights">Moved along with the values; null is one for each.</param>
    /// <param name="share">Above 0, below 1.</param>
    public static double Of(double[] values, double[]? weights, double share) =>
        Of(values.AsSpan(), weights.AsSpan(), share);

    /// <inheritdoc cref="Of(double[], double[], double)"/>
    public static double Of(Span<double> values, Span<double> weights, double share)
    {
        if (weights.IsEmpty)
        {
            values.Sort();
            // 1e-9 keeps a product such as 0.1 * 10 from being rounded up to the next row.
            return values[Math.Clamp((int)Math.Ceiling((share * values.Length) - 1e-9) - 1, 0, values.Length - 1)];
        }

        // Equal values must bring their weights in one order, whatever the order of rows: the lighter first.
        weights.Sort(values);
        var order = new int[values.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        var keys = values.ToArray();
        var held = weights.ToArray();
        Array.Sort(order, (a, b) => keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : a.CompareTo(b));
        var total = 0.0;
        foreach (var i in order)
        {
            total += held[i];
        }

        var below = 0.0;
        foreach (var i in order)
        {
            below += held[i];
            if (below >= share * total * (1 - 1e-12))
            {
                return keys[i];
            }
        }

        return keys[order[^1]];
    }
}
