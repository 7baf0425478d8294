namespace EarlyWarning.Domain.Monitoring;

/// <summary>How much an alert matters.</summary>
public enum AlertSeverity : byte
{
    /// <summary>Worth knowing.</summary>
    Notice = 1,

    /// <summary>Scores may be worse than they look.</summary>
    Warning = 2,

    /// <summary>Scores are missing, old or withheld.</summary>
    Critical = 3,
}

/// <summary>Something an administrator should know, from when it was first seen until it holds no more.</summary>
public sealed class Alert
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>What it is about, such as "feed attendance 12"; at most one open alert has it.</summary>
    public required string Subject { get; set; }

    /// <summary>How much it matters.</summary>
    public AlertSeverity Severity { get; set; }

    /// <summary>What was seen and what to do, in a sentence without a student's name.</summary>
    public required string Sentence { get; set; }

    /// <summary>When it was first seen, UTC.</summary>
    public DateTime RaisedAt { get; set; }

    /// <summary>When it was last seen, UTC.</summary>
    public DateTime LastSeenAt { get; set; }

    /// <summary>When it held no more, UTC; null while it is open.</summary>
    public DateTime? ResolvedAt { get; set; }

    /// <summary>When it was sent by e-mail, UTC; null where it was not yet.</summary>
    public DateTime? EmailedAt { get; set; }

    /// <summary>The run that saw it, where one did.</summary>
    public long? RunId { get; set; }
}

/// <summary>What a figure of monitoring is about.</summary>
public enum DriftKind : byte
{
    /// <summary>Values of a feature among running enrollments against those trained on.</summary>
    Feature = 1,

    /// <summary>Scores of running enrollments against those of the later cohort at the same week.</summary>
    Prediction = 2,

    /// <summary>Frequencies shown against outcomes since known.</summary>
    Calibration = 3,

    /// <summary>Performance expected before outcomes are known.</summary>
    ExpectedPerformance = 4,
}

/// <summary>A figure of monitoring, as a run measured it.</summary>
public sealed class DriftFigure
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The run.</summary>
    public long RunId { get; set; }

    /// <summary>The model it speaks of.</summary>
    public required string ModelId { get; set; }

    /// <summary>What it is about.</summary>
    public DriftKind Kind { get; set; }

    /// <summary>Name of the feature or metric.</summary>
    public required string Name { get; set; }

    /// <summary>Population stability index, or the metric.</summary>
    public double Value { get; set; }

    /// <summary>Lower end of the 95 % interval, where there is one.</summary>
    public double? Low { get; set; }

    /// <summary>Upper end of the 95 % interval, where there is one.</summary>
    public double? High { get; set; }

    /// <summary>Probability of so great a difference by chance, corrected for the number of tests; null where none was made.</summary>
    public double? AdjustedPValue { get; set; }

    /// <summary>Rows now.</summary>
    public int N { get; set; }

    /// <summary>Rows it is compared with.</summary>
    public int ReferenceN { get; set; }

    /// <summary>Whether it lies beyond its limit.</summary>
    public bool IsBeyond { get; set; }
}
