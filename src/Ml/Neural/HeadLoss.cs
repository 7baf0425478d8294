using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Neural;

/// <summary>One head's loss, with numbers brought to mean 0 and deviation 1 by the training rows alone.</summary>
internal sealed class HeadLoss
{
    private readonly SequenceHead _head;

    private HeadLoss(SequenceHead head, double centre, double scale) => (_head, Centre, Scale) = (head, centre, scale);

    public double Centre { get; }

    public double Scale { get; }

    /// <param name="head">The outcome.</param>
    /// <param name="rows">The training rows.</param>
    /// <exception cref="TrainingException">The outcome cannot be learned from these rows.</exception>
    public static HeadLoss Fit(SequenceHead head, int[] rows)
    {
        var known = rows.Select(row => head.Outcomes[row]).Where(y => !double.IsNaN(y)).ToArray();
        var same = known.Length == 0 || Array.TrueForAll(known, y => y == known[0]);
        if (same)
        {
            throw new TrainingException(
                $"The LSTM cannot learn {head.Name} because its {known.Length} known outcomes do not differ; add terms in which they do."
            );
        }

        if (head.Task == TaskKind.Binary)
        {
            return Array.TrueForAll(known, y => y is 0 or 1)
                ? new HeadLoss(head, 0, 1)
                : throw new TrainingException(
                    $"The LSTM learns {head.Name} as 0 or 1, but some outcomes are other numbers."
                );
        }

        var mean = known.Average();
        return new HeadLoss(head, mean, Math.Sqrt(known.Average(y => (y - mean) * (y - mean))));
    }

    /// <summary>The loss of one row and its derivative by the network's output; both 0 where nothing is known.</summary>
    public (double Loss, double Gradient) Of(int row, double output)
    {
        var y = _head.Outcomes[row];
        if (double.IsNaN(y))
        {
            return (0, 0);
        }

        if (_head.Task == TaskKind.Binary)
        {
            return (
                _head.Importance * (Sigmoid.SoftPlus(output) - (y * output)),
                _head.Importance * (Sigmoid.Of(output) - y)
            );
        }

        var error = output - ((y - Centre) / Scale);
        return (_head.Importance * error * error / 2, _head.Importance * error);
    }
}
