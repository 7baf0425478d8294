using EarlyWarning.Ml.Evaluation;

namespace EarlyWarning.Ml.Fairness;

/// <summary>The metrics of a cell as they may be published.</summary>
internal static class FrameRates
{
    /// <summary>Rates that groups are compared by.</summary>
    public static readonly string[] Keys =
    [
        FrameKeys.SelectionRate,
        FrameKeys.FalsePositiveRate,
        FrameKeys.FalseNegativeRate,
        MetricKeys.Precision,
    ];

    private static readonly Dictionary<string, MetricValue> None = new(StringComparer.Ordinal);

    public static FrameRow Row(FrameRows rows, FrameCell cell, bool hidden, FrameOptions options, CancellationToken ct)
    {
        if (hidden)
        {
            return new FrameRow(cell.Attribute, cell.Group, true, null, null, null, None, None);
        }

        var metrics = Keys.ToDictionary(k => k, k => Rate(rows, cell.Rows, k), StringComparer.Ordinal);
        var differences = cell.Attribute.Length == 0 ? None : Differences(rows, cell, metrics, options);
        foreach (var (key, value) in Scores(rows, cell, options, ct))
        {
            metrics[key] = value;
        }

        return new FrameRow(
            cell.Attribute,
            cell.Group,
            false,
            Rounded(cell.Counts.N, options),
            Rounded(cell.Counts.Positives, options),
            Rounded(cell.Counts.Flagged, options),
            metrics.ToDictionary(m => m.Key, m => WholePercent(m.Value), StringComparer.Ordinal),
            differences
        );
    }

    private static Dictionary<string, MetricValue> Differences(
        FrameRows rows,
        FrameCell cell,
        Dictionary<string, MetricValue> own,
        FrameOptions options
    )
    {
        var inside = cell.Rows.ToHashSet();
        int[] rest = [.. Enumerable.Range(0, rows.Outcomes.Length).Where(r => !inside.Contains(r))];
        var counts = new FrameCounts(
            rest.Length,
            rest.Count(r => rows.Outcomes[r] == 1),
            rest.Count(r => rows.Flagged[r])
        );
        return counts.MayBeShown(options.LeastShown)
            ? Keys.ToDictionary(
                k => k,
                k => WholePercent(NewcombeInterval.Of(own[k], Rate(rows, rest, k))),
                StringComparer.Ordinal
            )
            : None;
    }

    private static MetricValue Rate(FrameRows rows, int[] members, string key)
    {
        int[] among = key switch
        {
            FrameKeys.FalsePositiveRate => [.. members.Where(r => rows.Outcomes[r] == 0)],
            FrameKeys.FalseNegativeRate => [.. members.Where(r => rows.Outcomes[r] == 1)],
            MetricKeys.Precision => [.. members.Where(r => rows.Flagged[r])],
            _ => members,
        };
        var hits = key switch
        {
            FrameKeys.FalseNegativeRate => among.Count(r => !rows.Flagged[r]),
            MetricKeys.Precision => among.Count(r => rows.Outcomes[r] == 1),
            _ => among.Count(r => rows.Flagged[r]),
        };
        if (among.Length == 0)
        {
            return new MetricValue(double.NaN, double.NaN, double.NaN);
        }

        // Rows of one person say the same twice: the interval counts people.
        var people = rows.People is { } ids ? among.Select(r => ids[r]).Distinct().Count() : among.Length;
        var rate = (double)hits / among.Length;
        var (low, high) = WilsonInterval.Of(rate * people, people);
        return new MetricValue(rate, low, high);
    }

    private static IEnumerable<KeyValuePair<string, MetricValue>> Scores(
        FrameRows rows,
        FrameCell cell,
        FrameOptions options,
        CancellationToken ct
    )
    {
        var outcomes = Array.ConvertAll(cell.Rows, r => rows.Outcomes[r]);
        var probabilities = Array.ConvertAll(cell.Rows, r => rows.Probabilities[r]);
        var people = rows.People is { } ids ? Array.ConvertAll(cell.Rows, r => ids[r]) : null;
        var metrics = Metrics.WithIntervals(
            new BinaryPredictions(probabilities, outcomes),
            people,
            new MetricOptions { Seed = options.Seed },
            ct
        );
        foreach (var key in (string[])[MetricKeys.Accuracy, MetricKeys.Auc, MetricKeys.Brier, MetricKeys.Ece])
        {
            yield return new(key, metrics[key]);
        }

        var positives = Rate(
            rows with
            {
                Flagged = Array.ConvertAll(rows.Outcomes, y => y == 1),
            },
            cell.Rows,
            FrameKeys.SelectionRate
        );
        var mean = probabilities.Average();
        yield return new(
            FrameKeys.CalibrationGap,
            new MetricValue(mean - positives.Value, mean - positives.High, mean - positives.Low)
        );
    }

    private static int Rounded(int count, FrameOptions options) =>
        (int)Math.Round((double)count / options.RoundTo, MidpointRounding.ToEven) * options.RoundTo;

    private static MetricValue WholePercent(MetricValue value) =>
        new(Math.Round(value.Value, 2), Math.Round(value.Low, 2), Math.Round(value.High, 2));
}
