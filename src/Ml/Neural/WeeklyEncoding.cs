using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Neural;

/// <summary>
/// How a flat row becomes a sequence, learned from the training rows alone. Each signal is standardised over all its weeks
/// together and has an indicator of missing weeks beside it; the weeks before the first recorded one are cut off. What
/// does not change is standardised, with indicators of missing values and of categories.
/// </summary>
internal sealed class WeeklyEncoding
{
    private const int MinCategoryRows = 5;
    private const int InputsPerSignal = 2;

    private readonly WeeklyLayout _layout;
    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly (int Column, LinearTerm Term)[] _statics;

    private WeeklyEncoding(WeeklyLayout layout, double[] means, double[] scales, (int, LinearTerm)[] statics) =>
        (_layout, _means, _scales, _statics) = (layout, means, scales, statics);

    /// <summary>Weeks of the longest sequence.</summary>
    public int Steps => _layout.Steps;

    /// <summary>Inputs of a week.</summary>
    public int Features => _means.Length * InputsPerSignal;

    /// <summary>Inputs that do not change.</summary>
    public int Statics => _statics.Length;

    /// <param name="layout">Of the table's schema.</param>
    /// <param name="table">The rows.</param>
    /// <param name="rows">Those learned from.</param>
    /// <param name="weights">One for each of them.</param>
    /// <param name="ct">Checked for every column.</param>
    public static WeeklyEncoding Fit(
        WeeklyLayout layout,
        Table table,
        int[] rows,
        double[] weights,
        CancellationToken ct
    )
    {
        var signals = layout.Signals.Count;
        var (means, scales) = (new double[signals], new double[signals]);
        for (var signal = 0; signal < signals; signal++)
        {
            ct.ThrowIfCancellationRequested();
            (means[signal], scales[signal]) = Moments(layout, table, rows, weights, signal);
        }

        var numbers = new NumberStatistics(table, rows, weights, ct);
        var statics = layout.Statics.SelectMany(column => Terms(table, rows, weights, numbers, column)).ToArray();
        return new WeeklyEncoding(layout, means, scales, statics);
    }

    /// <summary>The sequences of some rows, in that order.</summary>
    public SequenceTable Sequences(Table table, int[] rows)
    {
        var (width, lengths) = (Steps * Features, new int[rows.Length]);
        var (x, z) = (new float[checked(rows.Length * width)], new float[checked(rows.Length * Statics)]);
        for (var i = 0; i < rows.Length; i++)
        {
            lengths[i] = Encode(table.Row(rows[i]), x.AsSpan(i * width, width), z.AsSpan(i * Statics, Statics));
        }

        return new SequenceTable(Steps, Features, Statics, x, z, lengths);
    }

    /// <summary>Writes the inputs of a row and returns how many weeks it has: at least one.</summary>
    public int Encode(ReadOnlySpan<float> row, Span<float> x, Span<float> z)
    {
        for (var i = 0; i < _statics.Length; i++)
        {
            z[i] = (float)_statics[i].Term.Of(row[_statics[i].Column]);
        }

        x.Clear();
        var first = FirstRecorded(row);
        for (var step = first; step < Steps; step++)
        {
            var inputs = x.Slice((step - first) * Features, Features);
            for (var signal = 0; signal < _means.Length; signal++)
            {
                var value = ValueAt(row, step, signal);
                var isMissing = float.IsNaN(value);
                inputs[InputsPerSignal * signal] = isMissing ? 0 : (float)((value - _means[signal]) / _scales[signal]);
                inputs[(InputsPerSignal * signal) + 1] = isMissing ? 1 : 0;
            }
        }

        return Steps - first;
    }

    public void Write(ModelWriter writer)
    {
        writer.Array<double>(_means);
        writer.Array<double>(_scales);
        writer.Int(_statics.Length);
        foreach (var (column, term) in _statics)
        {
            writer.Int(column);
            term.Write(writer);
        }
    }

    /// <exception cref="ModelFormatException">The parts do not fit together.</exception>
    public static WeeklyEncoding Read(ModelReader reader, TableSchema schema)
    {
        var layout = WeeklyLayout.Find(schema);
        var (means, scales) = (reader.Array<double>(), reader.Array<double>());
        var statics = new (int Column, LinearTerm Term)[reader.Count(sizeof(int))];
        for (var i = 0; i < statics.Length; i++)
        {
            statics[i] = (reader.Int(), LinearTerm.Read(reader));
        }

        var sound =
            layout is not null
            && (means.Length, scales.Length) == (layout.Signals.Count, layout.Signals.Count)
            && Array.TrueForAll(means, double.IsFinite)
            && Array.TrueForAll(scales, scale => double.IsFinite(scale) && scale > 0)
            && Array.TrueForAll(statics, part => (uint)part.Column < (uint)schema.Count);
        return sound
            ? new WeeklyEncoding(layout!, means, scales, statics)
            : throw new ModelFormatException("The LSTM's inputs do not fit its weekly columns; train it again.");
    }

    private int FirstRecorded(ReadOnlySpan<float> row)
    {
        for (var step = 0; step < Steps - 1; step++)
        {
            for (var signal = 0; signal < _means.Length; signal++)
            {
                if (!float.IsNaN(ValueAt(row, step, signal)))
                {
                    return step;
                }
            }
        }

        return Steps - 1;
    }

    private float ValueAt(ReadOnlySpan<float> row, int step, int signal)
    {
        var column = _layout.ColumnAt(step, signal);
        return column < 0 ? float.NaN : row[column];
    }

    private static (double Mean, double Scale) Moments(
        WeeklyLayout layout,
        Table table,
        int[] rows,
        double[] weights,
        int signal
    )
    {
        var (total, sum, squares) = (0.0, 0.0, 0.0);
        void EachValue(Action<double, double> add)
        {
            for (var step = 0; step < layout.Steps; step++)
            {
                var column = layout.ColumnAt(step, signal);
                for (var i = 0; column >= 0 && i < rows.Length; i++)
                {
                    var value = table.Row(rows[i])[column];
                    if (!float.IsNaN(value))
                    {
                        add(value, weights[i]);
                    }
                }
            }
        }

        EachValue((value, weight) => (total, sum) = (total + weight, sum + (weight * value)));
        var mean = total > 0 ? sum / total : 0;
        EachValue((value, weight) => squares += weight * (value - mean) * (value - mean));
        var deviation = total > 0 ? Math.Sqrt(squares / total) : 0;
        return (mean, deviation > 1e-10 * Math.Abs(mean) && deviation > 0 ? deviation : 1);
    }

    /// <summary>One term for each input of a column: the input as a function of the column's value.</summary>
    private static IEnumerable<(int, LinearTerm)> Terms(
        Table table,
        int[] rows,
        double[] weights,
        NumberStatistics numbers,
        int column
    )
    {
        var encoding =
            table.Schema.Columns[column].Kind == ColumnKind.Categorical
                ? ColumnEncoding.OfCodes(table, rows, weights, column, 0, MinCategoryRows)
                : ColumnEncoding.OfNumbers(numbers, column, 0, standardize: true);
        for (var input = 0; input < encoding.InputCount; input++)
        {
            var unit = new double[encoding.InputCount];
            unit[input] = 1;
            yield return (column, encoding.ToTerm(unit));
        }
    }
}
