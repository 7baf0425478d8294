using EarlyWarning.Domain.Access;
using EarlyWarning.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Tests.Support;

/// <summary>The sample school holds what its words say; access itself is tested with it elsewhere.</summary>
public sealed class SampleSchoolTests
{
    private static readonly DateOnly Today = new(2026, 3, 18);

    [Theory]
    [DatabaseData]
    public async Task Reaches_whom_its_words_say(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        await using var db = database.CreateDbContext();

        async Task Sees(CastMember member, params long[] expected) =>
            (await db.StudentsVisibleTo(school.ScopeOf(member)).Select(s => s.Id).ToArrayAsync()).ShouldBe(
                expected,
                ignoreOrder: true,
                $"{member}"
            );

        await Sees(CastMember.TeacherA, SampleSchool.AdaId, SampleSchool.BenId, SampleSchool.ChidiId);
        await Sees(CastMember.TeacherB, SampleSchool.AdaId, SampleSchool.DinaId, SampleSchool.EmilId);
        await Sees(CastMember.TeacherUntilTenDaysAgo, SampleSchool.AdaId, SampleSchool.BenId, SampleSchool.ChidiId);
        await Sees(CastMember.TeacherUntilFortyDaysAgo);
        await Sees(CastMember.Counsellor, SampleSchool.AdaId, SampleSchool.DinaId);
        await Sees(CastMember.CounsellorOfEndedCaseload);
        await Sees(CastMember.DistrictAdministrator, 1, 2, 3, 4, 5, 6, 7, 8);
        await Sees(CastMember.SouthAdministrator, SampleSchool.FarahId, SampleSchool.GoroId, SampleSchool.HanaId);
        await Sees(CastMember.WithoutRole);
        await Sees(CastMember.Deactivated);
    }

    [Theory]
    [DatabaseData]
    public async Task Rows_written_with_their_keys_leave_room_for_new_ones(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await SampleSchool.CreateAsync(database, Today);
        await using var db = database.CreateDbContext();
        var student = new Domain.Students.Student
        {
            SourceId = 1,
            SourcedId = "new",
            OrgId = SampleSchool.NorthId,
            GivenName = "Iris",
            FamilyName = "Vega",
        };
        db.Students.Add(student);
        await db.SaveChangesAsync();
        student.Id.ShouldBeGreaterThan(SampleSchool.HanaId);
    }
}
