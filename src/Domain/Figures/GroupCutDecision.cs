namespace EarlyWarning.Domain.Figures;

/// <summary>
/// A recorded decision of an administrator that states are decided by a cut for each group of a protected attribute. Without
/// one, such cuts are shown and never applied. A decision ends by being withdrawn; rows are never removed.
/// </summary>
public sealed class GroupCutDecision
{
    /// <summary>Most characters of a reason.</summary>
    public const int LongestReason = 1000;

    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The organisation it holds for, with all below it.</summary>
    public long OrgId { get; set; }

    /// <summary>The protected attribute by whose groups cuts differ.</summary>
    public int AttributeId { get; set; }

    /// <summary>Label of the attribute when it was decided.</summary>
    public required string Attribute { get; set; }

    /// <summary>What is made equal between groups: a key of the mitigations.</summary>
    public required string Rule { get; set; }

    /// <summary>Why, in the words of whoever decided.</summary>
    public required string Reason { get; set; }

    /// <summary>Who decided.</summary>
    public long DecidedById { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime DecidedAt { get; set; }

    /// <summary>Who withdrew it; null while it holds.</summary>
    public long? WithdrawnById { get; set; }

    /// <summary>When it was withdrawn, UTC; null while it holds.</summary>
    public DateTime? WithdrawnAt { get; set; }
}
