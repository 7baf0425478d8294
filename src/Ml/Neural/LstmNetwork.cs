// Long: the forward pass and its gradient stand side by side, equation by equation, and are checked against each other.
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Neural;

/// <summary>
/// The LSTM of Wang et al. (equations 1 to 4): i = sigmoid(Wi [h, x, z] + bi) and c~ = tanh(Wc [h, x, z] + bc) see the
/// unchanging inputs z, the forget and output gates do not; one linear head per outcome reads the hidden state after the
/// last step of a sequence, with dropout between. Holds the memory of one batch: one thread calls it at a time.
/// </summary>
internal sealed unsafe class LstmNetwork
{
    private readonly LstmLayer _layer;
    private readonly Parameter _static;
    private readonly Parameter _bias;
    private readonly Parameter _head;
    private readonly Parameter _headBias;
    private readonly AlignedFloats _start;
    private readonly AlignedFloats _rowGradient;
    private readonly AlignedFloats _mask;
    private readonly AlignedFloats _read;
    private readonly int _statics;
    private readonly int _steps;

    /// <param name="shape">Sizes of the inputs, cells and heads.</param>
    /// <param name="batchRows">Rows of a batch; rounded up to a multiple of 8.</param>
    public LstmNetwork(LstmShape shape, int batchRows)
    {
        var rows = RowParts.Padded(batchRows);
        Shape = shape;
        (_steps, _statics) = (shape.Steps, shape.Statics);
        _layer = new LstmLayer(shape.Cells, RowParts.Padded(shape.Features), shape.Steps, rows);
        _static = new Parameter(_statics * 2 * shape.Cells);
        _bias = new Parameter(_layer.Width);
        _head = new Parameter(shape.Heads * shape.Cells);
        _headBias = new Parameter(shape.Heads);
        _start = new AlignedFloats(rows * _layer.Width);
        _rowGradient = new AlignedFloats(rows * _layer.Width);
        _mask = new AlignedFloats(rows * shape.Cells);
        _read = new AlignedFloats(rows * shape.Cells);
        Outputs = new float[rows * shape.Heads];
        OutputGradients = new float[rows * shape.Heads];
        Parameters = [_layer.Input, _static, _bias, _layer.Recurrent, _head, _headBias];
    }

    public LstmShape Shape { get; }

    /// <summary>In a fixed order: inputs, unchanging inputs, bias, recurrent, heads, bias of the heads.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>By row, head: after <see cref="Forward"/>, what the heads say.</summary>
    public float[] Outputs { get; }

    /// <summary>By row, head: before <see cref="Backward"/>, the loss's derivative by each output.</summary>
    public float[] OutputGradients { get; }

    private int Rows => _layer.Rows;

    /// <summary>Uniform within 1 / sqrt(cells); the forget gate starts open (Jozefowicz et al. 2015).</summary>
    public void Initialise(int seed)
    {
        var random = new SeededRandom(seed, 0);
        foreach (var parameter in Parameters)
        {
            parameter.Fill(ref random, 1 / Math.Sqrt(Shape.Cells));
        }

        _layer.Input.Values.Span[(Shape.Features * _layer.Width)..].Clear();
        _bias.Values.Span.Clear();
        _bias.Values.Span[..Shape.Cells].Fill(1);
        _headBias.Values.Span.Clear();
    }

    /// <summary>Runs the named sequences; rows beyond them compute nothing of use.</summary>
    /// <param name="data">Sequences of this network's shape.</param>
    /// <param name="sequences">At most a batch.</param>
    /// <param name="dropout">The chance that a head does not see a cell; 0 outside training.</param>
    /// <param name="random">The source of the dropped cells.</param>
    /// <param name="threads">Changes nothing but the time.</param>
    /// <param name="ct">Checked before the work of each thread.</param>
    public void Forward(
        SequenceTable data,
        ReadOnlyMemory<int> sequences,
        double dropout,
        ulong random,
        int threads,
        CancellationToken ct
    )
    {
        _layer.Prepare();
        RowParts.Run(
            Rows,
            threads,
            ct,
            (start, end) =>
            {
                for (var row = start; row < end; row++)
                {
                    FillInputs(data, row < sequences.Length ? sequences.Span[row] : -1, row);
                }

                _layer.ClearState(start, end);
                _layer.Forward(_steps, start, end, _start.Pointer);
                for (var row = start; row < end; row++)
                {
                    var last = row < sequences.Length ? data.LengthOf(sequences.Span[row]) - 1 : 0;
                    ReadHeads(row, last, dropout, random);
                }
            }
        );
    }

    /// <summary>
    /// Turns <see cref="OutputGradients"/> into gradients of all parameters; to be called after <see cref="Forward"/> with
    /// the same sequences.
    /// </summary>
    public void Backward(SequenceTable data, ReadOnlyMemory<int> sequences, int threads, CancellationToken ct)
    {
        HeadGradients(sequences.Length);
        RowParts.Run(
            Rows,
            threads,
            ct,
            (start, end) =>
            {
                SpreadHeadGradients(data, sequences.Span, start, end);
                _layer.Backward(_steps, start, end);
                SumOverSteps(start, end);
            }
        );
        RowParts.Run(
            Shape.Cells + _layer.Inputs,
            threads,
            ct,
            (first, end) => _layer.WeightGradient(_steps, first, end)
        );
        InputBiasGradients(data, sequences.Span);
    }

    private void FillInputs(SequenceTable data, int sequence, int row)
    {
        var start = _start.Span.Slice(row * _layer.Width, _layer.Width);
        _bias.Values.Span.CopyTo(start);
        for (var step = 0; step < _steps; step++)
        {
            var x = _layer.InputOf(step, row);
            x.Clear();
            if (sequence >= 0)
            {
                data.X.AsSpan(((sequence * _steps) + step) * data.Features, data.Features).CopyTo(x);
            }
        }

        for (var i = 0; sequence >= 0 && i < _statics; i++)
        {
            VectorSums.AddScaled(
                _start.Pointer + (row * _layer.Width) + (2 * Shape.Cells),
                _static.Values.Pointer + (i * 2 * Shape.Cells),
                data.Z[(sequence * _statics) + i],
                2 * Shape.Cells
            );
        }
    }

    private void ReadHeads(int row, int lastStep, double dropout, ulong random)
    {
        var (cells, heads) = (Shape.Cells, Shape.Heads);
        var mask = _mask.Pointer + (row * cells);
        DropoutMask.Fill(_mask.Span.Slice(row * cells, cells), dropout, new SeededRandom(random + (ulong)row));
        var hidden = _layer.HiddenAfter(lastStep, row);
        var read = _read.Pointer + (row * cells);
        for (var cell = 0; cell < cells; cell++)
        {
            read[cell] = hidden[cell] * mask[cell];
        }

        for (var head = 0; head < heads; head++)
        {
            Outputs[(row * heads) + head] =
                _headBias.Values.Pointer[head] + VectorSums.Dot(read, _head.Values.Pointer + (head * cells), cells);
        }
    }

    private void HeadGradients(int count)
    {
        var (cells, heads) = (Shape.Cells, Shape.Heads);
        _head.Gradient.Span.Clear();
        _headBias.Gradient.Span.Clear();
        for (var row = 0; row < count; row++)
        {
            for (var head = 0; head < heads; head++)
            {
                var gradient = OutputGradients[(row * heads) + head];
                _headBias.Gradient.Pointer[head] += gradient;
                VectorSums.AddScaled(
                    _head.Gradient.Pointer + (head * cells),
                    _read.Pointer + (row * cells),
                    gradient,
                    cells
                );
            }
        }
    }

    private void SpreadHeadGradients(SequenceTable data, ReadOnlySpan<int> sequences, int start, int end)
    {
        var (cells, heads) = (Shape.Cells, Shape.Heads);
        for (var step = 0; step < _steps; step++)
        {
            new Span<float>(_layer.OutputGradientAt(step, start), (end - start) * cells).Clear();
        }

        for (var row = start; row < Math.Min(end, sequences.Length); row++)
        {
            var back = _layer.OutputGradientAt(data.LengthOf(sequences[row]) - 1, row);
            for (var head = 0; head < heads; head++)
            {
                var gradient = OutputGradients[(row * heads) + head];
                VectorSums.AddScaled(back, _head.Values.Pointer + (head * cells), gradient, cells);
            }

            for (var cell = 0; cell < cells; cell++)
            {
                back[cell] *= _mask.Pointer[(row * cells) + cell];
            }
        }
    }

    private void SumOverSteps(int start, int end)
    {
        var width = _layer.Width;
        _rowGradient.Span[(start * width)..(end * width)].Clear();
        for (var step = 0; step < _steps; step++)
        {
            VectorSums.Add(_rowGradient.Pointer + (start * width), _layer.GatesAt(step, start), (end - start) * width);
        }
    }

    private void InputBiasGradients(SequenceTable data, ReadOnlySpan<int> sequences)
    {
        var width = _layer.Width;
        _bias.Gradient.Span.Clear();
        _static.Gradient.Span.Clear();
        for (var row = 0; row < sequences.Length; row++)
        {
            var gradient = _rowGradient.Pointer + (row * width);
            VectorSums.Add(_bias.Gradient.Pointer, gradient, width);
            for (var i = 0; i < _statics; i++)
            {
                VectorSums.AddScaled(
                    _static.Gradient.Pointer + (i * 2 * Shape.Cells),
                    gradient + (2 * Shape.Cells),
                    data.Z[(sequences[row] * _statics) + i],
                    2 * Shape.Cells
                );
            }
        }
    }
}

/// <summary>Sizes of an <see cref="LstmNetwork"/>.</summary>
/// <param name="Steps">Steps of the longest sequence.</param>
/// <param name="Features">Inputs per step.</param>
/// <param name="Statics">Inputs that do not change.</param>
/// <param name="Heads">Outcomes.</param>
/// <param name="Cells">A multiple of 32.</param>
internal readonly record struct LstmShape(int Steps, int Features, int Statics, int Heads, int Cells);
