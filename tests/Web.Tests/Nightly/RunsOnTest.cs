using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Support;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EarlyWarning.Web.Tests.Nightly;

/// <summary>
/// Runs on a test database, put together as the application does; without figures for administrators' pages unless asked,
/// which have tests of their own.
/// </summary>
internal sealed class RunsOnTest(
    TestDatabase database,
    RetrainingSettings settings,
    TimeProvider? clock = null,
    IDbContextFactory<EarlyWarningDb>? contexts = null,
    ILogger<RunExecution>? logger = null,
    IReadOnlyList<IFigures>? figures = null
)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly IDbContextFactory<EarlyWarningDb> _contexts = contexts ?? database;

    public RunRequests Requests => new(_contexts, _clock);

    public RunLeases Leases => new(_contexts, settings, _clock);

    public RunExecution Execution(Action<string>? atBoundary = null) =>
        new(
            _contexts,
            database.Provider,
            Leases,
            new RetrainingRun(_contexts, database.Provider, settings, _clock) { Figures = figures ?? [] },
            settings,
            _clock,
            logger ?? NullLogger<RunExecution>.Instance
        )
        {
            AtBoundary = atBoundary,
        };

    /// <summary>Executes a run to some end and reads what became of it.</summary>
    public async Task<(ExecutionEnd End, Run Run)> ExecuteAsync(
        long runId,
        Action<string>? atBoundary,
        CancellationToken cancel
    )
    {
        var end = await Execution(atBoundary).ExecuteAsync(runId, RunLeases.NewOwner(), new Progress<string>(), cancel);
        await using var db = database.CreateDbContext();
        return (end, await db.Runs.AsNoTracking().SingleAsync(r => r.Id == runId, CancellationToken.None));
    }

    public Task<Run> RetrainAsync(
        CancellationToken cancel,
        IProgress<string>? progress = null,
        RunTrigger trigger = RunTrigger.Verb
    ) =>
        new RunHere(_contexts, Requests, Execution()).ExecuteAsync(
            RunKind.Retrain,
            trigger,
            null,
            progress ?? new Progress<string>(),
            cancel
        );
}
