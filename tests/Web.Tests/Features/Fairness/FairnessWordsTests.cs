using System.Globalization;
using EarlyWarning.Web.Features.Fairness;
using EarlyWarning.Web.Figures.Fairness;
using static EarlyWarning.Web.Tests.Features.Fairness.MadeSheets;

namespace EarlyWarning.Web.Tests.Features.Fairness;

public sealed class FairnessWordsTests : IDisposable
{
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _language = CultureInfo.CurrentUICulture;

    public FairnessWordsTests() =>
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");

    public void Dispose() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (_culture, _language);

    [Theory]
    [InlineData(30, 11, 25, "Of 30 flagged, 10 needed support", "Of 25 who needed it, 15 were not flagged")]
    [InlineData(
        1203,
        800,
        1000,
        "Of 1,205 flagged, 800 needed support",
        "Of 1,000 who needed it, 200 were not flagged"
    )]
    [InlineData(12, 2, 20, "Of 10 flagged, fewer than 5 needed support", "Of 20 who needed it, 20 were not flagged")]
    [InlineData(40, 20, 20, "Of 40 flagged, 20 needed support", "Of 20 who needed it, fewer than 5 were not flagged")]
    public void People_come_first(int flagged, int right, int needed, string alarms, string missed)
    {
        var group = Group("Sex", "F", new People(5000, needed, flagged, right));

        FairnessWords.Flagged(group).ShouldBe(alarms);
        FairnessWords.Missed(group).ShouldBe(missed);
    }

    [Theory]
    [InlineData(FairnessKeys.FalsePositiveRate, 0.124, 0.085, 0.165, "12 % (9 to 17)")]
    [InlineData(FairnessKeys.CalibrationGap, -0.03, -0.08, 0.02, "−3 (−8 to 2)")]
    [InlineData(FairnessKeys.CalibrationGap, 0.03, -0.001, 0.06, "+3 (0 to 6)")]
    [InlineData(FairnessKeys.Auc, 0.81, 0.75, 0.9, "0.81 (0.75 to 0.90)")]
    [InlineData(FairnessKeys.Precision, 0.4, double.NaN, double.NaN, "40 %")]
    public void A_rate_has_its_interval(string key, double value, double low, double high, string words) =>
        FairnessRate.Of(key).Words(new Rate(value, low, high)).ShouldBe(words);

    [Fact]
    public void A_rate_that_is_not_there_is_not_defined_and_an_unknown_key_means_false_alarms()
    {
        FairnessRate.Of(FairnessKeys.Auc).Words(null).ShouldBe("not defined");
        FairnessRate.Of("nonsense").Key.ShouldBe(FairnessKeys.FalsePositiveRate);
        FairnessRate.Of(FairnessKeys.Auc).In(Hidden("Sex", "X")).ShouldBeNull();
        FairnessRate.Of(FairnessKeys.Precision).In(Group("Sex", "F", new People(50, 20, 0, 0))).ShouldBeNull("0 of 0");
    }

    [Fact]
    public void The_difference_and_the_ratio_are_of_everybody_else()
    {
        // 20 of 100 flagged against 40 of 400: 20 % less 10 %, twice as many.
        var groups = Attribute("Sex", ("F", new People(100, 50, 20, 15)), ("M", new People(400, 100, 40, 30)));
        var cut = Cut(0.1, groups);

        var table = GroupTables.ToRest(groups, FairnessRate.Of(FairnessKeys.SelectionRate), FairnessVerdict.Of(cut));

        var row = table.Rows[0];
        row[0].ShouldBe("F");
        row[2].ShouldStartWith("20 % (");
        row[3].ShouldBe("10 %");
        row[4].ShouldStartWith("+10 (");
        row[5].ShouldBe("2.00");
        table.Rows[1][4].ShouldStartWith("−10 (");
        table.Rows[1][5].ShouldBe("0.50");
    }

    [Theory]
    // 10 of 100 against 20 of 100.
    [InlineData(10, 20, "0.50 times as many, less than four fifths")]
    [InlineData(19, 20, "0.95 times as many, at least four fifths")]
    // 8 of 100 may be 7.5 or 8.5 of what may be 9.5 or 10.5.
    [InlineData(8, 10, "0.80 times as many, too near to four fifths")]
    public void Four_fifths_says_its_figures_and_does_not_decide_by_rounding(int less, int more, string reading)
    {
        var groups = Attribute("Sex", ("F", new People(100, 50, more, 5)), ("M", new People(100, 50, less, 5)));

        var sentence = RulesOfThumb.FourFifthsReading(groups);

        sentence.ShouldStartWith($"Flagged are {less} in 100 of “M” and {more} in 100 of “F”");
        sentence.ShouldContain(reading);
    }

    [Fact]
    public void Equalised_odds_names_the_groups_furthest_apart()
    {
        var groups = Attribute(
            "Sex",
            ("F", new People(150, 50, 45, 40)),
            ("M", new People(150, 50, 40, 25)),
            ("X", new People(150, 50, 40, 30))
        );

        RulesOfThumb
            .EqualOddsReading(groups)
            .ShouldBe(
                "It asks that false alarms and misses be as frequent in every group. False alarms lie up to 10 in 100 apart "
                    + "(5 in 100 of “F”, 15 of “M”), misses up to 30 in 100 (20 in 100 of “F”, 50 of “M”)."
            );
        RulesOfThumb.EqualOddsReading([groups[0], Hidden("Sex", "M")]).ShouldStartWith("Fewer than two groups");
    }

    [Fact]
    public void How_many_would_differ_by_chance_is_said()
    {
        var verdict = new FairnessVerdict(
            [.. Enumerable.Range(0, 14).Select(i => new GroupGap("X", $"{i}", "r", null, GapReading.NoneSeen))],
            0
        );

        FairnessWords.Comparisons(verdict).ShouldContain("14 comparisons");
        FairnessWords
            .Comparisons(verdict)
            .ShouldContain("would by chance still show a difference in about 0.7 of the 14");
    }

    [Theory]
    [InlineData(1, 3, "No group bears surely more false alarms or misses than others; for 1 of 4 comparisons")]
    [InlineData(
        0,
        4,
        "No group bears surely more false alarms or misses than others, and a difference of a tenth is ruled out."
    )]
    public void Without_a_sure_difference_the_lead_says_what_is_open(int open, int closed, string lead)
    {
        GapReading[] readings =
        [
            .. Enumerable.Repeat(GapReading.CannotTell, open),
            .. Enumerable.Repeat(GapReading.NoneSeen, closed),
        ];
        var verdict = new FairnessVerdict([.. readings.Select(r => new GroupGap("X", "g", "r", null, r))], 0);

        FairnessWords.Lead(verdict).ShouldStartWith(lead);
    }

    [Fact]
    public void More_than_two_sure_differences_are_counted()
    {
        var gap = new Rate(-0.2, -0.25, -0.15);
        GroupGap Of(string group) => new("X", group, FairnessKeys.FalseNegativeRate, gap, GapReading.Fewer);

        var lead = FairnessWords.Lead(new FairnessVerdict([Of("a"), Of("b"), Of("c")], 0));

        lead.ShouldContain("Fewer missed of “X: a”: 20 in 100 fewer than of others (15 to 25).");
        lead.ShouldContain("One more difference is sure.");
    }
}
