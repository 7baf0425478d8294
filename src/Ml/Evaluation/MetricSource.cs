namespace EarlyWarning.Ml.Evaluation;

/// <summary>Metrics of one model on one set of rows, computed again and again under other weights.</summary>
internal abstract class MetricSource
{
    /// <summary>What <see cref="Compute"/> returns, in order.</summary>
    public abstract IReadOnlyList<string> Keys { get; }

    /// <summary>The metrics when each row counts as often as the multiplicity of its group.</summary>
    /// <param name="multiplicities">One per group number.</param>
    public abstract double[] Compute(double[] multiplicities);

    public IReadOnlyDictionary<string, double> ComputeOnce(int groups)
    {
        var ones = new double[groups];
        Array.Fill(ones, 1);
        return Keys.Zip(Compute(ones)).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }
}

/// <summary>Groups numbered from 0 in the order of their first row.</summary>
internal sealed class GroupNumbers
{
    public GroupNumbers(long[]? groups, int rows)
    {
        if (groups is not null && groups.Length != rows)
        {
            throw new ArgumentException($"There are {rows} rows, but {groups.Length} groups.", nameof(groups));
        }

        OfRow = new int[rows];
        var numbers = new Dictionary<long, int>();
        for (var row = 0; row < rows; row++)
        {
            var group = groups?[row] ?? row;
            if (!numbers.TryGetValue(group, out var number))
            {
                numbers[group] = number = numbers.Count;
            }

            OfRow[row] = number;
        }

        Count = numbers.Count;
    }

    public int[] OfRow { get; }

    public int Count { get; }
}
