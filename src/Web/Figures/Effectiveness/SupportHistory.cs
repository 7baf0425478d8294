using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures.Effectiveness;

/// <summary>Support that was given, or offered and not taken up.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="StudentId">The student.</param>
/// <param name="KindId">The kind.</param>
/// <param name="Start">Day number of the first day; of the referral where it never began.</param>
/// <param name="End">Day number on which it was closed; null while it goes on.</param>
/// <param name="IsGiven">Whether it was given.</param>
/// <param name="Sessions">Sessions written down.</param>
/// <param name="Missed">Sessions that the student did not come to.</param>
/// <param name="Minutes">Minutes of staff written down.</param>
internal sealed record GivenSupport(
    long CaseId,
    long StudentId,
    int KindId,
    int Start,
    int? End,
    bool IsGiven,
    int Sessions,
    int Missed,
    int Minutes
)
{
    /// <summary>Whether it was given on a day from one to another, both inclusive.</summary>
    public bool IsWithin(int from, int to) => IsGiven && Start <= to && (End is not { } end || end >= from);
}

/// <summary>Every case, with how much was given.</summary>
/// <param name="Kinds">Kinds by key.</param>
/// <param name="Cases">Cases that were given or not taken up, in order of their start.</param>
internal sealed record SupportHistory(IReadOnlyDictionary<int, SupportKind> Kinds, IReadOnlyList<GivenSupport> Cases)
{
    /// <summary>What each student got, in order of their start.</summary>
    public ILookup<long, GivenSupport> Given { get; } = Cases.Where(c => c.IsGiven).ToLookup(c => c.StudentId);

    /// <summary>Whether a student had support of any kind on a day from one to another, both inclusive, begun then or before.</summary>
    public bool Had(long student, int from, int to) => Given[student].Any(c => c.IsWithin(from, to));

    /// <summary>Whether support of any kind began for a student from a day to another, both inclusive.</summary>
    public bool Began(long student, int from, int to) => Given[student].Any(c => c.Start >= from && c.Start <= to);

    /// <summary>Reads it.</summary>
    public static async Task<SupportHistory> ReadAsync(EarlyWarningDb db, DateOnly asOf, CancellationToken cancel)
    {
        var kinds = await db.SupportKinds.AsNoTracking().ToDictionaryAsync(k => k.Id, cancel);
        var entries = await db
            .SupportEntries.Where(e => e.OccurredOn <= asOf)
            .GroupBy(e => e.CaseId)
            .Select(g => new
            {
                g.Key,
                Sessions = g.Count(e => e.Kind == SupportEntryKind.Session),
                Missed = g.Count(e => e.Kind == SupportEntryKind.Missed),
                Minutes = g.Sum(e => e.Minutes ?? 0),
            })
            .ToDictionaryAsync(e => e.Key, cancel);
        var cases = await db
            .SupportCases.Where(c => c.ReferredOn <= asOf)
            .Where(c => c.Status == SupportStatus.Active || c.Status == SupportStatus.Closed)
            .Select(c => new
            {
                c.Id,
                c.StudentId,
                c.KindId,
                c.ReferredOn,
                c.StartsOn,
                c.ClosedOn,
                c.Outcome,
            })
            .ToListAsync(cancel);
        return new SupportHistory(
            kinds,
            [
                .. cases
                    .Select(c =>
                    {
                        var log = entries.GetValueOrDefault(c.Id);
                        // Closed before it began, or turned down: it was offered, not given.
                        var isGiven =
                            c.StartsOn <= asOf
                            && c.Outcome != SupportOutcome.NotTakenUp
                            && (c.ClosedOn is null || c.StartsOn <= c.ClosedOn);
                        return new GivenSupport(
                            c.Id,
                            c.StudentId,
                            c.KindId,
                            (isGiven ? c.StartsOn!.Value : c.ReferredOn).DayNumber,
                            c.ClosedOn?.DayNumber,
                            isGiven,
                            log?.Sessions ?? 0,
                            log?.Missed ?? 0,
                            log?.Minutes ?? 0
                        );
                    })
                    .OrderBy(c => c.Start)
                    .ThenBy(c => c.CaseId),
            ]
        );
    }
}
