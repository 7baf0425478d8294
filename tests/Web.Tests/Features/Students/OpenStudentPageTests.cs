using EarlyWarning.Domain.Access;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.Students;

public sealed class OpenStudentPageTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 22, 30, 0, TimeSpan.FromHours(-5));

    [Theory, DatabaseData]
    public async Task Opening_a_page_writes_who_looked_and_by_what_right(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, new DateOnly(2026, 11, 20));
        var open = new OpenStudentPage(new StudentQuery(db), db, new FixedTime(Now));

        await open.OpenAsync(school.ScopeOf(CastMember.Counsellor), SampleSchool.DinaId, null, CancellationToken.None);

        await using var context = db.CreateDbContext();
        var entry = (await context.AccessLog.ToListAsync()).ShouldHaveSingleItem();
        entry.At.ShouldBe(new DateTime(2026, 11, 21, 3, 30, 0));
        entry.Month.ShouldBe(202611);
        entry.UserId.ShouldBe(SampleSchool.UserId(CastMember.Counsellor));
        entry.StudentId.ShouldBe(SampleSchool.DinaId);
        entry.Reason.ShouldBe(AccessReason.Caseload);
        entry.Action.ShouldBe("student page");
    }

    [Theory, DatabaseData]
    public async Task What_is_not_found_is_not_logged(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, new DateOnly(2026, 11, 20));
        var open = new OpenStudentPage(new StudentQuery(db), db, new FixedTime(Now));

        var view = await open.OpenAsync(
            school.ScopeOf(CastMember.TeacherA),
            SampleSchool.DinaId,
            null,
            CancellationToken.None
        );

        view.ShouldBeNull();
        await using var context = db.CreateDbContext();
        (await context.AccessLog.CountAsync()).ShouldBe(0);
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now.ToUniversalTime();
    }
}
