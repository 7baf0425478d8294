using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;

namespace EarlyWarning.Ml.Neural;

/// <summary>
/// A fitted MLP in double precision. What the first layer makes of a column is folded into one term per unit and column,
/// so the model needs no encoding beside it.
/// </summary>
internal sealed class MlpLayers
{
    private readonly LinearTerm[][] _terms;
    private readonly double[][] _biases;
    private readonly double[][] _weights;

    private MlpLayers(LinearTerm[][] terms, double[][] biases, double[][] weights) =>
        (_terms, _biases, _weights) = (terms, biases, weights);

    public static MlpLayers Of(
        MlpNetwork network,
        LinearEncoding encoding,
        MlpLoss loss,
        MlpOptions options,
        int outputs
    )
    {
        int[] widths = [encoding.Count, .. options.Hidden, outputs];
        var terms = new LinearTerm[widths[1]][];
        var coefficients = new double[encoding.Count];
        for (var unit = 0; unit < terms.Length; unit++)
        {
            for (var input = 0; input < coefficients.Length; input++)
            {
                coefficients[input] = network.Weight(0, input, unit);
            }

            terms[unit] = encoding.ToTerms(coefficients);
        }

        var biases = Enumerable.Range(0, network.Layers).Select(layer => Widened(network.Bias(layer))).ToArray();
        var weights = Enumerable
            .Range(1, network.Layers - 1)
            .Select(layer => Weights(network, layer, widths))
            .ToArray();
        // The last layer speaks in the outcome's own unit.
        weights[^1] = Array.ConvertAll(weights[^1], weight => weight * loss.Scale);
        biases[^1] = Array.ConvertAll(biases[^1], bias => loss.Centre + (bias * loss.Scale));
        return new MlpLayers(terms, biases, weights);
    }

    public int Columns => _terms[0].Length;

    public int Outputs => _biases[^1].Length;

    public void Margins(ReadOnlySpan<float> row, Span<double> margins)
    {
        Span<double> first = stackalloc double[1024];
        Span<double> second = stackalloc double[1024];
        var now = first[.._terms.Length];
        for (var unit = 0; unit < now.Length; unit++)
        {
            var sum = _biases[0][unit];
            var terms = _terms[unit];
            for (var column = 0; column < terms.Length; column++)
            {
                sum += terms[column].Of(row[column]);
            }

            now[unit] = Math.Max(0, sum);
        }

        for (var layer = 1; layer < _biases.Length; layer++)
        {
            var isLast = layer == _biases.Length - 1;
            var next = isLast ? margins : (layer % 2 == 1 ? second : first)[.._biases[layer].Length];
            Multiply(layer, now, next);
            for (var unit = 0; !isLast && unit < next.Length; unit++)
            {
                next[unit] = Math.Max(0, next[unit]);
            }

            now = next;
        }
    }

    public void Write(ModelWriter writer)
    {
        writer.Int(_biases.Length);
        foreach (var bias in _biases)
        {
            writer.Array<double>(bias);
        }

        foreach (var weights in _weights)
        {
            writer.Array<double>(weights);
        }

        foreach (var term in _terms.SelectMany(terms => terms))
        {
            term.Write(writer);
        }
    }

    /// <exception cref="ModelFormatException">The parts do not fit together.</exception>
    public static MlpLayers Read(ModelReader reader, int columns, int outputs)
    {
        var layers = reader.Int();
        if (layers is < 2 or > 5)
        {
            throw new ModelFormatException($"The MLP states {layers} layers, which none has; train it again.");
        }

        var biases = new double[layers][];
        for (var layer = 0; layer < layers; layer++)
        {
            biases[layer] = reader.Array<double>();
        }

        var weights = new double[layers - 1][];
        for (var layer = 0; layer < weights.Length; layer++)
        {
            weights[layer] = reader.Array<double>();
        }

        var sound = biases[^1].Length == outputs;
        for (var layer = 0; layer < layers - 1; layer++)
        {
            sound &= biases[layer].Length is >= 1 and <= 1024;
            sound &= weights[layer].Length == (long)biases[layer].Length * biases[layer + 1].Length;
        }

        if (!sound)
        {
            throw new ModelFormatException("The MLP's layers do not fit together; train it again.");
        }

        var terms = new LinearTerm[biases[0].Length][];
        for (var unit = 0; unit < terms.Length; unit++)
        {
            terms[unit] = new LinearTerm[columns];
            for (var column = 0; column < columns; column++)
            {
                terms[unit][column] = LinearTerm.Read(reader);
            }
        }

        return new MlpLayers(terms, biases, weights);
    }

    private void Multiply(int layer, ReadOnlySpan<double> from, Span<double> to)
    {
        _biases[layer].CopyTo(to);
        var weights = _weights[layer - 1];
        for (var i = 0; i < from.Length; i++)
        {
            for (var unit = 0; from[i] != 0 && unit < to.Length; unit++)
            {
                to[unit] += from[i] * weights[(i * to.Length) + unit];
            }
        }
    }

    private static double[] Widened(ReadOnlySpan<float> values)
    {
        var wide = new double[values.Length];
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = values[i];
        }

        return wide;
    }

    private static double[] Weights(MlpNetwork network, int layer, int[] widths)
    {
        var weights = new double[widths[layer] * widths[layer + 1]];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = network.Weight(layer, i / widths[layer + 1], i % widths[layer + 1]);
        }

        return weights;
    }
}
