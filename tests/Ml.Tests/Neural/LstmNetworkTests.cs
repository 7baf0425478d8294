using System.Runtime.Intrinsics;
using EarlyWarning.Ml.Neural;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Tests.Neural;

public sealed class LstmNetworkTests
{
    private static readonly LstmShape Shape = new(6, 5, 3, 2, 32);

    [Fact]
    public void Outputs_are_those_of_the_equations()
    {
        var (network, plain, data) = Case();
        int[] sequences = [4, 0, 2, 1, 3];
        network.Forward(data, sequences, 0, 0, 2, CancellationToken.None);
        for (var row = 0; row < sequences.Length; row++)
        {
            var expected = PlainOutputs(plain, data, sequences[row]);
            for (var head = 0; head < Shape.Heads; head++)
            {
                ((double)network.Outputs[(row * Shape.Heads) + head]).ShouldBe(expected[head], 2e-6);
            }
        }
    }

    [Fact]
    public void Gradients_are_finite_differences_of_the_equations()
    {
        var (network, plain, data) = Case();
        int[] sequences = [0, 1, 2, 3, 4];
        var random = new SeededRandom(3, 1);
        var by = Enumerable.Range(0, sequences.Length * Shape.Heads).Select(_ => (float)random.NextDouble()).ToArray();
        network.Forward(data, sequences, 0, 0, 1, CancellationToken.None);
        by.CopyTo(network.OutputGradients, 0);
        network.Backward(data, sequences, 1, CancellationToken.None);
        double Loss() =>
            sequences.Sum(s =>
                PlainOutputs(plain, data, s).Select((o, head) => o * by[(s * Shape.Heads) + head]).Sum()
            );
        for (var block = 0; block < plain.Parameters.Length; block++)
        {
            for (var check = 0; check < 40; check++)
            {
                var place = random.NextInt(plain.Parameters[block].Length);
                var numeric = Difference(plain.Parameters[block], place, Loss);
                ((double)network.Parameters[block].Gradient.Span[place]).ShouldBe(
                    numeric,
                    1e-5 + (1e-4 * Math.Abs(numeric)),
                    $"block {block}, weight {place}"
                );
            }
        }
    }

    [Fact]
    public void Last_terms_rows_above_the_batch_add_nothing()
    {
        var (network, _, data) = Case();
        int[] sequences = [0, 1, 2];
        float[] GradientsWith(LstmNetwork fresh)
        {
            fresh.Forward(data, sequences, 0, 0, 1, CancellationToken.None);
            fresh.OutputGradients.AsSpan(0, 6).Fill(0.5f);
            fresh.Backward(data, sequences, 1, CancellationToken.None);
            return [.. fresh.Parameters.SelectMany(p => p.Gradient.Span.ToArray())];
        }

        var alone = GradientsWith(network);
        // A batch of all sequences first leaves its numbers behind in the rows that the second does not use.
        network.Forward(data, new[] { 4, 3, 2, 1, 0 }, 0, 0, 1, CancellationToken.None);
        network.OutputGradients.AsSpan().Fill(7);
        network.Backward(data, new[] { 4, 3, 2, 1, 0 }, 1, CancellationToken.None);
        GradientsWith(network).ShouldBe(alone);
    }

    [Fact]
    public void Dropped_cells_are_about_as_many_as_asked_for_and_keep_the_mean()
    {
        var mask = new AlignedFloats(40_000);
        DropoutMask.Fill(mask.Span, 0.3, new SeededRandom(1, 2));

        var dropped = mask.Span.ToArray().Count(m => m == 0) / 40_000.0;
        dropped.ShouldBe(0.3, 0.012);
        mask.Span.ToArray().Average().ShouldBe(1, 0.02);
    }

    [Fact]
    public void Sigmoid_and_tanh_keep_their_stated_error()
    {
        var (sigmoid, tanh) = (0.0, 0.0);
        for (var x = -120f; x < 120; x += 0.0037f)
        {
            var v = Vector256.Create(x);
            sigmoid = Math.Max(sigmoid, Math.Abs(VectorMath.Sigmoid(v)[3] - (1 / (1 + Math.Exp(-(double)x)))));
            tanh = Math.Max(tanh, Math.Abs(VectorMath.Tanh(v)[7] - Math.Tanh(x)));
        }

        sigmoid.ShouldBeLessThan(2.5e-7);
        tanh.ShouldBeLessThan(2.5e-7);
    }

    private static (LstmNetwork Network, PlainLstm Plain, SequenceTable Data) Case()
    {
        var network = new LstmNetwork(Shape, 5);
        network.Initialise(11);
        var plain = new PlainLstm(Shape.Features, Shape.Statics, Shape.Heads, Shape.Cells);
        var random = new SeededRandom(5, 0);
        for (var block = 0; block < plain.Parameters.Length; block++)
        {
            network
                .Parameters[block]
                .Values.Span.ToArray()
                .Select(v => (double)v)
                .ToArray()
                .CopyTo(plain.Parameters[block], 0);
        }

        float[] Numbers(int count, ref SeededRandom source)
        {
            var numbers = new float[count];
            foreach (ref var number in numbers.AsSpan())
            {
                number = (float)((2 * source.NextDouble()) - 1);
            }

            return numbers;
        }

        var data = new SequenceTable(
            Shape.Steps,
            Shape.Features,
            Shape.Statics,
            Numbers(5 * Shape.Steps * Shape.Features, ref random),
            Numbers(5 * Shape.Statics, ref random),
            [6, 3, 1, 6, 4]
        );
        return (network, plain, data);
    }

    private static double[] PlainOutputs(PlainLstm plain, SequenceTable data, int s) =>
        plain.Outputs(
            data.X.AsSpan(s * data.Steps * data.Features, data.Steps * data.Features),
            data.Z.AsSpan(s * data.Statics, data.Statics),
            data.LengthOf(s)
        );

    private static double Difference(double[] parameters, int place, Func<double> loss)
    {
        const double Step = 1e-5;
        var kept = parameters[place];
        parameters[place] = kept + Step;
        var above = loss();
        parameters[place] = kept - Step;
        var below = loss();
        parameters[place] = kept;
        return (above - below) / (2 * Step);
    }
}
