using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Classes;

namespace EarlyWarning.Web.Tests.Features.Classes;

public sealed class MyClassesQueryTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    [Theory, DatabaseData]
    public async Task Each_sees_the_classes_taught_or_administered(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        var expected = new Dictionary<CastMember, string>
        {
            [CastMember.TeacherA] = "Algebra",
            [CastMember.TeacherB] = "English",
            [CastMember.TeacherUntilTenDaysAgo] = "Algebra",
            [CastMember.DistrictAdministrator] = "Algebra English Science",
            [CastMember.SouthAdministrator] = "Science",
        };

        foreach (var member in Enum.GetValues<CastMember>())
        {
            var view = await Get(db, school, member);
            string.Join(' ', view.Cards.Select(c => c.Class.Title))
                .ShouldBe(expected.GetValueOrDefault(member, ""), $"{member}");
        }
    }

    [Theory, DatabaseData]
    public async Task Counts_each_state_and_what_changed(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        await SampleScores.WriteGenerationsAsync(db, Today, SampleSchool.DistrictId);
        var english = (long student) => SampleSchool.EnrollmentId(student, SampleSchool.EnglishId);
        await SampleScores.WriteAsync(
            db,
            [
                SampleScores.Of(english(SampleSchool.AdaId), 8, RiskState.NeedsSupport, 0.5, Today, RiskState.OnTrack),
                SampleScores.Of(english(SampleSchool.DinaId), 8, RiskState.OnTrack, 0.1, Today, RiskState.Watch),
                SampleScores.Of(
                    english(SampleSchool.EmilId),
                    8,
                    RiskState.NeedsSupport,
                    0.6,
                    Today,
                    RiskState.NeedsSupport
                ),
            ]
        );

        var view = await Get(db, school, CastMember.TeacherB);

        view.Cards.ShouldHaveSingleItem().Counts.ShouldBe(new StateCounts(2, 0, 1, 0, New: 1, Better: 1));
    }

    [Theory, DatabaseData]
    public async Task Classes_that_do_not_run_on_the_as_of_date_stand_apart(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        await SampleScores.WriteGenerationsAsync(db, school.TermStart.AddDays(-1), SampleSchool.DistrictId);

        var running = await Get(db, school, CastMember.TeacherA);
        var others = await Get(db, school, CastMember.TeacherA, new MyClassesFilter(Finished: true));

        running.Cards.ShouldBeEmpty();
        running.Finished.ShouldBe(1);
        others.Cards.ShouldHaveSingleItem().Class.Title.ShouldBe("Algebra");
    }

    [Theory, DatabaseData]
    public async Task Finds_a_class_by_a_part_of_its_title(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);

        var view = await Get(db, school, CastMember.DistrictAdministrator, new MyClassesFilter(Search: "gli"));

        view.Cards.ShouldHaveSingleItem().Class.Title.ShouldBe("English");
        view.Matching.ShouldBe(1);
    }

    private static Task<MyClassesView> Get(
        TestDatabase db,
        SampleSchool school,
        CastMember member,
        MyClassesFilter? filter = null
    ) =>
        new MyClassesQuery(db).GetAsync(
            school.ScopeOf(member),
            filter ?? new MyClassesFilter(),
            CancellationToken.None
        );
}
