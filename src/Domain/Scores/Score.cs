using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Domain.Scores;

/// <summary>The four states of risk on screen.</summary>
public enum RiskState : byte
{
    /// <summary>Too little is known for a score.</summary>
    NotEnoughData = 0,

    /// <summary>Below both cuts.</summary>
    OnTrack = 1,

    /// <summary>Between the cuts.</summary>
    Watch = 2,

    /// <summary>Above the upper cut.</summary>
    NeedsSupport = 3,
}

/// <summary>What a state was decided by.</summary>
public enum SignalBasis : byte
{
    /// <summary>Accepted rules (attendance, behaviour, course), used until a model passes the value-added gate.</summary>
    Rules = 1,

    /// <summary>The champion model.</summary>
    Model = 2,
}

/// <summary>One write of scores; readers see the one that <see cref="CurrentScores"/> points to.</summary>
public sealed class ScoreGeneration
{
    /// <summary>Database key; later generations have greater keys.</summary>
    public long Id { get; set; }

    /// <summary>What was known by the end of this day went into the scores.</summary>
    public DateOnly AsOf { get; set; }

    /// <summary>Whether the as-of date was the current day when it was made; else pages say "historic".</summary>
    public bool IsHistoric { get; set; }

    /// <summary>When writing began, UTC.</summary>
    public DateTime CreatedAt { get; set; }

    /// <summary>When it was complete, UTC; null while it is being written.</summary>
    public DateTime? CompletedAt { get; set; }

    /// <summary>The run that wrote it.</summary>
    public long? RunId { get; set; }

    /// <summary>Model for course failure, or null where rules decide.</summary>
    public string? FailureModelId { get; set; }

    /// <summary>Model for the final grade, or null where none is served.</summary>
    public string? GradeModelId { get; set; }

    /// <summary>Model for the next mark, or null where none is served.</summary>
    public string? NextModelId { get; set; }

    /// <summary>Model for leaving, or null where none is served.</summary>
    public string? LeavingModelId { get; set; }

    /// <summary>Why rules decide, where they do, or that cuts by group do, in a sentence for the page.</summary>
    public string? Notice { get; set; }
}

/// <summary>The one row that says which generation readers see.</summary>
public sealed class CurrentScores
{
    /// <summary>Always 1.</summary>
    public int Id { get; set; } = 1;

    /// <summary>The generation in service.</summary>
    public long GenerationId { get; set; }

    /// <summary>The one before it, kept for roll-back.</summary>
    public long? PreviousGenerationId { get; set; }
}

/// <summary>
/// The score of an enrollment for one goal and week. The week's rows of earlier generations are replaced; rows of earlier
/// weeks stay as what was shown then. Blobs are present on the latest week only.
/// </summary>
public sealed class Score
{
    /// <summary>The enrollment.</summary>
    public long EnrollmentId { get; set; }

    /// <summary>The enrollment.</summary>
    public Enrollment? Enrollment { get; set; }

    /// <summary>What is predicted.</summary>
    public Goal Goal { get; set; }

    /// <summary>Week of the class: the score knows what was known at the end of day 7 * week at the latest.</summary>
    public short Week { get; set; }

    /// <summary>The write it belongs to.</summary>
    public long GenerationId { get; set; }

    /// <summary>The as-of date: the end of the week, or the run's date within the running week.</summary>
    public DateOnly AsOf { get; set; }

    /// <summary>State of risk at this week's cut. For the final grade: NotEnoughData or OnTrack.</summary>
    public RiskState State { get; set; }

    /// <summary>State a week before, or null where there was none.</summary>
    public RiskState? PreviousState { get; set; }

    /// <summary>What the state was decided by.</summary>
    public SignalBasis Basis { get; set; }

    /// <summary>The model's margin: log-odds of failure, or the grade; null where there is no score.</summary>
    public double? Margin { get; set; }

    /// <summary>What is shown: the calibrated frequency 0 to 1, or the grade 0 to 100.</summary>
    public double? Value { get; set; }

    /// <summary>Lower end of the shown interval.</summary>
    public double? Low { get; set; }

    /// <summary>Upper end of the shown interval.</summary>
    public double? High { get; set; }

    /// <summary>
    /// Whether the score lies so near a cut that the interval holds it, or nearly equal models decide otherwise: "may change".
    /// </summary>
    public bool MayChange { get; set; }

    /// <summary>Nearly equal models that scored the row too; of the latest week only.</summary>
    public byte Rivals { get; set; }

    /// <summary>How many of them agree on whether the enrollment needs support.</summary>
    public byte RivalsAgree { get; set; }

    /// <summary>First day of the unbroken run of scores in this state.</summary>
    public DateOnly StateSince { get; set; }

    /// <summary>Index in the catalogue of the changeable feature that adds most to the risk, or -1.</summary>
    public short MainConcern { get; set; } = -1;

    /// <summary>Which accepted rules apply, as a bit set of <see cref="RuleSignals"/>.</summary>
    public RuleSignals Rules { get; set; }

    /// <summary>Feeds whose stopping is why there is no number; none where there is one, or another reason.</summary>
    public FeedKinds StoppedFeeds { get; set; }

    /// <summary>Exact contributions to the margin as little-endian float32 in the order of the model's features.</summary>
    public byte[]? Contributions { get; set; }

    /// <summary>What rounding to float32 took: base + sum(contributions) + remainder is the margin to 1e-9.</summary>
    public double Remainder { get; set; }

    /// <summary>Feature values as little-endian float32 in the order of the model's features; NaN is missing.</summary>
    public byte[]? Features { get; set; }
}

/// <summary>Accepted rule-based indicators (Balfanz, Herzog and Mac Iver 2007; EWIMS; Attendance Works).</summary>
[Flags]
public enum RuleSignals : short
{
    /// <summary>None applies.</summary>
    None = 0,

    /// <summary>Missed 10 % or more of school days so far.</summary>
    ChronicAbsence = 1,

    /// <summary>Mean of the marks so far below the pass mark.</summary>
    FailingCourse = 2,

    /// <summary>Suspended, or two or more major incidents, in the last 90 days.</summary>
    Behaviour = 4,

    /// <summary>A third or more of the work due so far is missing.</summary>
    MissingWork = 8,
}

/// <summary>Cuts between the states, fixed for a term and school.</summary>
public sealed class FlagCut
{
    /// <summary>The generation that fixed it.</summary>
    public long GenerationId { get; set; }

    /// <summary>The school.</summary>
    public long OrgId { get; set; }

    /// <summary>The term.</summary>
    public long SessionId { get; set; }

    /// <summary>Calibrated frequency from which a student needs support.</summary>
    public double NeedsSupportFrom { get; set; }

    /// <summary>Calibrated frequency from which a student is watched.</summary>
    public double WatchFrom { get; set; }

    /// <summary>Distinct students scored.</summary>
    public int Students { get; set; }

    /// <summary>Distinct students in "needs support" at the cut.</summary>
    public int NeedsSupport { get; set; }

    /// <summary>Share of flagged students of the test term that had the outcome: "right for about 6 of 10".</summary>
    public double? ExpectedPrecision { get; set; }
}

/// <summary>What a class looks like in the generation: medians for comparison and what drives its risk.</summary>
public sealed class ClassSummary
{
    /// <summary>The generation.</summary>
    public long GenerationId { get; set; }

    /// <summary>The class.</summary>
    public long ClassId { get; set; }

    /// <summary>Medians of the feature values, little-endian float32 in the order of the model's features.</summary>
    public required byte[] Medians { get; set; }

    /// <summary>Mean of the absolute contributions over the class, little-endian float32, same order.</summary>
    public required byte[] MeanAbsoluteContributions { get; set; }

    /// <summary>Enrollments summarised.</summary>
    public int Students { get; set; }
}
