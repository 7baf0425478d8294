namespace EarlyWarning.Domain.Figures;

/// <summary>
/// A group of enrollments that an administrator compares again and again, named and described by a filter. It names no student
/// and no protected attribute: its figures are sums of stored cells.
/// </summary>
public sealed class SavedCohort
{
    /// <summary>Most characters of a name.</summary>
    public const int LongestName = 80;

    /// <summary>Most characters of a filter.</summary>
    public const int LongestFilter = 1000;

    /// <summary>Fewest students of a cohort; a smaller one is refused (definitions of small numbers).</summary>
    public const int Fewest = 30;

    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The organisation whose administrators see it.</summary>
    public long OrgId { get; set; }

    /// <summary>Its name, unique in the organisation.</summary>
    public required string Name { get; set; }

    /// <summary>What belongs to it, as JSON.</summary>
    public required string Filter { get; set; }

    /// <summary>Who saved it.</summary>
    public long CreatedById { get; set; }

    /// <summary>When it was saved, UTC.</summary>
    public DateTime CreatedAt { get; set; }
}
