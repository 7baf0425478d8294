using System.Globalization;
using EarlyWarning.Web.Features.Assessments;
using EarlyWarning.Web.Figures.Assessments;

namespace EarlyWarning.Web.Tests.Features.Assessments;

/// <summary>Which work is worth a look, and in which words.</summary>
public sealed class ItemWorthTests
{
    private static readonly ItemFigures Plain = new(
        "1-20260504-1",
        1,
        "Project",
        "Project",
        0,
        7,
        180,
        170,
        0.05,
        74,
        12,
        0.9,
        0.8,
        0.86,
        2.5,
        new Measure(0.6, 0.5, 0.7),
        0.3,
        new Measure(0.84, 0.77, 0.9),
        new Measure(-0.4, -0.5, -0.3),
        0.8,
        new Measure(0.3, 0.2, 0.4),
        null,
        null,
        null,
        null
    );

    [Fact]
    public void Late_work_that_tells_much_comes_before_late_work_that_tells_little_and_before_the_end()
    {
        var telling = ItemWorth.Of(Plain, 4);
        telling.Reasons.ShouldBe([WorthReason.Late]);
        telling.Weight.ShouldBeGreaterThan(
            ItemWorth.Of(Plain with { Foretells = new Measure(0.55, 0.5, 0.6) }, 4).Weight
        );
        telling.Weight.ShouldBeGreaterThan(ItemWorth.Of(Plain with { DueAt = 0.97, WeeksLeft = 0 }, 4).Weight);
        ItemWorth.Of(Plain, 2).Reasons.ShouldBeEmpty();
        ItemWorth.Of(Plain with { WeeksLeft = null }, 4).Reasons.ShouldBeEmpty();
    }

    [Fact]
    public void Each_reason_has_its_limit()
    {
        var early = Plain with { WeeksLeft = 9 };
        ItemWorth.Of(early with { Missing = 0.2 }, 4).Reasons.ShouldBe([WorthReason.Missing]);
        ItemWorth.Of(early with { Rest = new Measure(0.1, 0, 0.2) }, 4).Reasons.ShouldBe([WorthReason.Weak]);
        ItemWorth.Of(early with { Rest = new Measure(0.25, 0.1, 0.4) }, 4).Reasons.ShouldBeEmpty();
        ItemWorth
            .Of(
                early with
                {
                    Added = new Measure(0.02, -0.1, 0.12),
                    Twin = "x",
                    TwinRest = new Measure(0.7, 0.6, 0.8),
                },
                4
            )
            .Reasons.ShouldBe([WorthReason.Repeats]);
        ItemWorth
            .Of(early with { Bias = new BiasHead("Sex", "female", BiasMatch.Rest, new Measure(-8, -11, -5)) }, 4)
            .Reasons.ShouldBe([WorthReason.Bias]);
    }

    [Theory]
    [InlineData(
        BiasMatch.Rest,
        -8,
        -11,
        -5,
        "At equal marks in the rest of the course, students with English learner: yes score about 8 points lower here (5 to 11)."
    )]
    [InlineData(
        BiasMatch.Rest,
        8,
        5,
        11,
        "At equal marks in the rest of the course, students with English learner: yes score about 8 points higher here (5 to 11)."
    )]
    [InlineData(
        BiasMatch.Final,
        -8,
        -11,
        -5,
        "At an equal final score, students with English learner: yes score about 8 points lower here (5 to 11)."
    )]
    [InlineData(
        BiasMatch.Rest,
        -1,
        -4,
        2,
        "At equal marks in the rest of the course, the marks of students with English learner: yes cannot be told from those of others here (-4 to +2 points)."
    )]
    public void A_difference_is_said_in_points_with_its_interval(
        BiasMatch match,
        double value,
        double low,
        double high,
        string said
    )
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
        AssessmentWords.Bias("English learner", "yes", match, new Measure(value, low, high)).ShouldBe(said);
    }
}
