using EarlyWarning.Web.Features.Fairness;
using EarlyWarning.Web.Figures.Fairness;
using MathNet.Numerics.Distributions;
using static EarlyWarning.Web.Tests.Features.Fairness.MadeSheets;

namespace EarlyWarning.Web.Tests.Features.Fairness;

public sealed class FairnessVerdictTests
{
    [Fact]
    public void A_great_difference_in_a_great_group_is_sure_and_named_with_its_interval()
    {
        // False alarms 240 of 1200 against 320 of 4000: 20 in 100 against 8.
        var verdict = FairnessVerdict.Of(
            Cut(
                0.1,
                [
                    .. Attribute(
                        "English learner",
                        ("Yes", new People(1500, 300, 440, 200)),
                        ("No", new People(5000, 1000, 987, 667))
                    ),
                ]
            )
        );

        var sure = verdict.Sure.ShouldHaveSingleItem();
        (sure.Group, sure.Rate, sure.Reading).ShouldBe(("Yes", FairnessKeys.FalsePositiveRate, GapReading.More));
        // Misses are the same third in both, and 300 who needed it leave a tenth open no more.
        verdict.Compared.Count.ShouldBe(2, "of two groups one speaks for both");
        verdict.CannotTell.ShouldBe(0);
        FairnessWords
            .Lead(verdict)
            .ShouldBe(
                "More false alarms for “English learner: Yes”: 12 in 100 more than for others (10 to 14). Nothing else differs by a tenth."
            );
    }

    [Fact]
    public void Of_two_groups_what_is_more_for_one_is_fewer_for_the_other()
    {
        var groups = Attribute("X", ("a", new People(1500, 300, 440, 200)), ("b", new People(5000, 1000, 987, 667)));
        var verdict = FairnessVerdict.Of(Cut(0.1, groups));

        verdict.ReadingOf(groups[0], FairnessKeys.FalsePositiveRate).ShouldBe(GapReading.More);
        verdict.ReadingOf(groups[1], FairnessKeys.FalsePositiveRate).ShouldBe(GapReading.Fewer);
        verdict.ReadingOf(groups[1], FairnessKeys.FalseNegativeRate).ShouldBe(GapReading.NoneSeen);
        verdict.ReadingOf(groups[1], FairnessKeys.Precision).ShouldBeNull("only mistakes are compared");
    }

    [Fact]
    public void Small_numbers_cannot_tell_and_hidden_groups_are_not_compared()
    {
        var verdict = FairnessVerdict.Of(
            Cut(
                0.1,
                [
                    .. Attribute("Sex", ("F", new People(60, 20, 16, 8)), ("M", new People(60, 20, 15, 8))),
                    Group("Language", "English", new People(150, 30, 20, 10)),
                    Hidden("Language", "Igbo"),
                    Hidden("Language", "Somali"),
                ]
            )
        );

        verdict.Compared.Count.ShouldBe(2);
        verdict.Unknown.ShouldBe(3, "one whose rest is hidden, two that are hidden");
        verdict.CannotTell.ShouldBe(2);
        FairnessWords
            .Lead(verdict)
            .ShouldBe(
                "Cannot tell whether a group bears more false alarms or misses than others: the numbers are too small."
            );
    }

    [Fact]
    public void Nothing_to_compare_is_said_so()
    {
        var verdict = FairnessVerdict.Of(Cut(0.1, [Hidden("Sex", "F"), Hidden("Sex", "M")]));

        FairnessWords.Lead(verdict).ShouldStartWith("Cannot tell whether it is fair: no group");
        verdict.ByChance.ShouldBe(0);
    }

    [Fact]
    public void Intersections_are_shown_but_not_part_of_the_verdict() =>
        FairnessVerdict
            .Of(
                Cut(
                    0.1,
                    [
                        .. Attribute(
                            "Sex x Lunch",
                            ("F, free", new People(1500, 300, 440, 200)),
                            ("M, free", new People(5000, 1000, 987, 667))
                        ),
                    ]
                )
            )
            .Compared.ShouldBeEmpty();

    [Theory]
    // Of one comparison 1.96 standard errors will do; of ten the surest needs 2.81.
    [InlineData(0.05, 0.01, 1, GapReading.More)]
    [InlineData(0.05, 0.01, 10, GapReading.CannotTell)]
    [InlineData(-0.05, -0.09, 1, GapReading.Fewer)]
    // Whole percents: an end of 0 may lie on either side, so that rounding would decide.
    [InlineData(0.04, 0.00, 1, GapReading.NoneSeen)]
    // As sure as can be.
    [InlineData(0.2, 0.18, 10, GapReading.More)]
    public void More_comparisons_ask_for_more(double value, double low, int comparisons, GapReading expected)
    {
        var width = Math.Abs(value - low);
        Rate Gap(double v, double w) => new(v, Math.Round(v - w, 2), Math.Round(v + w, 2));
        List<GroupFigures> groups = [With("G0", Gap(value, width), false)];
        for (var i = 1; i < comparisons; i++)
        {
            groups.Add(With($"G{i}", Gap(0, 0.02), false));
        }

        var verdict = FairnessVerdict.Of(Cut(0.1, groups));

        verdict.Compared.Count.ShouldBe(comparisons);
        verdict.Compared.Single(g => g.Group == "G0").Reading.ShouldBe(expected);
    }

    [Fact]
    public void Holm_stops_at_the_first_that_does_not_hold()
    {
        // z of 3.9, 2.4 and 2.3 among three: 2.39 is asked of the first, 2.24 of the second, 1.96 of the third.
        GroupFigures At(string name, double z) =>
            With(
                name,
                new Rate(0.4, Math.Round(0.4 - (0.4 * 1.96 / z), 2), Math.Round(0.4 + (0.4 * 1.96 / z), 2)),
                false
            );

        Readings(3.9, 2.5, 2.4).ShouldBe([GapReading.More, GapReading.More, GapReading.More]);
        Readings(3.9, 2.1, 2.05).ShouldBe([GapReading.More, GapReading.CannotTell, GapReading.CannotTell]);
        Readings(2.3, 2.3, 2.3).ShouldAllBe(r => r == GapReading.CannotTell);

        GapReading[] Readings(params double[] zs) =>
            [.. FairnessVerdict.Of(Cut(0.1, [.. zs.Select((z, i) => At($"G{i}", z))])).Compared.Select(g => g.Reading)];
    }

    [Fact]
    public void Where_there_is_no_difference_one_is_called_sure_in_at_most_five_of_a_hundred_schools()
    {
        var random = new Random(20261122);
        var wrong = 0;
        const int schools = 400;
        for (var i = 0; i < schools; i++)
        {
            (string, People)[] groups =
            [
                .. new[] { "a", "b", "c", "d", "e" }.Select(name =>
                {
                    var needed = Binomial.Sample(random, 0.2, 600);
                    var right = Binomial.Sample(random, 0.5, needed);
                    var wrongly = Binomial.Sample(random, 0.1, 600 - needed);
                    return (name, new People(600, needed, right + wrongly, right));
                }),
            ];
            wrong += FairnessVerdict.Of(Cut(0.1, Attribute("X", groups))).Sure.Count > 0 ? 1 : 0;
        }

        // 5 in 100 of 400 are 20; 33 lie three standard deviations above.
        wrong.ShouldBeLessThan(34);
    }

    [Fact]
    public void A_difference_of_fifteen_in_a_hundred_is_found_in_a_great_school()
    {
        var random = new Random(7);
        var found = 0;
        for (var i = 0; i < 50; i++)
        {
            (string, People)[] groups =
            [
                .. new[] { ("a", 0.25), ("b", 0.1), ("c", 0.1) }.Select(g =>
                {
                    var needed = Binomial.Sample(random, 0.2, 1000);
                    var right = Binomial.Sample(random, 0.5, needed);
                    return (
                        g.Item1,
                        new People(1000, needed, right + Binomial.Sample(random, g.Item2, 1000 - needed), right)
                    );
                }),
            ];
            var sure = FairnessVerdict.Of(Cut(0.1, Attribute("X", groups))).Sure;
            found += sure.Any(g => g is { Group: "a", Rate: FairnessKeys.FalsePositiveRate, Reading: GapReading.More })
                ? 1
                : 0;
        }

        found.ShouldBe(50);
    }

    // One comparison: the other rate is not defined.
    private static GroupFigures With(string group, Rate gap, bool hidden) =>
        new(
            "Region",
            group,
            hidden,
            100,
            50,
            50,
            25,
            new Dictionary<string, Rate>(StringComparer.Ordinal)
            {
                [FairnessKeys.FalsePositiveRate] = new Rate(0.3, 0.2, 0.4),
            },
            new Dictionary<string, Rate>(StringComparer.Ordinal) { [FairnessKeys.FalsePositiveRate] = gap }
        );
}
