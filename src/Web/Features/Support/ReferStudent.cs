using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Support;

/// <summary>What is asked for.</summary>
/// <param name="StudentId">The student.</param>
/// <param name="KindId">Kind of support.</param>
/// <param name="Reason">Why.</param>
/// <param name="OwnerId">Who shall act, or null while that is open.</param>
/// <param name="FollowUpOn">The day somebody looks again, or null.</param>
public sealed record Referral(long StudentId, int KindId, string? Reason, long? OwnerId, DateOnly? FollowUpOn);

/// <summary>Asks for support of a student.</summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="time">The clock.</param>
public sealed class ReferStudent(IDbContextFactory<EarlyWarningDb> contexts, TimeProvider time)
{
    /// <summary>Makes a case, or says what is wrong.</summary>
    /// <param name="scope">Who asks.</param>
    /// <param name="referral">What is asked for.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<SupportResult> RunAsync(StaffScope scope, Referral referral, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var student = await db.StudentsVisibleTo(scope)
            .Include(s => s.Org)
            .SingleOrDefaultAsync(s => s.Id == referral.StudentId, cancel);
        if (student is null)
        {
            return SupportResult.NotFound;
        }

        var kind = await db.SupportKindsOfferedIn(student.Org!.Path)
            .SingleOrDefaultAsync(k => k.Id == referral.KindId, cancel);
        if (kind is null)
        {
            return new SupportResult(L["Choose a kind of support."]);
        }

        if (await DuplicateAsync(db, student.Id, kind, cancel) is { } duplicate)
        {
            return duplicate;
        }

        if (await Owners.ProblemAsync(db, student.Id, referral.OwnerId, scope.Today, cancel) is { } owner)
        {
            return new SupportResult(owner);
        }

        var plan = new SupportPlan(referral.OwnerId, StartsOn: null, referral.FollowUpOn, Goals: null);
        var by = new Editor(scope.UserId, time.GetUtcNow().UtcDateTime, scope.Today);
        var (made, problem) = SupportCase.Refer(student, kind, referral.Reason, plan, by);
        if (made is null)
        {
            return new SupportResult(problem);
        }

        db.SupportCases.Add(made);
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException)
        {
            // Somebody referred the student to the same support at the same moment; anything else is a fault.
            if (await DuplicateAsync(db, student.Id, kind, cancel) is { } meanwhile)
            {
                return meanwhile;
            }

            throw;
        }

        return new SupportResult(Problem: null, Id: made.Id);
    }

    // It names the case to whoever may know the student: that support is given is no secret among those around the student.
    private static async Task<SupportResult?> DuplicateAsync(
        EarlyWarningDb db,
        long studentId,
        SupportKind kind,
        CancellationToken cancel
    )
    {
        var open = await db
            .SupportCases.Where(c => c.StudentId == studentId && c.KindId == kind.Id && c.ClosedOn == null)
            .Select(c => new { c.ReferredOn, Owner = c.Owner!.DisplayName })
            .FirstOrDefaultAsync(cancel);
        return open is null ? null
            : kind.IsRestricted
                ? new SupportResult(L["{0} was asked for already, and somebody looks after it.", kind.Name])
            : open.Owner is null
                ? new SupportResult(
                    L[
                        "{0} was asked for already on {1} and waits for somebody who acts. Add to that case instead of "
                            + "making a second one.",
                        kind.Name,
                        SupportWords.Day(open.ReferredOn)
                    ]
                )
            : new SupportResult(
                L[
                    "{0} was asked for already on {1} and is in the hands of {2}. Add to that case instead of "
                        + "making a second one.",
                    kind.Name,
                    SupportWords.Day(open.ReferredOn),
                    open.Owner
                ]
            );
    }
}

/// <summary>Who may be given a case.</summary>
internal static class Owners
{
    /// <summary>What stands against an owner in a sentence, or null; nobody is allowed.</summary>
    public static async Task<string?> ProblemAsync(
        EarlyWarningDb db,
        long studentId,
        long? ownerId,
        DateOnly today,
        CancellationToken cancel
    ) =>
        ownerId is null || await db.PeopleAround(studentId, today).AnyAsync(u => u.Id == ownerId, cancel)
            ? null
            : L[
                "That person may not see this student today. Choose a teacher, counsellor or administrator around the "
                    + "student."
            ];
}
