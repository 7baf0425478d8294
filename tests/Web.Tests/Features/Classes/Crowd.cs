using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Students;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Classes;

namespace EarlyWarning.Web.Tests.Features.Classes;

/// <summary>Many students more in Algebra, and the roster's rules written down a second time, for memory.</summary>
internal static class Crowd
{
    private const long FirstId = 1000;
    private static readonly string[] Given = ["Ana", "Bram", "Élise", "Dan", "Cleo_1", "Coo%", "Abdul", "Bo"];
    private static readonly string[] Family = ["Abel", "Baker", "Cano", "Danner", "Ito", "Bang"];

    public sealed record Member(
        long EnrollmentId,
        string GivenName,
        string FamilyName,
        RiskState? State,
        RiskState? Previous,
        double? Value,
        DateOnly? Since
    );

    public static async Task<IReadOnlyList<Member>> WriteAsync(TestDatabase db, DateOnly today, int count, int seed)
    {
        var random = new Random(seed);
        Member[] crowd = [.. Enumerable.Range(0, count).Select(i => New(random, FirstId + i, today))];
        await using var context = db.CreateDbContext();
        var none = CancellationToken.None;
        await db.Provider.BulkInsertAsync(context, crowd.Select(NewStudent), none);
        await db.Provider.BulkInsertAsync(context, crowd.Select(c => NewEnrollment(c, today)), none);
        await SampleScores.WriteAsync(db, crowd.Where(c => c.State is not null).Select(c => NewScore(c, today)));
        // Ada and Ben have no scores: their two enrollments, as the sample school wrote them.
        return
        [
            .. crowd,
            new Member(1, "Ada", "Okafor", null, null, null, null),
            new Member(2, "Ben", "Lindqvist", null, null, null, null),
        ];
    }

    public static bool Matches(Member member, RosterShow show, string? search)
    {
        var state = member.State ?? RiskState.NotEnoughData;
        var shown = show switch
        {
            RosterShow.NeedsSupport => state == RiskState.NeedsSupport,
            RosterShow.Watch => state == RiskState.Watch,
            RosterShow.OnTrack => state == RiskState.OnTrack,
            RosterShow.NotEnoughData => state == RiskState.NotEnoughData,
            RosterShow.New => state == RiskState.NeedsSupport && member.Previous is { } p && p != state,
            RosterShow.Better => state != RiskState.NotEnoughData && member.Previous > state,
            _ => true,
        };
        return shown
            && (search ?? "")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .All(word => Holds(member.GivenName, word) || Holds(member.FamilyName, word));
    }

    public static IEnumerable<Member> Ordered(IEnumerable<Member> members, RosterSort sort)
    {
        var ordered = sort switch
        {
            RosterSort.Name => members.OrderBy(m => m.FamilyName, StringComparer.Ordinal),
            RosterSort.Change => members
                .OrderByDescending(m => m.Since ?? DateOnly.MinValue)
                .ThenByDescending(m => m.State is { } s ? (int)s : -1),
            _ => members
                .OrderByDescending(m => m.State ?? RiskState.NotEnoughData)
                .ThenByDescending(m => m.Value ?? -1),
        };
        return ordered
            .ThenBy(m => m.FamilyName, StringComparer.Ordinal)
            .ThenBy(m => m.GivenName, StringComparer.Ordinal)
            .ThenBy(m => m.EnrollmentId);
    }

    private static bool Holds(string name, string word) => name.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static Member New(Random random, long id, DateOnly today)
    {
        RiskState? state = random.Next(8) == 0 ? null : (RiskState)random.Next(4);
        RiskState? previous = state is null || random.Next(4) == 0 ? null : (RiskState)random.Next(4);
        return new Member(
            id,
            Given[random.Next(Given.Length)],
            Family[random.Next(Family.Length)],
            state,
            previous,
            // Few values, so that ties happen.
            state is null or RiskState.NotEnoughData
                ? null
                : random.Next(10) / 10.0,
            state is null ? null : today.AddDays(-random.Next(4))
        );
    }

    private static Student NewStudent(Member member) =>
        new()
        {
            Id = member.EnrollmentId,
            SourceId = 1,
            SourcedId = $"crowd-{member.EnrollmentId}",
            OrgId = SampleSchool.NorthId,
            GivenName = member.GivenName,
            FamilyName = member.FamilyName,
        };

    private static Enrollment NewEnrollment(Member member, DateOnly today) =>
        new()
        {
            Id = member.EnrollmentId,
            SourceId = 1,
            SourcedId = $"crowd-{member.EnrollmentId}",
            StudentId = member.EnrollmentId,
            ClassId = SampleSchool.AlgebraId,
            BeginDate = today.AddDays(-40),
            ImportId = 1,
        };

    private static Score NewScore(Member member, DateOnly today)
    {
        var score = SampleScores.Of(member.EnrollmentId, 8, member.State!.Value, member.Value, today, member.Previous);
        score.StateSince = member.Since!.Value;
        return score;
    }
}
