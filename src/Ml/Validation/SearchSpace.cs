namespace EarlyWarning.Ml.Validation;

/// <summary>A hyperparameter to be searched.</summary>
public sealed record SearchDimension
{
    private SearchDimension(string name, double low, double high) => (Name, Low, High) = (name, low, high);

    /// <summary>Unique within the space.</summary>
    public string Name { get; }

    /// <summary>The lowest value.</summary>
    public double Low { get; }

    /// <summary>The highest value.</summary>
    public double High { get; }

    /// <summary>Whether equal ratios rather than equal differences are equal steps.</summary>
    public bool IsLogarithmic { get; private init; }

    /// <summary>Whether only whole numbers are tried.</summary>
    public bool IsWhole { get; private init; }

    /// <summary>The only values tried, in an order that means something; null for a range.</summary>
    public IReadOnlyList<double>? Levels { get; private init; }

    /// <summary>How many values of a range a grid tries, ends included: at least 1.</summary>
    public int GridLevels { get; init; } = 4;

    /// <summary>Any number between two.</summary>
    public static SearchDimension Linear(string name, double low, double high) => Checked(new(name, low, high));

    /// <summary>Any number between two above 0, by ratio.</summary>
    public static SearchDimension Logarithmic(string name, double low, double high) =>
        Checked(new(name, low, high) { IsLogarithmic = true });

    /// <summary>Whole numbers between two, both included.</summary>
    public static SearchDimension Whole(string name, int low, int high, bool isLogarithmic = false) =>
        Checked(new(name, low, high) { IsWhole = true, IsLogarithmic = isLogarithmic });

    /// <summary>Certain values only.</summary>
    public static SearchDimension OneOf(string name, params double[] levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentOutOfRangeException.ThrowIfZero(levels.Length);
        return new(name, levels.Min(), levels.Max()) { Levels = [.. levels], GridLevels = levels.Length };
    }

    /// <summary>The value at a place from 0 to 1.</summary>
    internal double At(double place)
    {
        if (Levels is not null)
        {
            return Levels[Math.Min(Levels.Count - 1, (int)(place * Levels.Count))];
        }

        var value = IsLogarithmic
            ? Math.Exp(Math.Log(Low) + (place * (Math.Log(High) - Math.Log(Low))))
            : Low + (place * (High - Low));
        value = Math.Clamp(value, Low, High);
        return IsWhole ? Math.Round(value) : value;
    }

    /// <summary>The place, from 0 to 1, that stands for a value.</summary>
    internal double PlaceOf(double value)
    {
        if (Levels is not null)
        {
            return (Levels.ToList().IndexOf(value) + 0.5) / Levels.Count;
        }

        var (low, high, at) = IsLogarithmic ? (Math.Log(Low), Math.Log(High), Math.Log(value)) : (Low, High, value);
        return high > low ? (at - low) / (high - low) : 0.5;
    }

    internal IEnumerable<double> Grid() =>
        Levels
        ?? Enumerable.Range(0, GridLevels).Select(i => At(GridLevels == 1 ? 0.5 : i / (GridLevels - 1.0))).Distinct();

    private static SearchDimension Checked(SearchDimension dimension)
    {
        var isValid =
            double.IsFinite(dimension.Low)
            && double.IsFinite(dimension.High)
            && dimension.Low <= dimension.High
            && (!dimension.IsLogarithmic || dimension.Low > 0);
        return isValid
            ? dimension
            : throw new ArgumentOutOfRangeException(
                nameof(dimension),
                $"The range of '{dimension.Name}' must have a low end at or below its high end, above 0 if by ratio."
            );
    }
}

/// <summary>Values of hyperparameters by name.</summary>
public sealed class SearchPoint
{
    private readonly Dictionary<string, double> _values;

    internal SearchPoint(IReadOnlyList<SearchDimension> space, double[] values) =>
        _values = space.Zip(values).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, double> Values => _values;

    /// <summary>One value.</summary>
    /// <exception cref="KeyNotFoundException">The space has no such dimension.</exception>
    public double this[string name] => _values[name];

    /// <summary>One value that is whole.</summary>
    public int Whole(string name) => (int)Math.Round(_values[name]);
}
