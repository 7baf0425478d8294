using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Neural;

namespace EarlyWarning.Ml.Tracing;

/// <summary>A fitted <see cref="TracingNetwork"/> without the memory of a batch: immutable.</summary>
/// <param name="Skills">Skills, that for unknown ones included.</param>
/// <param name="Cells">Cells of the layer.</param>
/// <param name="Epochs">The epochs it was fitted for.</param>
/// <param name="Parameters">In the order of <see cref="TracingNetwork.Parameters"/>.</param>
internal sealed record TracingWeights(int Skills, int Cells, int Epochs, float[][] Parameters)
{
    // Neither changes a prediction: rows do not meet, and the state is carried from run to run.
    private const int BatchRows = 32;
    private const int RunLength = 100;

    public static TracingWeights Of(TracingNetwork network, int epochs) =>
        new(
            network.Skills,
            network.Cells,
            epochs,
            [.. network.Parameters.Select(parameter => parameter.Values.Span.ToArray())]
        );

    /// <summary>A network with these weights and its own memory.</summary>
    public TracingNetwork CreateNetwork()
    {
        var network = new TracingNetwork(Skills, Cells, RunLength, BatchRows);
        for (var i = 0; i < Parameters.Length; i++)
        {
            Parameters[i].CopyTo(network.Parameters[i].Values.Span);
        }

        return network;
    }

    public void Write(ModelWriter writer)
    {
        writer.Int(Cells);
        writer.Int(Epochs);
        foreach (var parameter in Parameters)
        {
            writer.Array<float>(parameter);
        }
    }

    /// <exception cref="ModelFormatException">The parts do not fit together.</exception>
    public static TracingWeights Read(ModelReader reader, int skills)
    {
        var (cells, epochs) = (reader.Int(), reader.Int());
        if (cells is < 32 or > 1024 || cells % 32 != 0 || epochs < 0)
        {
            throw new ModelFormatException(
                $"The tracing network states {cells} cells and {epochs} epochs, which none has; train it again."
            );
        }

        long width = LstmLayer.GateCount * (long)cells;
        long[] lengths = [((3L * skills) + 1) * width, width, cells * width, (long)skills * cells, skills];
        var parameters = new float[lengths.Length][];
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i] = reader.Array<float>();
            if (parameters[i].Length != lengths[i] || !Array.TrueForAll(parameters[i], float.IsFinite))
            {
                throw new ModelFormatException(
                    "The tracing network's sizes and weights do not fit together; train it again."
                );
            }
        }

        return new TracingWeights(skills, cells, epochs, parameters);
    }
}
