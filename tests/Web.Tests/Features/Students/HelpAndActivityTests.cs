using EarlyWarning.Domain.Activity;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Tests.Features.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.Students;

/// <summary>What was done for a student, and what the student did online, as far as the reader may know.</summary>
public sealed class HelpAndActivityTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, DatabaseData]
    public async Task Of_confidential_support_a_teacher_learns_that_it_is_there(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        await world.ReferAsync(CastMember.TeacherA, SampleSchool.AdaId, SupportWorld.Tutoring);
        await world.ReferAsync(CastMember.Counsellor, SampleSchool.AdaId, SupportWorld.Counselling);

        var teacher = await HelpAsync(world, CastMember.TeacherB);
        var counsellor = await HelpAsync(world, CastMember.Counsellor);

        teacher.Support.Select(s => s.Words).Order().ShouldBe(["Confidential support", "Tutoring"]);
        counsellor.Support.Select(s => s.Words).ShouldContain("Counselling");
        teacher.Support.ShouldAllBe(s => s.From == SupportWorld.Today && s.To == null);
        (await HelpAsync(world, CastMember.WithoutRole)).Support.ShouldBeEmpty();
    }

    [Theory, DatabaseData]
    public async Task Activity_is_summed_by_week_as_it_was_known(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var start = (await ViewAsync(world)).Enrollment!.Class.StartDate;
        await using (var db = world.Database.CreateDbContext())
        {
            db.ActivityDays.AddRange(
                Day(SampleSchool.AdaId, start, 4, start),
                // A correction replaces what was known of the day.
                Day(SampleSchool.AdaId, start, 6, start.AddDays(3)),
                Day(SampleSchool.AdaId, start.AddDays(8), 10, start.AddDays(8)),
                Day(SampleSchool.BenId, start.AddDays(1), 5, start.AddDays(1)),
                // Not known yet today.
                Day(SampleSchool.AdaId, start.AddDays(2), 99, SupportWorld.Today.AddDays(1))
            );
            await db.SaveChangesAsync(Cancel);
        }

        var weeks = (await ViewAsync(world)).Enrollment!.Activity;

        // The sample school has 12 actions on the fourth day.
        weeks.Take(3).Select(w => w.Actions).ShouldBe([18, 10, 0]);
        weeks[0].From.ShouldBe(start);
        var students = 23 / weeks[0].ClassMean!.Value;
        students.ShouldBe(Math.Round(students), 1e-9, "a mean over whole students");
        weeks[1].ClassMean!.Value.ShouldBe(10 / students, 1e-9);
    }

    [Theory, DatabaseData]
    public async Task Where_nothing_is_recorded_for_the_class_there_are_no_weeks(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        await using (var db = world.Database.CreateDbContext())
        {
            await db.ActivityDays.ExecuteDeleteAsync(Cancel);
        }

        (await ViewAsync(world)).Enrollment!.Activity.ShouldBeEmpty();
    }

    private static ActivityDay Day(long student, DateOnly date, int events, DateOnly known) =>
        new()
        {
            StudentId = student,
            ClassId = SampleSchool.AlgebraId,
            Date = date,
            KnownFrom = known,
            Events = events,
            ImportId = 1,
        };

    private static async Task<HelpGiven> HelpAsync(SupportWorld world, CastMember member)
    {
        await using var db = world.Database.CreateDbContext();
        return await HelpReader.ReadAsync(db, world.School.ScopeOf(member), SampleSchool.AdaId, Cancel);
    }

    private static async Task<StudentView> ViewAsync(SupportWorld world) =>
        (
            await new StudentQuery(world.Database).GetAsync(
                world.School.ScopeOf(CastMember.TeacherA),
                SampleSchool.AdaId,
                SampleSchool.AlgebraId,
                Cancel
            )
        )!;
}
