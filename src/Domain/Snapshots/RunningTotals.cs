namespace EarlyWarning.Domain.Snapshots;

/// <summary>
/// A total that grows with what becomes known: amounts by the day they became known, read as of any day. Used for what
/// a class or course looked like then, so that a comparison never knows more than its date.
/// </summary>
public sealed class RunningTotals
{
    private readonly SortedList<int, (double Sum, int Count)> _changes = [];
    private int[]? _days;
    private (double Sum, int Count)[] _totals = [];

    /// <summary>Adds an amount from a day on; a correction subtracts the old one and adds the new.</summary>
    /// <param name="knownFrom">Day number from which it counts.</param>
    /// <param name="amount">Amount.</param>
    /// <param name="count">1 to add an item, -1 to take one back.</param>
    public void Add(int knownFrom, double amount, int count = 1)
    {
        _changes.TryGetValue(knownFrom, out var total);
        _changes[knownFrom] = (total.Sum + (amount * count), total.Count + count);
        _days = null;
    }

    /// <summary>Sum and number of items known on a day.</summary>
    /// <param name="day">Day number, inclusive.</param>
    public (double Sum, int Count) AsOf(int day)
    {
        var days = _days ?? Accumulate();
        var index = Array.BinarySearch(days, day);
        index = index < 0 ? ~index - 1 : index;
        return index < 0 ? (0, 0) : _totals[index];
    }

    /// <summary>Mean of what was known on a day; NaN where nothing was.</summary>
    /// <param name="day">Day number, inclusive.</param>
    public double MeanAsOf(int day)
    {
        var (sum, count) = AsOf(day);
        return count > 0 ? sum / count : double.NaN;
    }

    // Readers on other threads may see the days only after the totals.
    private int[] Accumulate()
    {
        lock (_changes)
        {
            var days = _changes.Keys.ToArray();
            var totals = new (double, int)[days.Length];
            var (sum, count) = (0.0, 0);
            for (var i = 0; i < days.Length; i++)
            {
                sum += _changes.Values[i].Sum;
                count += _changes.Values[i].Count;
                totals[i] = (sum, count);
            }

            _totals = totals;
            _days = days;
            return days;
        }
    }
}
