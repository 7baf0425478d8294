using EarlyWarning.Ml.Fairness;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Tests.Figures.Fairness;

/// <summary>A published row against counting its people one by one.</summary>
internal static class PlainCount
{
    public static void ShouldBe(GroupFigures row, Truth truth, string model, int week, int cut, Place place)
    {
        int Count(string of, bool hasOutcome) => truth.Count(new Layer(week, of, cut, hasOutcome), place);
        var name = $"{model}, week {week}, cut {cut}, {place}";
        var (with, without) = (Count("", true), Count("", false));
        var (flaggedWith, flaggedWithout) = (Count(model, true), Count(model, false));
        Math.Min(Math.Min(with, without), flaggedWith + flaggedWithout).ShouldBeGreaterThanOrEqualTo(10, name);
        (row.N!.Value % 5).ShouldBe(0);
        row.N.Value.ShouldBeInRange(with + without - 2, with + without + 2, name);
        row.Needed!.Value.ShouldBeInRange(with - 2, with + 2, name);
        row.Flagged!.Value.ShouldBeInRange(flaggedWith + flaggedWithout - 2, flaggedWith + flaggedWithout + 2, name);
        row.FlaggedNeeded!.Value.ShouldBeInRange(flaggedWith - 2, flaggedWith + 2, name);
        row.Missed!.Value.ShouldBeInRange(with - flaggedWith - 2, with - flaggedWith + 2, name);
        row.Alarms!.Value.ShouldBeInRange(flaggedWithout - 2, flaggedWithout + 2, name);
        Rate(row, FairnessKeys.SelectionRate, flaggedWith + flaggedWithout, with + without, name);
        Rate(row, FairnessKeys.FalsePositiveRate, flaggedWithout, without, name);
        Rate(row, FairnessKeys.FalseNegativeRate, with - flaggedWith, with, name);
        Rate(row, FairnessKeys.Precision, flaggedWith, flaggedWith + flaggedWithout, name);
        Rate(row, FairnessKeys.Recall, flaggedWith, with, name);
        Rate(row, FairnessKeys.BaseRate, with, with + without, name);
        if (row.Rates.TryGetValue(FairnessKeys.Auc, out var auc))
        {
            auc.Value.ShouldBe(Auc(truth.Members(model, week, place)), 0.00501, name);
        }

        if (row.Rates.TryGetValue(FairnessKeys.CalibrationGap, out var gap))
        {
            var predictions = truth.Predictions(model, week, place);
            var said = predictions.Average(p => p.Shown) - predictions.Average(p => p.Outcome ? 1.0 : 0);
            gap.Value.ShouldBe(said, 0.00501, name);
        }
    }

    /// <summary>The table of a model's own page beside the published one.</summary>
    public static void ShouldShowTheSame(MetricFrame frame, CutFigures cut, ProtectedGroups groups)
    {
        var published = cut.Groups.Where(g => groups.ByAttribute.ContainsKey(g.Attribute)).ToList();
        frame.Groups.Count.ShouldBe(published.Count);
        foreach (var (row, group) in frame.Groups.Zip(published).Append((frame.Overall, cut.Overall)))
        {
            (row.Attribute, row.Suppressed, row.N, row.Positives, row.Flagged).ShouldBe(
                (group.Attribute, group.Hidden, group.N, group.Needed, group.Flagged)
            );
            row.Metrics.ToDictionary(m => m.Key, m => new Rate(m.Value.Value, m.Value.Low, m.Value.High))
                .ShouldBe(group.Rates, ignoreOrder: true);
        }
    }

    private static void Rate(GroupFigures row, string key, int hits, int among, string name)
    {
        var rate = row.Rates[key];
        rate.Value.ShouldBe((double)hits / among, 0.00501, $"{name}: {key}");
        rate.Low.ShouldBeLessThanOrEqualTo(rate.Value);
        rate.High.ShouldBeGreaterThanOrEqualTo(rate.Value);
    }

    // Of all pairs of one with and one without the outcome, the share in the right order; a tie counts half.
    private static double Auc(IReadOnlyList<(double Shown, bool Outcome)> people)
    {
        var without = people.Where(p => !p.Outcome).Select(p => p.Shown).Order().ToArray();
        var sum = 0.0;
        foreach (var person in people.Where(p => p.Outcome))
        {
            var below = Array.BinarySearch(without, person.Shown - 1e-12);
            var upTo = Array.BinarySearch(without, person.Shown + 1e-12);
            sum += ((below < 0 ? ~below : below) + (upTo < 0 ? ~upTo : upTo)) / 2.0;
        }

        return sum / ((double)without.Length * people.Count(p => p.Outcome));
    }
}
