namespace EarlyWarning.Ml.Tests.Neural;

/// <summary>The equations of the LSTM in double precision, one number at a time: the oracle of the fast one.</summary>
internal sealed class PlainLstm(int features, int statics, int heads, int cells)
{
    public double[][] Parameters { get; } =
    [
        new double[(features + 7) / 8 * 8 * 4 * cells],
        new double[statics * 2 * cells],
        new double[4 * cells],
        new double[cells * 4 * cells],
        new double[heads * cells],
        new double[heads],
    ];

    public double[] Outputs(ReadOnlySpan<float> x, ReadOnlySpan<float> z, int length)
    {
        var (h, c) = (new double[cells], new double[cells]);
        for (var step = 0; step < length; step++)
        {
            var gates = Gates(x.Slice(step * features, features), z, h);
            for (var cell = 0; cell < cells; cell++)
            {
                var (forget, output) = (Sigmoid(gates[cell]), Sigmoid(gates[cells + cell]));
                var (input, candidate) = (Sigmoid(gates[(2 * cells) + cell]), Math.Tanh(gates[(3 * cells) + cell]));
                c[cell] = (forget * c[cell]) + (input * candidate);
                h[cell] = output * Math.Tanh(c[cell]);
            }
        }

        var read = Enumerable.Range(0, heads);
        return
        [
            .. read.Select(head =>
                Parameters[5][head] + h.Select((v, i) => v * Parameters[4][(head * cells) + i]).Sum()
            ),
        ];
    }

    private double[] Gates(ReadOnlySpan<float> x, ReadOnlySpan<float> z, double[] h)
    {
        var width = 4 * cells;
        var gates = new double[width];
        for (var gate = 0; gate < width; gate++)
        {
            var sum = Parameters[2][gate];
            for (var i = 0; i < features; i++)
            {
                sum += x[i] * Parameters[0][(i * width) + gate];
            }

            for (var i = 0; i < cells; i++)
            {
                sum += h[i] * Parameters[3][(i * width) + gate];
            }

            // z reaches the input gate and the candidate only.
            for (var i = 0; i < statics && gate >= 2 * cells; i++)
            {
                sum += z[i] * Parameters[1][(i * 2 * cells) + gate - (2 * cells)];
            }

            gates[gate] = sum;
        }

        return gates;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
