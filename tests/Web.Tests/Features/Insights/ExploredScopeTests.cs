using EarlyWarning.Domain.Figures;
using EarlyWarning.Support;
using EarlyWarning.Web.Features;
using EarlyWarning.Web.Features.Insights;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Insights;

namespace EarlyWarning.Web.Tests.Features.Insights;

/// <summary>Who reads exploring, trends and profiles, and what those of a small school read.</summary>
public sealed class ExploredScopeTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);
    private static readonly DateOnly Start = new(2026, 5, 4);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, DatabaseData]
    public async Task Each_page_is_for_administrators_of_the_organisation(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        await WriteAsync(database);
        var reader = new FigureReader(database);
        var (explore, trends, profiles) = (
            new ExploreQuery(database, reader),
            new TrendsQuery(database, reader),
            new ProfilesQuery(database, reader)
        );
        foreach (
            var (member, org, sees) in new (CastMember, long?, bool)[]
            {
                (CastMember.DistrictAdministrator, null, true),
                (CastMember.DistrictAdministrator, SampleSchool.NorthId, true),
                (CastMember.SouthAdministrator, null, true),
                (CastMember.SouthAdministrator, SampleSchool.NorthId, false),
                (CastMember.SouthAdministrator, SampleSchool.DistrictId, false),
                (CastMember.TeacherA, null, false),
                (CastMember.Counsellor, null, false),
                (CastMember.WithoutRole, SampleSchool.DistrictId, false),
            }
        )
        {
            var scope = school.ScopeOf(member);

            (await explore.GetAsync(scope, new ExploreFilter(org, null, null, null), Cancel) is not null).ShouldBe(
                sees
            );
            (await trends.GetAsync(scope, org, Cancel) is not null).ShouldBe(sees);
            (await profiles.GetAsync(scope, org, Cancel) is not null).ShouldBe(sees);
        }
    }

    [Theory, DatabaseData]
    public async Task The_week_asked_for_is_shown_or_the_one_nearest_and_a_small_school_is_told_so(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        await WriteAsync(database);
        var query = new ExploreQuery(database, new FigureReader(database));
        var district = school.ScopeOf(CastMember.DistrictAdministrator);

        (
            await query.GetAsync(district, new ExploreFilter(null, null, null, null), Cancel)
        )!.Sheet.Content!.Week.ShouldBe(6);
        var view = (await query.GetAsync(district, new ExploreFilter(null, Start, 12, "mark_last"), Cancel))!;
        view.Sheet.Content!.Week.ShouldBe(12);
        view.Weeks.ShouldBe([6, 12]);
        view.Shown!.Figures.Name.ShouldBe("mark_last");
        view.Rows[0].Figures.Name.ShouldBe("mark_mean");
        view.Rows[0].Label.ShouldBe("Mean mark");
        var south = (
            await query.GetAsync(
                school.ScopeOf(CastMember.SouthAdministrator),
                new ExploreFilter(null, null, null, null),
                Cancel
            )
        )!;
        south.IsTooSmall.ShouldBeTrue();
        south.Rows.ShouldBeEmpty();
    }

    private static async Task WriteAsync(TestDatabase database)
    {
        ExploreFeature Feature(string name, double value) =>
            new(name, new Measure(value, value - 0.1, value + 0.1), null, 0, null, null, null, 1, 2, []);
        await using var db = database.CreateDbContext();
        foreach (var week in (int[])[6, 12])
        {
            Add(
                ExploreSheets.Topic,
                ExploreSheets.Key(Start, week),
                SampleSchool.DistrictId,
                new ExploreSheet(
                    [new CohortTerm("Term", Start)],
                    Start,
                    week,
                    60,
                    100,
                    0.2,
                    3,
                    [Feature("mark_last", -0.2), Feature("mark_mean", -0.4)],
                    [],
                    []
                )
            );
        }

        // South has figures of some kind, so that it can be chosen.
        Add("another", "", SampleSchool.SouthId, new CohortCells([]));
        Add("another", "", SampleSchool.NorthId, new CohortCells([]));
        await db.SaveChangesAsync(Cancel);

        void Add(string topic, string key, long org, object content) =>
            db.FigureSheets.Add(
                new FigureSheet
                {
                    Topic = topic,
                    OrgId = org,
                    Key = key,
                    AsOf = Today,
                    MadeAt = DateTime.UnixEpoch,
                    Content = SheetStore.Pack(content),
                }
            );
    }
}
