using EarlyWarning.Domain.Access;
using EarlyWarning.Support;
using Microsoft.EntityFrameworkCore;
using static EarlyWarning.Support.SampleSchool;

namespace EarlyWarning.Domain.Tests.Access;

/// <summary>Every role of the named cast against every query that rights become SQL in.</summary>
public sealed class VisibilityTests
{
    private static readonly DateOnly Today = new(2026, 11, 16);

    private static readonly Dictionary<CastMember, long[]> Students = new()
    {
        [CastMember.TeacherA] = [AdaId, BenId, ChidiId],
        [CastMember.TeacherB] = [AdaId, DinaId, EmilId],
        [CastMember.TeacherUntilTenDaysAgo] = [AdaId, BenId, ChidiId],
        [CastMember.TeacherUntilFortyDaysAgo] = [],
        [CastMember.Counsellor] = [AdaId, DinaId],
        [CastMember.CounsellorOfEndedCaseload] = [],
        [CastMember.DistrictAdministrator] = [AdaId, BenId, ChidiId, DinaId, EmilId, FarahId, GoroId, HanaId],
        [CastMember.SouthAdministrator] = [FarahId, GoroId, HanaId],
        [CastMember.WithoutRole] = [],
        [CastMember.Deactivated] = [],
    };

    private static readonly Dictionary<CastMember, long[]> Classes = new()
    {
        [CastMember.TeacherA] = [AlgebraId],
        [CastMember.TeacherB] = [EnglishId],
        [CastMember.TeacherUntilTenDaysAgo] = [AlgebraId],
        [CastMember.TeacherUntilFortyDaysAgo] = [],
        [CastMember.Counsellor] = [],
        [CastMember.CounsellorOfEndedCaseload] = [],
        [CastMember.DistrictAdministrator] = [AlgebraId, EnglishId, ScienceId],
        [CastMember.SouthAdministrator] = [ScienceId],
        [CastMember.WithoutRole] = [],
        [CastMember.Deactivated] = [],
    };

    private static readonly (long Student, long Class)[] Algebra =
    [
        (AdaId, AlgebraId),
        (BenId, AlgebraId),
        (ChidiId, AlgebraId),
    ];
    private static readonly (long Student, long Class)[] English =
    [
        (AdaId, EnglishId),
        (DinaId, EnglishId),
        (EmilId, EnglishId),
    ];
    private static readonly (long Student, long Class)[] Science = [(FarahId, ScienceId), (GoroId, ScienceId)];

    private static readonly Dictionary<CastMember, (long Student, long Class)[]> Enrollments = new()
    {
        [CastMember.TeacherA] = Algebra,
        [CastMember.TeacherB] = English,
        [CastMember.TeacherUntilTenDaysAgo] = Algebra,
        [CastMember.TeacherUntilFortyDaysAgo] = [],
        [CastMember.Counsellor] = [(AdaId, AlgebraId), (AdaId, EnglishId), (DinaId, EnglishId)],
        [CastMember.CounsellorOfEndedCaseload] = [],
        [CastMember.DistrictAdministrator] = [.. Algebra, .. English, .. Science],
        [CastMember.SouthAdministrator] = Science,
        [CastMember.WithoutRole] = [],
        [CastMember.Deactivated] = [],
    };

    [Theory, DatabaseData]
    public async Task Each_sees_exactly_their_students(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await CreateAsync(database, Today);
        await using var db = database.CreateDbContext();
        foreach (var member in Enum.GetValues<CastMember>())
        {
            var seen = await db.StudentsVisibleTo(school.ScopeOf(member)).Select(s => s.Id).ToListAsync();
            seen.Order().ShouldBe(Students[member].Order(), $"students of {member}");
        }
    }

    [Theory, DatabaseData]
    public async Task Each_opens_exactly_their_classes(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await CreateAsync(database, Today);
        await using var db = database.CreateDbContext();
        foreach (var member in Enum.GetValues<CastMember>())
        {
            var seen = await db.ClassesVisibleTo(school.ScopeOf(member)).Select(c => c.Id).ToListAsync();
            seen.Order().ShouldBe(Classes[member].Order(), $"classes of {member}");
        }
    }

    [Theory, DatabaseData]
    public async Task Each_reads_marks_and_scores_of_exactly_their_enrollments(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await CreateAsync(database, Today);
        await using var db = database.CreateDbContext();
        foreach (var member in Enum.GetValues<CastMember>())
        {
            var seen = await db.EnrollmentsVisibleTo(school.ScopeOf(member)).Select(e => e.Id).ToListAsync();
            var expected = Enrollments[member].Select(e => EnrollmentId(e.Student, e.Class));
            seen.Order().ShouldBe(expected.Order(), $"enrollments of {member}");
        }
    }

    [Theory, DatabaseData]
    public async Task The_reason_is_the_widest_right_and_none_without_one(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await CreateAsync(database, Today);
        await using var db = database.CreateDbContext();
        foreach (var member in Enum.GetValues<CastMember>())
        {
            for (var student = AdaId; student <= HanaId; student++)
            {
                var reason = await db.ReasonToSeeAsync(school.ScopeOf(member), student, CancellationToken.None);
                var expected = Students[member].Contains(student) ? RightOf(member) : AccessReason.None;
                reason.ShouldBe(expected, $"{member} and student {student}");
            }
        }
    }

    [Theory, DatabaseData]
    public async Task Of_several_rights_the_widest_is_the_reason(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await CreateAsync(database, Today);
        await using var db = database.CreateDbContext();
        var all = school.ScopeOf(CastMember.Counsellor) with { IsTeacher = true, AdministeredPaths = ["/1/3/"] };

        (await db.ReasonToSeeAsync(all, FarahId, CancellationToken.None)).ShouldBe(AccessReason.Administers);
        (await db.ReasonToSeeAsync(all, AdaId, CancellationToken.None)).ShouldBe(AccessReason.Caseload);
        (await db.ReasonToSeeAsync(all, BenId, CancellationToken.None)).ShouldBe(AccessReason.None);
    }

    [Theory, DatabaseData]
    public async Task A_path_that_merely_begins_alike_is_another_school(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await CreateAsync(database, Today);
        await using var db = database.CreateDbContext();
        var south = await db.Orgs.SingleAsync(o => o.Id == SouthId);
        south.Path = $"/1/{NorthId}2/";
        await db.SaveChangesAsync();
        var north = school.ScopeOf(CastMember.SouthAdministrator) with { AdministeredPaths = [$"/1/{NorthId}/"] };

        var seen = await db.StudentsVisibleTo(north).Select(s => s.OrgId).Distinct().ToListAsync();

        seen.ShouldBe([NorthId]);
    }

    [Fact]
    public void Only_counsel_and_administration_show_the_whole_record()
    {
        StaffScope.SeesWholeRecord(AccessReason.TeachesClass).ShouldBeFalse();
        StaffScope.SeesWholeRecord(AccessReason.None).ShouldBeFalse();
        StaffScope.SeesWholeRecord(AccessReason.Caseload).ShouldBeTrue();
        StaffScope.SeesWholeRecord(AccessReason.Administers).ShouldBeTrue();
    }

    private static AccessReason RightOf(CastMember member) =>
        member switch
        {
            CastMember.DistrictAdministrator or CastMember.SouthAdministrator => AccessReason.Administers,
            CastMember.Counsellor => AccessReason.Caseload,
            _ => AccessReason.TeachesClass,
        };
}
