using System.Net;
using EarlyWarning.Domain.Access;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Admin.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EarlyWarning.Web.Tests.Features.Admin;

public sealed class InvitePersonTests
{
    [Fact]
    public async Task An_invited_person_chooses_a_password_and_is_in()
    {
        await using var host = await AppHost.StartAsync();
        var invited = await InviteAsync(
            host,
            CastMember.DistrictAdministrator,
            "rosa@sample.test",
            SampleSchool.NorthId
        );
        invited.Problems.ShouldBeEmpty();
        using var client = host.NewClient();

        using var response = await AppHost.PostFormAsync(
            client,
            "/account/link?token=" + invited.Token,
            ("Input.Password", "a quiet blue lamp"),
            ("Input.Repeat", "a quiet blue lamp")
        );

        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await client.GetAsync("/account/password")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await using var db = host.Database.CreateDbContext();
        var grant = await db.RoleGrants.SingleAsync(g => g.UserId == invited.UserId);
        (grant.Role, grant.OrgId).ShouldBe((StaffRole.Teacher, SampleSchool.NorthId));
    }

    [Fact]
    public async Task What_is_wrong_is_said_and_nothing_is_made()
    {
        await using var host = await AppHost.StartAsync();

        var nothing = await InviteAsync(host, CastMember.DistrictAdministrator, "not an address", 0, name: " ");
        var foreign = await InviteAsync(host, CastMember.SouthAdministrator, "x@sample.test", SampleSchool.NorthId);
        var taken = await InviteAsync(
            host,
            CastMember.DistrictAdministrator,
            SampleSchool.UserName(CastMember.TeacherA).ToUpperInvariant(),
            SampleSchool.NorthId
        );

        nothing.Problems.Count.ShouldBe(3, "name, address and organisation");
        foreign.Problems.ShouldHaveSingleItem().ShouldContain("organisation that you administer");
        taken.Problems.ShouldHaveSingleItem().ShouldContain("already");
        await using var db = host.Database.CreateDbContext();
        (await db.Users.CountAsync()).ShouldBe(10);
        (await db.OneTimeLinks.AnyAsync()).ShouldBeFalse();
    }

    private static async Task<Invited> InviteAsync(
        AppHost host,
        CastMember by,
        string email,
        long orgId,
        string name = "Rosa Diaz"
    )
    {
        var invitation = new Invitation(name, email, StaffRole.Teacher, orgId, host.School.Today, null, null);
        return await host
            .Services.GetRequiredService<IServiceScopeFactory>()
            .CreateScope()
            .ServiceProvider.GetRequiredService<InvitePerson>()
            .RunAsync(host.School.ScopeOf(by), invitation, CancellationToken.None);
    }
}
