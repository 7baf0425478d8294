using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Models;

/// <summary>What is asked of the list of models.</summary>
/// <param name="Goal">What they predict.</param>
/// <param name="Week">Week whose figures are shown; null for the one that the gates look at.</param>
/// <param name="Page">From 1.</param>
public sealed record ModelsFilter(Goal Goal, int? Week, int Page);

/// <summary>Reads the registry, what is in service, and what raises concern about it.</summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="settings">Time zone.</param>
internal sealed class ModelsQuery(IDbContextFactory<EarlyWarningDb> factory, RetrainingSettings settings)
{
    public const int PageSize = 12;

    /// <summary>The page; null where it is not the reader's to see.</summary>
    public async Task<ModelsView?> GetAsync(StaffScope scope, ModelsFilter filter, CancellationToken cancel)
    {
        if (!Policies.AdministersTop(scope))
        {
            return null;
        }

        await using var db = await factory.CreateDbContextAsync(cancel);
        var versions = db.ModelsAdministeredBy(scope).Where(m => m.Goal == filter.Goal);
        var total = await versions.CountAsync(cancel);
        var page = Math.Clamp(filter.Page, 1, Math.Max(1, (total + PageSize - 1) / PageSize));
        var rows = await versions
            .OrderByDescending(m => m.TrainedAt)
            .ThenBy(m => m.Id)
            .Skip((page - 1) * PageSize)
            .Take(PageSize)
            .RecordsAsync(cancel);
        var champions = await db.ModelsAdministeredBy(scope)
            .Where(m => m.Role == ModelRole.Champion)
            .OrderBy(m => m.Goal)
            .RecordsAsync(cancel);
        int[] weeks = [.. rows.Concat(champions).SelectMany(r => r.Weeks).Distinct().Order()];
        var wished = filter.Week ?? FlaggedPeople.Week;
        var (earlier, notice) = await InServiceAsync(db, cancel);
        return new ModelsView(
            await AlertsAsync(db, cancel),
            champions,
            rows,
            filter.Goal,
            total,
            page,
            weeks,
            weeks.Length == 0 ? wished : weeks.MinBy(w => Math.Abs(w - wished)),
            earlier,
            notice,
            settings.TimeZone
        );
    }

    private static Task<List<AlertRow>> AlertsAsync(EarlyWarningDb db, CancellationToken cancel) =>
        db
            .Alerts.Where(a => a.ResolvedAt == null)
            .OrderByDescending(a => a.Severity)
            .ThenByDescending(a => a.RaisedAt)
            .Select(a => new AlertRow(a.Severity, FairnessSentence.WithoutGroups(a.Sentence)!, a.RaisedAt))
            .ToListAsync(cancel);

    private static async Task<(DateTime? Earlier, string? Notice)> InServiceAsync(
        EarlyWarningDb db,
        CancellationToken cancel
    )
    {
        var now = await db
            .CurrentScores.Select(c => new
            {
                Earlier = db
                    .ScoreGenerations.Where(g => g.Id == c.PreviousGenerationId)
                    .Select(g => g.CompletedAt)
                    .FirstOrDefault(),
                Notice = db.ScoreGenerations.Where(g => g.Id == c.GenerationId).Select(g => g.Notice).FirstOrDefault(),
            })
            .SingleOrDefaultAsync(cancel);
        return (now?.Earlier, now?.Notice);
    }
}
