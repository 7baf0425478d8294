namespace EarlyWarning.Domain.Scores;

/// <summary>What was decided about a model.</summary>
public enum DecisionKind : byte
{
    /// <summary>The gates let it into service.</summary>
    Passed = 1,

    /// <summary>A gate refused it.</summary>
    Refused = 2,

    /// <summary>A person put it into service.</summary>
    Promoted = 3,

    /// <summary>A person went back to the scores and models before.</summary>
    RolledBack = 4,

    /// <summary>Measured beside the champion, and not chosen.</summary>
    NotChosen = 5,

    /// <summary>A person decided that states follow cuts by group of a protected attribute.</summary>
    CutByGroup = 6,

    /// <summary>A person withdrew that: one cut for all again.</summary>
    CommonCut = 7,
}

/// <summary>A decision about a model of the registry; rows are added, never changed.</summary>
public sealed class ModelDecision
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The model.</summary>
    public required string ModelId { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime At { get; set; }

    /// <summary>What.</summary>
    public DecisionKind Kind { get; set; }

    /// <summary>Who, where a person decided.</summary>
    public long? UserId { get; set; }

    /// <summary>The run it belongs to, where there is one.</summary>
    public long? RunId { get; set; }

    /// <summary>Why, in a sentence.</summary>
    public required string Reason { get; set; }
}
