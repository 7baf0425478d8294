using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Support;
using EarlyWarning.Domain.Time;
using EarlyWarning.Ml.Effects;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Effectiveness;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Tests.Figures.Effectiveness;

/// <summary>Who counts as helped, and who as comparable, on the day support began.</summary>
public sealed class SupportedUnitsTests
{
    private const int Begin = 1000;
    private const int Tutoring = 2;

    [Fact]
    public void Who_had_left_before_support_began_was_not_helped()
    {
        var made = Made([Row(1, Begin + 30), Row(2, Begin + 126)], [Case(1, Begin + 40), Case(2, Begin + 40)]);
        made.Units.Select(u => u.Case.StudentId).ShouldBe([2]);
        // On the last day itself a student is still there.
        Made([Row(1, Begin + 40)], [Case(1, Begin + 40)]).Units.Count.ShouldBe(1);
    }

    [Fact]
    public void Who_had_left_before_support_began_is_not_compared_with()
    {
        // Both helped students stood in week 4; one was helped on day 33, the other on day 40. The third left on day 36.
        var made = Made(
            [Row(1, Begin + 126), Row(2, Begin + 126), Row(3, Begin + 36), Row(4, Begin + 126), Row(5, Begin + 31)],
            [Case(1, Begin + 33), Case(2, Begin + 40)]
        );
        var compared = made.Looked.Compared(made.Looked.Of(Tutoring));
        Students(made, compared).ShouldBe([1, 2, 3, 4]);
        var cohort = made.Looked.CohortOf(compared, 2);
        (cohort.IsAtRisk(2, 0), cohort.IsAtRisk(2, 1), cohort.IsAtRisk(3, 1)).ShouldBe((true, false, true));
        // Of one score all lie within the caliper: the first is compared with both, the second with who was there.
        var groups = CaliperMatching.MatchOn(cohort, [0, 0, 0, 0]);
        groups.Weights.ShouldBe([1, 1, 0.5, 1.5]);
    }

    [Fact]
    public void Terms_are_compared_at_the_same_day_of_their_classes()
    {
        // Helped on day 33 of the first term and on day 40 of the second. Of the others one stayed through the first term, two
        // left the second on days 36 and 30, one the third on day 36, one the first on day 32, one the third on day 40.
        var made = Made(
            [
                Row(1, Begin + 126),
                Row(2, Begin + 326, term: 2),
                Row(3, Begin + 126),
                Row(4, Begin + 236, term: 2),
                Row(5, Begin + 230, term: 2),
                Row(6, Begin + 436, term: 3),
                Row(7, Begin + 32),
                Row(8, Begin + 440, term: 3),
            ],
            [Case(1, Begin + 33), Case(2, Begin + 240)]
        );
        var compared = made.Looked.Compared(made.Looked.Of(Tutoring));
        Students(made, compared).ShouldBe([1, 2, 3, 4, 6, 8]);
        var cohort = made.Looked.CohortOf(compared, 2);
        Enumerable.Range(2, 4).Select(i => cohort.IsAtRisk(i, 0)).ShouldAllBe(isAtRisk => isAtRisk);
        Enumerable.Range(2, 4).Select(i => cohort.IsAtRisk(i, 1)).ShouldBe([true, false, false, true]);
    }

    [Fact]
    public void Who_is_in_the_middle_of_support_has_support()
    {
        var made = Made(
            [.. Enumerable.Range(1, 6).Select(s => Row(s, Begin + 126))],
            [
                Case(1, Begin + 33),
                // Begun before the class and going on, begun before and closed in it, closed before it, begun later.
                Case(2, Begin - 60),
                Case(3, Begin - 60, Begin + 3),
                Case(4, Begin - 60, Begin - 1),
                Case(5, Begin + 50, kind: 4),
            ]
        );
        Students(made, made.Looked.Compared(made.Looked.Of(Tutoring))).ShouldBe([1, 4, 5, 6]);
        made.Looked.IsWithoutLater(4).ShouldBeFalse();
        made.Looked.IsWithoutLater(5).ShouldBeTrue();
    }

    [Fact]
    public void Of_those_helped_rules_count_up_to_the_start()
    {
        // Two rules for both from week 4 on; the first was helped before, the second after, the third never.
        var made = Made(
            [
                .. Enumerable
                    .Range(1, 3)
                    .Select(s => Row(s, Begin + 126, RuleSignals.FailingCourse | RuleSignals.Behaviour)),
            ],
            [Case(1, Begin + 20), Case(2, Begin + 40)]
        );
        made.Looked.Flagged(Tutoring).ShouldBe((2, 1));
    }

    [Fact]
    public void Hours_for_one_more_pass_are_of_all_that_a_student_got()
    {
        // Forty students, each twice for ten hours, with five courses each time: 20 hours for one pass more of ten courses.
        var kind = new SupportKind
        {
            Id = Tutoring,
            Name = "Tutoring",
            Hours = 3,
        };
        List<GivenSupport> given =
        [
            .. Enumerable
                .Range(0, 80)
                .Select(i => new GivenSupport(i, i / 2, Tutoring, Begin + (200 * (i % 2)), null, true, 15, 0, 600)),
        ];
        var hours = DoseFigures.HoursEach(given, kind, [.. Enumerable.Range(0, 40).Select(i => (long)i)]);
        hours.ShouldBe(20, 1e-12);
        var dose = DoseFigures.Of(given, kind);
        (dose.Hours, dose.HoursLow, dose.Sessions, dose.Logged).ShouldBe((20, 20, 30, 1));
        var pass = new EffectEstimate(40, 400, 300, 0.7, 0.1, 0.02, 0.05, 0.2, 0.01);
        KindEffects.PerPass(pass, hours).ShouldBe(new HoursPerPass(20, 10, 40));
        KindEffects.PerPass(pass with { Low = 0 }, hours).ShouldBeNull();
    }

    [Fact]
    public void More_or_less_of_it_counts_all_cases_of_a_student()
    {
        // Ten students once for 15 hours, ten twice for 10, ten once for 10 and once not written down, for which 30 were
        // planned, and one of whom nothing is written down. By the longest case the first would have had the most.
        var made = Made(
            [.. Enumerable.Range(1, 31).Select(s => Row(s, Begin + 126, passed: s is > 10 and <= 23))],
            [
                .. Enumerable.Range(1, 10).Select(s => Case(s, Begin + 33) with { Minutes = 900 }),
                .. Enumerable.Range(11, 20).Select(s => Case(s, Begin + 33) with { Minutes = 600 }),
                .. Enumerable
                    .Range(11, 20)
                    .Select(s => Case(s, Begin + 60) with { CaseId = s, Minutes = s <= 20 ? 600 : 0 }),
                Case(31, Begin + 33),
            ]
        );
        var kind = new SupportKind
        {
            Id = Tutoring,
            Name = "Tutoring",
            Hours = 30,
        };
        var groups = DoseFigures.Groups(made.Looked.Given(Tutoring), made.Looked.Of(Tutoring), kind, made.Record);
        groups.Select(g => (g.From, g.To, g.Students)).ShouldBe([(15, 15, 10), (20, 20, 10), (40, 40, 10)]);
        groups.Select(g => g.Passed).ShouldBe([0, 1, 0.3]);
    }

    private static long[] Students(
        (FinishedRecord Record, IReadOnlyList<SupportedUnit> Units, SupportedUnits Looked) made,
        ComparedRows compared
    ) => [.. compared.Rows.Select(i => made.Record.Rows[i].StudentId).Order()];

    private static (FinishedRecord Record, IReadOnlyList<SupportedUnit> Units, SupportedUnits Looked) Made(
        List<SnapshotRow> rows,
        List<GivenSupport> cases
    )
    {
        var catalogue = new FeatureCatalogue([]);
        IReadOnlyList<Term> terms =
        [
            .. Enumerable.Range(0, 3).Select(t => new Term(t, $"Term {t}", DateOnly.FromDayNumber(Begin + (200 * t)))),
        ];
        var termOf = new Dictionary<long, int>
        {
            [1] = 0,
            [2] = 1,
            [3] = 2,
        };
        var today = DateOnly.FromDayNumber(Begin + 700);
        var set = new TrainingSet(
            today,
            catalogue.Names,
            terms,
            termOf,
            new HashSet<long>(),
            new TournamentBudget(),
            rows
        );
        var pass = new SnapshotPass(null!, catalogue, new SchoolBook { PassMark = 60 }, today.DayNumber);
        var input = new FigureInput(
            new Run { Fence = "" },
            new RunInput(new AsOfDate(today, false), catalogue, pass, terms, termOf, 1),
            new Serving(new Dictionary<Goal, ServingModel>(), null),
            new FigureOrgs([], []),
            new(() => set),
            null!,
            new RetrainingSettings(1, 60, 600_000),
            TimeProvider.System,
            new Progress<string>()
        );
        var record = new FinishedRecord(input, set);
        var history = new SupportHistory(new Dictionary<int, SupportKind>(), cases);
        var units = SupportedUnit.All(record, history);
        return (record, units, new SupportedUnits(record, history, units, new HashSet<long> { 1 }, null));
    }

    // The snapshot of week 4, at the end of day 28. Terms are 200 days apart.
    private static SnapshotRow Row(
        long student,
        int decided,
        RuleSignals rules = RuleSignals.None,
        int term = 1,
        bool passed = false
    ) =>
        new(
            student * 10,
            student,
            Book(term),
            4,
            Book(term).Start + 28,
            true,
            rules,
            new float[new FeatureCatalogue([]).Features.Count],
            new OutcomeFact(student * 10, 0, passed ? OutcomeKind.Passed : OutcomeKind.Failed, 40, decided, decided)
        );

    private static ClassBook Book(int term) =>
        new()
        {
            Id = term,
            OrgId = 1,
            CourseId = 1,
            SessionId = term,
            Start = Begin + (200 * (term - 1)),
            End = Begin + (200 * (term - 1)) + 126,
        };

    private static GivenSupport Case(long student, int start, int? end = null, int kind = Tutoring) =>
        new((student * 100) + kind, student, kind, start, end, true, 0, 0, 0);
}
