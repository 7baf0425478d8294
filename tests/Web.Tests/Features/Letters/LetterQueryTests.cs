using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Support;
using EarlyWarning.Support;
using EarlyWarning.Web.Features;
using EarlyWarning.Web.Features.Letters;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Features.Support;
using EarlyWarning.Web.Tests.Features.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.Letters;

/// <summary>Who may write a letter, and what of the record may stand in one.</summary>
public sealed class LetterQueryTests
{
    [Theory, DatabaseData]
    public async Task Those_who_see_the_student_in_a_class_write_and_nobody_else(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var students = new StudentQuery(world.Database);

        foreach (var member in Enum.GetValues<CastMember>())
        {
            for (var student = 1L; student <= 9; student++)
            {
                var scope = world.School.ScopeOf(member);
                var page = await students.GetAsync(scope, student, null, CancellationToken.None);
                var letter = await MakeAsync(world, member, student, null);
                (letter is not null).ShouldBe(page?.Enrollment is not null, $"{member} {student}");
            }
        }

        await using var db = world.Database.CreateDbContext();
        (await db.AccessLog.AnyAsync(e => e.StudentId == SampleSchool.HanaId)).ShouldBeFalse();
        (await db.AccessLog.AnyAsync(e => e.UserId == SampleSchool.UserId(CastMember.WithoutRole))).ShouldBeFalse();
        (await db.AccessLog.CountAsync(e => e.UserId == SampleSchool.UserId(CastMember.TeacherA))).ShouldBe(3);
    }

    [Theory, DatabaseData]
    public async Task That_a_letter_was_made_is_logged_with_what_gave_the_right(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);

        await Query(world).GetAsync(world.School.ScopeOf(CastMember.TeacherA), 1, null, CancellationToken.None);
        await MakeAsync(world, CastMember.Counsellor, SampleSchool.AdaId, SampleSchool.AlgebraId);

        await using var db = world.Database.CreateDbContext();
        var entry = await db.AccessLog.SingleAsync();
        (entry.UserId, entry.StudentId, entry.Action, entry.Reason).ShouldBe(
            (SampleSchool.UserId(CastMember.Counsellor), SampleSchool.AdaId, LetterQuery.Action, AccessReason.Caseload)
        );
    }

    [Theory, DatabaseData]
    public async Task The_letter_holds_the_same_facts_whoever_writes_it(DatabaseKind kind)
    {
        await using var world = await FlaggedAsync(kind);

        foreach (
            var member in (CastMember[])[CastMember.TeacherA, CastMember.Counsellor, CastMember.DistrictAdministrator]
        )
        {
            var facts = (await MakeAsync(world, member, SampleSchool.AdaId, SampleSchool.AlgebraId))!.Facts;

            // The register tells four days, two of them without a reason; referrals are for counsellors, so not for letters.
            facts
                .Concerns.ShouldHaveSingleItem($"{member}")
                .ShouldBe(new AttendancePoint(41, 4, 2, 0, world.School.TermStart));
            // The model found no work missing; the record knows of a quiz, so it is no strength.
            facts.Strengths.ShouldBeEmpty();
            facts.Offers.ShouldBe(["Attendance plan"]);
            facts.Author.ShouldBe($"{member}");
            facts.Email.ShouldBe(SampleSchool.UserName(member));
            var text = Text(facts);
            text.ShouldNotContain(SampleSchool.IncidentText);
            text.ShouldNotContain("English");
            text.ShouldNotContain("referral", Case.Insensitive);
            text.ShouldNotContain("Ben");
        }
    }

    [Theory, DatabaseData]
    public async Task Where_rules_decide_they_choose_the_concerns(DatabaseKind kind)
    {
        await using var world = await FlaggedAsync(
            kind,
            SignalBasis.Rules,
            RuleSignals.ChronicAbsence | RuleSignals.MissingWork | RuleSignals.FailingCourse | RuleSignals.Behaviour
        );

        var facts = (await MakeAsync(world, CastMember.Counsellor, SampleSchool.AdaId, SampleSchool.AlgebraId))!.Facts;

        facts
            .Concerns.Select(c => c.GetType())
            .ShouldBe([typeof(AttendancePoint), typeof(WorkPoint), typeof(MarksPoint)]);
        facts
            .Concerns[1]
            .ShouldBeOfType<WorkPoint>()
            .Missing.ShouldBe([new MissingWork("Quiz 2", world.School.TermStart.AddDays(28))]);
        facts.Concerns[2].ShouldBeOfType<MarksPoint>().Marks.ShouldBe([new LetterMark("Quiz 1", 40, 100)]);
    }

    [Theory, DatabaseData]
    public async Task A_student_on_track_gets_a_letter_of_praise(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        await SampleScores.WriteGenerationsAsync(world.Database, SupportWorld.Today, SampleSchool.DistrictId);
        await SampleScores.WriteAsync(
            world.Database,
            [SampleScores.Of(2, 8, RiskState.OnTrack, 0.05, SupportWorld.Today)]
        );

        var facts = (await MakeAsync(world, CastMember.TeacherA, SampleSchool.BenId, null))!.Facts;

        facts.Concerns.ShouldBeEmpty();
        facts.Offers.ShouldBeEmpty();
        facts.Strengths.Select(s => s.GetType()).ShouldBe([typeof(WorkPoint), typeof(AttendancePoint)]);
        Text(facts).ShouldContain("Ben has handed in all 2 pieces of work due so far.");
    }

    [Theory, DatabaseData]
    public async Task Open_support_is_told_and_what_is_confidential_or_over_is_not(DatabaseKind kind)
    {
        await using var world = await FlaggedAsync(kind);
        var counsellor = world.School.ScopeOf(CastMember.Counsellor);
        var planned = await world.ReferAsync(CastMember.TeacherA, SampleSchool.AdaId, SupportWorld.Workload);
        await world.Change.MoveAsync(
            counsellor,
            planned,
            1,
            SupportWorld.Plan(CastMember.TeacherB),
            SupportStatus.Planned,
            CancellationToken.None
        );
        await world.ReferAsync(CastMember.TeacherB, SampleSchool.AdaId, 1, CastMember.TeacherB);
        await world.ReferAsync(CastMember.Counsellor, SampleSchool.AdaId, SupportWorld.Counselling);
        var over = await world.ReferAsync(CastMember.TeacherA, SampleSchool.AdaId, SupportWorld.Tutoring);
        await world.Change.CloseAsync(counsellor, over, 1, SupportOutcome.NotTakenUp, null, CancellationToken.None);

        foreach (var member in (CastMember[])[CastMember.TeacherA, CastMember.Counsellor])
        {
            var facts = (await MakeAsync(world, member, SampleSchool.AdaId, SampleSchool.AlgebraId))!.Facts;
            facts.Support.ShouldBe([
                new LetterSupport(
                    "Workload plan",
                    IsAgreed: true,
                    "TeacherB",
                    SupportWorld.Today,
                    SupportWorld.Today.AddDays(14),
                    "Hand in both essays."
                ),
                new LetterSupport("Attendance plan", false, null, null, null, null),
            ]);
            // Attendance is being acted on already.
            facts.Offers.ShouldBeEmpty();
            var text = Text(facts);
            text.ShouldNotContain("Counselling");
            text.ShouldNotContain("Tutoring");
            // Why it was asked for is for staff.
            text.ShouldNotContain("Two essays are missing");
        }
    }

    [Fact]
    public async Task The_page_opens_for_the_teacher_is_logged_once_and_is_not_found_by_others()
    {
        await using var host = await AppHost.StartAsync();
        var path = $"/students/{SampleSchool.AdaId}/letter?class={SampleSchool.AlgebraId}";
        using var teacher = await host.SignedInAsync(CastMember.TeacherA);
        using var south = await host.SignedInAsync(CastMember.SouthAdministrator);

        var english = await teacher.GetStringAsync(path);
        var spanish = await teacher.GetStringAsync(path + "&lang=es");

        english.ShouldContain("Dear family of Ada Okafor");
        english.ShouldContain("If something here is not right");
        System.Net.WebUtility.HtmlDecode(spanish).ShouldContain("Estimada familia de Ada Okafor");
        (await south.GetAsync(path)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        await using var db = host.Database.CreateDbContext();
        (await db.AccessLog.CountAsync(e => e.Action == LetterQuery.Action)).ShouldBe(2);
    }

    private static async Task<SupportWorld> FlaggedAsync(
        DatabaseKind kind,
        SignalBasis basis = SignalBasis.Model,
        RuleSignals rules = RuleSignals.ChronicAbsence | RuleSignals.Behaviour
    )
    {
        var world = await SupportWorld.CreateAsync(kind);
        await SampleScores.WriteGenerationsAsync(
            world.Database,
            SupportWorld.Today,
            SampleSchool.DistrictId,
            basis: basis
        );
        var score = SampleScores.Of(1, 8, RiskState.NeedsSupport, 0.5, SupportWorld.Today);
        (score.Basis, score.Rules) = (basis, rules);
        await SampleScores.WriteAsync(world.Database, [score]);
        return world;
    }

    private static LetterQuery Query(SupportWorld world) =>
        new(
            new StudentQuery(world.Database),
            world.Database,
            new AccessRecord(world.Database, TimeProvider.System),
            new LetterSettings(null)
        );

    private static Task<LetterView?> MakeAsync(SupportWorld world, CastMember member, long student, long? classId) =>
        Query(world).MakeAsync(world.School.ScopeOf(member), student, classId, CancellationToken.None);

    private static string Text(LetterFacts facts) =>
        string.Join('\n', LetterTexts.Of("en").Write(facts).Select(s => s.Text));
}
