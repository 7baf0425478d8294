namespace EarlyWarning.Domain.Snapshots;

/// <summary>What was known about an enrollment on a date. Features read nothing else.</summary>
public sealed class Snapshot
{
    /// <summary>The as-of date: facts with KnownFrom on or before it are known.</summary>
    public required DateOnly AsOf { get; init; }
}
