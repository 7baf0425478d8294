using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Fairness;

/// <summary>How well a single feature tells the members of a group from all others.</summary>
/// <param name="Column">Index of the column.</param>
/// <param name="Auc">The chance that the feature tells a member from another, 0.5 to 1, in whichever direction.</param>
public readonly record struct FeatureStrength(int Column, double Auc);

/// <summary>
/// Finds which features stand for a group by themselves. Numbers are ranked as they are, missing ones below all; codes are
/// ranked by how often each belongs to the group among the other half of the rows, so that many rare codes tell nothing.
/// </summary>
public static class ProxyStrength
{
    /// <summary>All features, the strongest first.</summary>
    /// <param name="features">One row per person.</param>
    /// <param name="members">Whether the person belongs to the group.</param>
    public static IReadOnlyList<FeatureStrength> Of(Table features, bool[] members)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(members);
        if (features.RowCount != members.Length)
        {
            throw new ArgumentException($"There are {features.RowCount} rows and {members.Length} members.");
        }

        return
        [
            .. Enumerable
                .Range(0, features.ColumnCount)
                .Select(c => new FeatureStrength(c, Strength(Values(features, c, members), members)))
                .OrderByDescending(s => s.Auc)
                .ThenBy(s => s.Column),
        ];
    }

    private static double[] Values(Table features, int column, bool[] members)
    {
        var values = new double[members.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = features.Row(i)[column];
        }

        return features.Schema.Columns[column].Kind == ColumnKind.Categorical ? Frequencies(values, members) : values;
    }

    // Each half is told by the other, drawn towards the share of all as if by ten more people.
    private static double[] Frequencies(double[] codes, bool[] members)
    {
        const int Prior = 10;
        var share = (double)members.Count(m => m) / Math.Max(1, members.Length);
        var counts = new Dictionary<(int Half, double Code), (int Members, int All)>();
        for (var i = 0; i < codes.Length; i++)
        {
            var (belonging, all) = counts.GetValueOrDefault((i % 2, codes[i]));
            counts[(i % 2, codes[i])] = (belonging + (members[i] ? 1 : 0), all + 1);
        }

        var frequencies = new double[codes.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            var (belonging, all) = counts.GetValueOrDefault(((i + 1) % 2, codes[i]));
            frequencies[i] = (belonging + (share * Prior)) / (all + Prior);
        }

        return frequencies;
    }

    private static double Strength(double[] values, bool[] members)
    {
        var missing = Array.ConvertAll(values, v => double.IsNaN(v) ? double.NegativeInfinity : v);
        var order = Enumerable.Range(0, missing.Length).ToArray();
        Array.Sort(missing, order);
        var (inside, ranks) = (0, 0.0);
        for (var first = 0; first < order.Length; )
        {
            var end = first;
            while (end < order.Length && missing[end] == missing[first])
            {
                end++;
            }

            for (var i = first; i < end; i++)
            {
                if (members[order[i]])
                {
                    inside++;
                    ranks += (first + end + 1) / 2.0;
                }
            }

            first = end;
        }

        var outside = order.Length - inside;
        if (inside == 0 || outside == 0)
        {
            return 0.5;
        }

        var auc = (ranks - (inside * (inside + 1.0) / 2)) / ((double)inside * outside);
        return Math.Max(auc, 1 - auc);
    }
}
