using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Models;

/// <summary>What every trainer asks of its data before it starts.</summary>
internal static class TrainingChecks
{
    /// <summary>The rows that count: those with a weight above zero.</summary>
    /// <exception cref="TrainingException">There are too few, or their outcomes cannot be learned.</exception>
    public static int[] UsableRows(string trainer, TaskKind task, TrainingData data, int minRows)
    {
        ArgumentNullException.ThrowIfNull(data);
        var rows = Enumerable
            .Range(0, data.X.RowCount)
            .Where(row => data.Weights is null || data.Weights[row] > 0)
            .ToArray();
        if (rows.Length < Math.Max(1, minRows))
        {
            throw new TrainingException(
                rows.Length == 0
                    ? $"{trainer} has no rows to learn from; import outcomes of a finished term first."
                    : $"{trainer} needs at least {minRows} rows with an outcome, but there are {rows.Length}; add earlier terms."
            );
        }

        if (task == TaskKind.Binary)
        {
            CheckClasses(trainer, data.Y, rows);
        }
        else if (task == TaskKind.Multiclass)
        {
            CheckCodes(trainer, data, rows);
        }

        return rows;
    }

    /// <exception cref="TrainingException">Every value is missing, or no column varies.</exception>
    public static void CheckColumns(string trainer, Table table, int[] rows)
    {
        var anyPresent = false;
        for (var column = 0; column < table.ColumnCount; column++)
        {
            var first = table.Row(rows[0])[column];
            foreach (var row in rows)
            {
                var value = table.Row(row)[column];
                anyPresent |= !float.IsNaN(value);
                if (!value.Equals(first))
                {
                    return;
                }
            }
        }

        throw new TrainingException(
            anyPresent
                ? $"{trainer} cannot learn because every column holds one and the same value in all {rows.Length} rows."
                : $"{trainer} cannot learn because every value of all {rows.Length} rows is missing."
        );
    }

    /// <summary>A class may be absent (rare classes are, in some folds); all rows in one class may not.</summary>
    private static void CheckCodes(string trainer, TrainingData data, int[] rows)
    {
        if (data.ClassCount > ModelFormat.MaxOutputs)
        {
            throw new TrainingException(
                $"{trainer} learns at most {ModelFormat.MaxOutputs} classes, but there are {data.ClassCount}; number the "
                    + "classes from 0 without gaps, or learn the outcome as a number."
            );
        }

        var bad = Array.FindIndex(
            rows,
            row => data.Y[row] < 0 || data.Y[row] >= data.ClassCount || data.Y[row] != Math.Floor(data.Y[row])
        );
        if (bad >= 0)
        {
            throw new TrainingException(
                $"{trainer} learns class codes from 0 to {data.ClassCount - 1}, but row {rows[bad]} has {data.Y[rows[bad]]}; "
                    + "number the classes from 0."
            );
        }

        if (Array.TrueForAll(rows, row => data.Y[row] == data.Y[rows[0]]))
        {
            throw new TrainingException(
                $"{trainer} needs at least two classes, but all {rows.Length} rows are of class {data.Y[rows[0]]}; "
                    + "add rows of the others."
            );
        }
    }

    private static void CheckClasses(string trainer, double[] y, int[] rows)
    {
        var bad = Array.FindIndex(rows, row => y[row] is not (0 or 1));
        if (bad >= 0)
        {
            throw new TrainingException(
                $"{trainer} learns outcomes of 0 or 1, but row {rows[bad]} has {y[rows[bad]]}; check the goal's outcome."
            );
        }

        if (Array.TrueForAll(rows, row => y[row] == y[rows[0]]))
        {
            throw new TrainingException(
                $"{trainer} needs both outcomes, but all {rows.Length} rows have {y[rows[0]]}; add terms in which both occur."
            );
        }
    }
}
