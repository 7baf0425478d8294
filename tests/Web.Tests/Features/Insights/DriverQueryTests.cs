using EarlyWarning.Domain.Figures;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Support;
using EarlyWarning.Web.Features;
using EarlyWarning.Web.Features.Insights;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Insights;
using EarlyWarning.Web.Tests.Features.Support;

namespace EarlyWarning.Web.Tests.Features.Insights;

public sealed class DriverQueryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, DatabaseData]
    public async Task Administrators_read_the_figures_of_what_they_administer(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        await WriteAsync(world);

        (await GetAsync(world, CastMember.TeacherA)).ShouldBeNull();
        (await GetAsync(world, CastMember.Counsellor)).ShouldBeNull();
        (await GetAsync(world, CastMember.WithoutRole)).ShouldBeNull();
        (await GetAsync(world, CastMember.SouthAdministrator, SampleSchool.NorthId)).ShouldBeNull();
        (await GetAsync(world, CastMember.SouthAdministrator, SampleSchool.DistrictId)).ShouldBeNull();

        var district = (await GetAsync(world, CastMember.DistrictAdministrator))!;
        district.Figures.Org.Id.ShouldBe(SampleSchool.DistrictId);
        district.Goals.ShouldBe([Goal.CourseFailure, Goal.FinalGrade]);
        district.Curve!.Feature.ShouldBe("absence_last_20");
        var south = (await GetAsync(world, CastMember.SouthAdministrator))!;
        south.Figures.Org.Id.ShouldBe(SampleSchool.SouthId);
        south.Figures.Orgs.ShouldHaveSingleItem();
        south.Figures.Content!.OwnStudents.ShouldBe(45);
    }

    [Theory, DatabaseData]
    public async Task Two_models_and_weeks_are_read_within_the_same_limits(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        await WriteAsync(world);
        var figures = new FigureReader(world.Database);
        var agreement = new AgreementQuery(figures, world.Database);
        var weeks = new WarningQuery(figures);
        foreach (var member in new[] { CastMember.TeacherA, CastMember.Counsellor, CastMember.WithoutRole })
        {
            var scope = world.School.ScopeOf(member);
            (await agreement.GetAsync(scope, null, null, Cancel)).ShouldBeNull();
            (await weeks.GetAsync(scope, null, null, null, Cancel)).ShouldBeNull();
        }

        var south = world.School.ScopeOf(CastMember.SouthAdministrator);
        (await agreement.GetAsync(south, SampleSchool.NorthId, null, Cancel)).ShouldBeNull();
        (await weeks.GetAsync(south, SampleSchool.NorthId, null, null, Cancel)).ShouldBeNull();

        (await agreement.GetAsync(south, null, null, Cancel))!.Figures.Content!.Second.ShouldBe("logisticL2");
        var read = (await weeks.GetAsync(south, null, null, 7, Cancel))!;
        read.Term!.Title.ShouldBe("Autumn");
        read.Week.ShouldBe(6, "the nearest of the weeks there are, the earlier of two");
    }

    [Theory, DatabaseData]
    public async Task A_goal_and_a_feature_are_chosen_by_the_address_and_nonsense_falls_back(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        await WriteAsync(world);

        var grade = (await GetAsync(world, CastMember.DistrictAdministrator, null, "finalGrade", "mark_mean"))!;
        var nonsense = (await GetAsync(world, CastMember.DistrictAdministrator, null, "leaving", "no such"))!;

        (grade.Goal, grade.Figures.Content!.Goal, grade.Curve!.Feature).ShouldBe(
            (Goal.FinalGrade, Goal.FinalGrade, "mark_mean")
        );
        (nonsense.Goal, nonsense.Curve!.Feature).ShouldBe((Goal.CourseFailure, "absence_last_20"));
        DriverWords.Lead(grade).ShouldContain("moves the foretold mark most here: Attendance, with 60\u00A0%");
        DriverWords.Measures(grade, 1).Rows.ShouldHaveSingleItem();
        DriverWords
            .Disagreements(grade)[0]
            .ShouldBe("Of the 3 signals that each of the 3 measures puts first, 3 are the same.");
    }

    private static Task<DriverView?> GetAsync(
        SupportWorld world,
        CastMember member,
        long? org = null,
        string? goal = null,
        string? feature = null
    ) =>
        new DriverQuery(new FigureReader(world.Database), world.Database).GetAsync(
            world.School.ScopeOf(member),
            new DriverQuestion(org, goal, feature),
            Cancel
        );

    private static async Task WriteAsync(SupportWorld world)
    {
        await using var db = world.Database.CreateDbContext();
        foreach (var org in new[] { SampleSchool.DistrictId, SampleSchool.NorthId, SampleSchool.SouthId })
        {
            foreach (var goal in new[] { Goal.CourseFailure, Goal.FinalGrade })
            {
                db.FigureSheets.Add(Sheet(org, DriverSheets.Topic, DriverSheets.Importance(goal), Importance(goal)));
                db.FigureSheets.Add(Sheet(org, DriverSheets.Topic, DriverSheets.Curves(goal), Curves(goal)));
                db.FigureSheets.Add(Sheet(org, DriverSheets.Topic, DriverSheets.Agreement(goal), Agreement(goal)));
            }

            db.FigureSheets.Add(Sheet(org, WarningSheets.Topic, WarningSheets.Key, Warnings()));
        }

        await db.SaveChangesAsync(Cancel);
    }

    private static FigureSheet Sheet(long org, string topic, string key, object content) =>
        new()
        {
            Topic = topic,
            OrgId = org,
            Key = key,
            AsOf = SupportWorld.Today,
            MadeAt = new DateTime(2026, 11, 20, 3, 0, 0, DateTimeKind.Utc),
            Content = SheetStore.Pack(content),
        };

    private static DriverSheet Importance(Goal goal) =>
        new(
            goal,
            "gradientBoosting",
            "Spring",
            true,
            400,
            100,
            0.4,
            [2, 8],
            [
                new DriverRow("absence_last_20", 0.5, 0.02, 0.01, 0.03, 0.6, null, [0.7, 0.5]),
                new DriverRow("mark_mean", 0.4, 0.01, 0.005, 0.015, 0.3, null, [0.2, 0.4]),
                new DriverRow("other_marks", 0.1, 0.005, 0.001, 0.009, 0.1, null, [0.1, 0.1]),
            ],
            goal == Goal.CourseFailure ? 45 : null,
            false,
            [new Swarm("absence_last_20", [new SwarmPoint(5, -0.2), new SwarmPoint(95, 0.4)])]
        );

    private static CurveSheet Curves(Goal goal) =>
        new(goal, "gradientBoosting", "Spring", 300, [Curve("absence_last_20"), Curve("mark_mean")]);

    private static FeatureCurve Curve(string feature) =>
        new(
            feature,
            [0, 5],
            null,
            [0.1, 0.4],
            [
                [0.1, 0.3],
                [0.2, 0.6],
            ],
            [new ValueBin(0, 5, 1, false)],
            0
        );

    private static AgreementSheet Agreement(Goal goal) =>
        new(
            goal,
            "gradientBoosting",
            "logisticL2",
            RivalKind.Fitted,
            true,
            "Spring",
            8,
            100,
            10,
            new Proportion(0.8, 0.5, 0.95),
            0.7,
            0.9,
            0.4,
            0.41,
            [],
            [],
            [],
            []
        );

    private static WarningSheet Warnings() =>
        new(
            "gradientBoosting",
            false,
            [
                new WarningTerm(
                    "Autumn",
                    new DateOnly(2026, 9, 1),
                    true,
                    100,
                    20,
                    new WarningSide(
                        [.. new[] { 2, 6, 8 }.Select(w => new WarningWeek(w, 10, null, null, null, null))],
                        null,
                        null
                    ),
                    new WarningSide([], null, null)
                ),
            ]
        );
}
