using EarlyWarning.Ml.Numerics;
using Strided = EarlyWarning.Ml.Neural.MatrixProduct.Strided;

namespace EarlyWarning.Ml.Neural;

/// <summary>
/// Fully connected layers with rectified units between (Rumelhart, Hinton and Williams 1986; Glorot et al. 2011), for one
/// batch. Widths are rounded up to whole tiles; what is added stays 0.
/// </summary>
internal sealed unsafe class MlpNetwork
{
    private readonly int[] _widths;
    private readonly int[] _padded;
    private readonly Parameter[] _weights;
    private readonly Parameter[] _biases;
    private readonly AlignedFloats[] _activations;
    private readonly AlignedFloats[] _gradients;
    private readonly AlignedFloats[] _masks;
    private readonly PackedMatrix[] _packed;
    private readonly PackedMatrix[] _packedBack;
    private readonly int _rows;

    /// <param name="widths">Inputs, units of each hidden layer, outputs.</param>
    /// <param name="batchRows">Rows of a batch.</param>
    public MlpNetwork(int[] widths, int batchRows)
    {
        const int Tile = MatrixProduct.ColumnTile;
        _rows = RowParts.Padded(batchRows);
        _widths = widths;
        _padded = Array.ConvertAll(widths, width => (width + Tile - 1) / Tile * Tile);
        var layers = Enumerable.Range(0, widths.Length - 1).ToArray();
        _weights = [.. layers.Select(layer => new Parameter(_padded[layer] * _padded[layer + 1]))];
        _biases = [.. layers.Select(layer => new Parameter(_padded[layer + 1]))];
        _packed = [.. layers.Select(layer => new PackedMatrix(_padded[layer], _padded[layer + 1]))];
        _packedBack = [.. layers.Select(layer => new PackedMatrix(_padded[layer + 1], _padded[layer]))];
        _activations = [.. _padded.Select(width => new AlignedFloats(_rows * width))];
        _gradients = [.. _padded.Select(width => new AlignedFloats(_rows * width))];
        _masks = [.. _padded.Select(width => new AlignedFloats(_rows * width))];
        Parameters = [.. layers.SelectMany(layer => (Parameter[])[_weights[layer], _biases[layer]])];
    }

    public IReadOnlyList<Parameter> Parameters { get; }

    public int Layers => _weights.Length;

    public Span<float> Input(int row) => Row(_activations[0], 0, row);

    public ReadOnlySpan<float> Output(int row) => Row(_activations[^1], Layers, row);

    /// <summary>The loss's derivative by each output of a row, to be filled before <see cref="Backward"/>.</summary>
    public Span<float> OutputGradient(int row) => Row(_gradients[^1], Layers, row);

    /// <summary>One unit's weights from the layer before, without padding.</summary>
    public float Weight(int layer, int from, int to) => _weights[layer].Values.Span[(from * _padded[layer + 1]) + to];

    public ReadOnlySpan<float> Bias(int layer) => _biases[layer].Values.Span[.._widths[layer + 1]];

    /// <summary>Uniform within sqrt(6 / inputs) of a layer (He et al. 2015).</summary>
    public void Initialise(int seed)
    {
        var random = new SeededRandom(seed, 0);
        for (var layer = 0; layer < Layers; layer++)
        {
            var bound = Math.Sqrt(6.0 / _widths[layer]) * (layer == Layers - 1 ? 0.1 : 1);
            for (var from = 0; from < _widths[layer]; from++)
            {
                for (var to = 0; to < _widths[layer + 1]; to++)
                {
                    _weights[layer].Values.Span[(from * _padded[layer + 1]) + to] = (float)(
                        ((2 * random.NextDouble()) - 1) * bound
                    );
                }
            }
        }
    }

    /// <summary>Outputs of the rows whose inputs were filled.</summary>
    public void Forward(double dropout, ulong random)
    {
        for (var layer = 0; layer < Layers; layer++)
        {
            for (var row = 0; row < _rows; row++)
            {
                _biases[layer].Values.Span.CopyTo(PaddedRow(_activations[layer + 1], layer + 1, row));
            }

            _packed[layer].Pack(_weights[layer].Values.Pointer);
            var result = Matrix(_activations[layer + 1], layer + 1);
            MatrixProduct.Multiply(_rows, Matrix(_activations[layer], layer), _packed[layer], result, result);
            if (layer < Layers - 1)
            {
                Activate(layer + 1, dropout, random + (ulong)layer);
            }
        }
    }

    /// <summary>Turns the outputs' gradients into those of all parameters.</summary>
    public void Backward()
    {
        for (var layer = Layers - 1; layer >= 0; layer--)
        {
            var gradient = Matrix(_gradients[layer + 1], layer + 1);
            MatrixProduct.MultiplyTransposed(
                _padded[layer],
                _padded[layer + 1],
                _rows,
                Matrix(_activations[layer], layer),
                gradient,
                new Strided(_weights[layer].Gradient.Pointer, _padded[layer + 1])
            );
            _biases[layer].Gradient.Span.Clear();
            for (var row = 0; row < _rows; row++)
            {
                fixed (float* from = PaddedRow(_gradients[layer + 1], layer + 1, row))
                {
                    VectorSums.Add(_biases[layer].Gradient.Pointer, from, _padded[layer + 1]);
                }
            }

            if (layer > 0)
            {
                Back(layer, gradient);
            }
        }
    }

    private void Activate(int layer, double dropout, ulong random)
    {
        var values = _activations[layer].Pointer;
        var mask = _masks[layer].Span;
        DropoutMask.Fill(mask, dropout, new SeededRandom(random));
        for (var i = 0; i < mask.Length; i++)
        {
            mask[i] = values[i] > 0 ? mask[i] : 0;
            values[i] = mask[i] == 0 ? 0 : values[i] * mask[i];
        }
    }

    private void Back(int layer, Strided gradient)
    {
        _packedBack[layer].PackTransposed(_weights[layer].Values.Pointer);
        MatrixProduct.Multiply(_rows, gradient, _packedBack[layer], default, Matrix(_gradients[layer], layer));
        VectorSums.Product(
            _gradients[layer].Pointer,
            _gradients[layer].Pointer,
            _masks[layer].Pointer,
            _masks[layer].Length
        );
    }

    private Strided Matrix(AlignedFloats values, int layer) => new(values.Pointer, _padded[layer]);

    private Span<float> PaddedRow(AlignedFloats values, int layer, int row) =>
        values.Span.Slice(row * _padded[layer], _padded[layer]);

    private Span<float> Row(AlignedFloats values, int layer, int row) =>
        values.Span.Slice(row * _padded[layer], _widths[layer]);
}
