namespace EarlyWarning.Ml.Evaluation;

/// <summary>
/// All binary metrics in two passes over rows sorted once: by score for the ranking metrics, by probability for the
/// calibration error. Rows that tie are treated as one: a cut through them takes each in proportion.
/// </summary>
internal sealed class BinaryMetricSource : MetricSource
{
    private const int CalibrationBins = 10;
    private const double SmallestProbability = 1e-15;

    private static readonly string[] AllKeys =
    [
        MetricKeys.Accuracy,
        MetricKeys.BalancedAccuracy,
        MetricKeys.Precision,
        MetricKeys.Recall,
        MetricKeys.F1,
        MetricKeys.Auc,
        MetricKeys.PrAuc,
        MetricKeys.Brier,
        MetricKeys.Ece,
        MetricKeys.LogLoss,
        MetricKeys.PrecisionAtTop,
        MetricKeys.RecallAtTop,
    ];

    private readonly SortedRows _byScore;
    private readonly SortedRows _byProbability;
    private readonly double _threshold;
    private readonly double _topFraction;

    public BinaryMetricSource(BinaryPredictions predictions, GroupNumbers groups, double threshold, double topFraction)
    {
        predictions.Check();
        _byProbability = new SortedRows(predictions, predictions.Probabilities, groups);
        _byScore = predictions.Scores is null
            ? _byProbability
            : new SortedRows(predictions, predictions.Scores, groups);
        _threshold = threshold;
        _topFraction = topFraction;
    }

    public override IReadOnlyList<string> Keys => AllKeys;

    public override double[] Compute(double[] multiplicities)
    {
        var totals = Totals(multiplicities);
        var (auc, prAuc, precisionAtTop, recallAtTop) = Ranking(multiplicities, totals);
        var weight = totals.Positives + totals.Negatives;
        var precision = Ratio(totals.TruePositives, totals.TruePositives + totals.FalsePositives, 0);
        var recall = Ratio(totals.TruePositives, totals.Positives, double.NaN);
        var specificity = 1 - Ratio(totals.FalsePositives, totals.Negatives, double.NaN);
        return
        [
            (totals.TruePositives + totals.Negatives - totals.FalsePositives) / weight,
            (recall + specificity) / 2,
            precision,
            recall,
            double.IsNaN(recall) ? double.NaN : Ratio(2 * precision * recall, precision + recall, 0),
            auc,
            prAuc,
            totals.SquaredError / weight,
            CalibrationError(multiplicities, weight),
            totals.LogLoss / weight,
            precisionAtTop,
            recallAtTop,
        ];
    }

    private BinaryTotals Totals(double[] multiplicities)
    {
        var totals = default(BinaryTotals);
        var rows = _byProbability;
        for (var i = 0; i < rows.Count; i++)
        {
            var weight = multiplicities[rows.Groups[i]] * rows.Weights[i];
            var p = rows.Probabilities[i];
            var isPositive = rows.Outcomes[i] == 1;
            var isCalled = p >= _threshold;
            totals.Positives += isPositive ? weight : 0;
            totals.Negatives += isPositive ? 0 : weight;
            totals.TruePositives += isPositive && isCalled ? weight : 0;
            totals.FalsePositives += !isPositive && isCalled ? weight : 0;
            totals.SquaredError += weight * (p - rows.Outcomes[i]) * (p - rows.Outcomes[i]);
            totals.LogLoss += weight * rows.Losses[i];
        }

        return totals;
    }

    private (double Auc, double PrAuc, double PrecisionAtTop, double RecallAtTop) Ranking(
        double[] multiplicities,
        in BinaryTotals totals
    )
    {
        var places = _topFraction * (totals.Positives + totals.Negatives);
        var (above, positivesAbove, pairs, precisions, found) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var start = 0; start < _byScore.Count; )
        {
            var (positives, negatives, end) = _byScore.TieFrom(start, multiplicities);
            var tie = positives + negatives;
            if (tie > 0)
            {
                pairs += negatives * (positivesAbove + (positives / 2));
                found += positives * Math.Clamp((places - above) / tie, 0, 1);
                above += tie;
                positivesAbove += positives;
                precisions += positives * (positivesAbove / above);
            }

            start = end;
        }

        return (
            Ratio(pairs, totals.Positives * totals.Negatives, double.NaN),
            Ratio(precisions, totals.Positives, double.NaN),
            Ratio(found, places, double.NaN),
            Ratio(found, totals.Positives, double.NaN)
        );
    }

    /// <summary>Ten bins of equal weight; a tie that lies across a boundary is divided in proportion.</summary>
    private double CalibrationError(double[] multiplicities, double total)
    {
        var (error, binGap, binWeight) = (0.0, 0.0, 0.0);
        var size = total / CalibrationBins;
        for (var start = 0; start < _byProbability.Count; )
        {
            var (positives, negatives, end) = _byProbability.TieFrom(start, multiplicities);
            var left = positives + negatives;
            var gapPerWeight = left > 0 ? (positives / left) - _byProbability.Probabilities[start] : 0;
            // A boundary that only rounding keeps from being reached counts as reached.
            while (binWeight + left >= size * (1 - 1e-12))
            {
                var taken = Math.Min(left, size - binWeight);
                error += Math.Abs(binGap + (taken * gapPerWeight));
                left = Math.Max(0, left - taken);
                (binGap, binWeight) = (0, 0);
            }

            binGap += left * gapPerWeight;
            binWeight += left;
            start = end;
        }

        return (error + Math.Abs(binGap)) / total;
    }

    private static double Ratio(double part, double whole, double ifNothing) => whole > 0 ? part / whole : ifNothing;

    private struct BinaryTotals
    {
        public double Positives;
        public double Negatives;
        public double TruePositives;
        public double FalsePositives;
        public double SquaredError;
        public double LogLoss;
    }

    /// <summary>Columns in descending order of a key.</summary>
    private sealed class SortedRows
    {
        private readonly double[] _keys;

        public SortedRows(BinaryPredictions predictions, double[] keys, GroupNumbers groups)
        {
            _keys = (double[])keys.Clone();
            var order = Enumerable.Range(0, keys.Length).ToArray();
            Array.Sort(_keys, order);
            Array.Reverse(_keys);
            Array.Reverse(order);
            Outcomes = Array.ConvertAll(order, row => predictions.Outcomes[row]);
            Probabilities = Array.ConvertAll(order, row => predictions.Probabilities[row]);
            Weights = Array.ConvertAll(order, row => predictions.Weights?[row] ?? 1);
            Groups = Array.ConvertAll(order, row => groups.OfRow[row]);
            Losses = Array.ConvertAll(order, row => Loss(predictions.Probabilities[row], predictions.Outcomes[row]));
        }

        public int Count => _keys.Length;
        public double[] Outcomes { get; }
        public double[] Probabilities { get; }
        public double[] Weights { get; }
        public int[] Groups { get; }
        public double[] Losses { get; }

        public (double Positives, double Negatives, int End) TieFrom(int start, double[] multiplicities)
        {
            var (positives, negatives, key) = (0.0, 0.0, _keys[start]);
            var i = start;
            for (; i < _keys.Length && _keys[i] == key; i++)
            {
                var weight = multiplicities[Groups[i]] * Weights[i];
                positives += Outcomes[i] * weight;
                negatives += (1 - Outcomes[i]) * weight;
            }

            return (positives, negatives, i);
        }

        private static double Loss(double p, double y) => -Math.Log(Math.Max(SmallestProbability, y == 1 ? p : 1 - p));
    }
}
