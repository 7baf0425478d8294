using EarlyWarning.Domain.Figures;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Nightly;

/// <summary>A decision on cuts by group in a whole run: states follow it, scores and places do not.</summary>
[Collection(nameof(TrainedSchool))]
public sealed class GroupCutsRunTests(TrainedSchool school)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task States_follow_a_recorded_decision_and_only_that()
    {
        await using var database = await school.Database.CopyAsync();
        var before = await RescoredAsync(database);
        before.Notice.ShouldBeNull();
        (await RescoredAsync(database)).Rows.ShouldBe(before.Rows, "without a decision nothing changes");

        var decision = await DecideAsync(database);
        var after = await RescoredAsync(database);

        after.Notice!.ShouldContain("cut for each group of Sex");
        after
            .Rows.Select(r => (r.Enrollment, r.Margin, r.Value))
            .ShouldBe(before.Rows.Select(r => (r.Enrollment, r.Margin, r.Value)));
        after.Places.ShouldBe(before.Places);
        await using (var db = database.CreateDbContext())
        {
            (await db.GroupCutDecisions.SingleAsync(Cancel)).WithdrawnAt = new DateTime(2026, 1, 1);
            await db.SaveChangesAsync(Cancel);
        }

        (await RescoredAsync(database))
            .Rows.Select(r => r.State)
            .ShouldBe(before.Rows.Select(r => r.State), $"decision {decision} is withdrawn");
    }

    private async Task<(string? Notice, List<Row> Rows, List<int> Places)> RescoredAsync(TestDatabase database)
    {
        var runs = new RunsOnTest(database, school.Settings);
        await new RunHere(database, runs.Requests, runs.Execution()).ExecuteAsync(
            RunKind.Rescore,
            RunTrigger.Verb,
            null,
            new Progress<string>(),
            Cancel
        );
        await using var db = database.CreateDbContext();
        var generation = await db.CurrentScores.Select(c => c.GenerationId).SingleAsync(Cancel);
        var rows = await db
            .Scores.Where(s => s.GenerationId == generation && s.Goal == Goal.CourseFailure)
            .OrderBy(s => s.EnrollmentId)
            .Select(s => new Row(s.EnrollmentId, s.Margin, s.Value, s.State))
            .ToListAsync(Cancel);
        rows.ShouldNotBeEmpty();
        return (
            await db.ScoreGenerations.Where(g => g.Id == generation).Select(g => g.Notice).SingleAsync(Cancel),
            rows,
            await db
                .FlagCuts.Where(c => c.GenerationId == generation)
                .OrderBy(c => c.SessionId)
                .Select(c => c.NeedsSupport)
                .ToListAsync(Cancel)
        );
    }

    private static async Task<long> DecideAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        var decision = new GroupCutDecision
        {
            OrgId = await db.Orgs.Where(o => o.ParentId == null).Select(o => o.Id).SingleAsync(Cancel),
            AttributeId = await db
                .AttributeDefinitions.Where(a => a.Name == "sex")
                .Select(a => a.Id)
                .SingleAsync(Cancel),
            Attribute = "Sex",
            Rule = MitigationKeys.EqualSelection,
            Reason = "A test of what a decision changes, and what it does not.",
            DecidedById = await db.Users.Select(u => u.Id).FirstOrDefaultAsync(Cancel),
            DecidedAt = new DateTime(2026, 1, 1),
        };
        db.GroupCutDecisions.Add(decision);
        await db.SaveChangesAsync(Cancel);
        return decision.Id;
    }

    private sealed record Row(long Enrollment, double? Margin, double? Value, RiskState State);
}
