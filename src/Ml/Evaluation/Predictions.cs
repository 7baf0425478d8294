namespace EarlyWarning.Ml.Evaluation;

/// <summary>Predictions of a binary outcome beside what happened.</summary>
/// <param name="Probabilities">From 0 to 1, one per row.</param>
/// <param name="Outcomes">0 or 1.</param>
/// <param name="Scores">
/// What ranks the rows (auc, prAuc and the top metrics), such as margins, where probabilities have ties that the
/// ranking in use does not have; null ranks by probability.
/// </param>
/// <param name="Weights">One per row, not negative; null is one for every row.</param>
public sealed record BinaryPredictions(
    double[] Probabilities,
    double[] Outcomes,
    double[]? Scores = null,
    double[]? Weights = null
)
{
    internal void Check()
    {
        PredictionChecks.Lengths(Outcomes, Probabilities, Scores, Weights);
        if (!Array.TrueForAll(Probabilities, p => p is >= 0 and <= 1) || !Array.TrueForAll(Outcomes, y => y is 0 or 1))
        {
            throw new ArgumentException("Binary metrics need probabilities from 0 to 1 and outcomes of 0 or 1.");
        }

        if (Scores is not null && Array.Exists(Scores, double.IsNaN))
        {
            throw new ArgumentException("Binary metrics cannot rank rows whose score is not a number.");
        }
    }
}

/// <summary>Predictions of a number beside what happened.</summary>
/// <param name="Values">One per row.</param>
/// <param name="Outcomes">One per row.</param>
/// <param name="Weights">One per row, not negative; null is one for every row.</param>
public sealed record RegressionPredictions(double[] Values, double[] Outcomes, double[]? Weights = null)
{
    internal void Check()
    {
        PredictionChecks.Lengths(Outcomes, Values, null, Weights);
        if (!Array.TrueForAll(Values, double.IsFinite) || !Array.TrueForAll(Outcomes, double.IsFinite))
        {
            throw new ArgumentException("Regression metrics need finite predictions and outcomes.");
        }
    }
}

/// <summary>Predicted probabilities of several classes beside the class that it was.</summary>
/// <param name="Probabilities">Row after row, one per class; each row sums to 1.</param>
/// <param name="Outcomes">The class code of each row, from 0 to the number of classes - 1.</param>
/// <param name="ClassCount">The number of classes: at least 2.</param>
/// <param name="Weights">One per row, not negative; null is one for every row.</param>
public sealed record MulticlassPredictions(
    double[] Probabilities,
    double[] Outcomes,
    int ClassCount,
    double[]? Weights = null
)
{
    /// <summary>The probability of every row for one class.</summary>
    internal double[] Of(int code) =>
        [.. Enumerable.Range(0, Outcomes.Length).Select(row => Probabilities[(row * ClassCount) + code])];

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Probabilities);
        ArgumentNullException.ThrowIfNull(Outcomes);
        if (ClassCount < 2 || Probabilities.Length != (long)Outcomes.Length * ClassCount)
        {
            throw new ArgumentException(
                $"Multiclass metrics need one probability per row and class; there are {Probabilities.Length} for "
                    + $"{Outcomes.Length} rows of {ClassCount} classes."
            );
        }

        PredictionChecks.Lengths(Outcomes, Outcomes, null, Weights);
        if (!Array.TrueForAll(Outcomes, y => y >= 0 && y < ClassCount && y == Math.Floor(y)))
        {
            throw new ArgumentException($"Multiclass metrics need class codes from 0 to {ClassCount - 1}.");
        }

        for (var row = 0; row < Outcomes.Length; row++)
        {
            var sum = 0.0;
            foreach (var p in Probabilities.AsSpan(row * ClassCount, ClassCount))
            {
                sum += p is >= 0 and <= 1 ? p : double.NaN;
            }

            if (!(Math.Abs(sum - 1) < 1e-6))
            {
                throw new ArgumentException(
                    $"The probabilities of row {row} must be from 0 to 1 and sum to 1; they sum to {sum}."
                );
            }
        }
    }
}

internal static class PredictionChecks
{
    public static void Lengths(double[] outcomes, double[] predictions, double[]? scores, double[]? weights)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentNullException.ThrowIfNull(predictions);
        if (
            outcomes.Length == 0
            || predictions.Length != outcomes.Length
            || (scores?.Length ?? outcomes.Length) != outcomes.Length
            || (weights?.Length ?? outcomes.Length) != outcomes.Length
        )
        {
            throw new ArgumentException(
                $"Metrics need at least one row and one prediction per outcome; there are {predictions.Length} predictions and {outcomes.Length} outcomes."
            );
        }

        if (weights is not null && !Array.TrueForAll(weights, weight => weight >= 0 && double.IsFinite(weight)))
        {
            throw new ArgumentException("The weights of metrics must be finite and not negative.");
        }
    }
}
