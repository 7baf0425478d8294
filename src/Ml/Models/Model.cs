using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Models;

/// <summary>A fitted model: immutable and safe for many threads.</summary>
public abstract class Model
{
    private const int RowsPerRange = 1024;

    private protected Model(TableSchema schema, TaskKind task, string trainerName)
    {
        Schema = schema;
        Task = task;
        TrainerName = trainerName;
    }

    /// <summary>The inputs, in the order rows must have.</summary>
    public TableSchema Schema { get; }

    /// <summary>What is predicted.</summary>
    public TaskKind Task { get; }

    /// <summary>The <see cref="ITrainer.Name"/> of the trainer that fitted it.</summary>
    public string TrainerName { get; }

    /// <summary>The uncalibrated prediction: log-odds for a binary task, the number itself for regression.</summary>
    /// <param name="row">One value per column of <see cref="Schema"/>; NaN is missing.</param>
    /// <exception cref="ArgumentException">The row has another length.</exception>
    public double Margin(ReadOnlySpan<float> row)
    {
        CheckRow(row.Length);
        return ComputeMargin(row);
    }

    /// <summary>The margins of all rows.</summary>
    /// <exception cref="ArgumentException">The table has another schema.</exception>
    public double[] Margins(Table table, CancellationToken ct = default, int threads = 2)
    {
        CheckTable(table);
        var margins = new double[table.RowCount];
        RowRanges.Run(
            table.RowCount,
            RowsPerRange,
            threads,
            ct,
            (_, start, end) =>
            {
                for (var row = start; row < end; row++)
                {
                    margins[row] = ComputeMargin(table.Row(row));
                }
            }
        );
        return margins;
    }

    /// <summary>An explainer with its own scratch memory: cheap to make once, to be used by one thread at a time.</summary>
    public abstract Explainer CreateExplainer();

    private protected abstract double ComputeMargin(ReadOnlySpan<float> row);

    internal void CheckRow(int length)
    {
        if (length != Schema.Count)
        {
            throw new ArgumentException(
                $"The row has {length} values, but the model was fitted on {Schema.Count} columns."
            );
        }
    }

    internal void CheckTable(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (!string.Equals(table.Schema.Fingerprint, Schema.Fingerprint, StringComparison.Ordinal))
        {
            throw new ArgumentException(
                "The table's columns are not those the model was fitted on; build the rows with the model's schema."
            );
        }
    }
}
