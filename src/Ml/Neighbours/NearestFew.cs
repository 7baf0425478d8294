namespace EarlyWarning.Ml.Neighbours;

/// <summary>The k smallest distances seen, in rising order; of equal ones the first seen stays.</summary>
internal sealed class NearestFew(int k)
{
    private readonly double[] _distances = new double[k];
    private readonly int[] _items = new int[k];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Items => _items.AsSpan(0, Count);

    /// <summary>A distance that is not below this changes nothing.</summary>
    public double Limit => Count < k ? double.PositiveInfinity : _distances[k - 1];

    public void Clear() => Count = 0;

    public void Add(int item, double distance)
    {
        if (!(distance < Limit))
        {
            return;
        }

        Count = Math.Min(Count + 1, k);
        var place = Count - 1;
        for (; place > 0 && _distances[place - 1] > distance; place--)
        {
            _distances[place] = _distances[place - 1];
            _items[place] = _items[place - 1];
        }

        _distances[place] = distance;
        _items[place] = item;
    }
}
