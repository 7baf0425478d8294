using System.Globalization;
using System.Text.RegularExpressions;
using EarlyWarning.Web.Features.Letters;

namespace EarlyWarning.Web.Tests.Features.Letters;

/// <summary>What every letter keeps to, whatever the record and the language.</summary>
public sealed partial class LetterTextsTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    public static TheoryData<string> Languages => [.. LetterTexts.All.Select(t => t.Code)];

    [Fact]
    public void English_is_usual_and_Spanish_can_be_chosen()
    {
        LetterTexts.All.Select(t => t.Code).ShouldBe(["en", "es"]);
        LetterTexts.Of(null).Code.ShouldBe("en");
        LetterTexts.Of("ES").Code.ShouldBe("es");
        LetterTexts.Of("xx").Code.ShouldBe("en");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void No_letter_foretells_judges_or_speaks_of_others(string language)
    {
        foreach (var facts in Many())
        {
            var text = Text(language, facts);
            Forbidden().IsMatch(text).ShouldBeFalse(text);
            text.ShouldNotContain("  ");
            text.ShouldNotContain("..");
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void What_goes_well_comes_first_and_how_to_reach_and_correct_the_school_last(string language)
    {
        foreach (var facts in Many())
        {
            var keys = LetterTexts.Of(language).Write(facts).Select(s => s.Key).ToList();
            keys.ShouldBe(
                facts.Concerns.Count > 0
                    ? ["opening", "strengths", "concerns", "support", "contact", "correction", "closing"]
                    : ["opening", "strengths", "support", "contact", "correction", "closing"]
            );
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_fact_is_in_it(string language)
    {
        var text = Text(language, Facts([Days], [Days, Work, Marks]));

        foreach (
            var fact in (string[])
                [
                    "Ada Okafor",
                    "Algebra",
                    "North School",
                    "Ms Reed",
                    "reed@north.test",
                    "01 23 45",
                    "Quiz 2",
                    "Essay 1",
                    "40",
                    "41",
                    "37",
                ]
        )
        {
            text.ShouldContain(fact);
        }
    }

    [Theory]
    [InlineData("en", "1.5 of 10 in Quiz 1", "20 November 2026")]
    [InlineData("es", "1,5 de 10 en Quiz 1", "20 de noviembre de 2026")]
    public void Days_and_numbers_are_written_as_the_letters_language_does(string language, string mark, string day)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var text = Text(language, Facts([], [new MarksPoint([new LetterMark("Quiz 1", 1.5, 10)])]));
            text.ShouldContain(mark);
            text.ShouldContain(day);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void One_is_written_as_one()
    {
        var days = new AttendancePoint(41, 2, 1, 1, Today.AddDays(-56));
        var work = new WorkPoint(3, [], 1);

        var english = Text("en", Facts([], [days, work]));
        english.ShouldContain("For one of these days we know of no reason. On one day Ada came late or left early.");
        english.ShouldContain("One piece of work came in late.");
        var spanish = Text("es", Facts([], [days, work]));
        spanish.ShouldContain(
            "No conocemos el motivo de uno de esos días. Un día llegó tarde o salió antes de la hora."
        );
        spanish.ShouldContain("Un trabajo llegó tarde.");
    }

    [Fact]
    public void Support_that_is_asked_for_is_told_apart_from_what_was_agreed()
    {
        var agreed = new LetterSupport(
            "Tutoring",
            true,
            "Mr Day",
            Today,
            Today.AddDays(14),
            "Reach 60 in the next test."
        );
        var asked = new LetterSupport("Mentoring", false, null, null, null, null);
        var facts = Facts([], []) with { Support = [agreed, asked] };

        var english = LetterTexts.Of("en").Write(facts).Single(s => s.Key == "support");
        english
            .Text.Split('\n')
            .ShouldBe([
                "Tutoring is agreed. The goal: “Reach 60 in the next test”. First day: 20 November 2026. Mr Day looks after it. On 4 December 2026 we look at how it is going.",
                "Mentoring: we have asked for it and will tell you when it begins.",
            ]);
        LetterTexts
            .Of("es")
            .Write(facts)
            .Single(s => s.Key == "support")
            .Text.ShouldContain("Tutorías: está acordado.");
    }

    private static AttendancePoint Days => new(41, 4, 2, 3, Today.AddDays(-56));

    private static WorkPoint Work =>
        new(9, [new MissingWork("Quiz 2", Today.AddDays(-20)), new MissingWork("Essay 1", Today.AddDays(-30))], 2);

    private static MarksPoint Marks => new([new LetterMark("Quiz 1", 40, 100), new LetterMark("Quiz 3", 55.5, 100)]);

    private static IEnumerable<LetterFacts> Many()
    {
        LetterPoint[] points =
        [
            Days,
            Days with
            {
                Missed = 0,
                Unexplained = 0,
            },
            Days with
            {
                Partial = 0,
            },
            Work,
            Work with
            {
                Missing = [],
                Late = 1,
            },
            Work with
            {
                Missing = [.. Enumerable.Range(1, 9).Select(i => new MissingWork($"Task {i}", Today))],
                Late = 0,
            },
            Marks,
            new ActivityPoint(28, 2, Today.AddDays(-3)),
            new ActivityPoint(28, 0, Today.AddDays(-40)),
        ];
        foreach (var point in points)
        {
            yield return Facts([point], [point]);
            yield return Facts([point], []);
            yield return Facts([], [point]);
        }

        yield return Facts([], []);
        yield return Facts([], [Days, Work, Marks]) with
        {
            Offers = ["Tutoring", "Workload plan"],
            Email = null,
            Contact = null,
        };
        yield return Facts([], [Days]) with
        {
            Support =
            [
                new LetterSupport("Tutoring", true, "Mr Day", Today, Today.AddDays(14), "Two lessons a week."),
                new LetterSupport("Tutoring", true, null, null, null, null),
                new LetterSupport("Mentoring", false, null, null, null, null),
            ],
        };
    }

    private static LetterFacts Facts(IReadOnlyList<LetterPoint> strengths, IReadOnlyList<LetterPoint> concerns) =>
        new(
            "Ada",
            "Ada Okafor",
            "North School",
            "Algebra",
            Today,
            Today,
            "Ms Reed",
            "reed@north.test",
            "Telephone 01 23 45, mornings",
            strengths,
            concerns,
            [],
            []
        );

    private static string Text(string language, LetterFacts facts) =>
        string.Join("\n\n", LetterTexts.Of(language).Write(facts).Select(s => $"{s.Heading}\n{s.Text}"));

    [GeneratedRegex(
        @"\b(risk|riesgo|fail|reprob|suspen|flag|alert|score|puntaj|probab|predic|pronóstic|percent|por ciento|model|algorit|watch|median|mean|average|promedio|classmate|compañer|other students|otros estudiantes|in 10|de cada)|%",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Forbidden();
}
