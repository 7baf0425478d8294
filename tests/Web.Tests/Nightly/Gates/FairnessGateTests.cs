using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Tests.Nightly.Gates;

/// <summary>False alarms and misses by group against closed forms: Newcombe's interval, Holm's steps.</summary>
public sealed class FairnessGateTests
{
    // Quantiles of the normal distribution at 1 - 0.05/2 and 1 - 0.05/4.
    private const double Z1 = 1.959963984540054;
    private const double Z2 = 2.241402727604945;

    [Fact]
    public void The_interval_is_that_of_Newcombe_s_published_example()
    {
        // Newcombe (1998), example (a): 56 of 70 against 48 of 80, method 10: 0.0524 to 0.3339.
        var students = Made("yes", passed: 70, alarms: 56).Concat(Made("no", passed: 80, alarms: 48)).ToList();
        students.AddRange(Made(null, passed: 889, alarms: 0, failed: 1));
        var result = FairnessGate.Judge(MadeCohort.Trial(students), MadeCohort.Groups(students, "Group"));
        var figure = result.Figures.Single();
        figure.Name.ShouldBe("Group: yes, false alarms");
        figure.Value!.Value.ShouldBe(0.2, 1e-12);
        figure.Low!.Value.ShouldBe(0.0524, 5e-5);
        figure.High!.Value.ShouldBe(0.3339, 5e-5);
        figure.N.ShouldBe(70);
        figure.Outcome.ShouldBe(GateOutcome.CannotTell, "the interval holds the limit of 0.10");
        result.Sentence.ShouldContain("1 comparisons rest on too few people");
    }

    [Fact]
    public void A_group_with_many_more_false_alarms_is_refused_and_the_surest_comparison_pays_for_both()
    {
        List<MadeStudent> students =
        [
            .. Made("yes", passed: 200, alarms: 60),
            .. Made("no", passed: 1300, alarms: 20),
            .. Made("yes", failed: 100, caught: 26),
            .. Made("no", failed: 400, caught: 94),
        ];
        var result = FairnessGate.Judge(MadeCohort.Trial(students), MadeCohort.Groups(students, "English learner"));
        result.Outcome.ShouldBe(GateOutcome.Refused);
        result.Sentence.ShouldBe(
            "A group bears more of its mistakes than others, by English learner; see the figures.",
            "no group and no figure: the sentence is shown where nobody knows what is hidden"
        );

        var alarms = result.Figures.Single(f => f.Name.EndsWith("false alarms", StringComparison.Ordinal));
        var (low, high) = Newcombe(60, 200, 20, 1300, Z2);
        alarms.Low!.Value.ShouldBe(low, 1e-6);
        alarms.High!.Value.ShouldBe(high, 1e-6);

        var misses = result.Figures.Single(f => f.Name.EndsWith("misses", StringComparison.Ordinal));
        (low, high) = Newcombe(74, 100, 306, 400, Z1);
        misses.Value!.Value.ShouldBe((74 / 100.0) - (306 / 400.0), 1e-12);
        misses.Low!.Value.ShouldBe(low, 1e-6);
        misses.High!.Value.ShouldBe(high, 1e-6);
        misses.Outcome.ShouldNotBe(GateOutcome.Refused);
    }

    [Fact]
    public void Where_the_surest_comparison_does_not_hold_at_its_level_no_later_one_is_refused_at_a_weaker_level()
    {
        // Two comparisons alike, each beyond the limit at 5 % alone, neither at the 2.5 % that Holm's first step asks for.
        var alarms = Enumerable.Range(1, 200).First(a => Newcombe(a, 200, 0, 200, Z1).Low > 0.1);
        Newcombe(alarms, 200, 0, 200, Z2).Low.ShouldBeLessThan(0.1);
        var caught = 200 - alarms;
        List<MadeStudent> students =
        [
            .. Made("yes", passed: 200, alarms: alarms),
            .. Made("no", passed: 200, alarms: 0),
            .. Made("yes", failed: 200, caught: caught),
            .. Made("no", failed: 200, caught: 200),
        ];
        var flagged = alarms + caught + 200;
        students.AddRange(Made(null, passed: (flagged * 10) - students.Count, alarms: 0));
        var result = FairnessGate.Judge(MadeCohort.Trial(students), MadeCohort.Groups(students, "Group"));
        result.Figures.Count.ShouldBe(2);
        result.Figures.ShouldAllBe(f => f.Outcome == GateOutcome.CannotTell);
        result.Outcome.ShouldBe(GateOutcome.CannotTell);
    }

    [Fact]
    public void Large_groups_that_fare_alike_pass_and_without_groups_nobody_can_tell()
    {
        List<MadeStudent> students =
        [
            .. Made("yes", passed: 2000, alarms: 60),
            .. Made("no", passed: 6000, alarms: 180),
            .. Made("yes", failed: 500, caught: 190),
            .. Made("no", failed: 1500, caught: 570),
        ];
        var trial = MadeCohort.Trial(students);
        FairnessGate.Judge(trial, MadeCohort.Groups(students, "Group")).Outcome.ShouldBe(GateOutcome.Passed);
        FairnessGate
            .Judge(trial, new ProtectedGroups(new Dictionary<string, Dictionary<long, string>>()))
            .Outcome.ShouldBe(GateOutcome.CannotTell);
    }

    [Theory]
    [InlineData(
        "Refused. A group bears more of its mistakes than others: Language: Igbo, misses +28 in 100 (18 to 38); "
            + "Sex: F (a). b, false alarms -12 in 100 (-20 to -11). 3 comparisons rest on too few people to be judged.",
        "Refused. A group bears more of its mistakes than others; see the figures. 3 comparisons rest on too few people "
            + "to be judged."
    )]
    [InlineData(
        "A group bears more of its mistakes than others: Language: Igbo, mis",
        "A group bears more of its mistakes than others; see the figures."
    )]
    [InlineData("All gates let it pass.", "All gates let it pass.")]
    [InlineData(
        "A group bears more of its mistakes than others, by Sex; see the figures.",
        "A group bears more of its mistakes than others, by Sex; see the figures."
    )]
    [InlineData(null, null)]
    public void Sentences_of_before_lose_what_they_say_of_groups(string? recorded, string? shown) =>
        FairnessSentence.WithoutGroups(recorded).ShouldBe(shown);

    private static IEnumerable<MadeStudent> Made(
        string? group,
        int passed = 0,
        int alarms = 0,
        int failed = 0,
        int caught = 0
    ) =>
        Enumerable
            .Range(0, passed)
            .Select(i => new MadeStudent(i % 7, false, i < alarms ? 2 : -2, group))
            .Concat(Enumerable.Range(0, failed).Select(i => new MadeStudent(i % 11, true, i < caught ? 2 : -2, group)));

    // Written down from the paper, apart from the program's own.
    private static (double Low, double High) Newcombe(double a, double m, double b, double n, double z)
    {
        var (l1, u1) = Wilson(a, m, z);
        var (l2, u2) = Wilson(b, n, z);
        var (p1, p2) = (a / m, b / n);
        return (
            p1 - p2 - Math.Sqrt(Math.Pow(p1 - l1, 2) + Math.Pow(u2 - p2, 2)),
            p1 - p2 + Math.Sqrt(Math.Pow(u1 - p1, 2) + Math.Pow(p2 - l2, 2))
        );
    }

    private static (double Low, double High) Wilson(double r, double n, double z)
    {
        var (a, b, c) = ((2 * r) + (z * z), z * Math.Sqrt((z * z) + (4 * r * (1 - (r / n)))), 2 * (n + (z * z)));
        return ((a - b) / c, (a + b) / c);
    }
}
