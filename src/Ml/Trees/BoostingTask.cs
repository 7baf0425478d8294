using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Trees;

/// <summary>What a boosting run lowers: a loss of one margin, or the multinomial log loss of one margin per class.</summary>
/// <param name="Kind">What is learned.</param>
/// <param name="Loss">Null for the multinomial log loss.</param>
/// <param name="Outputs">How many margins a row has.</param>
internal sealed record BoostingTask(TaskKind Kind, BoostingLoss? Loss, int Outputs)
{
    public static BoostingTask Of(TaskKind task, GradientBoostingOptions options, TrainingData data) =>
        task switch
        {
            TaskKind.Binary => new BoostingTask(task, new LogisticLoss(), 1),
            TaskKind.Multiclass => new BoostingTask(task, null, data.ClassCount),
            _ => new BoostingTask(
                task,
                options.Quantile is { } quantile ? new QuantileLoss(quantile) : new SquaredLoss(),
                1
            ),
        };

    public double[] InitialMargins(double[] y, double[]? weights) =>
        Loss is null ? ClassShares.LogShares(y, weights, Outputs) : [Loss.InitialMargin(y, weights)];

    /// <summary>The loss of one row.</summary>
    public double Of(double y, ReadOnlySpan<double> margins) =>
        Loss is null ? Softmax.LogSum(margins) - margins[(int)y] : Loss.Of(y, margins[0]);
}
