using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Preparation;

/// <summary>
/// Something done to rows before a model sees them, learned from training rows. <see cref="PreparedTrainer"/> fits it
/// inside every fold and keeps what was learned in the model.
/// </summary>
public abstract class PreparationStep
{
    private protected PreparationStep(string name, params (string Key, string Value)[] parameters)
    {
        Name = name;
        Parameters = parameters.ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
    }

    /// <summary>A short stable name.</summary>
    public string Name { get; }

    /// <summary>Everything that changes what is learned, in invariant text.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>Learns from the rows, all of which count.</summary>
    /// <exception cref="TrainingException">Nothing would be left to learn from.</exception>
    internal abstract PreparedColumns Fit(TrainingData data, CancellationToken ct);
}

/// <summary>What a step learned, and the columns that it makes.</summary>
internal sealed record PreparedColumns(FittedStep Step, TableSchema Output);

/// <summary>A learned step: from the values of a row to those of the next step. Immutable.</summary>
internal abstract class FittedStep
{
    public abstract int InputCount { get; }

    public abstract int OutputCount { get; }

    /// <summary>The input column to which what an output column contributes is credited.</summary>
    public abstract int SourceOf(int output);

    /// <summary>Allocates nothing.</summary>
    public abstract void Apply(ReadOnlySpan<float> row, Span<float> output);

    public Table Apply(Table table, TableSchema output, CancellationToken ct)
    {
        var values = new float[checked(table.RowCount * OutputCount)];
        for (var row = 0; row < table.RowCount; row++)
        {
            if ((row & 0xFFF) == 0)
            {
                ct.ThrowIfCancellationRequested();
            }

            Apply(table.Row(row), values.AsSpan(row * OutputCount, OutputCount));
        }

        return new Table(output, values);
    }

    public void Write(ModelWriter writer)
    {
        writer.Text(Tag);
        WriteParts(writer);
    }

    public static FittedStep Read(ModelReader reader) =>
        reader.Text() switch
        {
            ColumnRules.FormatTag => ColumnRules.ReadParts(reader),
            RegressionImputer.FormatTag => RegressionImputer.ReadParts(reader),
            var tag => throw new ModelFormatException(
                $"The model has a preparation step '{tag}', which this build does not know."
            ),
        };

    protected abstract string Tag { get; }

    protected abstract void WriteParts(ModelWriter writer);
}
