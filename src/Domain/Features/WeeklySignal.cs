using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Domain.Features;

/// <summary>
/// A signal that learners of sequences read week by week. It is no feature of its own: what it says is in the catalogue's
/// features too, which every other learner reads.
/// </summary>
public sealed record WeeklySignal
{
    /// <summary>Weeks before an as-of date that are told apart; week 0 is the last seven days.</summary>
    public const int Weeks = 8;

    private const int DaysOfWeek = 7;

    /// <summary>Stable name; part of the identity of a model.</summary>
    public required string Name { get; init; }

    /// <summary>Words for people, lower case.</summary>
    public required string Label { get; init; }

    /// <summary>Unit of the value.</summary>
    public required string Unit { get; init; }

    /// <summary>Part of the record.</summary>
    public required FeatureGroup Group { get; init; }

    /// <summary>
    /// Computes the value from what was known, for the days from a day number to a day number, both inclusive; pure; NaN is
    /// missing.
    /// </summary>
    public required Func<Snapshot, int, int, float> Compute { get; init; }

    /// <summary>All signals, in a fixed order.</summary>
    public static IReadOnlyList<WeeklySignal> All { get; } =
    [
        new()
        {
            Name = "attendance_rate",
            Label = "school days attended",
            Unit = "share",
            Group = FeatureGroup.Attendance,
            Compute = (s, from, to) => s.Attendance.RateBetween(from, to),
        },
        new()
        {
            Name = "points_earned",
            Label = "points earned of those due",
            Unit = "points",
            Group = FeatureGroup.Marks,
            Compute = (s, from, to) => s.Work.PointsBetween(from, to),
        },
        new()
        {
            Name = "hand_ins",
            Label = "pieces of work handed in",
            Unit = "pieces",
            Group = FeatureGroup.Work,
            Compute = (s, from, to) => s.Work.HandInsBetween(from, to),
        },
        new()
        {
            Name = "activity",
            Label = "online actions",
            Unit = "actions",
            Group = FeatureGroup.Activity,
            Compute = (s, from, to) => s.Activity.EventsBetween(from, to),
        },
    ];

    /// <summary>How many values a snapshot has: every signal in every week.</summary>
    public static int ValueCount => All.Count * Weeks;

    /// <summary>
    /// Computes every signal of a snapshot, signal after signal, the latest week first. Weeks that ended before the class
    /// began or the student enrolled are missing.
    /// </summary>
    /// <param name="snapshot">What was known.</param>
    /// <param name="values"><see cref="ValueCount"/> places; overwritten.</param>
    public static void ComputeAll(Snapshot snapshot, Span<float> values)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var begin = Math.Max(snapshot.Enrollment.Begin, snapshot.Enrollment.Class.Start);
        for (var signal = 0; signal < All.Count; signal++)
        {
            for (var ago = 0; ago < Weeks; ago++)
            {
                var to = snapshot.AsOf - (DaysOfWeek * ago);
                values[(signal * Weeks) + ago] =
                    to < begin ? float.NaN : All[signal].Compute(snapshot, to - DaysOfWeek + 1, to);
            }
        }
    }
}
