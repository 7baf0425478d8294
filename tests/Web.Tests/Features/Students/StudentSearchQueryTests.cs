using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Students;

namespace EarlyWarning.Web.Tests.Features.Students;

public sealed class StudentSearchQueryTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    [Theory, DatabaseData]
    public async Task Finds_by_words_of_the_name_among_those_one_may_see(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);

        (await Names(db, school, CastMember.TeacherA, null)).ShouldBe(["Chidi Abara", "Ben Lindqvist", "Ada Okafor"]);
        (await Names(db, school, CastMember.TeacherA, "okaf ada")).ShouldBe(["Ada Okafor"]);
        (await Names(db, school, CastMember.TeacherA, "dina")).ShouldBeEmpty();
        (await Names(db, school, CastMember.Counsellor, "dina")).ShouldBe(["Dina Haddad"]);
        (await Names(db, school, CastMember.SouthAdministrator, "%")).ShouldBeEmpty();
        (await Names(db, school, CastMember.WithoutRole, null)).ShouldBeEmpty();
    }

    [Theory, DatabaseData]
    public async Task Shows_the_gravest_state_of_the_classes_one_may_see(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        await SampleScores.WriteGenerationsAsync(db, Today, SampleSchool.DistrictId);
        await SampleScores.WriteAsync(
            db,
            [
                SampleScores.Of(
                    SampleSchool.EnrollmentId(SampleSchool.AdaId, SampleSchool.AlgebraId),
                    8,
                    RiskState.Watch,
                    0.3,
                    Today
                ),
                SampleScores.Of(
                    SampleSchool.EnrollmentId(SampleSchool.AdaId, SampleSchool.EnglishId),
                    8,
                    RiskState.NeedsSupport,
                    0.6,
                    Today
                ),
            ]
        );

        var teacher = await Get(db, school, CastMember.TeacherA, "ada");
        var counsellor = await Get(db, school, CastMember.Counsellor, "ada");

        teacher.Hits.ShouldHaveSingleItem().State.ShouldBe(RiskState.Watch);
        teacher.Hits[0].Classes.ShouldBe(["Algebra"]);
        counsellor.Hits.ShouldHaveSingleItem().State.ShouldBe(RiskState.NeedsSupport);
        counsellor.Hits[0].Classes.ShouldBe(["Algebra", "English"]);
    }

    private static async Task<IEnumerable<string>> Names(
        TestDatabase db,
        SampleSchool school,
        CastMember member,
        string? search
    ) => (await Get(db, school, member, search)).Hits.Select(h => $"{h.GivenName} {h.FamilyName}");

    private static Task<StudentSearchView> Get(
        TestDatabase db,
        SampleSchool school,
        CastMember member,
        string? search
    ) => new StudentSearchQuery(db).GetAsync(school.ScopeOf(member), search, 1, CancellationToken.None);
}
