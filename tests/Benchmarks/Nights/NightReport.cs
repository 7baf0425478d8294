namespace EarlyWarning.Benchmarks.Nights;

/// <summary>A step of a measured night.</summary>
/// <param name="Name">What was done.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Rows">Rows it counted.</param>
internal sealed record StepTime(string Name, double Seconds, long? Rows);

/// <summary>How fast a champion scores, with exact reasons, on two threads.</summary>
/// <param name="Goal">What it foretells.</param>
/// <param name="Trainer">Its trainer.</param>
/// <param name="EnrollmentsPerSecond">Enrollments a second.</param>
internal sealed record ScoringSpeed(string Goal, string Trainer, double EnrollmentsPerSecond);

/// <summary>A night of a school of some size.</summary>
/// <param name="Students">Students.</param>
/// <param name="Enrollments">Running enrollments scored.</param>
/// <param name="Night">1 for the first night of a school, which scores all weeks so far; later ones score one week.</param>
/// <param name="Seconds">From the start of the process to its end.</param>
/// <param name="PeakMiB">Peak resident memory.</param>
/// <param name="Steps">Each step.</param>
/// <param name="Speeds">Scoring by each champion.</param>
internal sealed record NightTime(
    int Students,
    int Enrollments,
    int Night,
    double Seconds,
    double PeakMiB,
    IReadOnlyList<StepTime> Steps,
    IReadOnlyList<ScoringSpeed> Speeds
)
{
    /// <summary>How long going back to the scores before took, where it was measured after this night.</summary>
    public double? RollBackSeconds { get; init; }
}
