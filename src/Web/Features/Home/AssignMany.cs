using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Web.Features.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Home;

/// <summary>Support asked for of several students at once.</summary>
/// <param name="StudentIds">The students.</param>
/// <param name="KindId">Kind of support.</param>
/// <param name="Reason">Why.</param>
/// <param name="OwnerId">Who shall act, or null while that is open.</param>
/// <param name="FollowUpOn">The day somebody looks again, or null.</param>
public sealed record ManyReferrals(
    IReadOnlyCollection<long> StudentIds,
    int KindId,
    string? Reason,
    long? OwnerId,
    DateOnly? FollowUpOn
);

/// <summary>What came of it, student by student.</summary>
/// <param name="Done">Students for whom it was asked.</param>
/// <param name="Problems">Why not for the others, by student.</param>
public sealed record AssignedMany(IReadOnlyList<long> Done, IReadOnlyDictionary<long, string> Problems);

/// <summary>Asks for the same support of several students; each by the same rules as one by one, and each by itself.</summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="refer">Asks for one.</param>
public sealed class AssignMany(IDbContextFactory<EarlyWarningDb> contexts, ReferStudent refer)
{
    /// <summary>Most students at once.</summary>
    public const int Most = 50;

    /// <summary>Asks; what fails for one student stops none of the others.</summary>
    /// <exception cref="ArgumentException">More students than <see cref="Most"/>.</exception>
    public async Task<AssignedMany> RunAsync(StaffScope scope, ManyReferrals asked, CancellationToken cancel)
    {
        if (asked.StudentIds.Count > Most)
        {
            throw new ArgumentException($"At most {Most} students at once.", nameof(asked));
        }

        var done = new List<long>();
        var problems = new Dictionary<long, string>();
        foreach (var student in asked.StudentIds)
        {
            var referral = new Referral(student, asked.KindId, asked.Reason, asked.OwnerId, asked.FollowUpOn);
            var result = await refer.RunAsync(scope, referral, cancel);
            if (result.Problem is { } problem)
            {
                problems[student] = problem;
            }
            else
            {
                done.Add(student);
            }
        }

        return new AssignedMany(done, problems);
    }

    /// <summary>Who may act for every one of the students, by name.</summary>
    public async Task<IReadOnlyList<OwnerChoice>> OwnersAsync(
        StaffScope scope,
        IReadOnlyCollection<long> students,
        CancellationToken cancel
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var visible = await db.StudentsVisibleTo(scope)
            .Where(s => students.Contains(s.Id))
            .Select(s => s.Id)
            .ToListAsync(cancel);
        List<OwnerChoice>? common = null;
        foreach (var student in visible)
        {
            var around = await StudentSupportQuery.PeopleAsync(db, student, scope.Today, cancel);
            common = common is null ? around : [.. common.Intersect(around)];
        }

        return common ?? [];
    }
}
