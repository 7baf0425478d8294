using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Monitoring;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly.Monitoring;

/// <summary>What administrators should know of runs: that one failed, and that a new model was not put into service.</summary>
internal static class RunObservations
{
    /// <summary>First word of the subjects of failed runs.</summary>
    public const string Family = "run";

    /// <summary>First word of the subjects of models held back.</summary>
    public const string GateFamily = "gate";

    /// <summary>Raises an alert where a run failed; a later run that succeeds ends it.</summary>
    public static Task ReportAsync(Alerts alerts, long runId, Ending ending, CancellationToken cancel) =>
        ending.Status switch
        {
            RunStatus.Failed => alerts.UpdateAsync(Family, [Failed(runId, ending.Error)], runId, cancel),
            RunStatus.Succeeded => alerts.UpdateAsync(Family, [], runId, cancel),
            _ => Task.CompletedTask,
        };

    /// <summary>The models of a run that a gate refused or held back.</summary>
    public static async Task<IReadOnlyList<Observation>> OfGatesAsync(
        EarlyWarningDb db,
        Run run,
        CancellationToken cancel
    )
    {
        var refused = await db
            .ModelVersions.Where(m => m.RunId == run.Id && m.Role == ModelRole.Refused)
            .Select(m => new { m.Goal, m.Decision })
            .ToListAsync(cancel);
        return
        [
            .. refused.Select(m => new Observation(
                $"{GateFamily} {m.Goal.Key()}",
                AlertSeverity.Notice,
                $"The new model for {m.Goal.Words()} was not put into service. {m.Decision}",
                Standing.Beyond
            )),
        ];
    }

    private static Observation Failed(long runId, string? error) =>
        new($"{Family} failed", AlertSeverity.Warning, $"Run {runId} failed. {error}", Standing.Beyond);
}
