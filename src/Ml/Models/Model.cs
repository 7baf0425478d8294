using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Models;

/// <summary>A fitted model: immutable and safe for many threads.</summary>
public abstract class Model
{
    private const int RowsPerRange = 1024;

    private protected Model(TableSchema schema, TaskKind task, string trainerName, int outputCount = 1)
    {
        if (outputCount < 1 || (task != TaskKind.Multiclass && outputCount != 1))
        {
            throw new ArgumentException($"A model of a {task} task cannot have {outputCount} outputs.");
        }

        OutputCount = outputCount;
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

    /// <summary>How many margins a row has: one per class of a multiclass task, else 1.</summary>
    public int OutputCount { get; }

    /// <summary>The uncalibrated prediction: log-odds for a binary task, the number itself for regression.</summary>
    /// <param name="row">One value per column of <see cref="Schema"/>; NaN is missing.</param>
    /// <exception cref="ArgumentException">The row has another length.</exception>
    /// <exception cref="InvalidOperationException">The model has several outputs.</exception>
    public double Margin(ReadOnlySpan<float> row)
    {
        CheckRow(row.Length);
        CheckSingleOutput();
        var margin = 0.0;
        ComputeMargins(row, new Span<double>(ref margin));
        return margin;
    }

    /// <summary>
    /// Writes the margin of every output. The softmax of a multiclass model's margins are its probabilities
    /// (<see cref="Softmax"/>). Allocates nothing.
    /// </summary>
    /// <param name="row">One value per column of <see cref="Schema"/>; NaN is missing.</param>
    /// <param name="margins"><see cref="OutputCount"/> places; overwritten.</param>
    /// <exception cref="ArgumentException">A length differs.</exception>
    public void Margins(ReadOnlySpan<float> row, Span<double> margins)
    {
        CheckRow(row.Length);
        if (margins.Length != OutputCount)
        {
            throw new ArgumentException(
                $"There is room for {margins.Length} margins, but the model has {OutputCount} outputs."
            );
        }

        ComputeMargins(row, margins);
    }

    /// <summary>The margins of all rows: row after row, each with one per output.</summary>
    /// <exception cref="ArgumentException">The table has another schema.</exception>
    public double[] Margins(Table table, CancellationToken ct = default, int threads = 2)
    {
        CheckTable(table);
        var outputs = OutputCount;
        var margins = new double[checked(table.RowCount * outputs)];
        RowRanges.Run(
            table.RowCount,
            RowsPerRange,
            threads,
            ct,
            (_, start, end) =>
            {
                for (var row = start; row < end; row++)
                {
                    ComputeMargins(table.Row(row), margins.AsSpan(row * outputs, outputs));
                }
            }
        );
        return margins;
    }

    /// <summary>An explainer with its own scratch memory: cheap to make once, to be used by one thread at a time.</summary>
    public abstract Explainer CreateExplainer();

    /// <summary>Writes <see cref="OutputCount"/> margins; lengths were checked.</summary>
    private protected abstract void ComputeMargins(ReadOnlySpan<float> row, Span<double> margins);

    private void CheckSingleOutput()
    {
        if (OutputCount != 1)
        {
            throw new InvalidOperationException(
                $"The model has {OutputCount} outputs; ask for all margins of a row at once."
            );
        }
    }

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
