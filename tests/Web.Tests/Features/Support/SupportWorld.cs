using EarlyWarning.Domain.Support;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Support;

namespace EarlyWarning.Web.Tests.Features.Support;

/// <summary>The sample school with the commands and queries of support on its database.</summary>
internal sealed class SupportWorld : IAsyncDisposable
{
    public const int Tutoring = 2;
    public const int Workload = 3;
    public const int Counselling = 5;

    private SupportWorld(TestDatabase database, SampleSchool school) => (Database, School) = (database, school);

    public static DateOnly Today { get; } = new(2026, 11, 20);

    public TestDatabase Database { get; }

    public SampleSchool School { get; }

    public ReferStudent Refer => new(Database, Clock);

    public ChangeSupport Change => new(Database, Clock);

    public SupportCaseQuery Case => new(Database, Clock);

    public StudentSupportQuery Student => new(Database);

    public SupportListQuery List => new(Database, new NobodyActsQuery(Database));

    private static SettableClock Clock { get; } = new(new DateTimeOffset(Today, new TimeOnly(9, 0), TimeSpan.Zero));

    public static async Task<SupportWorld> CreateAsync(DatabaseKind kind)
    {
        var database = await TestDatabase.CreateAsync(kind);
        return new SupportWorld(database, await SampleSchool.CreateAsync(database, Today));
    }

    /// <summary>Refers a student; fails where that is refused.</summary>
    public async Task<long> ReferAsync(
        CastMember by,
        long student,
        int kind,
        CastMember? owner = null,
        DateOnly? followUp = null
    )
    {
        var referral = new Referral(
            student,
            kind,
            "Two essays are missing.",
            owner is { } o ? SampleSchool.UserId(o) : null,
            followUp
        );
        var result = await Refer.RunAsync(School.ScopeOf(by), referral, CancellationToken.None);
        result.Problem.ShouldBeNull();
        return result.Id;
    }

    public Task<SupportCaseView?> ReadAsync(CastMember member, long caseId) =>
        Case.GetAsync(School.ScopeOf(member), caseId, CancellationToken.None);

    public static SupportPlan Plan(CastMember owner) =>
        new(SampleSchool.UserId(owner), Today, Today.AddDays(14), "Hand in both essays.");

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
