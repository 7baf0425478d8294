using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Support;

/// <summary>An entry for the log of a case.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="OccurredOn">The day it happened.</param>
/// <param name="Minutes">Minutes of staff, or null.</param>
/// <param name="Text">What happened.</param>
public sealed record NewEntry(SupportEntryKind Kind, DateOnly OccurredOn, int? Minutes, string? Text);

/// <summary>
/// Changes a case. Each change names the version that was on screen: where somebody else changed the case meanwhile, nothing
/// is written and the answer says who changed what.
/// </summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="time">The clock.</param>
public sealed class ChangeSupport(IDbContextFactory<EarlyWarningDb> contexts, TimeProvider time)
{
    /// <summary>Agrees anew on owner, dates and goals.</summary>
    public Task<SupportResult> ReviseAsync(
        StaffScope scope,
        long caseId,
        int version,
        SupportPlan plan,
        CancellationToken cancel
    ) =>
        RunAsync(
            scope,
            caseId,
            version,
            async (db, found, by) =>
                // An owner who lost the right to see the student may stay until somebody is chosen instead.
                plan.OwnerId == found.OwnerId
                    ? found.Revise(plan, by)
                    : await Owners.ProblemAsync(db, found.StudentId, plan.OwnerId, scope.Today, cancel)
                        ?? found.Revise(plan, by),
            cancel
        );

    /// <summary>Saves the plan and moves the case on, both or neither.</summary>
    public Task<SupportResult> MoveAsync(
        StaffScope scope,
        long caseId,
        int version,
        SupportPlan plan,
        SupportStatus next,
        CancellationToken cancel
    ) =>
        RunAsync(
            scope,
            caseId,
            version,
            async (db, found, by) =>
                await Owners.ProblemAsync(db, found.StudentId, plan.OwnerId, scope.Today, cancel)
                ?? found.Revise(plan, by)
                ?? found.MoveTo(next, by),
            cancel
        );

    /// <summary>Ends the case with an outcome.</summary>
    public Task<SupportResult> CloseAsync(
        StaffScope scope,
        long caseId,
        int version,
        SupportOutcome outcome,
        string? text,
        CancellationToken cancel
    ) => RunAsync(scope, caseId, version, (_, found, by) => Task.FromResult(found.Close(outcome, text, by)), cancel);

    /// <summary>Adds to the log. Two people may write at once: an entry changes nothing of the case.</summary>
    public async Task<SupportResult> LogAsync(StaffScope scope, long caseId, NewEntry entry, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var made = new SupportEntry
        {
            CaseId = caseId,
            Kind = entry.Kind,
            OccurredOn = entry.OccurredOn,
            Minutes = entry.Minutes,
            Text = entry.Text?.Trim() ?? "",
            At = time.GetUtcNow().UtcDateTime,
            ById = scope.UserId,
        };
        if (!await db.SupportCasesChangeableBy(scope).AnyAsync(c => c.Id == caseId && c.ClosedOn == null, cancel))
        {
            return SupportResult.NotFound;
        }

        if (made.Problem(scope.Today) is { } problem)
        {
            return new SupportResult(problem);
        }

        db.SupportEntries.Add(made);
        await db.SaveChangesAsync(cancel);
        return SupportResult.Done;
    }

    private async Task<SupportResult> RunAsync(
        StaffScope scope,
        long caseId,
        int version,
        Func<EarlyWarningDb, SupportCase, Editor, Task<string?>> change,
        CancellationToken cancel
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await db.SupportCasesChangeableBy(scope).SingleOrDefaultAsync(c => c.Id == caseId, cancel);
        if (found is null)
        {
            return SupportResult.NotFound;
        }

        if (found.Version != version)
        {
            return await ConflictAsync(caseId, version, cancel);
        }

        var by = new Editor(scope.UserId, time.GetUtcNow().UtcDateTime, scope.Today);
        if (await change(db, found, by) is { } problem)
        {
            return new SupportResult(problem);
        }

        try
        {
            await db.SaveChangesAsync(cancel);
            return SupportResult.Done;
        }
        catch (DbUpdateConcurrencyException)
        {
            return await ConflictAsync(caseId, version, cancel);
        }
    }

    private async Task<SupportResult> ConflictAsync(long caseId, int version, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var changes = await SupportCaseQuery.ChangesAsync(db, caseId, cancel, version);
        if (changes.Count == 0)
        {
            return new SupportResult(
                L[
                    "Somebody changed this case while you were writing. Nothing of yours was saved and nothing is "
                        + "lost: what you wrote is still below. Compare it with the new state and save again."
                ],
                IsConflict: true
            );
        }

        var who = changes
            .Select(c => c.By)
            .Distinct(StringComparer.Ordinal)
            .Aggregate((before, next) => L["{0} and {1}", before, next]);
        var nothing = SupportWords.Nothing;
        var what = string.Join(
            "; ",
            changes
                .Reverse()
                .Select(c => $"{SupportWords.Field(c.Field)}: {c.Before ?? nothing} → {c.After ?? nothing}")
        );
        return new SupportResult(
            L[
                "{0} changed this case while you were writing ({1}). Nothing of yours was saved and nothing is lost: "
                    + "what you wrote is still below. Compare it with the new state and save again.",
                who,
                what
            ],
            IsConflict: true
        );
    }
}
