using System.Globalization;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Neural;

/// <summary>
/// How flat columns form a sequence. A column named "signal@k" (<see cref="ColumnName"/>) holds what the signal was k weeks
/// before the row's date, 0 being the latest week; every other column does not change over time. So a learner of
/// sequences takes part in any comparison of learners of ordinary tables.
/// </summary>
public sealed class WeeklyLayout
{
    /// <summary>The longest sequence, in weeks; columns of earlier weeks count as unchanging.</summary>
    public const int MaxSteps = 104;

    private const char Separator = '@';

    private readonly int[] _columns;

    private WeeklyLayout(string[] signals, int steps, int[] columns, int[] statics)
    {
        (Signals, Steps, _columns, Statics) = (signals, steps, columns, statics);
    }

    /// <summary>Names of the signals, in the order in which the schema first names them.</summary>
    public IReadOnlyList<string> Signals { get; }

    /// <summary>The number of weeks: at least 2.</summary>
    public int Steps { get; }

    /// <summary>Indexes of the columns that do not change over time, ascending.</summary>
    public IReadOnlyList<int> Statics { get; }

    /// <summary>The name of the column that holds a signal so many weeks ago.</summary>
    public static string ColumnName(string signal, int weeksAgo) =>
        string.Create(CultureInfo.InvariantCulture, $"{signal}{Separator}{weeksAgo}");

    /// <summary>The layout of a schema; null where it has no weekly columns of at least two weeks.</summary>
    public static WeeklyLayout? Find(TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var weekly = schema.Columns.Select((column, index) => Parse(column, index)).OfType<WeeklyColumn>().ToArray();
        var steps = weekly.Length == 0 ? 0 : weekly.Max(column => column.WeeksAgo) + 1;
        if (steps < 2)
        {
            return null;
        }

        string[] signals = [.. weekly.Select(column => column.Signal).Distinct(StringComparer.Ordinal)];
        var columns = new int[steps * signals.Length];
        Array.Fill(columns, -1);
        foreach (var column in weekly)
        {
            columns[((steps - 1 - column.WeeksAgo) * signals.Length) + Array.IndexOf(signals, column.Signal)] =
                column.Index;
        }

        int[] statics = [.. Enumerable.Range(0, schema.Count).Except(weekly.Select(column => column.Index))];
        return new WeeklyLayout(signals, steps, columns, statics);
    }

    /// <summary>The column of a signal at a step, the earliest week being step 0; -1 where there is none.</summary>
    public int ColumnAt(int step, int signal) => _columns[(step * Signals.Count) + signal];

    private static WeeklyColumn? Parse(Column column, int index)
    {
        var at = column.Name.LastIndexOf(Separator);
        var isWeekly =
            at > 0
            && column.Kind != ColumnKind.Categorical
            && int.TryParse(column.Name.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var weeks)
            && weeks < MaxSteps
            && string.Equals(ColumnName(column.Name[..at], weeks), column.Name, StringComparison.Ordinal);
        return isWeekly
            ? new WeeklyColumn(
                column.Name[..at],
                int.Parse(column.Name.AsSpan(at + 1), CultureInfo.InvariantCulture),
                index
            )
            : null;
    }

    private sealed record WeeklyColumn(string Signal, int WeeksAgo, int Index);
}
