using System.Globalization;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly.Monitoring;

/// <summary>
/// Asks for runs that no clock asks for: after imports, after an upgrade of the code, and on drift that lasts. Each has a
/// fence of its own, so that it is asked for once on any number of nodes.
/// </summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="requests">Asks for runs.</param>
/// <param name="settings">Limits.</param>
/// <param name="time">The clock.</param>
internal sealed class RunTriggers(
    IDbContextFactory<EarlyWarningDb> factory,
    RunRequests requests,
    MonitoringSettings settings,
    TimeProvider time
)
{
    /// <summary>Imports that ended longer ago than this are the night's to take up.</summary>
    private static readonly TimeSpan FurthestBack = TimeSpan.FromDays(2);

    /// <summary>
    /// Looks for imports that changed records and that no run has taken up. One rescoring is asked for for all of them, and
    /// behind it a retraining where they changed more of a goal's rows than the setting says.
    /// </summary>
    /// <returns>How many imports were found.</returns>
    public async Task<int> LookForImportsAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var imports = await WaitingAsync(db, cancel);
        if (imports.Count == 0)
        {
            return 0;
        }

        var newest = imports.Max();
        var name = imports.Count == 1 ? $"Import {newest}" : $"Imports {string.Join(", ", imports.Order())}";
        var change = await ImportChange.LargestAsync(db, imports, cancel);

        var retrains = change.Share > settings.ImportShare;
        var reason = string.Create(
            CultureInfo.InvariantCulture,
            $"{name} changed {change.Changed} of {change.Rows} enrollments with a known outcome ({change.Share:P0})."
        );
        await RequestAsync(newest, name, retrains ? reason : null, cancel);
        return imports.Count;
    }

    /// <summary>Asks for a retraining where a model in service was trained by other code than this.</summary>
    /// <returns>The request, or null where none is needed.</returns>
    public async Task<RunRequest?> LookForUpgradeAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var isOld = await db.ModelVersions.AnyAsync(
            m => m.Role == ModelRole.Champion && m.CodeVersion != RunningCode.Version,
            cancel
        );
        return isOld
            ? await requests.AddAsync(
                RunKind.Retrain,
                RunTrigger.CodeUpgrade,
                $"code {RunningCode.Version}",
                run => run.Reason = "The models in service were trained by another version of the program.",
                cancel
            )
            : null;
    }

    /// <summary>Asks for a retraining on drift that lasts: once for each model, since another of the same data is the same.</summary>
    /// <param name="run">The run whose monitoring found it.</param>
    /// <param name="found">What it found.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>The request, or null where none is needed: nothing lasts, or the run had just trained.</returns>
    public async Task<RunRequest?> OnDriftAsync(Run run, MonitoringResult found, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(run);
        return found.DriftingModelId is not { } model || run.Kind == RunKind.Retrain
            ? null
            : await requests.AddAsync(
                RunKind.Retrain,
                RunTrigger.Drift,
                $"drift {model}",
                r => r.Reason = $"Drift has lasted since before run {run.Id}: {found.Sentence}.",
                cancel
            );
    }

    private async Task<List<long>> WaitingAsync(EarlyWarningDb db, CancellationToken cancel)
    {
        var since = time.GetUtcNow().UtcDateTime - FurthestBack;
        return await db
            .Imports.Where(i => i.State == ImportState.Applied && i.RowsApplied > 0 && i.EndedAt >= since)
            .Where(i => !db.Runs.Any(r => r.Trigger == RunTrigger.Import && r.RequestedAt >= i.EndedAt))
            .Where(i => !db.Runs.Any(r => r.Kind == RunKind.Retrain && r.StartedAt >= i.EndedAt))
            .Select(i => i.Id)
            .ToListAsync(cancel);
    }

    // Both in one transaction, since an import whose rescoring was asked for counts as seen. The retraining's row is the later
    // one, and so is its turn: the rescoring is what is waited for.
    private async Task RequestAsync(long newest, string name, string? retrainReason, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow().UtcDateTime;
        db.Runs.Add(New($"import {newest} rescore", RunKind.Rescore, $"{name} changed records.", now));
        if (retrainReason is not null)
        {
            db.Runs.Add(New($"import {newest} retrain", RunKind.Retrain, retrainReason, now));
        }

        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            var fence = $"import {newest} rescore";
            if (!await db.Runs.AnyAsync(r => r.Fence == fence, cancel))
            {
                throw;
            }

            // Another node was quicker.
        }
    }

    private static Run New(string fence, RunKind kind, string reason, DateTime now) =>
        new()
        {
            Fence = fence,
            Kind = kind,
            Trigger = RunTrigger.Import,
            Status = RunStatus.Waiting,
            RequestedAt = now,
            Reason = reason,
        };
}
