using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Neural;

/// <summary>The loss of one row by the network's outputs, and its derivatives.</summary>
internal sealed class MlpLoss
{
    private readonly TaskKind _task;

    private MlpLoss(TaskKind task, double centre, double scale) => (_task, Centre, Scale) = (task, centre, scale);

    /// <summary>What a regression's outputs are moved by, after <see cref="Scale"/>.</summary>
    public double Centre { get; }

    public double Scale { get; }

    public static MlpLoss Fit(TaskKind task, TrainingData data, int[] rows)
    {
        if (task != TaskKind.Regression)
        {
            return new MlpLoss(task, 0, 1);
        }

        var mean = rows.Average(row => data.Y[row]);
        var deviation = Math.Sqrt(rows.Average(row => (data.Y[row] - mean) * (data.Y[row] - mean)));
        return new MlpLoss(task, mean, deviation > 0 ? deviation : 1);
    }

    /// <summary>Writes the derivatives and returns the loss.</summary>
    public double Of(double y, ReadOnlySpan<float> outputs, Span<double> gradients)
    {
        if (_task == TaskKind.Binary)
        {
            gradients[0] = Sigmoid.Of(outputs[0]) - y;
            return Sigmoid.SoftPlus(outputs[0]) - (y * outputs[0]);
        }

        if (_task == TaskKind.Regression)
        {
            gradients[0] = outputs[0] - ((y - Centre) / Scale);
            return gradients[0] * gradients[0] / 2;
        }

        for (var i = 0; i < outputs.Length; i++)
        {
            gradients[i] = outputs[i];
        }

        var loss = Softmax.LogSum(gradients) - outputs[(int)y];
        Softmax.InPlace(gradients);
        gradients[(int)y] -= 1;
        return loss;
    }
}
