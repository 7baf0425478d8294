using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Fairness;

namespace EarlyWarning.Ml.Tests.Fairness;

/// <summary>Rates by group against counting by hand.</summary>
public sealed class MetricFrameTests
{
    [Fact]
    public void Rates_counts_and_differences_are_those_counted_by_hand()
    {
        // Group a: 100 rows, 40 with the outcome; 30 flagged, 20 of them rightly. Group b: 200, 50; 60, 30.
        var frame = MetricFrame.Of(Rows(("a", 20, 20, 10, 50), ("b", 30, 20, 30, 120)));
        var a = frame.Groups.Single(g => g.Group == "a");
        (a.N, a.Positives, a.Flagged).ShouldBe((100, 40, 30));
        a.Metrics[FrameKeys.SelectionRate].Value.ShouldBe(0.30, 1e-12);
        a.Metrics[FrameKeys.FalsePositiveRate].Value.ShouldBe(0.17, 1e-12, "10 of 60 in whole percent");
        a.Metrics[FrameKeys.FalseNegativeRate].Value.ShouldBe(0.50, 1e-12);
        a.Metrics[MetricKeys.Precision].Value.ShouldBe(0.67, 1e-12);
        var (low, high) = WilsonInterval.Of(30, 100);
        a.Metrics[FrameKeys.SelectionRate].Low.ShouldBe(Math.Round(low, 2), 1e-12);
        a.Metrics[FrameKeys.SelectionRate].High.ShouldBe(Math.Round(high, 2), 1e-12);
        a.DifferenceToRest[FrameKeys.SelectionRate].Value.ShouldBe(0, 1e-12, "both flag 30 %");
        frame.DemographicParityDifference("t").ShouldBe(0, 1e-12);
        frame.EqualizedOddsDifference("t").ShouldBe(0.10, 1e-12, "misses 50 % against 40 %");
        frame.Gaps.Single(g => g.Metric == FrameKeys.FalseNegativeRate).Ratio.ShouldBe(0.8, 1e-12);
    }

    [Fact]
    public void The_interval_of_a_difference_is_that_of_Newcombes_example()
    {
        // Newcombe 1998, table II: 56 of 70 against 48 of 80, method 10: 0.0524 to 0.3339.
        var frame = MetricFrame.Of(Rows(("a", 28, 7, 28, 7), ("b", 24, 16, 24, 16)));
        var difference = frame.Groups.Single(g => g.Group == "a").DifferenceToRest[FrameKeys.SelectionRate];
        difference.Value.ShouldBe(0.20, 1e-12);
        difference.Low.ShouldBe(0.05, 1e-12);
        difference.High.ShouldBe(0.33, 1e-12);
    }

    [Fact]
    public void A_hidden_row_holds_nothing_but_its_name()
    {
        var frame = MetricFrame.Of(Rows(("a", 20, 20, 10, 50), ("b", 30, 20, 30, 120), ("c", 1, 1, 1, 2)));
        var hidden = frame.Groups.Where(g => g.Suppressed).ToList();
        hidden.Select(g => g.Group).ShouldBe(["a", "c"], "c is small, and a goes with it");
        hidden.ShouldAllBe(g =>
            g.N == null
            && g.Positives == null
            && g.Flagged == null
            && g.Metrics.Count == 0
            && g.DifferenceToRest.Count == 0
        );
        frame.DemographicParityDifference("t").ShouldBe(double.NaN, "one group is no comparison");
    }

    [Fact]
    public void Rows_of_one_person_widen_the_interval()
    {
        var rows = Rows(("a", 20, 20, 10, 50), ("b", 30, 20, 30, 120));
        var alone = MetricFrame.Of(rows).Overall.Metrics[FrameKeys.SelectionRate];
        var people = rows with { People = [.. Enumerable.Range(0, rows.Outcomes.Length).Select(i => (long)(i / 5))] };
        var together = MetricFrame.Of(people).Overall.Metrics[FrameKeys.SelectionRate];
        together.Value.ShouldBe(alone.Value);
        (together.High - together.Low).ShouldBeGreaterThan(alone.High - alone.Low);
    }

    private static FrameRows Rows(
        params (string Group, int FlaggedPositive, int MissedPositive, int FlaggedNegative, int Negative)[] groups
    )
    {
        var rows = new List<(string Group, double Outcome, bool Flagged)>();
        foreach (var g in groups)
        {
            rows.AddRange(Enumerable.Repeat((g.Group, 1.0, true), g.FlaggedPositive));
            rows.AddRange(Enumerable.Repeat((g.Group, 1.0, false), g.MissedPositive));
            rows.AddRange(Enumerable.Repeat((g.Group, 0.0, true), g.FlaggedNegative));
            rows.AddRange(Enumerable.Repeat((g.Group, 0.0, false), g.Negative));
        }

        return new FrameRows(
            [.. rows.Select(r => r.Flagged ? 0.7 : 0.2)],
            [.. rows.Select(r => r.Outcome)],
            [.. rows.Select(r => r.Flagged)],
            [new FrameAttribute("t", [.. rows.Select(r => r.Group)])]
        );
    }
}
