using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Grades;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Students;

/// <summary>Reads a student's graded work in a class beside the class.</summary>
/// <param name="db">Database.</param>
/// <param name="asOf">What became known later is left out.</param>
internal sealed class MarksReader(EarlyWarningDb db, DateOnly asOf)
{
    /// <summary>Reads work set by the as-of date, in the order of due dates.</summary>
    public async Task<IReadOnlyList<MarkRow>> ReadAsync(long studentId, long classId, CancellationToken cancel)
    {
        var items = await db
            .LineItems.Where(l => l.ClassId == classId && (l.AssignDate <= asOf || l.DueDate <= asOf))
            .OrderBy(l => l.DueDate)
            .ThenBy(l => l.Id)
            .Select(l => new
            {
                l.Id,
                l.Title,
                Category = l.Category!.Title,
                l.DueDate,
                l.ResultValueMin,
                l.ResultValueMax,
            })
            .ToListAsync(cancel);
        var itemIds = items.Select(i => i.Id).ToArray();
        var known = await db
            .Results.AsNoTracking()
            .Where(r => r.StudentId == studentId && itemIds.Contains(r.LineItemId) && r.KnownFrom <= asOf)
            .ToListAsync(cancel);
        var results = known.GroupBy(r => r.LineItemId).ToDictionary(g => g.Key, g => g.MaxBy(r => r.Version)!);
        var means = await MeansAsync(itemIds, cancel);
        return
        [
            .. items.Select(i =>
            {
                var result = results.GetValueOrDefault(i.Id);
                return new MarkRow(
                    i.Title,
                    i.Category,
                    i.DueDate,
                    result?.Status,
                    result?.ScoreKnownFrom <= asOf ? result.Score : null,
                    i.ResultValueMin,
                    i.ResultValueMax,
                    means.TryGetValue(i.Id, out var mean) ? mean : null,
                    DaysLate(result, i.DueDate),
                    i.DueDate <= asOf
                );
            }),
        ];
    }

    private Task<Dictionary<long, double>> MeansAsync(long[] itemIds, CancellationToken cancel) =>
        db
            .Results.Where(r =>
                itemIds.Contains(r.LineItemId)
                && r.Score != null
                && r.ScoreKnownFrom <= asOf
                && !r.IsBanked
                && !db.Results.Any(later =>
                    later.StudentId == r.StudentId
                    && later.LineItemId == r.LineItemId
                    && later.Version > r.Version
                    && later.ScoreKnownFrom <= asOf
                )
            )
            .GroupBy(r => r.LineItemId)
            .Select(g => new { g.Key, Mean = g.Average(r => r.Score!.Value) })
            .ToDictionaryAsync(g => g.Key, g => g.Mean, cancel);

    private static int DaysLate(Result? result, DateOnly due) =>
        result?.SubmittedOn is { } day && !result.IsBanked ? Math.Max(0, day.DayNumber - due.DayNumber) : 0;
}
