namespace EarlyWarning.Benchmarks.Nights;

/// <summary>What the fault harness found.</summary>
internal sealed class FaultsReport
{
    /// <summary>Students of the demo school.</summary>
    public int Students { get; init; }

    /// <summary>Kills asked for.</summary>
    public int Asked { get; init; }

    /// <summary>Processes killed.</summary>
    public int Kills { get; set; }

    /// <summary>Kills at the boundary before a step, by its name.</summary>
    public SortedDictionary<string, int> AtBoundary { get; } = new(StringComparer.Ordinal);

    /// <summary>Kills at a random instant, by the step that was going on.</summary>
    public SortedDictionary<string, int> AtRandom { get; } = new(StringComparer.Ordinal);

    /// <summary>Restarts after a kill.</summary>
    public int Restarts { get; set; }

    /// <summary>Runs that were killed at least once and came to success.</summary>
    public int Resumed { get; set; }

    /// <summary>Runs that were killed as often as allowed and were marked failed with a sentence.</summary>
    public int MarkedFailed { get; set; }

    /// <summary>Steps that a restart did not do again.</summary>
    public int StepsReused { get; set; }

    /// <summary>Nights asked for, each twice at once.</summary>
    public int Nights { get; set; }

    /// <summary>Checks of everything that must hold.</summary>
    public int Checks { get; set; }

    /// <summary>Kills after which everything held.</summary>
    public int Held { get; set; }

    /// <summary>What did not hold, a sentence each.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>How long it took.</summary>
    public double Minutes { get; set; }
}
