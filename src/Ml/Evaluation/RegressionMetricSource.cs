namespace EarlyWarning.Ml.Evaluation;

/// <summary>All regression metrics in one pass.</summary>
internal sealed class RegressionMetricSource : MetricSource
{
    private static readonly string[] AllKeys = [MetricKeys.Rmse, MetricKeys.Mae, MetricKeys.R2];

    private readonly RegressionPredictions _predictions;
    private readonly GroupNumbers _groups;
    private readonly double _centre;

    public RegressionMetricSource(RegressionPredictions predictions, GroupNumbers groups)
    {
        predictions.Check();
        _predictions = predictions;
        _groups = groups;
        // Close to the mean under any weights, so that the variance below does not cancel.
        _centre = predictions.Outcomes.Average();
    }

    public override IReadOnlyList<string> Keys => AllKeys;

    public override double[] Compute(double[] multiplicities)
    {
        var (total, squares, sizes, sum, spread) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < _predictions.Outcomes.Length; i++)
        {
            var weight = multiplicities[_groups.OfRow[i]] * (_predictions.Weights?[i] ?? 1);
            var error = _predictions.Values[i] - _predictions.Outcomes[i];
            var outcome = _predictions.Outcomes[i] - _centre;
            total += weight;
            squares += weight * error * error;
            sizes += weight * Math.Abs(error);
            sum += weight * outcome;
            spread += weight * outcome * outcome;
        }

        var variation = spread - (sum * sum / total);
        return [Math.Sqrt(squares / total), sizes / total, variation > 0 ? 1 - (squares / variation) : double.NaN];
    }
}
