using EarlyWarning.Domain.Access;
using EarlyWarning.Support;
using EarlyWarning.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Identity;

public sealed class CurrentScopeTests
{
    private static readonly DateOnly Today = new(2026, 11, 16);
    private static readonly DateTimeOffset Noon = new(2026, 11, 16, 12, 0, 0, TimeSpan.Zero);

    [Theory, DatabaseData]
    public async Task The_scope_of_each_member_of_the_cast_follows_from_the_database(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        await using var db = database.CreateDbContext();
        foreach (var member in Enum.GetValues<CastMember>())
        {
            var scope = await CurrentScope.ReadAsync(db, SampleSchool.UserId(member), Noon, CancellationToken.None);
            var expected = school.ScopeOf(member);
            scope.AdministeredPaths.ShouldBe(expected.AdministeredPaths, $"paths of {member}");
            (scope with { AdministeredPaths = expected.AdministeredPaths }).ShouldBe(expected, $"scope of {member}");
        }
    }

    [Theory, DatabaseData]
    public async Task A_role_holds_from_its_first_day_until_before_its_last(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await SampleSchool.CreateAsync(database, Today);

        (await IsTeacherAsync(database, Today, null)).ShouldBeTrue();
        (await IsTeacherAsync(database, Today.AddDays(1), null)).ShouldBeFalse();
        (await IsTeacherAsync(database, Today.AddDays(-9), Today.AddDays(1))).ShouldBeTrue();
        (await IsTeacherAsync(database, Today.AddDays(-9), Today)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_day_changes_at_midnight_of_the_schools_time_zone()
    {
        await using var database = await TestDatabase.CreateAsync();
        await SampleSchool.CreateAsync(database, Today);
        await using var db = database.CreateDbContext();
        var user = SampleSchool.UserId(CastMember.TeacherA);
        // Paris is an hour ahead in November.
        var before = new DateTimeOffset(2026, 11, 16, 22, 59, 59, TimeSpan.Zero);

        (await CurrentScope.ReadAsync(db, user, before, CancellationToken.None)).Today.ShouldBe(Today);
        (await CurrentScope.ReadAsync(db, user, before.AddSeconds(1), CancellationToken.None)).Today.ShouldBe(
            Today.AddDays(1)
        );
    }

    [Fact]
    public async Task An_unknown_account_reaches_nobody()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var db = database.CreateDbContext();
        var scope = await CurrentScope.ReadAsync(db, 4711, Noon, CancellationToken.None);
        scope.ShouldBe(StaffScope.Nobody(Today) with { AdministeredPaths = scope.AdministeredPaths });
        scope.AdministeredPaths.ShouldBeEmpty();
    }

    private static async Task<bool> IsTeacherAsync(TestDatabase database, DateOnly beginsOn, DateOnly? endsOn)
    {
        var user = SampleSchool.UserId(CastMember.TeacherA);
        await using var db = database.CreateDbContext();
        await db
            .RoleGrants.Where(g => g.UserId == user)
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.BeginsOn, beginsOn).SetProperty(g => g.EndsOn, endsOn));
        return (await CurrentScope.ReadAsync(db, user, Noon, CancellationToken.None)).IsTeacher;
    }
}
