using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;

namespace EarlyWarning.Web.Features.Runs;

/// <summary>When nights are.</summary>
/// <param name="Next">The next one, in the time zone of the schedule; null where none is planned.</param>
/// <param name="Zone">Time zone of every time on the page.</param>
/// <param name="Cron">The schedule as it is set.</param>
/// <param name="Enabled">Whether this server runs nights at all.</param>
public sealed record ScheduleView(DateTimeOffset? Next, TimeZoneInfo Zone, string Cron, bool Enabled);

/// <summary>A run in the log.</summary>
public sealed record RunRow(
    long Id,
    RunKind Kind,
    RunTrigger Trigger,
    RunStatus Status,
    DateTime RequestedAt,
    string? RequestedBy,
    string? Reason,
    DateTime? StartedAt,
    DateTime? EndedAt,
    int Attempts,
    bool CancelRequested,
    string? Progress,
    string? Error,
    string? ModelId
)
{
    /// <summary>Whether it waits or is at work.</summary>
    public bool IsOpen => Status is RunStatus.Waiting or RunStatus.Running;
}

/// <summary>A step of a run.</summary>
public sealed record StepRow(
    int Number,
    int Attempt,
    string Name,
    DateTime StartedAt,
    DateTime? EndedAt,
    long? Rows,
    StepOutcome Outcome,
    string? Detail
);

/// <summary>A model that a run made.</summary>
public sealed record MadeModel(string Id, Domain.Outcomes.Goal Goal, string Trainer, ModelRole Role, string? Decision);

/// <summary>A run with its steps and what it made.</summary>
public sealed record RunDetail(RunRow Run, IReadOnlyList<StepRow> Steps, IReadOnlyList<MadeModel> Models);

/// <summary>What the page of nights shows.</summary>
/// <param name="Schedule">When nights are.</param>
/// <param name="Open">Runs that wait or are at work, the one at work first.</param>
/// <param name="Shown">The run whose steps are shown; null where there is none yet.</param>
/// <param name="Runs">A page of the log, newest first.</param>
/// <param name="Total">Runs in the log.</param>
/// <param name="Page">From 1.</param>
/// <param name="Now">When this was read, UTC.</param>
public sealed record NightlyView(
    ScheduleView Schedule,
    IReadOnlyList<RunRow> Open,
    RunDetail? Shown,
    IReadOnlyList<RunRow> Runs,
    int Total,
    int Page,
    DateTime Now
);
