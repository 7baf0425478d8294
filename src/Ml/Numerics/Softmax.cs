namespace EarlyWarning.Ml.Numerics;

/// <summary>Margins of classes to probabilities, without overflow: p_k = e^m_k / sum over j of e^m_j.</summary>
public static class Softmax
{
    /// <summary>Overwrites the margins of one row by probabilities that sum to 1.</summary>
    public static void InPlace(Span<double> margins)
    {
        var largest = double.NegativeInfinity;
        foreach (var margin in margins)
        {
            largest = Math.Max(largest, margin);
        }

        var sum = 0.0;
        foreach (ref var margin in margins)
        {
            margin = Math.Exp(margin - largest);
            sum += margin;
        }

        foreach (ref var margin in margins)
        {
            margin /= sum;
        }
    }

    /// <summary>Margins of many rows, row after row, to probabilities in the same places; the input stays.</summary>
    /// <param name="margins">A whole number of rows.</param>
    /// <param name="classes">Margins per row.</param>
    /// <exception cref="ArgumentException">The margins are no whole number of rows.</exception>
    public static double[] OfRows(ReadOnlySpan<double> margins, int classes)
    {
        if (classes < 1 || margins.Length % classes != 0)
        {
            throw new ArgumentException($"{margins.Length} margins are no whole number of rows of {classes} classes.");
        }

        var probabilities = margins.ToArray();
        for (var start = 0; start < probabilities.Length; start += classes)
        {
            InPlace(probabilities.AsSpan(start, classes));
        }

        return probabilities;
    }

    /// <summary>ln(sum of e^m_k): -m_y plus this is the log loss of class y.</summary>
    public static double LogSum(ReadOnlySpan<double> margins)
    {
        var largest = double.NegativeInfinity;
        foreach (var margin in margins)
        {
            largest = Math.Max(largest, margin);
        }

        var sum = 0.0;
        foreach (var margin in margins)
        {
            sum += Math.Exp(margin - largest);
        }

        return largest + Math.Log(sum);
    }
}
