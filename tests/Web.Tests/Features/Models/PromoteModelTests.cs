using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Admin;
using EarlyWarning.Web.Features.Models;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.Models;

public sealed class PromoteModelTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, DatabaseData]
    public async Task An_administrator_asks_with_a_reason_and_one_at_a_time(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        var other = SampleRegistry.Of("other features", role: ModelRole.Retired, night: -5);
        other.FeatureNames = "something else";
        await ModelsQueryTests.AddAsync(
            database,
            SampleRegistry.Of("serving"),
            SampleRegistry.Of("refused", role: ModelRole.Refused, night: 1),
            other
        );
        var promote = new PromoteModel(database, new RunRequests(database, TimeProvider.System));
        var scope = school.ScopeOf(CastMember.DistrictAdministrator);

        (await promote.RunAsync(scope, "refused", "  ", Cancel)).Problem!.ShouldContain("Say why");
        (await promote.RunAsync(scope, "serving", "why", Cancel)).Problem!.ShouldContain("in service already");
        (await promote.RunAsync(scope, "other features", "why", Cancel)).Problem!.ShouldContain(
            "features have changed"
        );
        (await promote.RunAsync(scope, "none", "why", Cancel)).Problem.ShouldBe(Administration.NotFound);
        foreach (var member in new[] { CastMember.SouthAdministrator, CastMember.TeacherA })
        {
            (await promote.RunAsync(school.ScopeOf(member), "refused", "why", Cancel)).Problem.ShouldBe(
                Administration.NotFound
            );
        }

        await using var db = database.CreateDbContext();
        (await db.Runs.AnyAsync(Cancel)).ShouldBeFalse("nothing was asked for so far");

        var (id, problem) = await promote.RunAsync(scope, "refused", " The gap is known. ", Cancel);

        problem.ShouldBeNull();
        var run = await db.Runs.SingleAsync(Cancel);
        run.Id.ShouldBe(id!.Value);
        (run.Kind, run.Trigger, run.Status).ShouldBe((RunKind.Promote, RunTrigger.Button, RunStatus.Waiting));
        (run.ModelId, run.Reason, run.RequestedBy).ShouldBe(("refused", "The gap is known.", scope.UserId));
        (await promote.RunAsync(scope, "refused", "why", Cancel)).Problem!.ShouldContain("Another model");
    }
}
