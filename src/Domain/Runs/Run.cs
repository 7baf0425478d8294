namespace EarlyWarning.Domain.Runs;

/// <summary>What a run does.</summary>
public enum RunKind : byte
{
    /// <summary>Trains, judges, and scores every running enrollment.</summary>
    Retrain = 1,

    /// <summary>Scores every running enrollment again with the models in service.</summary>
    Rescore = 2,

    /// <summary>Puts a model of the registry into service, by a recorded decision, and scores with it.</summary>
    Promote = 3,

    /// <summary>Make the figures of administrators' pages anew, with the models and scores in service.</summary>
    Figures = 4,
}

/// <summary>Why a run was asked for.</summary>
public enum RunTrigger : byte
{
    /// <summary>The nightly schedule.</summary>
    Schedule = 1,

    /// <summary>A night that was missed while no node was up.</summary>
    CatchUp = 2,

    /// <summary>A person, on the page.</summary>
    Button = 3,

    /// <summary>The verb retrain.</summary>
    Verb = 4,

    /// <summary>The first start of the demo school.</summary>
    FirstStart = 5,

    /// <summary>A call of the interface for programs.</summary>
    Api = 6,

    /// <summary>An import that changed records.</summary>
    Import = 7,

    /// <summary>Drift beyond its limits.</summary>
    Drift = 8,

    /// <summary>Another version of the code than the one that trained the models.</summary>
    CodeUpgrade = 9,
}

/// <summary>How far a run is.</summary>
public enum RunStatus : byte
{
    /// <summary>Asked for, or interrupted and to be gone on with.</summary>
    Waiting = 1,

    /// <summary>Held by a process whose lease says that it lives.</summary>
    Running = 2,

    /// <summary>Ended, and its scores are in service.</summary>
    Succeeded = 3,

    /// <summary>Ended with a reason; what was in service before still is.</summary>
    Failed = 4,

    /// <summary>Stopped by a person; what was in service before still is.</summary>
    Cancelled = 5,
}

/// <summary>
/// One retraining, rescoring or promotion, from the wish for it to its end. The row is the fence: <see cref="Fence"/> is
/// unique, so that a night has one run on any number of nodes. <see cref="RunLease"/> is the lock.
/// </summary>
public sealed class Run
{
    /// <summary>Database key; runs are taken up in its order.</summary>
    public long Id { get; set; }

    /// <summary>Unique: "night 2026-11-22" for the run of a night, something of its own for any other.</summary>
    public required string Fence { get; set; }

    /// <summary>What it does.</summary>
    public RunKind Kind { get; set; }

    /// <summary>Why it was asked for.</summary>
    public RunTrigger Trigger { get; set; }

    /// <summary>How far it is.</summary>
    public RunStatus Status { get; set; }

    /// <summary>When it was asked for, UTC.</summary>
    public DateTime RequestedAt { get; set; }

    /// <summary>Who asked for it, where a person did.</summary>
    public long? RequestedBy { get; set; }

    /// <summary>Why, in the words of that person.</summary>
    public string? Reason { get; set; }

    /// <summary>As-of date asked for, or null for today.</summary>
    public DateOnly? AsOf { get; set; }

    /// <summary>The model to be promoted; null for other kinds.</summary>
    public string? ModelId { get; set; }

    /// <summary>When it was first taken up, UTC.</summary>
    public DateTime? StartedAt { get; set; }

    /// <summary>When it ended, UTC.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>How often it was taken up.</summary>
    public int Attempts { get; set; }

    /// <summary>Whether somebody asked for it to stop.</summary>
    public bool CancelRequested { get; set; }

    /// <summary>The latest sentence of progress.</summary>
    public string? Progress { get; set; }

    /// <summary>Why it failed or was stopped, in a sentence.</summary>
    public string? Error { get; set; }

    /// <summary>Hash of the dataset it trained on, once that was stored.</summary>
    public string? DatasetHash { get; set; }

    /// <summary>The write of scores it put into service.</summary>
    public long? GenerationId { get; set; }

    /// <summary>The report as JSON, once the models were judged.</summary>
    public string? Report { get; set; }

    /// <summary>Version of the code that ran it.</summary>
    public string? CodeVersion { get; set; }

    /// <summary>Whether it is over.</summary>
    public bool IsOver => Status is RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled;

    /// <summary>The fence of a night.</summary>
    /// <param name="night">The local day on which the schedule fired.</param>
    public static string NightFence(DateOnly night) => $"night {night:yyyy-MM-dd}";
}

/// <summary>How a step of a run ended.</summary>
public enum StepOutcome : byte
{
    /// <summary>It goes on, or its process died; the run's status tells which.</summary>
    Running = 0,

    /// <summary>Done.</summary>
    Done = 1,

    /// <summary>Failed; the run's error says why.</summary>
    Failed = 2,

    /// <summary>Its process died, and a later attempt began.</summary>
    Interrupted = 3,

    /// <summary>Not needed: an earlier attempt had done it.</summary>
    Reused = 4,
}

/// <summary>A step of a run as it is shown on the time line.</summary>
public sealed class RunStep
{
    /// <summary>The run.</summary>
    public long RunId { get; set; }

    /// <summary>Its place among the steps of all attempts.</summary>
    public int Number { get; set; }

    /// <summary>The attempt it belongs to, from 1.</summary>
    public int Attempt { get; set; }

    /// <summary>What is done, in words.</summary>
    public required string Name { get; set; }

    /// <summary>When it began, UTC.</summary>
    public DateTime StartedAt { get; set; }

    /// <summary>When it ended, UTC; null while it goes on.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>Rows read, made or written, where they were counted.</summary>
    public long? Rows { get; set; }

    /// <summary>How it ended.</summary>
    public StepOutcome Outcome { get; set; }

    /// <summary>More about it, in a sentence.</summary>
    public string? Detail { get; set; }
}

/// <summary>
/// The one lock under which runs are executed, as a row: who holds it and until when, unless it is renewed. A node that
/// dies lets it run out, and another takes over.
/// </summary>
public sealed class RunLease
{
    /// <summary>Always 1.</summary>
    public int Id { get; set; } = 1;

    /// <summary>The run it is held for, or null.</summary>
    public long? RunId { get; set; }

    /// <summary>Who holds it: a name no other process has; null where nobody does.</summary>
    public string? Owner { get; set; }

    /// <summary>When it was taken or last renewed, UTC.</summary>
    public DateTime RenewedAt { get; set; }

    /// <summary>When it ends unless it is renewed, UTC.</summary>
    public DateTime Until { get; set; }
}
