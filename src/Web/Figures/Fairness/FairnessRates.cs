using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Fairness;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>People of a cell at a cut.</summary>
/// <param name="With">With the outcome.</param>
/// <param name="Without">Without it.</param>
/// <param name="FlaggedWith">Flagged, with the outcome.</param>
/// <param name="FlaggedWithout">Flagged, without it.</param>
internal readonly record struct CutCounts(int With, int Without, int FlaggedWith, int FlaggedWithout)
{
    /// <summary>The least of people, with and without the outcome, and flagged that is shown.</summary>
    public const int Least = 10;

    /// <summary>All people.</summary>
    public int N => With + Without;

    /// <summary>All flagged.</summary>
    public int Flagged => FlaggedWith + FlaggedWithout;

    /// <summary>Whether they are enough to be shown.</summary>
    public bool MayBeShown => new FrameCounts(N, With, Flagged).MayBeShown(Least);

    /// <summary>Everybody else.</summary>
    /// <param name="all">Everybody.</param>
    public CutCounts RestOf(CutCounts all) =>
        new(all.With - With, all.Without - Without, all.FlaggedWith - FlaggedWith, all.FlaggedWithout - FlaggedWithout);
}

/// <summary>Rates of a cell in whole percent, each with its 95 % interval over people (Wilson; differences Newcombe).</summary>
internal static class FairnessRates
{
    private const int RoundTo = 5;

    /// <summary>Rates that change with the cut, and the share with the outcome.</summary>
    public static Dictionary<string, MetricValue> Of(CutCounts counts) =>
        new(StringComparer.Ordinal)
        {
            [FairnessKeys.SelectionRate] = Share(counts.Flagged, counts.N),
            [FairnessKeys.FalsePositiveRate] = Share(counts.FlaggedWithout, counts.Without),
            [FairnessKeys.FalseNegativeRate] = Share(counts.With - counts.FlaggedWith, counts.With),
            [FairnessKeys.Precision] = Share(counts.FlaggedWith, counts.Flagged),
            [FairnessKeys.Recall] = Share(counts.FlaggedWith, counts.With),
            [FairnessKeys.BaseRate] = Share(counts.With, counts.N),
        };

    /// <summary>
    /// What the scores of a group's people are worth by themselves, whatever the cut: ranking of people, each by the highest
    /// enrollment, and calibration of predictions, one an enrollment. Those of one student say nearly the same, so that intervals
    /// of calibration count students.
    /// </summary>
    /// <param name="people">The people, in ascending order of what is shown.</param>
    /// <param name="hasCalibration">Whether frequencies are shown that were not learned from these very people.</param>
    /// <param name="seed">Decides the draws of the calibration error's interval.</param>
    public static Dictionary<string, MetricValue> OfScores(
        IReadOnlyList<CohortPerson> people,
        bool hasCalibration,
        int seed
    )
    {
        var rates = new Dictionary<string, MetricValue>(StringComparer.Ordinal)
        {
            [FairnessKeys.Auc] = AucInterval.Of([.. people.Select(p => p.Shown)], [.. people.Select(p => p.Outcome)]),
        };
        if (hasCalibration && people.Count > 0)
        {
            List<Foretold> predictions = [.. people.SelectMany(p => p.Predictions).OrderBy(f => f.Shown)];
            double[] shown = [.. predictions.Select(f => f.Shown)];
            bool[] outcomes = [.. predictions.Select(f => f.Outcome)];
            var (mean, share) = (shown.Average(), outcomes.Count(o => o) / (double)outcomes.Length);
            var (low, high) = WilsonInterval.Of(share * people.Count, people.Count);
            rates[FairnessKeys.CalibrationGap] = new MetricValue(mean - share, mean - high, mean - low);
            rates[FairnessKeys.Ece] = BinnedCalibration.Error(
                shown,
                outcomes,
                seed,
                shown.Length / (double)people.Count
            );
        }

        return rates;
    }

    /// <summary>A group as it is published.</summary>
    /// <param name="attribute">Its attribute.</param>
    /// <param name="group">Its name.</param>
    /// <param name="counts">Its people.</param>
    /// <param name="scores">What its scores are worth; null where it is not said.</param>
    /// <param name="rest">Everybody else, where the table shows everybody; the group is then held against them.</param>
    public static GroupFigures Group(
        string attribute,
        string group,
        CutCounts counts,
        Dictionary<string, MetricValue>? scores,
        CutCounts? rest
    )
    {
        var own = Of(counts);
        Dictionary<string, MetricValue> others =
            rest is { MayBeShown: true } everybodyElse && attribute.Length > 0 ? Of(everybodyElse) : [];
        return new GroupFigures(
            attribute,
            group,
            false,
            Rounded(counts.N),
            Rounded(counts.With),
            Rounded(counts.Flagged),
            Rounded(counts.FlaggedWith),
            Published(own.Concat(scores ?? [])),
            Published(others.Select(r => KeyValuePair.Create(r.Key, NewcombeInterval.Of(own[r.Key], r.Value))))
        )
        {
            Missed = Rounded(counts.With - counts.FlaggedWith),
            Alarms = Rounded(counts.FlaggedWithout),
            Rest = Whole(others.Select(r => KeyValuePair.Create(r.Key, r.Value.Value))),
            Ratios = Whole(others.Select(r => KeyValuePair.Create(r.Key, own[r.Key].Value / r.Value.Value))),
        };
    }

    /// <summary>A group that is hidden: nothing but its name.</summary>
    public static GroupFigures Hidden(string attribute, string group) =>
        new(attribute, group, true, null, null, null, null, Published([]), Published([]));

    private static Dictionary<string, Rate> Published(IEnumerable<KeyValuePair<string, MetricValue>> rates) =>
        rates
            .Where(r => double.IsFinite(r.Value.Value))
            .ToDictionary(
                r => r.Key,
                r => new Rate(Math.Round(r.Value.Value, 2), Math.Round(r.Value.Low, 2), Math.Round(r.Value.High, 2)),
                StringComparer.Ordinal
            );

    private static Dictionary<string, double> Whole(IEnumerable<KeyValuePair<string, double>> values) =>
        values
            .Where(v => double.IsFinite(v.Value))
            .ToDictionary(v => v.Key, v => Math.Round(v.Value, 2), StringComparer.Ordinal);

    private static int Rounded(int count) =>
        (int)Math.Round((double)count / RoundTo, MidpointRounding.ToEven) * RoundTo;

    private static MetricValue Share(int hits, int among)
    {
        if (among == 0)
        {
            return new MetricValue(double.NaN, double.NaN, double.NaN);
        }

        var (low, high) = WilsonInterval.Of(hits, among);
        return new MetricValue((double)hits / among, low, high);
    }
}
