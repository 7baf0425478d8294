using EarlyWarning.Domain.Flags;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Classes;
using EarlyWarning.Web.Features.Flags;
using EarlyWarning.Web.Features.Support;

namespace EarlyWarning.Web.Tests.Features.Flags;

public sealed class ReviewFlagTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);
    private static readonly long Algebra = SampleSchool.EnrollmentId(SampleSchool.AdaId, SampleSchool.AlgebraId);
    private static readonly long English = SampleSchool.EnrollmentId(SampleSchool.AdaId, SampleSchool.EnglishId);

    [Theory, DatabaseData]
    public async Task Claims_are_made_and_read_by_those_who_may_see_the_enrollment(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await FlaggedAsync(db);
        (await RaiseAsync(db, school, CastMember.TeacherA, Algebra)).Problem.ShouldBeNull();

        CastMember[] around =
        [
            CastMember.TeacherA,
            CastMember.TeacherUntilTenDaysAgo,
            CastMember.Counsellor,
            CastMember.DistrictAdministrator,
        ];
        foreach (var member in Enum.GetValues<CastMember>())
        {
            var view = await ReadAsync(db, school, member, Algebra);
            (view is not null).ShouldBe(around.Contains(member), $"{member}");
            view?.Reviews.ShouldHaveSingleItem().Reason.ShouldBe("Was in hospital.");
            var listed = await new FlagReviewsQuery(db).GetAsync(school.ScopeOf(member), CancellationToken.None);
            listed.Waiting.Count.ShouldBe(around.Contains(member) ? 1 : 0, $"{member}");
            if (!around.Contains(member))
            {
                (await RaiseAsync(db, school, member, Algebra)).ShouldBe(FlagResult.NotFound);
                (await DecideAsync(db, school, member, 1)).ShouldBe(FlagResult.NotFound);
            }
        }
    }

    [Theory, DatabaseData]
    public async Task A_flag_rests_only_after_a_second_reader_agreed(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await FlaggedAsync(db);
        await RaiseAsync(db, school, CastMember.TeacherA, Algebra);

        (await AloneAsync()).ShouldBe([SampleSchool.AdaId, SampleSchool.BenId], ignoreOrder: true);
        (await RosterAsync()).ShouldBe("disputed, not decided");
        (await DecideAsync(db, school, CastMember.TeacherA, 1)).Problem!.ShouldContain("Somebody else");
        (await DecideAsync(db, school, CastMember.Counsellor, 1)).Problem.ShouldBeNull();
        (await DecideAsync(db, school, CastMember.DistrictAdministrator, 1)).Problem!.ShouldContain("meanwhile");

        (await AloneAsync()).ShouldBe([SampleSchool.BenId]);
        (await RosterAsync())!.ShouldStartWith("disputed until");
        // The score itself is as it was.
        (await ReadAsync(db, school, CastMember.TeacherA, Algebra))!.IsFlagged.ShouldBeTrue();

        async Task<IEnumerable<long>> AloneAsync() =>
            (
                await new NobodyActsQuery(db).GetAsync(school.ScopeOf(CastMember.TeacherA), 10, CancellationToken.None)
            ).Select(r => r.StudentId);

        async Task<string?> RosterAsync() =>
            (
                await new RosterQuery(db).GetAsync(
                    school.ScopeOf(CastMember.TeacherA),
                    SampleSchool.AlgebraId,
                    new RosterFilter(),
                    CancellationToken.None
                )
            )!
                .Rows.Single(r => r.StudentId == SampleSchool.AdaId)
                .Review;
    }

    [Theory, DatabaseData]
    public async Task One_claim_at_a_time_and_none_without_a_flag(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await FlaggedAsync(db);

        (await RaiseAsync(db, school, CastMember.TeacherB, English)).Problem!.ShouldContain("no flag");
        (await RaiseAsync(db, school, CastMember.TeacherA, Algebra)).Problem.ShouldBeNull();
        (await RaiseAsync(db, school, CastMember.Counsellor, Algebra)).Problem!.ShouldContain("already");
        var none = CancellationToken.None;
        (await Command(db).WithdrawAsync(school.ScopeOf(CastMember.TeacherA), 1, 1, none)).Problem.ShouldBeNull();
        (await RaiseAsync(db, school, CastMember.Counsellor, Algebra)).Problem.ShouldBeNull();
    }

    private static async Task<SampleSchool> FlaggedAsync(TestDatabase db)
    {
        var school = await SampleSchool.CreateAsync(db, Today);
        await SampleScores.WriteGenerationsAsync(db, Today, SampleSchool.DistrictId);
        await SampleScores.WriteAsync(
            db,
            [
                SampleScores.Of(Algebra, 8, RiskState.NeedsSupport, 0.5, Today),
                SampleScores.Of(English, 8, RiskState.OnTrack, 0.1, Today),
                SampleScores.Of(
                    SampleSchool.EnrollmentId(SampleSchool.BenId, SampleSchool.AlgebraId),
                    8,
                    RiskState.NeedsSupport,
                    0.6,
                    Today
                ),
            ]
        );
        return school;
    }

    private static ReviewFlag Command(TestDatabase db) =>
        new(db, new SettableClock(new DateTimeOffset(Today, new TimeOnly(9, 0), TimeSpan.Zero)));

    private static Task<FlagResult> RaiseAsync(TestDatabase db, SampleSchool school, CastMember by, long enrollment) =>
        Command(db)
            .RaiseAsync(
                school.ScopeOf(by),
                enrollment,
                FlagClaim.Dispute,
                "Was in hospital.",
                Today.AddDays(14),
                CancellationToken.None
            );

    private static Task<FlagResult> DecideAsync(TestDatabase db, SampleSchool school, CastMember by, long review) =>
        Command(db).DecideAsync(school.ScopeOf(by), review, 1, isAgreed: true, null, CancellationToken.None);

    private static Task<StudentFlagView?> ReadAsync(TestDatabase db, SampleSchool school, CastMember by, long id) =>
        new StudentFlagQuery(db).GetAsync(school.ScopeOf(by), id, CancellationToken.None);
}
