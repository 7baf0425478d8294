using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Runs;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>What a step adds to its record.</summary>
internal sealed class StepNote
{
    /// <summary>Rows read, made or written.</summary>
    public long? Rows { get; set; }

    /// <summary>More about it, in a sentence.</summary>
    public string? Detail { get; set; }
}

/// <summary>Writes down the steps of a run as they happen, and passes its sentences of progress on.</summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="run">The run.</param>
/// <param name="owner">Who holds the lease.</param>
/// <param name="progress">Receives sentences as well.</param>
/// <param name="time">The clock.</param>
internal sealed class RunJournal(
    IDbContextFactory<EarlyWarningDb> factory,
    Run run,
    string owner,
    IProgress<string> progress,
    TimeProvider time
) : IProgress<string>
{
    private const int LongestSentence = 500;
    private int? _number;

    /// <summary>The latest sentence, for the heartbeat to store.</summary>
    public string? Latest { get; private set; }

    /// <summary>The run.</summary>
    public Run Run => run;

    /// <summary>Who holds the lease while this is written.</summary>
    public string Owner => owner;

    /// <summary>Called at every boundary of a step with its name; a test of faults stops the process there.</summary>
    public Action<string>? AtBoundary { get; init; }

    /// <summary>The journal of another run that is done under the same lease.</summary>
    /// <param name="other">The run.</param>
    public RunJournal Of(Run other) => new(factory, other, owner, this, time) { AtBoundary = AtBoundary };

    /// <inheritdoc />
    public void Report(string value)
    {
        Latest = value.Length <= LongestSentence ? value : value[..LongestSentence];
        progress.Report(value);
    }

    /// <summary>Does a step and records its times and rows. One that throws is closed by <see cref="RunExecution"/>.</summary>
    public async Task<T> StepAsync<T>(string name, Func<StepNote, Task<T>> work, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        AtBoundary?.Invoke(name);
        Report(name);
        var step = await BeginAsync(name, StepOutcome.Running, null, cancel);
        var note = new StepNote();
        var result = await work(note);
        await EndAsync(step, note);
        return result;
    }

    /// <summary>Does a step without a result.</summary>
    public Task StepAsync(string name, Func<StepNote, Task> work, CancellationToken cancel) =>
        StepAsync(
            name,
            async note =>
            {
                await work(note);
                return true;
            },
            cancel
        );

    /// <summary>Records that an earlier attempt had done a step.</summary>
    public async Task ReusedAsync(string name, string detail, CancellationToken cancel)
    {
        Report($"{name}: {detail}");
        await BeginAsync(name, StepOutcome.Reused, detail, cancel);
    }

    private async Task<RunStep> BeginAsync(string name, StepOutcome outcome, string? detail, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        _number ??= await db.RunSteps.Where(s => s.RunId == run.Id).MaxAsync(s => (int?)s.Number, cancel) ?? 0;
        var now = time.GetUtcNow().UtcDateTime;
        var step = new RunStep
        {
            RunId = run.Id,
            Number = (int)++_number,
            Attempt = run.Attempts,
            Name = name,
            StartedAt = now,
            EndedAt = outcome == StepOutcome.Running ? null : now,
            Outcome = outcome,
            Detail = detail,
        };
        db.RunSteps.Add(step);
        await db.SaveChangesAsync(cancel);
        return step;
    }

    private async Task EndAsync(RunStep step, StepNote note)
    {
        await using var db = await factory.CreateDbContextAsync(CancellationToken.None);
        var now = time.GetUtcNow().UtcDateTime;
        await db
            .RunSteps.Where(s => s.RunId == step.RunId && s.Number == step.Number)
            .ExecuteUpdateAsync(s =>
                s.SetProperty(x => x.EndedAt, now)
                    .SetProperty(x => x.Rows, note.Rows)
                    .SetProperty(x => x.Detail, note.Detail)
                    .SetProperty(x => x.Outcome, StepOutcome.Done)
            );
    }
}
