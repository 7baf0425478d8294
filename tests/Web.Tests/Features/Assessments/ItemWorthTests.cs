using System.Globalization;
using EarlyWarning.Web.Features;
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

    [Theory]
    [InlineData(
        BiasMatch.Rest,
        0.3,
        0.2,
        0.5,
        "At equal marks in the rest of the course, students with Sex: female pass it less often: odds 0.3 (0.2 to 0.5) of those of others."
    )]
    [InlineData(
        BiasMatch.Final,
        2.5,
        1.5,
        4,
        "At an equal final score, students with Sex: female pass it more often: odds 2.5 (1.5 to 4.0) times those of others."
    )]
    [InlineData(
        BiasMatch.Final,
        1,
        0.7,
        1.4,
        "At an equal final score, whether students with Sex: female pass it more or less often than others depends on how high that score is."
    )]
    public void What_stands_out_by_passing_alone_is_said_of_passing(
        BiasMatch match,
        double odds,
        double low,
        double high,
        string said
    )
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
        var passing = new PassingRow(new Measure(odds, low, high), 0.001, 0.001, 0.05, "B");
        var row = new BiasRow(
            "Sex",
            "female",
            match,
            100,
            100,
            new Measure(-1, -4, 2),
            -0.05,
            0.6,
            passing,
            null,
            null,
            true,
            false
        );
        AssessmentWords.Bias(row).ShouldBe(said);
        AssessmentWords.Bias(row with { ByMarks = true }).ShouldContain("cannot be told from those of others");
        var head = new BiasHead("Sex", "female", match, row.Points, row.Passing!.OddsRatio);
        Why(Plain with { Bias = head }, WorthReason.Bias).ShouldBe(said);
    }

    [Theory]
    [InlineData(0.84, 0.77, true)]
    [InlineData(0.65, 0.6, false)]
    [InlineData(0.75, 0.48, false)]
    public void Late_work_tells_much_only_where_it_does(double value, double low, bool isMuch)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
        Why(Plain with { Foretells = new Measure(value, low, 0.95) }, WorthReason.Late)
            .Contains("though they tell much", StringComparison.Ordinal)
            .ShouldBe(isMuch);
    }

    [Fact]
    public void The_sentence_at_the_top_counts_only_work_whose_marks_are_known()
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
        var (late, early, unknown) = (Plain, Plain with { WeeksLeft = 9 }, Plain with { WeeksLeft = null });

        Lead(unknown, unknown).ShouldBe("2 pieces of work; fewer than ten marks of each are known yet.");
        Lead(early, unknown)
            .ShouldBe(
                "1 pieces of work; of each, half of the marks are known when at least 4 weeks are left. Of 1 more, fewer than ten marks are known yet."
            );
        Lead(late, early, unknown)
            .ShouldContain(
                "1 of 2 pieces of work are marked when fewer than 4 weeks are left. Of 1 more, fewer than ten"
            );
    }

    [Fact]
    public void Why_there_is_no_reliability_is_said()
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
        AssessmentWords.Complete(Course).ShouldBe("fewer than 10");
        AssessmentWords.Complete(Course with { Why = NoAlpha.OneItem }).ShouldBe("one piece of work");
        AssessmentWords.Complete(Course with { Why = NoAlpha.NoSpread }).ShouldBe("–");
        AssessmentWords.Complete(Course with { Alpha = new Measure(0.8, 0.7, 0.9), Complete = 40 }).ShouldBe("40");
    }

    [Theory]
    [InlineData(10_000, 50_000, "Due from about 180 students of the sample at 80 % of the term;")]
    [InlineData(10_000, 10_000, "Due from about 180 students at 80 % of the term;")]
    public void Students_of_a_sample_are_not_called_all(int taken, int all, string said)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
        AssessmentLead.Of(View(taken, all)).ShouldStartWith(said);
    }

    [Fact]
    public void Bars_stand_out_where_all_of_their_marks_pass() =>
        AssessmentTables
            .Histogram(
                View(10, 10, new MarkBar(0, 50, 10, 0.2), new MarkBar(50, 70, 10, 0.2), new MarkBar(70, 100, 30, 0.6))
            )!
            .Bars.Select(b => b.Emphasis)
            .ShouldBe([false, false, true]);

    private static AssessmentView View(int taken, int all, params MarkBar[] bars) =>
        new(
            new OrgChoice(1, "North"),
            null,
            null,
            4,
            new AssessmentIndex([], 60, taken, all, []),
            new AssessmentTerm("Term", new DateOnly(2026, 5, 4), false),
            Row(Plain),
            new ItemDetail(bars, [], [], []),
            [Plain],
            null,
            [],
            0
        );

    private static CourseFigures Course { get; } = new(1, "Geometry", "", 1, 180, null, 0);

    private static AssessmentRow Row(ItemFigures item) => new(item, Course, ItemWorth.Of(item, 4));

    private static string Why(ItemFigures item, WorthReason reason) => AssessmentWords.Why(Row(item), reason, []);

    private static string Lead(params ItemFigures[] items) =>
        AssessmentLead.Of(
            new AssessmentsShown(
                new AssessmentFilter(),
                new AssessmentIndex([], 60, 10, 10, []),
                new AssessmentTerm("Term", new DateOnly(2026, 5, 4), true),
                new TermSheet([Course], items, 0, 0),
                [.. items.Select(Row)],
                [],
                null,
                null
            ),
            4
        );
}
