using EarlyWarning.Domain.Runs;
using EarlyWarning.Support;
using EarlyWarning.Web.Nightly;
using Microsoft.Extensions.Logging.Abstractions;

namespace EarlyWarning.Web.Tests.Nightly;

/// <summary>Runs on a test database, put together as the application does.</summary>
internal sealed class RunsOnTest(TestDatabase database, RetrainingSettings settings, TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    public RunRequests Requests => new(database, _clock);

    public RunLeases Leases => new(database, settings, _clock);

    public RunExecution Execution(Action<string>? atBoundary = null) =>
        new(
            database,
            database.Provider,
            Leases,
            new RetrainingRun(database, database.Provider, settings, _clock),
            settings,
            _clock,
            NullLogger<RunExecution>.Instance
        )
        {
            AtBoundary = atBoundary,
        };

    public Task<Run> RetrainAsync(
        CancellationToken cancel,
        IProgress<string>? progress = null,
        RunTrigger trigger = RunTrigger.Verb
    ) =>
        new RunHere(database, Requests, Execution()).ExecuteAsync(
            RunKind.Retrain,
            trigger,
            null,
            progress ?? new Progress<string>(),
            cancel
        );
}
