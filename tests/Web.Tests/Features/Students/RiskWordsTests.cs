using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Features.Students;

namespace EarlyWarning.Web.Tests.Features.Students;

public sealed class RiskWordsTests
{
    [Theory]
    [InlineData(0.42, 0.31, 0.52, "about 4 in 10 (3 to 5)")]
    [InlineData(0.42, 0.38, 0.44, "about 4 in 10")]
    [InlineData(0.02, 0.0, 0.08, "fewer than 1 in 10 (0 to 1)")]
    [InlineData(0.98, 0.93, 1.0, "more than 9 in 10 (9 to 10)")]
    [InlineData(0.25, null, null, "about 3 in 10")]
    public void Risk_is_a_frequency_of_ten_people(double value, double? low, double? high, string expected) =>
        RiskWords.FrequencyWithInterval(value, low, high).ShouldBe(expected);

    [Fact]
    public void No_frequency_holds_a_percent_or_a_decimal()
    {
        for (var value = 0.0; value <= 1; value += 0.001)
        {
            var words = RiskWords.FrequencyWithInterval(value, value - 0.1, value + 0.1);
            words.ShouldNotContain("%");
            words.ShouldNotContain(".");
        }
    }

    [Theory]
    [InlineData(RiskState.NeedsSupport, RiskState.Watch, "new since last week")]
    [InlineData(RiskState.Watch, RiskState.OnTrack, "up since last week")]
    [InlineData(RiskState.OnTrack, RiskState.Watch, "better than last week")]
    [InlineData(RiskState.OnTrack, RiskState.NotEnoughData, "was “not enough data”")]
    [InlineData(RiskState.NotEnoughData, RiskState.NeedsSupport, "was “needs support”")]
    [InlineData(RiskState.Watch, RiskState.Watch, null)]
    [InlineData(RiskState.Watch, null, null)]
    public void A_change_is_said_in_words(RiskState now, RiskState? before, string? expected) =>
        RiskWords.Change(now, before).ShouldBe(expected);

    [Fact]
    public void Behaviour_is_named_only_to_readers_of_the_whole_record()
    {
        const RuleSignals all =
            RuleSignals.ChronicAbsence | RuleSignals.FailingCourse | RuleSignals.MissingWork | RuleSignals.Behaviour;

        const string incidents = "Serious incidents in the last 90 days";

        RiskWords.Rules(all, seesWholeRecord: true)[^1].ShouldBe(incidents);
        RiskWords.Rules(all, seesWholeRecord: false)[^1].ShouldBe(RiskWords.HiddenConcern);
        string.Concat(RiskWords.Rules(all, seesWholeRecord: false)).ShouldNotContain(incidents);
        RiskWords.Rules(RuleSignals.None, seesWholeRecord: true).ShouldBeEmpty();
    }
}
