namespace EarlyWarning.Domain.Snapshots;

/// <summary>A line item with what the class's results for it looked like over time.</summary>
/// <param name="id">Database key.</param>
/// <param name="due">Day number it is due.</param>
/// <param name="min">Lowest possible score.</param>
/// <param name="max">Highest possible score.</param>
/// <param name="weight">Weight in percent; NaN where unknown.</param>
public sealed class LineItemBook(long id, int due, double min, double max, double weight)
{
    /// <summary>Database key.</summary>
    public long Id { get; } = id;

    /// <summary>Day number it is due.</summary>
    public int Due { get; } = due;

    /// <summary>Weight in percent; NaN where unknown.</summary>
    public double Weight { get; } = weight;

    /// <summary>Scores of the class in percent of the scale, by the day they became known.</summary>
    public RunningTotals Scores { get; } = new();

    /// <summary>Hand-ins of the class (1 each), by the day they became known.</summary>
    public RunningTotals HandIns { get; } = new();

    /// <summary>A score on the item's scale as percent, 0 to 100.</summary>
    /// <param name="score">Score on the item's scale.</param>
    public double Percent(double score) => max > min ? Math.Clamp((score - min) / (max - min), 0, 1) * 100 : double.NaN;
}

/// <summary>What features need to know of a class.</summary>
public sealed class ClassBook
{
    /// <summary>Database key.</summary>
    public required long Id { get; init; }

    /// <summary>The school.</summary>
    public required long OrgId { get; init; }

    /// <summary>The course.</summary>
    public required long CourseId { get; init; }

    /// <summary>The term.</summary>
    public required long SessionId { get; init; }

    /// <summary>First day number of the class; week w ends on Start + 7 w.</summary>
    public required int Start { get; init; }

    /// <summary>First day number after the class.</summary>
    public required int End { get; init; }

    /// <summary>Line items by due day.</summary>
    public LineItemBook[] LineItems { get; internal set; } = [];

    /// <summary>Enrollments (+1) and departures (-1), by the day they became known.</summary>
    public RunningTotals Roll { get; } = new();

    /// <summary>Online events of the class by the day they became known.</summary>
    public RunningTotals Activity { get; } = new();

    /// <summary>The week an as-of day lies in: 1 for days 0 to 7 from the start, 2 for days 8 to 14, and so on.</summary>
    /// <param name="asOf">Day number.</param>
    public int WeekOf(int asOf) => Math.Max(1, (asOf - Start + 6) / 7);
}
