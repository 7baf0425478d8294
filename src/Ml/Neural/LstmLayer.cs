using System.Runtime.Intrinsics;
using Strided = EarlyWarning.Ml.Neural.MatrixProduct.Strided;

namespace EarlyWarning.Ml.Neural;

/// <summary>
/// The recurrent part of the LSTM (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000) over one
/// batch. Dense inputs stand beside the hidden state, so that one product serves both; what else adds to the gates comes
/// from the caller, who also turns the gates' gradients that <see cref="Backward"/> leaves into those of its weights.
/// Gates lie in the order forget, output, input, candidate, so that static inputs touch the last two alone. Every row is
/// worked on by one thread.
/// </summary>
internal sealed unsafe class LstmLayer
{
    /// <summary>Gates per cell.</summary>
    public const int GateCount = 4;

    private readonly int _capacity;
    private readonly int _stateWidth;
    private readonly AlignedFloats _weights;
    private readonly AlignedFloats _weightGradient;
    private readonly PackedMatrix _packed;
    private readonly PackedMatrix _packedBack;
    private readonly AlignedFloats _states;
    private readonly AlignedFloats _cells;
    private readonly AlignedFloats _cellTanh;
    private readonly AlignedFloats _hiddenGradient;
    private readonly AlignedFloats _cellGradient;

    /// <param name="cells">A multiple of 32.</param>
    /// <param name="inputs">Dense inputs of a step: a multiple of 8, or 0.</param>
    /// <param name="maxSteps">The longest batch.</param>
    /// <param name="rows">Rows of a batch: a multiple of 8.</param>
    public LstmLayer(int cells, int inputs, int maxSteps, int rows)
    {
        Cells = cells;
        Inputs = inputs;
        Rows = rows;
        _capacity = maxSteps;
        _stateWidth = cells + inputs;
        _weights = new AlignedFloats(_stateWidth * Width);
        _weightGradient = new AlignedFloats(_stateWidth * Width);
        Recurrent = Part(0, cells);
        Input = Part(cells, inputs);
        _packed = new PackedMatrix(_stateWidth, Width);
        _packedBack = new PackedMatrix(Width, cells);
        Gates = new AlignedFloats(checked(maxSteps * rows * Width));
        _states = new AlignedFloats(checked((maxSteps + 1) * rows * _stateWidth));
        OutputGradient = new AlignedFloats(maxSteps * rows * cells);
        _cells = new AlignedFloats((maxSteps + 1) * rows * cells);
        _cellTanh = new AlignedFloats(maxSteps * rows * cells);
        _hiddenGradient = new AlignedFloats(rows * cells);
        _cellGradient = new AlignedFloats(rows * cells);
    }

    public int Cells { get; }

    public int Inputs { get; }

    public int Rows { get; }

    /// <summary>Numbers per row of the gates.</summary>
    public int Width => GateCount * Cells;

    /// <summary>Weights from the last hidden state to the gates, cells x <see cref="Width"/>.</summary>
    public Parameter Recurrent { get; }

    /// <summary>Weights from the dense inputs to the gates, inputs x <see cref="Width"/>.</summary>
    public Parameter Input { get; }

    /// <summary>By step, row: after Forward the gates; after Backward their gradients.</summary>
    public AlignedFloats Gates { get; }

    /// <summary>By step, row: what the heads pass back to the hidden state after that step. The caller fills it.</summary>
    public AlignedFloats OutputGradient { get; }

    public float* GatesAt(int step, int row) => Gates.Pointer + ((((nint)step * Rows) + row) * Width);

    /// <summary>The hidden state after a step.</summary>
    public float* HiddenAfter(int step, int row) => StateBefore(step + 1, row);

    public float* OutputGradientAt(int step, int row) => OutputGradient.Pointer + ((((nint)step * Rows) + row) * Cells);

    /// <summary>The hidden state before a step, or after the last one.</summary>
    public Span<float> HiddenBefore(int step, int row) => new(StateBefore(step, row), Cells);

    /// <summary>The dense inputs of a step. The caller fills them.</summary>
    public Span<float> InputOf(int step, int row) => new(StateBefore(step, row) + Cells, Inputs);

    /// <summary>The cells before a step, or after the last one.</summary>
    public Span<float> CellsBefore(int step, int row) => _cells.Span.Slice(((step * Rows) + row) * Cells, Cells);

    /// <summary>Forgets what came before the first step.</summary>
    public void ClearState(int start, int end)
    {
        for (var row = start; row < end; row++)
        {
            HiddenBefore(0, row).Clear();
        }

        _cells.Span[(start * Cells)..(end * Cells)].Clear();
    }

    /// <summary>To be called once a batch, before <see cref="Forward"/>: lays the weights out for the products.</summary>
    public void Prepare()
    {
        _packed.Pack(_weights.Pointer);
        _packedBack.PackTransposed(_weights.Pointer);
    }

    /// <summary>Runs the named rows (multiples of 8) through the steps from the present state.</summary>
    /// <param name="steps">At most as many as there is room for.</param>
    /// <param name="start">The first row.</param>
    /// <param name="end">The row after the last one.</param>
    /// <param name="added">
    /// What is added to each gate of each row at every step, from row 0 on; null where <see cref="Gates"/> hold it, step
    /// by step.
    /// </param>
    public void Forward(int steps, int start, int end, float* added = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, _capacity);
        for (var step = 0; step < steps; step++)
        {
            var gates = new Strided(GatesAt(step, start), Width);
            var before = added is null ? gates : new Strided(added + ((nint)start * Width), Width);
            var states = new Strided(StateBefore(step, start), _stateWidth);
            MatrixProduct.Multiply(end - start, states, _packed, before, gates);
            for (var row = start; row < end; row++)
            {
                Activate(step, row);
            }
        }
    }

    /// <summary>Back-propagation through time (Werbos 1990) of the named rows.</summary>
    public void Backward(int steps, int start, int end)
    {
        _hiddenGradient.Span[(start * Cells)..(end * Cells)].Clear();
        _cellGradient.Span[(start * Cells)..(end * Cells)].Clear();
        var back = new Strided(_hiddenGradient.Pointer + ((nint)start * Cells), Cells);
        for (var step = steps - 1; step >= 0; step--)
        {
            for (var row = start; row < end; row++)
            {
                Differentiate(step, row);
            }

            if (step > 0)
            {
                var gates = new Strided(GatesAt(step, start), Width);
                MatrixProduct.Multiply(end - start, gates, _packedBack, default, back);
            }
        }
    }

    /// <summary>
    /// The gradient of some of the rows (multiples of 8) of <see cref="Recurrent"/>, behind them those of
    /// <see cref="Input"/>, over the whole batch.
    /// </summary>
    public void WeightGradient(int steps, int startRow, int endRow) =>
        MatrixProduct.MultiplyTransposed(
            endRow - startRow,
            Width,
            steps * Rows,
            new Strided(_states.Pointer + startRow, _stateWidth),
            new Strided(Gates.Pointer, Width),
            new Strided(_weightGradient.Pointer + ((nint)startRow * Width), Width)
        );

    private Parameter Part(int start, int rows) =>
        new(_weights.Slice(start * Width, rows * Width), _weightGradient.Slice(start * Width, rows * Width));

    private float* StateBefore(int step, int row) => _states.Pointer + ((((nint)step * Rows) + row) * _stateWidth);

    private void Activate(int step, int row)
    {
        var gates = GatesAt(step, row);
        var place = (((nint)step * Rows) + row) * Cells;
        var next = place + ((nint)Rows * Cells);
        var hidden = HiddenAfter(step, row);
        for (var i = 0; i < Cells; i += VectorMath.Lanes)
        {
            var forget = VectorMath.Sigmoid(Vector256.Load(gates + i));
            var output = VectorMath.Sigmoid(Vector256.Load(gates + Cells + i));
            var input = VectorMath.Sigmoid(Vector256.Load(gates + (2 * Cells) + i));
            var candidate = VectorMath.Tanh(Vector256.Load(gates + (3 * Cells) + i));
            forget.Store(gates + i);
            output.Store(gates + Cells + i);
            input.Store(gates + (2 * Cells) + i);
            candidate.Store(gates + (3 * Cells) + i);
            var cell = Vector256.FusedMultiplyAdd(
                forget,
                Vector256.Load(_cells.Pointer + place + i),
                input * candidate
            );
            var tanh = VectorMath.Tanh(cell);
            cell.Store(_cells.Pointer + next + i);
            tanh.Store(_cellTanh.Pointer + place + i);
            (output * tanh).Store(hidden + i);
        }
    }

    private void Differentiate(int step, int row)
    {
        var gates = GatesAt(step, row);
        var place = (((nint)step * Rows) + row) * Cells;
        var recurrent = _hiddenGradient.Pointer + ((nint)row * Cells);
        var carried = _cellGradient.Pointer + ((nint)row * Cells);
        var one = Vector256<float>.One;
        for (var i = 0; i < Cells; i += VectorMath.Lanes)
        {
            var forget = Vector256.Load(gates + i);
            var output = Vector256.Load(gates + Cells + i);
            var input = Vector256.Load(gates + (2 * Cells) + i);
            var candidate = Vector256.Load(gates + (3 * Cells) + i);
            var tanh = Vector256.Load(_cellTanh.Pointer + place + i);
            var hidden = Vector256.Load(OutputGradient.Pointer + place + i) + Vector256.Load(recurrent + i);
            var cell = Vector256.Load(carried + i) + (hidden * output * (one - (tanh * tanh)));
            (cell * Vector256.Load(_cells.Pointer + place + i) * forget * (one - forget)).Store(gates + i);
            (hidden * tanh * output * (one - output)).Store(gates + Cells + i);
            (cell * candidate * input * (one - input)).Store(gates + (2 * Cells) + i);
            (cell * input * (one - (candidate * candidate))).Store(gates + (3 * Cells) + i);
            (cell * forget).Store(carried + i);
        }
    }
}
