using EarlyWarning.Domain.Access;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Admin;
using EarlyWarning.Web.Features.Admin.People;
using EarlyWarning.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.Admin;

/// <summary>Who may change whom, on every provider.</summary>
public sealed class PeopleTests
{
    private static readonly DateOnly Today = new(2026, 11, 16);
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, DatabaseData]
    public async Task An_administrator_sees_the_people_of_the_subtree_and_finds_them(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        var query = new PeopleQuery(database);

        var all = await query.GetAsync(school.ScopeOf(CastMember.DistrictAdministrator), new(null, 1), None);
        var south = await query.GetAsync(school.ScopeOf(CastMember.SouthAdministrator), new(null, 1), None);
        var found = await query.GetAsync(school.ScopeOf(CastMember.DistrictAdministrator), new("TEACHERa", 1), None);
        var wild = await query.GetAsync(school.ScopeOf(CastMember.DistrictAdministrator), new("%", 1), None);
        var teacher = await query.GetAsync(school.ScopeOf(CastMember.TeacherA), new(null, 1), None);

        all.Total.ShouldBe(10);
        all.Rows.Select(r => r.Name).ShouldBe(all.Rows.Select(r => r.Name).Order(StringComparer.OrdinalIgnoreCase));
        south.Rows.ShouldHaveSingleItem().Name.ShouldBe(nameof(CastMember.SouthAdministrator));
        found.Rows.ShouldHaveSingleItem().Roles.ShouldBe(["Teacher, North School"]);
        wild.Total.ShouldBe(0, "a percent sign stands for itself");
        teacher.Total.ShouldBe(0);
    }

    [Theory, DatabaseData]
    public async Task A_role_can_be_given_in_the_subtree_only(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        var roles = new ChangeRoles(database);
        var south = school.ScopeOf(CastMember.SouthAdministrator);
        var self = SampleSchool.UserId(CastMember.SouthAdministrator);

        var upwards = await roles.GrantAsync(
            south,
            self,
            Grant(StaffRole.Administrator, SampleSchool.DistrictId),
            None
        );
        var sideways = await roles.GrantAsync(south, self, Grant(StaffRole.Teacher, SampleSchool.NorthId), None);
        var stranger = await roles.GrantAsync(
            south,
            SampleSchool.UserId(CastMember.TeacherA),
            Grant(StaffRole.Teacher, SampleSchool.SouthId),
            None
        );
        var own = await roles.GrantAsync(south, self, Grant(StaffRole.Teacher, SampleSchool.SouthId), None);
        var twice = await roles.GrantAsync(south, self, Grant(StaffRole.Teacher, SampleSchool.SouthId), None);
        var backwards = await roles.GrantAsync(
            south,
            self,
            new NewGrant(StaffRole.Counsellor, SampleSchool.SouthId, Today, Today),
            None
        );

        upwards.ShouldBe("Choose an organisation that you administer.");
        sideways.ShouldBe(upwards);
        stranger.ShouldBe(Administration.NotFound);
        own.ShouldBeNull();
        twice!.ShouldContain("already");
        backwards.ShouldBe("The role must end after it begins.");
    }

    [Theory, DatabaseData]
    public async Task The_last_administrator_cannot_be_locked_out(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        var district = school.ScopeOf(CastMember.DistrictAdministrator);
        var roles = new ChangeRoles(database);
        var grant = SampleSchool.UserId(CastMember.DistrictAdministrator);
        await GivePasswordsAsync(database);

        var last = await roles.EndAsync(district, grant, None);
        var self = await Account(database).DeactivateAsync(district, district.UserId, None);
        var ofSouth = await roles.EndAsync(district, SampleSchool.UserId(CastMember.SouthAdministrator), None);

        last!.ShouldContain("last administrator of Sample District");
        self!.ShouldContain("your own account");
        ofSouth.ShouldBeNull("the district's administrator administers South too");
    }

    [Fact]
    public async Task A_deputy_who_never_signed_in_or_leaves_soon_does_not_count_as_an_administrator()
    {
        await using var database = await TestDatabase.CreateAsync();
        var school = await SampleSchool.CreateAsync(database, Today);
        var district = school.ScopeOf(CastMember.DistrictAdministrator);
        var roles = new ChangeRoles(database);
        var deputy = SampleSchool.UserId(CastMember.TeacherB);
        var grant = SampleSchool.UserId(CastMember.DistrictAdministrator);
        await GivePasswordsAsync(database, exceptUserId: deputy);
        await roles.GrantAsync(district, deputy, Grant(StaffRole.Administrator, SampleSchool.DistrictId), None);

        (await roles.EndAsync(district, grant, None))!.ShouldContain("last administrator");
        await GivePasswordsAsync(database);
        await using (var db = database.CreateDbContext())
        {
            await db
                .RoleGrants.Where(g => g.UserId == deputy && g.Role == StaffRole.Administrator)
                .ExecuteUpdateAsync(set => set.SetProperty(g => g.EndsOn, Today.AddDays(30)));
        }

        (await roles.EndAsync(district, grant, None))!.ShouldContain("last administrator");
        await using (var db = database.CreateDbContext())
        {
            await db
                .RoleGrants.Where(g => g.UserId == deputy && g.Role == StaffRole.Administrator)
                .ExecuteUpdateAsync(set => set.SetProperty(g => g.EndsOn, (DateOnly?)null));
        }

        (await roles.EndAsync(district, grant, None)).ShouldBeNull();
    }

    [Theory, DatabaseData]
    public async Task An_account_with_a_role_elsewhere_is_not_to_be_taken_over(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        var south = school.ScopeOf(CastMember.SouthAdministrator);
        var district = SampleSchool.UserId(CastMember.DistrictAdministrator);
        // The district's administrator also teaches at South, so South's sees the account.
        await new ChangeRoles(database).GrantAsync(
            school.ScopeOf(CastMember.DistrictAdministrator),
            district,
            Grant(StaffRole.Teacher, SampleSchool.SouthId),
            None
        );
        var person = await new PersonQuery(database).GetAsync(south, district, None);

        person!.IsManaged.ShouldBeFalse();
        person.Grants.ShouldHaveSingleItem().Org.ShouldBe("South School");
        (await Account(database).LinkAsync(south, district, None)).ShouldBe((null, Administration.NotFound));
        (await Account(database).DeactivateAsync(south, district, None)).ShouldBe(Administration.NotFound);
        (await new LinkStaff(database).RunAsync(south, district, null, None)).ShouldBe(Administration.NotFound);
    }

    [Theory, DatabaseData]
    public async Task Deactivating_changes_the_stamp_and_ends_links_and_reactivating_keeps_the_rights(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        var district = school.ScopeOf(CastMember.DistrictAdministrator);
        var account = Account(database);
        var teacher = SampleSchool.UserId(CastMember.TeacherA);
        var links = new OneTimeLinks(database, TimeProvider.System);
        var (token, _) = await account.LinkAsync(district, teacher, None);

        (await account.DeactivateAsync(district, teacher, None)).ShouldBeNull();

        await using var db = database.CreateDbContext();
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == teacher);
        user.DeactivatedAt.ShouldNotBeNull();
        string.Equals(user.SecurityStamp, $"stamp-{teacher}", StringComparison.Ordinal).ShouldBeFalse();
        (await links.FindAsync(token, None)).ShouldBeNull();
        (await account.LinkAsync(district, teacher, None)).Problem!.ShouldContain("Reactivate it first");
        (await account.ReactivateAsync(district, teacher, None)).ShouldBeNull();
        var now = new DateTimeOffset(2026, 11, 16, 12, 0, 0, TimeSpan.Zero);
        (await CurrentScope.ReadAsync(db, teacher, now, None)).IsTeacher.ShouldBeTrue();
    }

    [Theory, DatabaseData]
    public async Task Classes_are_assigned_within_the_subtree_and_a_staff_record_is_made_where_none_is(
        DatabaseKind kind
    )
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        var district = school.ScopeOf(CastMember.DistrictAdministrator);
        var classes = new AssignClasses(database);
        var teacher = SampleSchool.UserId(CastMember.TeacherB);
        await new LinkStaff(database).RunAsync(district, teacher, null, None);

        var elsewhere = await classes.RunAsync(
            school.ScopeOf(CastMember.SouthAdministrator),
            SampleSchool.UserId(CastMember.SouthAdministrator),
            [SampleSchool.AlgebraId],
            Today,
            null,
            None
        );
        var done = await classes.RunAsync(district, teacher, [SampleSchool.AlgebraId], Today, null, None);
        var again = await classes.RunAsync(district, teacher, [SampleSchool.AlgebraId], Today, null, None);

        elsewhere.ShouldBe(Administration.NotFound);
        done.ShouldBeNull();
        again.ShouldBeNull();
        var person = await new PersonQuery(database).GetAsync(district, teacher, None);
        var assignment = person!.Classes.ShouldHaveSingleItem();
        assignment.Title.ShouldBe("Algebra");
        person.StaffId.ShouldNotBeNull();

        (await classes.EndAsync(school.ScopeOf(CastMember.SouthAdministrator), assignment.AssignmentId, None)).ShouldBe(
            Administration.NotFound
        );
        (await classes.EndAsync(district, assignment.AssignmentId, None)).ShouldBeNull();
        (await new PersonQuery(database).GetAsync(district, teacher, None))!.Classes.ShouldBeEmpty(
            "an assignment made today by mistake leaves no days of grace"
        );
    }

    [Theory, DatabaseData]
    public async Task A_caseload_takes_students_of_the_subtree_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        var district = school.ScopeOf(CastMember.DistrictAdministrator);
        var caseload = new AssignCaseload(database);
        var counsellor = SampleSchool.UserId(CastMember.Counsellor);

        var done = await caseload.RunAsync(
            district,
            counsellor,
            [SampleSchool.AdaId, SampleSchool.HanaId],
            Today,
            None
        );
        var foreign = await caseload.RunAsync(
            school.ScopeOf(CastMember.SouthAdministrator),
            SampleSchool.UserId(CastMember.SouthAdministrator),
            [SampleSchool.AdaId],
            Today,
            None
        );

        done.ShouldBeNull();
        foreign.ShouldBe(Administration.NotFound);
        await using var db = database.CreateDbContext();
        var seen = await db.StudentsVisibleTo(school.ScopeOf(CastMember.Counsellor)).Select(s => s.Id).ToListAsync();
        seen.Order().ShouldBe([SampleSchool.AdaId, SampleSchool.DinaId, SampleSchool.HanaId]);
        var person = await new PersonQuery(database).GetAsync(district, counsellor, None);
        person!.CaseloadTotal.ShouldBe(3, "Ada is not there twice");

        var hana = person.Caseload.Single(s => s.Name.StartsWith("Hana", StringComparison.Ordinal));
        (await caseload.EndAsync(district, hana.EntryId, None)).ShouldBeNull();
        (await db.StudentsVisibleTo(school.ScopeOf(CastMember.Counsellor)).CountAsync()).ShouldBe(2);
    }

    [Theory, DatabaseData]
    public async Task Searches_offer_only_what_is_administered(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        var south = school.ScopeOf(CastMember.SouthAdministrator);

        (await new AssignClasses(database).FindAsync(south, "e", None)).Select(c => c.Title).ShouldBe(["Science"]);
        (await new AssignCaseload(database).FindAsync(south, "a", None))
            .Select(s => s.Id)
            .Order()
            .ShouldBe([SampleSchool.FarahId, SampleSchool.GoroId, SampleSchool.HanaId]);
        (await new LinkStaff(database).FindAsync(south, "sample", None)).ShouldBeEmpty("each record has an account");
        (await new OrgChoices(database).GetAsync(south, None)).Select(o => o.Id).ShouldBe([SampleSchool.SouthId]);
    }

    private static NewGrant Grant(StaffRole role, long orgId) => new(role, orgId, Today, null);

    private static ChangeAccount Account(TestDatabase database) =>
        new(database, new OneTimeLinks(database, TimeProvider.System), TimeProvider.System);

    private static async Task GivePasswordsAsync(TestDatabase database, long exceptUserId = 0)
    {
        await using var db = database.CreateDbContext();
        await db
            .Users.Where(u => u.Id != exceptUserId)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.PasswordHash, "a hash"));
    }
}
