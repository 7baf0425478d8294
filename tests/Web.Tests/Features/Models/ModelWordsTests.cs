using EarlyWarning.Web.Features.Models;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Tests.Features.Models;

public sealed class ModelWordsTests
{
    [Theory]
    [InlineData("gradientBoosting", "Gradient boosting")]
    [InlineData("linearSvm", "Linear support vector machine")]
    [InlineData("somethingNew", "Something new")]
    public void Trainers_have_words(string name, string words) => ModelWords.Trainer(name).ShouldBe(words);

    [Theory]
    [InlineData("rules.logLoss", "Log loss, less that of the rules")]
    [InlineData("classAverage.precisionAtTop", "Right among the flagged tenth, less that of the class average")]
    [InlineData("calibration error", "Calibration error")]
    public void Figures_of_gates_have_words(string name, string words) => ModelWords.Figure(name).ShouldBe(words);

    [Theory]
    [InlineData(0.7712, 0.741, 0.8, "0.77 (0.74 to 0.80)")]
    [InlineData(-0.0312, -0.04, -0.0211, "−0.031 (−0.040 to −0.021)")]
    [InlineData(12.34, 11.1, 13.9, "12.3 (11.1 to 13.9)")]
    public void Figures_have_as_many_digits_as_they_are_worth(double value, double low, double high, string words) =>
        ModelWords.Value(new MetricReport(value, low, high)).ShouldBe(words);

    [Fact]
    public void What_was_not_measured_says_so()
    {
        ModelWords.Value(null).ShouldBe("not measured");
        ModelWords.Value(new MetricReport(null, null, null)).ShouldBe("not measured");
        ModelWords.Value(new MetricReport(0.5, null, null)).ShouldBe("0.50");
    }

    [Fact]
    public void A_gap_between_groups_is_said_in_people()
    {
        var figure = new GateFigure("sex: f, misses", 0.123, -0.03, 0.214, 0.1, 43, GateOutcome.CannotTell);
        var gate = new GateResult(GateResult.Fairness, GateOutcome.CannotTell, "", [figure]);

        GateWords.Value(gate, figure).ShouldBe("+12 in 100 (−3 to +21)");
        GateWords.Limit(gate, figure).ShouldBe("gap of 10 in 100 either way");
        GateWords.CountedOn(gate, figure).ShouldBe("about 45 students");
    }
}
