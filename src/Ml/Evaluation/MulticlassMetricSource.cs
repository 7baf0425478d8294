namespace EarlyWarning.Ml.Evaluation;

/// <summary>All multiclass metrics; each class's ranking is sorted once.</summary>
internal sealed class MulticlassMetricSource : MetricSource
{
    private const double SmallestProbability = 1e-15;

    private static readonly string[] AllKeys =
    [
        MetricKeys.Accuracy,
        MetricKeys.BalancedAccuracy,
        MetricKeys.MacroF1,
        MetricKeys.LogLoss,
        MetricKeys.Auc,
    ];

    private readonly MulticlassPredictions _predictions;
    private readonly GroupNumbers _groups;
    private readonly int[] _outcomes;
    private readonly int[] _called;
    private readonly double[] _losses;
    private readonly Ranking[] _rankings;

    public MulticlassMetricSource(MulticlassPredictions predictions, GroupNumbers groups)
    {
        predictions.Check();
        _predictions = predictions;
        _groups = groups;
        var classes = predictions.ClassCount;
        _outcomes = Array.ConvertAll(predictions.Outcomes, y => (int)y);
        _called = [.. Enumerable.Range(0, _outcomes.Length).Select(row => Likeliest(Row(row)))];
        _losses = [.. _outcomes.Select((y, row) => -Math.Log(Math.Max(SmallestProbability, Row(row)[y])))];
        _rankings = [.. Enumerable.Range(0, classes).Select(code => new Ranking(predictions.Of(code)))];
    }

    public override IReadOnlyList<string> Keys => AllKeys;

    public override double[] Compute(double[] multiplicities)
    {
        var weights = new double[_outcomes.Length];
        var (total, loss) = (0.0, 0.0);
        var classes = new Tally[_predictions.ClassCount];
        for (var row = 0; row < weights.Length; row++)
        {
            var weight = multiplicities[_groups.OfRow[row]] * (_predictions.Weights?[row] ?? 1);
            weights[row] = weight;
            total += weight;
            loss += weight * _losses[row];
            classes[_outcomes[row]].Actual += weight;
            classes[_called[row]].Called += weight;
            classes[_outcomes[row]].Right += _outcomes[row] == _called[row] ? weight : 0;
        }

        var occurring = Array.FindAll(classes, tally => tally.Actual > 0);
        return
        [
            classes.Sum(tally => tally.Right) / total,
            occurring.Select(tally => tally.Right / tally.Actual).DefaultIfEmpty(double.NaN).Average(),
            occurring
                .Select(tally => 2 * tally.Right / (tally.Actual + tally.Called))
                .DefaultIfEmpty(double.NaN)
                .Average(),
            loss / total,
            MeanAuc(weights, classes, total),
        ];
    }

    /// <summary>NaN where only one class occurs.</summary>
    private double MeanAuc(double[] weights, Tally[] classes, double total)
    {
        var (sum, count) = (0.0, 0);
        for (var code = 0; code < classes.Length; code++)
        {
            if (classes[code].Actual > 0 && classes[code].Actual < total)
            {
                sum += _rankings[code].Auc(_outcomes, code, weights);
                count++;
            }
        }

        return count > 0 ? sum / count : double.NaN;
    }

    private ReadOnlySpan<double> Row(int row) =>
        _predictions.Probabilities.AsSpan(row * _predictions.ClassCount, _predictions.ClassCount);

    /// <summary>The first of the likeliest.</summary>
    private static int Likeliest(ReadOnlySpan<double> probabilities)
    {
        var best = 0;
        for (var code = 1; code < probabilities.Length; code++)
        {
            best = probabilities[code] > probabilities[best] ? code : best;
        }

        return best;
    }

    private struct Tally
    {
        public double Actual;
        public double Called;
        public double Right;
    }

    /// <summary>Rows in descending order of one class's probability.</summary>
    private sealed class Ranking
    {
        private readonly double[] _keys;
        private readonly int[] _order;

        public Ranking(double[] probabilities)
        {
            _keys = probabilities;
            _order = [.. Enumerable.Range(0, probabilities.Length)];
            Array.Sort(_keys, _order);
            Array.Reverse(_keys);
            Array.Reverse(_order);
        }

        public double Auc(int[] outcomes, int code, double[] weights)
        {
            var (above, pairs, allPositives, allNegatives) = (0.0, 0.0, 0.0, 0.0);
            for (var i = 0; i < _keys.Length; )
            {
                var (positives, negatives, key) = (0.0, 0.0, _keys[i]);
                for (; i < _keys.Length && _keys[i] == key; i++)
                {
                    var row = _order[i];
                    positives += outcomes[row] == code ? weights[row] : 0;
                    negatives += outcomes[row] == code ? 0 : weights[row];
                }

                pairs += negatives * (above + (positives / 2));
                above += positives;
                allPositives += positives;
                allNegatives += negatives;
            }

            return pairs / (allPositives * allNegatives);
        }
    }
}
