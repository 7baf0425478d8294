using System.Net;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Support;
using EarlyWarning.Web.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EarlyWarning.Web.Tests.Identity;

public sealed class SetUpTests
{
    [Theory, DatabaseData]
    public async Task The_first_administrator_gets_a_new_organisation_where_none_was_imported(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var services = Services(database);
        await using var scope = services.CreateAsyncScope();
        var setUp = scope.ServiceProvider.GetRequiredService<SetUp>();
        var token = await setUp.CreateTokenAsync(CancellationToken.None);

        var problems = await setUp.FinishAsync(First(token!), CancellationToken.None);

        problems.ShouldBeEmpty();
        await using var db = database.CreateDbContext();
        var user = await db.Users.SingleAsync();
        var org = await db.Orgs.SingleAsync();
        org.Name.ShouldBe("Hillside");
        org.Path.ShouldBe($"/{org.Id}/");
        var read = await CurrentScope.ReadAsync(db, user.Id, DateTimeOffset.UtcNow, CancellationToken.None);
        read.AdministeredPaths.ShouldBe([org.Path]);
        (await setUp.CreateTokenAsync(CancellationToken.None)).ShouldBeNull("an account exists");
    }

    [Fact]
    public async Task Imported_top_organisations_are_administered_and_no_other_is_made()
    {
        await using var database = await TestDatabase.CreateAsync();
        await SampleSchool.CreateAsync(database, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        await using (var db = database.CreateDbContext())
        {
            await db.RoleGrants.ExecuteDeleteAsync();
            await db.Users.ExecuteDeleteAsync();
        }

        await using var services = Services(database);
        await using var scope = services.CreateAsyncScope();
        var setUp = scope.ServiceProvider.GetRequiredService<SetUp>();
        (await setUp.NeedsOrganisationAsync(CancellationToken.None)).ShouldBeFalse();
        var token = await setUp.CreateTokenAsync(CancellationToken.None);

        (await setUp.FinishAsync(First(token!), CancellationToken.None)).ShouldBeEmpty();

        await using var after = database.CreateDbContext();
        (await after.Orgs.CountAsync()).ShouldBe(3);
        (await after.RoleGrants.SingleAsync()).OrgId.ShouldBe(SampleSchool.DistrictId);
    }

    [Fact]
    public async Task A_refused_password_leaves_the_link_working_and_nothing_behind()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var services = Services(database);
        await using var scope = services.CreateAsyncScope();
        var setUp = scope.ServiceProvider.GetRequiredService<SetUp>();
        var token = await setUp.CreateTokenAsync(CancellationToken.None);

        var problems = await setUp.FinishAsync(First(token!) with { Password = "short" }, CancellationToken.None);

        problems.ShouldHaveSingleItem().ShouldContain("too easy to guess");
        await using var db = database.CreateDbContext();
        (await db.Users.AnyAsync()).ShouldBeFalse();
        (await db.Orgs.AnyAsync()).ShouldBeFalse();
        (await setUp.FinishAsync(First(token!), CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_invitation_is_no_set_up_link()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var services = Services(database);
        await using var scope = services.CreateAsyncScope();
        var token = await scope
            .ServiceProvider.GetRequiredService<OneTimeLinks>()
            .CreateAsync(OneTimeLinkPurpose.Invitation, 1, null, CancellationToken.None);

        var problems = await scope
            .ServiceProvider.GetRequiredService<SetUp>()
            .FinishAsync(First(token), CancellationToken.None);

        problems.ShouldHaveSingleItem().ShouldContain("expired or was used");
    }

    [Fact]
    public async Task Once_there_is_an_account_the_set_up_page_is_closed()
    {
        await using var host = await AppHost.StartAsync();
        using var client = host.NewClient();

        using var response = await client.GetAsync("/setup?token=guess");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldContain("This link does not work");
    }

    private static FirstAdministrator First(string token) =>
        new(token, "Hillside", "Ada Admin", "ada@hillside.example", "a quiet blue lamp");

    private static ServiceProvider Services(TestDatabase database)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System);
        services.AddSingleton<IDbContextFactory<EarlyWarningDb>>(database);
        services.AddScoped(_ => database.CreateDbContext());
        services.AddSignIn();
        return services.BuildServiceProvider();
    }
}
