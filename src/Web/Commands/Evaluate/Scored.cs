using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>Margins of rows beside what happened, for any task.</summary>
/// <param name="Task">How outcomes are read.</param>
/// <param name="Margins">Row after row, one per class of a multiclass task, else one.</param>
/// <param name="Outcomes">One per row.</param>
/// <param name="ClassCount">Classes of a multiclass task, else 1.</param>
/// <param name="Groups">Whose row it is, or null.</param>
internal sealed record Scored(TaskKind Task, double[] Margins, double[] Outcomes, int ClassCount, long[]? Groups)
{
    /// <summary>Metrics with 95 % intervals; whole groups are drawn.</summary>
    public IReadOnlyDictionary<string, MetricValue> WithIntervals(int seed, CancellationToken cancel)
    {
        var options = new MetricOptions { Seed = seed };
        return Task switch
        {
            TaskKind.Binary => Metrics.WithIntervals(Binary(), Groups, options, cancel),
            TaskKind.Regression => Metrics.WithIntervals(
                new RegressionPredictions(Margins, Outcomes),
                Groups,
                options,
                cancel
            ),
            _ => Metrics.WithIntervals(Multiclass(), Groups, options, cancel),
        };
    }

    /// <summary>Metrics without intervals.</summary>
    public IReadOnlyDictionary<string, double> Plain() =>
        Task switch
        {
            TaskKind.Binary => Metrics.Of(Binary()),
            TaskKind.Regression => Metrics.Of(new RegressionPredictions(Margins, Outcomes)),
            _ => Metrics.Of(Multiclass()),
        };

    /// <summary>Some of the rows.</summary>
    public Scored Select(int[] rows)
    {
        var margins = new double[rows.Length * ClassCount];
        for (var i = 0; i < rows.Length; i++)
        {
            Margins.AsSpan(rows[i] * ClassCount, ClassCount).CopyTo(margins.AsSpan(i * ClassCount));
        }

        return this with
        {
            Margins = margins,
            Outcomes = Array.ConvertAll(rows, r => Outcomes[r]),
            Groups = Groups is { } groups ? Array.ConvertAll(rows, r => groups[r]) : null,
        };
    }

    /// <summary>Probabilities of a binary task, one per row.</summary>
    public double[] Probabilities() => Array.ConvertAll(Margins, Sigmoid.Of);

    private BinaryPredictions Binary() => new(Probabilities(), Outcomes, Margins);

    private MulticlassPredictions Multiclass() => new(Softmax.OfRows(Margins, ClassCount), Outcomes, ClassCount);
}
