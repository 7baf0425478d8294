using System.Runtime.Intrinsics;
using Strided = EarlyWarning.Ml.Neural.MatrixProduct.Strided;

namespace EarlyWarning.Ml.Neural;

/// <summary>
/// The recurrent part of the LSTM (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000) over one
/// batch: what the inputs add to the gates is written to <see cref="Gates"/> by the caller, who also turns the gates'
/// gradients that <see cref="Backward"/> leaves there into those of the inputs' weights. Gates lie in the order forget,
/// output, input, candidate, so that static inputs touch the last two alone. Every row is worked on by one thread.
/// </summary>
internal sealed unsafe class LstmLayer
{
    /// <summary>Gates per cell.</summary>
    public const int GateCount = 4;

    private readonly int _capacity;
    private readonly AlignedFloats _recurrentTransposed;
    private readonly AlignedFloats _cells;
    private readonly AlignedFloats _cellTanh;
    private readonly AlignedFloats _hiddenGradient;
    private readonly AlignedFloats _cellGradient;

    /// <param name="cells">A multiple of 32.</param>
    /// <param name="maxSteps">The longest batch.</param>
    /// <param name="rows">Rows of a batch: a multiple of 8.</param>
    public LstmLayer(int cells, int maxSteps, int rows)
    {
        Cells = cells;
        Rows = rows;
        _capacity = maxSteps;
        Recurrent = new AlignedFloats(cells * Width);
        RecurrentGradient = new AlignedFloats(cells * Width);
        _recurrentTransposed = new AlignedFloats(cells * Width);
        Gates = new AlignedFloats(checked(maxSteps * rows * Width));
        Hidden = new AlignedFloats((maxSteps + 1) * rows * cells);
        OutputGradient = new AlignedFloats(maxSteps * rows * cells);
        _cells = new AlignedFloats((maxSteps + 1) * rows * cells);
        _cellTanh = new AlignedFloats(maxSteps * rows * cells);
        _hiddenGradient = new AlignedFloats(rows * cells);
        _cellGradient = new AlignedFloats(rows * cells);
    }

    public int Cells { get; }

    public int Rows { get; }

    /// <summary>Numbers per row of the gates.</summary>
    public int Width => GateCount * Cells;

    /// <summary>Weights from the last hidden state to the gates, cells x <see cref="Width"/>.</summary>
    public AlignedFloats Recurrent { get; }

    public AlignedFloats RecurrentGradient { get; }

    /// <summary>By step, row: in, what inputs and bias add; after Forward the gates; after Backward their gradients.</summary>
    public AlignedFloats Gates { get; }

    /// <summary>By step, row; step 0 is the state before the first input.</summary>
    public AlignedFloats Hidden { get; }

    /// <summary>By step, row: what the heads pass back to the hidden state after that step. The caller fills it.</summary>
    public AlignedFloats OutputGradient { get; }

    public float* GatesAt(int step, int row) => Gates.Pointer + ((((nint)step * Rows) + row) * Width);

    /// <summary>The hidden state after a step.</summary>
    public float* HiddenAfter(int step, int row) => Hidden.Pointer + (((((nint)step + 1) * Rows) + row) * Cells);

    public float* OutputGradientAt(int step, int row) => OutputGradient.Pointer + ((((nint)step * Rows) + row) * Cells);

    /// <summary>The hidden state before a step, or after the last one.</summary>
    public Span<float> HiddenBefore(int step, int row) => Hidden.Span.Slice(((step * Rows) + row) * Cells, Cells);

    /// <summary>The cells before a step, or after the last one.</summary>
    public Span<float> CellsBefore(int step, int row) => _cells.Span.Slice(((step * Rows) + row) * Cells, Cells);

    /// <summary>Forgets what came before the first step.</summary>
    public void ClearState(int start, int end)
    {
        Hidden.Span[(start * Cells)..(end * Cells)].Clear();
        _cells.Span[(start * Cells)..(end * Cells)].Clear();
    }

    /// <summary>Runs the named rows (multiples of 8) through the steps from the present state.</summary>
    public void Forward(int steps, int start, int end)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, _capacity);
        var weights = new Strided(Recurrent.Pointer, Width);
        for (var step = 0; step < steps; step++)
        {
            var before = Hidden.Pointer + ((((nint)step * Rows) + start) * Cells);
            var gates = new Strided(GatesAt(step, start), Width);
            MatrixProduct.Multiply(end - start, Width, Cells, new Strided(before, Cells), weights, gates, true);
            for (var row = start; row < end; row++)
            {
                Activate(step, row);
            }
        }
    }

    /// <summary>To be called once a batch, before <see cref="Backward"/>.</summary>
    public void PrepareBackward()
    {
        var from = Recurrent.Pointer;
        var to = _recurrentTransposed.Pointer;
        for (var gate = 0; gate < Width; gate++)
        {
            for (var cell = 0; cell < Cells; cell++)
            {
                to[(gate * Cells) + cell] = from[(cell * Width) + gate];
            }
        }
    }

    /// <summary>Back-propagation through time (Werbos 1990) of the named rows.</summary>
    public void Backward(int steps, int start, int end)
    {
        _hiddenGradient.Span[(start * Cells)..(end * Cells)].Clear();
        _cellGradient.Span[(start * Cells)..(end * Cells)].Clear();
        var weights = new Strided(_recurrentTransposed.Pointer, Cells);
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
                MatrixProduct.Multiply(end - start, Cells, Width, gates, weights, back, false);
            }
        }
    }

    /// <summary>The gradient of some of the rows (multiples of 8) of <see cref="Recurrent"/>, over the whole batch.</summary>
    public void WeightGradient(int steps, int startCell, int endCell) =>
        MatrixProduct.MultiplyTransposed(
            endCell - startCell,
            Width,
            steps * Rows,
            new Strided(Hidden.Pointer + startCell, Cells),
            new Strided(Gates.Pointer, Width),
            new Strided(RecurrentGradient.Pointer + ((nint)startCell * Width), Width),
            false
        );

    private void Activate(int step, int row)
    {
        var gates = GatesAt(step, row);
        var place = (((nint)step * Rows) + row) * Cells;
        var next = place + ((nint)Rows * Cells);
        for (var i = 0; i < Cells; i += VectorMath.Lanes)
        {
            var forget = VectorMath.Sigmoid(Vector512.Load(gates + i));
            var output = VectorMath.Sigmoid(Vector512.Load(gates + Cells + i));
            var input = VectorMath.Sigmoid(Vector512.Load(gates + (2 * Cells) + i));
            var candidate = VectorMath.Tanh(Vector512.Load(gates + (3 * Cells) + i));
            forget.Store(gates + i);
            output.Store(gates + Cells + i);
            input.Store(gates + (2 * Cells) + i);
            candidate.Store(gates + (3 * Cells) + i);
            var cell = Vector512.FusedMultiplyAdd(
                forget,
                Vector512.Load(_cells.Pointer + place + i),
                input * candidate
            );
            var tanh = VectorMath.Tanh(cell);
            cell.Store(_cells.Pointer + next + i);
            tanh.Store(_cellTanh.Pointer + place + i);
            (output * tanh).Store(Hidden.Pointer + next + i);
        }
    }

    private void Differentiate(int step, int row)
    {
        var gates = GatesAt(step, row);
        var place = (((nint)step * Rows) + row) * Cells;
        var recurrent = _hiddenGradient.Pointer + ((nint)row * Cells);
        var carried = _cellGradient.Pointer + ((nint)row * Cells);
        var one = Vector512<float>.One;
        for (var i = 0; i < Cells; i += VectorMath.Lanes)
        {
            var forget = Vector512.Load(gates + i);
            var output = Vector512.Load(gates + Cells + i);
            var input = Vector512.Load(gates + (2 * Cells) + i);
            var candidate = Vector512.Load(gates + (3 * Cells) + i);
            var tanh = Vector512.Load(_cellTanh.Pointer + place + i);
            var hidden = Vector512.Load(OutputGradient.Pointer + place + i) + Vector512.Load(recurrent + i);
            var cell = Vector512.Load(carried + i) + (hidden * output * (one - (tanh * tanh)));
            (cell * Vector512.Load(_cells.Pointer + place + i) * forget * (one - forget)).Store(gates + i);
            (hidden * tanh * output * (one - output)).Store(gates + Cells + i);
            (cell * candidate * input * (one - input)).Store(gates + (2 * Cells) + i);
            (cell * input * (one - (candidate * candidate))).Store(gates + (3 * Cells) + i);
            (cell * forget).Store(carried + i);
        }
    }
}
