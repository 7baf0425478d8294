using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Web.Features.Admin;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Runs;

/// <summary>Asks for a retraining now, or for a run to stop: the button and the interface for programs are this class.</summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="requests">Asks for runs.</param>
internal sealed class AskForRun(IDbContextFactory<EarlyWarningDb> factory, RunRequests requests)
{
    /// <summary>Asks for a retraining, unless one waits already: that one is then as good.</summary>
    /// <param name="scope">Who asks.</param>
    /// <param name="trigger">The button or a program.</param>
    /// <param name="cancel">Cancels; nothing is asked for then.</param>
    /// <returns>The run, new or waiting already; null where the person may not.</returns>
    public async Task<RunRequest?> NowAsync(StaffScope scope, RunTrigger trigger, CancellationToken cancel)
    {
        if (!Policies.AdministersTop(scope))
        {
            return null;
        }

        await using var db = await factory.CreateDbContextAsync(cancel);
        // Two who press at the same moment ask after the same last run, and the fence lets one of them through. Read before
        // looking for one that waits: a run asked for in between is then found there, or has the same fence.
        var last = await db.Runs.MaxAsync(r => (long?)r.Id, cancel) ?? 0;
        var waiting = await db
            .Runs.Where(r => r.Kind == RunKind.Retrain && r.Status == RunStatus.Waiting)
            .OrderBy(r => r.Id)
            .Select(r => (long?)r.Id)
            .FirstOrDefaultAsync(cancel);
        if (waiting is { } there)
        {
            return new RunRequest(there, false);
        }

        var fence = string.Create(CultureInfo.InvariantCulture, $"now after {last}");
        return await requests.AddAsync(RunKind.Retrain, trigger, fence, r => r.RequestedBy = scope.UserId, cancel);
    }

    /// <summary>Asks a run to stop. A sentence on what is wrong, or null where it was done.</summary>
    public async Task<string?> StopAsync(StaffScope scope, long runId, CancellationToken cancel)
    {
        if (!Policies.AdministersTop(scope))
        {
            return Administration.NotFound;
        }

        return await requests.CancelAsync(runId, "an administrator", cancel) ? null : L["The run was over already."];
    }
}
