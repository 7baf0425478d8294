using System.Runtime.Intrinsics;

namespace EarlyWarning.Ml.Neural;

/// <summary>
/// One sequence at a time through a fitted <see cref="LstmNetwork"/> (the same equations, without dropout and without the
/// memory of gradients). Holds the memory of one sequence: one thread calls it at a time. The same bits for any vector
/// width.
/// </summary>
internal sealed unsafe class LstmRow
{
    private readonly LstmShape _shape;
    private readonly AlignedFloats[] _weights;
    private readonly AlignedFloats _start;
    private readonly AlignedFloats _gates;
    private readonly AlignedFloats _cells;
    private readonly AlignedFloats _hidden;

    /// <param name="shape">Sizes.</param>
    /// <param name="weights">In the order of <see cref="LstmNetwork.Parameters"/>; shared, not changed.</param>
    public LstmRow(LstmShape shape, AlignedFloats[] weights)
    {
        (_shape, _weights) = (shape, weights);
        var width = LstmLayer.GateCount * shape.Cells;
        (_start, _gates) = (new AlignedFloats(width), new AlignedFloats(width));
        (_cells, _hidden) = (new AlignedFloats(shape.Cells), new AlignedFloats(shape.Cells));
        X = new float[shape.Steps * shape.Features];
        Z = new float[shape.Statics];
    }

    /// <summary>The inputs of every step, to be filled before <see cref="Run"/>.</summary>
    public float[] X { get; }

    /// <summary>The unchanging inputs, to be filled before <see cref="Run"/>.</summary>
    public float[] Z { get; }

    /// <summary>What a head says after so many steps.</summary>
    public float Run(int steps, int head)
    {
        var cells = _shape.Cells;
        _weights[2].Span.CopyTo(_start.Span);
        for (var i = 0; i < Z.Length; i++)
        {
            VectorSums.AddScaled(_start.Pointer + (2 * cells), _weights[1].Pointer + (i * 2 * cells), Z[i], 2 * cells);
        }

        _cells.Span.Clear();
        _hidden.Span.Clear();
        for (var step = 0; step < steps; step++)
        {
            Advance(X.AsSpan(step * _shape.Features, _shape.Features));
        }

        return _weights[5].Pointer[head] + VectorSums.Dot(_hidden.Pointer, _weights[4].Pointer + (head * cells), cells);
    }

    private void Advance(ReadOnlySpan<float> inputs)
    {
        var width = _gates.Length;
        _start.Span.CopyTo(_gates.Span);
        // The hidden state before the inputs: the order of the network's product.
        for (var cell = 0; cell < _shape.Cells; cell++)
        {
            VectorSums.AddScaled(_gates.Pointer, _weights[3].Pointer + (cell * width), _hidden.Pointer[cell], width);
        }

        for (var i = 0; i < inputs.Length; i++)
        {
            VectorSums.AddScaled(_gates.Pointer, _weights[0].Pointer + (i * width), inputs[i], width);
        }

        Activate();
    }

    private void Activate()
    {
        var cells = _shape.Cells;
        var gates = _gates.Pointer;
        for (var i = 0; i < cells; i += VectorMath.Lanes)
        {
            var forget = VectorMath.Sigmoid(Vector256.Load(gates + i));
            var output = VectorMath.Sigmoid(Vector256.Load(gates + cells + i));
            var input = VectorMath.Sigmoid(Vector256.Load(gates + (2 * cells) + i));
            var candidate = VectorMath.Tanh(Vector256.Load(gates + (3 * cells) + i));
            var cell = Vector256.FusedMultiplyAdd(forget, Vector256.Load(_cells.Pointer + i), input * candidate);
            cell.Store(_cells.Pointer + i);
            (output * VectorMath.Tanh(cell)).Store(_hidden.Pointer + i);
        }
    }
}
