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
