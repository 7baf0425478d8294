using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Runs;

/// <summary>
/// Reads the log of runs. Runs concern the whole installation, so only those who administer a top organisation see them;
/// nothing in them is about a student.
/// </summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="schedule">Says when the next night is.</param>
/// <param name="settings">Time zone and schedule.</param>
/// <param name="time">The clock.</param>
internal sealed class NightlyQuery(
    IDbContextFactory<EarlyWarningDb> factory,
    NightlySchedule schedule,
    RetrainingSettings settings,
    TimeProvider time
)
{
    public const int PageSize = 20;

    /// <summary>The page; null where there is no such run, or it is not the reader's to see.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="runId">The run to show with its steps; null for the latest.</param>
    /// <param name="page">Page of the log, from 1.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<NightlyView?> GetAsync(StaffScope scope, long? runId, int page, CancellationToken cancel)
    {
        if (!Policies.AdministersTop(scope))
        {
            return null;
        }

        await using var db = await factory.CreateDbContextAsync(cancel);
        var total = await db.Runs.CountAsync(cancel);
        page = Math.Clamp(page, 1, Math.Max(1, (total + PageSize - 1) / PageSize));
        var runs = await Rows(db, db.Runs.OrderByDescending(r => r.Id).Skip((page - 1) * PageSize).Take(PageSize))
            .ToListAsync(cancel);
        var open = await Rows(
                db,
                db.Runs.Where(r => r.Status == RunStatus.Running || r.Status == RunStatus.Waiting)
                    .OrderByDescending(r => r.Status)
                    .ThenBy(r => r.Id)
            )
            .ToListAsync(cancel);
        var shownId = runId ?? open.FirstOrDefault()?.Id ?? runs.FirstOrDefault()?.Id;
        var shown = shownId is { } id ? await DetailAsync(db, id, cancel) : null;
        return runId is not null && shown is null
            ? null
            : new NightlyView(Schedule(), open, shown, runs, total, page, time.GetUtcNow().UtcDateTime);
    }

    /// <summary>A run with its steps; null where there is none, or it is not the reader's to see.</summary>
    public async Task<RunDetail?> FindAsync(StaffScope scope, long runId, CancellationToken cancel)
    {
        if (!Policies.AdministersTop(scope))
        {
            return null;
        }

        await using var db = await factory.CreateDbContextAsync(cancel);
        return await DetailAsync(db, runId, cancel);
    }

    private ScheduleView Schedule() =>
        new(
            settings.Enabled && schedule.Next() is { } next ? TimeZoneInfo.ConvertTime(next, settings.TimeZone) : null,
            settings.TimeZone,
            settings.Schedule,
            settings.Enabled
        );

    private static async Task<RunDetail?> DetailAsync(EarlyWarningDb db, long runId, CancellationToken cancel)
    {
        if (await Rows(db, db.Runs.Where(r => r.Id == runId)).SingleOrDefaultAsync(cancel) is not { } run)
        {
            return null;
        }

        var steps = await db
            .RunSteps.Where(s => s.RunId == runId)
            .OrderBy(s => s.Number)
            .Select(s => new StepRow(s.Number, s.Attempt, s.Name, s.StartedAt, s.EndedAt, s.Rows, s.Outcome, s.Detail))
            .ToListAsync(cancel);
        var models = await db
            .ModelVersions.Where(m => m.RunId == runId)
            .OrderBy(m => m.Goal)
            .ThenBy(m => m.Role)
            .Select(m => new MadeModel(m.Id, m.Goal, m.Trainer, m.Role, m.Decision))
            .ToListAsync(cancel);
        return new RunDetail(run, steps, models);
    }

    private static IQueryable<RunRow> Rows(EarlyWarningDb db, IQueryable<Run> runs) =>
        runs.Select(r => new RunRow(
            r.Id,
            r.Kind,
            r.Trigger,
            r.Status,
            r.RequestedAt,
            db.Users.Where(u => u.Id == r.RequestedBy).Select(u => u.DisplayName).FirstOrDefault(),
            r.Reason,
            r.StartedAt,
            r.EndedAt,
            r.Attempts,
            r.CancelRequested,
            r.Progress,
            r.Error,
            r.ModelId
        ));
}
