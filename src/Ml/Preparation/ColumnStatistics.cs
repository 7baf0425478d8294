using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Preparation;

/// <summary>The values of one column that are there, ascending, with their weights.</summary>
internal sealed class ColumnStatistics
{
    private readonly double[] _weights;

    public ColumnStatistics(TrainingData data, int column)
    {
        var rows = Enumerable.Range(0, data.X.RowCount).Where(row => !float.IsNaN(data.X.Row(row)[column])).ToArray();
        Values = Array.ConvertAll(rows, row => data.X.Row(row)[column]);
        _weights = Array.ConvertAll(rows, row => data.Weights?[row] ?? 1);
        Array.Sort(Values, _weights);
        TotalWeight = _weights.Sum();
    }

    /// <summary>Ascending, none missing.</summary>
    public float[] Values { get; }

    public double TotalWeight { get; }

    /// <summary>Whether nothing is there to learn from.</summary>
    public bool IsEmpty => !(TotalWeight > 0);

    public double Mean()
    {
        var sum = 0.0;
        for (var i = 0; i < Values.Length; i++)
        {
            sum += _weights[i] * Values[i];
        }

        return sum / TotalWeight;
    }

    /// <summary>The root of the mean squared distance from the mean.</summary>
    public double Deviation()
    {
        var (mean, sum) = (Mean(), 0.0);
        for (var i = 0; i < Values.Length; i++)
        {
            sum += _weights[i] * (Values[i] - mean) * (Values[i] - mean);
        }

        return Math.Sqrt(sum / TotalWeight);
    }

    /// <summary>
    /// The least value at or below which this share of the weight lies; where a value ends exactly there, the middle of it
    /// and the next (Hyndman and Fan 1996, definition 2).
    /// </summary>
    public float Quantile(double share)
    {
        var (wanted, sum) = (share * TotalWeight, 0.0);
        for (var i = 0; i < Values.Length - 1; i++)
        {
            sum += _weights[i];
            if (Math.Abs(sum - wanted) <= 1e-12 * TotalWeight)
            {
                return (Values[i] + Values[i + 1]) / 2;
            }

            if (sum > wanted)
            {
                return Values[i];
            }
        }

        return Values[^1];
    }

    /// <summary>The value with the most weight; the lowest of equals.</summary>
    public float MostFrequent()
    {
        var (best, most) = (Values[0], 0.0);
        for (int start = 0, end; start < Values.Length; start = end)
        {
            var sum = 0.0;
            for (end = start; end < Values.Length && Values[end] == Values[start]; end++)
            {
                sum += _weights[end];
            }

            if (sum > most)
            {
                (best, most) = (Values[start], sum);
            }
        }

        return best;
    }
}
