using EarlyWarning.Domain.Monitoring;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Models;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Tests.Features.Models;

public sealed class ModelsQueryTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);
    private static readonly RetrainingSettings Settings = new(1, 40, 1000) { TimeZone = TimeZoneInfo.Utc };
    private static readonly ModelsFilter Failure = new(Goal.CourseFailure, null, 1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, DatabaseData]
    public async Task The_list_holds_the_versions_of_a_goal_newest_first_with_figures_of_the_week(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        await AddAsync(
            database,
            SampleRegistry.Of("old", role: ModelRole.Retired, night: -1, auc: 0.7),
            SampleRegistry.Of("new"),
            SampleRegistry.Of("grade", Goal.FinalGrade)
        );
        var query = new ModelsQuery(database, Settings);
        var scope = school.ScopeOf(CastMember.DistrictAdministrator);

        var view = (await query.GetAsync(scope, Failure, Cancel))!;

        view.Versions.Select(v => v.Info.Id).ShouldBe(["new", "old"]);
        view.Champions.Select(v => v.Info.Id).ShouldBe(["new", "grade"]);
        view.Weeks.ShouldBe([4, 8]);
        view.Week.ShouldBe(8);
        ModelWords.Value(view.Versions[0].Metric(8, "auc")).ShouldBe("0.78 (0.75 to 0.81)");
        ModelWords.Value(view.Versions[0].Metric(8, "auc", "rules")).ShouldBe("0.60 (0.57 to 0.63)");
        view.Versions[0].FlaggedRight[8].ShouldBe(0.62);
        view.EarlierScores.ShouldBeNull();

        var grades = (await query.GetAsync(scope, new ModelsFilter(Goal.FinalGrade, 4, 9), Cancel))!;
        grades.Versions.Select(v => v.Info.Id).ShouldBe(["grade"]);
        (grades.Week, grades.Page).ShouldBe((4, 1));
        grades.Versions[0].Metric(4, "rmse")!.Value.ShouldBe(7.704);
    }

    [Theory, DatabaseData]
    public async Task Alerts_that_are_open_stand_on_top_the_gravest_first(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        await using (var db = database.CreateDbContext())
        {
            db.Alerts.AddRange(
                Alert("a", AlertSeverity.Notice, null),
                Alert("b", AlertSeverity.Critical, null),
                Alert("c", AlertSeverity.Critical, SampleRegistry.Night)
            );
            await db.SaveChangesAsync(Cancel);
        }

        var scope = school.ScopeOf(CastMember.DistrictAdministrator);
        var view = (await new ModelsQuery(database, Settings).GetAsync(scope, Failure, Cancel))!;

        view.Alerts.Select(a => a.Sentence).ShouldBe(["b happened.", "a happened."]);
    }

    [Theory]
    [InlineData(CastMember.TeacherA)]
    [InlineData(CastMember.Counsellor)]
    [InlineData(CastMember.SouthAdministrator)]
    [InlineData(CastMember.WithoutRole)]
    public async Task Models_of_the_whole_installation_are_not_there_for_others(CastMember member)
    {
        await using var database = await TestDatabase.CreateAsync();
        var school = await SampleSchool.CreateAsync(database, Today);
        await AddAsync(database, SampleRegistry.Of("new"));
        var scope = school.ScopeOf(member);

        (await new ModelsQuery(database, Settings).GetAsync(scope, Failure, Cancel)).ShouldBeNull();
        (await new ModelQuery(database, Settings).GetAsync(scope, "new", Cancel)).ShouldBeNull();
        (await new CompareQuery(database, Settings).GetAsync(scope, null, null, Cancel)).ShouldBeNull();
    }

    [Theory, DatabaseData]
    public async Task A_models_page_knows_what_served_before_it_who_decided_and_how_it_drifts(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        await AddAsync(
            database,
            SampleRegistry.Of("older", role: ModelRole.Retired, night: -3),
            SampleRegistry.Of("before", role: ModelRole.Retired, night: -2),
            SampleRegistry.Of("refused", role: ModelRole.Refused, night: -1),
            SampleRegistry.Of("new")
        );
        await using (var db = database.CreateDbContext())
        {
            var first = NewRun("first");
            var second = NewRun("second");
            db.Runs.AddRange(first, second);
            await db.SaveChangesAsync(Cancel);
            db.ModelDecisions.Add(
                new ModelDecision
                {
                    ModelId = "new",
                    At = SampleRegistry.Night,
                    Kind = DecisionKind.Promoted,
                    UserId = SampleSchool.UserId(CastMember.DistrictAdministrator),
                    Reason = "The term began late.",
                }
            );
            db.DriftFigures.AddRange(
                Drift(first.Id, "new", "absence_last_20", 0.05, false),
                Drift(second.Id, "new", "absence_last_20", 0.31, true),
                Drift(second.Id, "new", "missing_count", 0.4, false),
                Drift(second.Id, "before", "missing_count", 0.9, true),
                Drift(first.Id, "new", "score", 0.7, true, DriftKind.Prediction),
                Drift(second.Id, "new", "score", 0.2, false, DriftKind.Prediction)
            );
            await db.SaveChangesAsync(Cancel);
        }

        var scope = school.ScopeOf(CastMember.DistrictAdministrator);
        var view = (await new ModelQuery(database, Settings).GetAsync(scope, "new", Cancel))!;

        view.Previous!.Info.Id.ShouldBe("before");
        view.Decisions.Single().Reason.ShouldBe("The term began late.");
        view.Decisions.Single().By.ShouldNotBeNullOrEmpty();
        view.Features.Count.ShouldBe(SampleScores.Catalogue.Features.Count);
        view.CanServe!.ShouldContain("in service already");
        view.Watch.Select(w => (w.Kind, w.Value)).ShouldBe([(DriftKind.Prediction, 0.2)], "the latest run's only");
        var drift = view.Drift!;
        drift.Values.ShouldBe([
            [0.05, 0.31],
            [null, 0.4],
        ]);
        drift.Beyond.ShouldBe([
            [false, true],
            [false, false],
        ]);
        view.Model.Fairness!.Groups.Count(g => g.Suppressed)
            .ShouldBeGreaterThan(1, "one hidden group alone could be worked out");
        view.Model.Gates[1]
            .Figures.Single()
            .ShouldBe(
                new GateFigure("sex", null, null, null, 0.1, 0, GateOutcome.CannotTell),
                "a group is hidden, so nothing of its attribute is told: what one says the others may tell"
            );
        view.Model.Gates[1].Sentence.ShouldBe("A group bears more of its mistakes than others; see the figures.");
        (await new ModelQuery(database, Settings).GetAsync(scope, "no such", Cancel)).ShouldBeNull();
    }

    [Theory, DatabaseData]
    public async Task Two_versions_are_set_side_by_side_and_differences_are_said(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        await AddAsync(
            database,
            SampleRegistry.Of("a", role: ModelRole.Retired, night: -1, auc: 0.6),
            SampleRegistry.Of("b", auc: 0.8, parameters: """{"maxLeaves":"15"}""")
        );
        var scope = school.ScopeOf(CastMember.DistrictAdministrator);
        var query = new CompareQuery(database, Settings);

        var view = (await query.GetAsync(scope, "a", "b", Cancel))!;

        view.Choices.Select(c => c.Id).ShouldBe(["b", "a"]);
        var ranking = ModelChanges.Metrics(view.A!, view.B!, 8)[0];
        (ranking.What, ranking.Difference).ShouldBe(("Ranking (AUC)", "+0.20, better"));
        ModelChanges.Metrics(view.B!, view.A!, 8)[0].Difference.ShouldBe("−0.20, worse");
        ModelChanges
            .Parameters(view.A!, view.B!)
            .Single()
            .ShouldBe(new ChangeRow("Max leaves", "31", "15", null, true));
        ModelChanges.Sentences(view.A!, view.B!, 8, f => f).ShouldContain("Max leaves: 15 in place of 31.");
        ModelChanges
            .Sentences(view.A!, view.A!, 8, f => f)
            .ShouldBe(["Nothing: it was made from the same in the same way."]);
        (await query.GetAsync(scope, "a", "gone", Cancel)).ShouldBeNull();
        (await query.GetAsync(scope, null, null, Cancel))!.A.ShouldBeNull();
    }

    internal static async Task AddAsync(TestDatabase database, params ModelVersion[] versions)
    {
        await using var db = database.CreateDbContext();
        db.ModelVersions.AddRange(versions);
        await db.SaveChangesAsync(Cancel);
    }

    private static Run NewRun(string fence) =>
        new()
        {
            Fence = fence,
            Kind = RunKind.Retrain,
            Status = RunStatus.Succeeded,
            RequestedAt = SampleRegistry.Night,
        };

    private static Alert Alert(string subject, AlertSeverity severity, DateTime? resolved) =>
        new()
        {
            Subject = subject,
            Severity = severity,
            Sentence = $"{subject} happened.",
            RaisedAt = SampleRegistry.Night,
            LastSeenAt = SampleRegistry.Night,
            ResolvedAt = resolved,
        };

    private static DriftFigure Drift(
        long run,
        string model,
        string feature,
        double value,
        bool isBeyond,
        DriftKind kind = DriftKind.Feature
    ) =>
        new()
        {
            RunId = run,
            ModelId = model,
            Kind = kind,
            Name = feature,
            Value = value,
            IsBeyond = isBeyond,
            N = 100,
            ReferenceN = 1000,
        };
}
