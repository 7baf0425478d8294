using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;

namespace EarlyWarning.Domain.Snapshots;

/// <summary>One row of a dataset: an enrollment at the end of a week.</summary>
/// <param name="EnrollmentId">Enrollment.</param>
/// <param name="StudentId">Student; rows of one student stay together in every split.</param>
/// <param name="Class">Class.</param>
/// <param name="Week">Week of the class.</param>
/// <param name="AsOf">Day number of the as-of date.</param>
/// <param name="HoldsEnough">Whether enough was known for a score to be shown.</param>
/// <param name="Rules">Accepted rules that apply.</param>
/// <param name="Values">Feature values in catalogue order.</param>
/// <param name="Outcome">The outcome as known at the run's as-of date, or null.</param>
/// <param name="StoppedFeeds">Feeds whose stopping keeps a score from being shown.</param>
public sealed record SnapshotRow(
    long EnrollmentId,
    long StudentId,
    ClassBook Class,
    short Week,
    int AsOf,
    bool HoldsEnough,
    RuleSignals Rules,
    float[] Values,
    OutcomeFact? Outcome,
    FeedKinds StoppedFeeds = FeedKinds.None
)
{
    /// <summary>The mark of the next work due within four weeks, in percent, as known at the run; NaN where none is.</summary>
    public float NextMark { get; init; } = float.NaN;

    /// <summary>Weekly signals as <see cref="WeeklySignal.ComputeAll"/> writes them; null where none were asked for.</summary>
    public float[]? Weekly { get; init; }
}

/// <summary>Which snapshots of an enrollment are wanted: pairs of week and as-of day number.</summary>
/// <param name="timeline">The student.</param>
/// <param name="enrollment">The enrollment.</param>
public delegate IEnumerable<(short Week, int AsOf)> WantedSnapshots(
    StudentTimeline timeline,
    EnrollmentFact enrollment
);

/// <summary>Makes snapshots of many enrollments in one streaming pass over the students, on all processors.</summary>
/// <param name="reader">Reads the records.</param>
/// <param name="catalogue">Computes the features.</param>
/// <param name="school">Classes, calendars and feeds.</param>
/// <param name="asOf">Day number of the run; no outcome later than this is attached.</param>
public sealed class SnapshotPass(SchoolReader reader, FeatureCatalogue catalogue, SchoolBook school, int asOf)
{
    private const int BatchSize = 256;

    private readonly Lazy<HashSet<long>> _shown = new(() => Shown(school, asOf));
    private Func<long, bool> _withWeekly = _ => false;

    /// <summary>Classes, calendars and feeds.</summary>
    public SchoolBook School => school;

    /// <summary>Weeks that models are trained and reported at.</summary>
    public static IReadOnlyList<short> Horizons { get; } = [2, 4, 6, 8, 12, 16, 20];

    /// <summary>The same pass, whose rows of some students carry weekly signals too.</summary>
    /// <param name="students">Which students; signals take as much memory as the features.</param>
    public SnapshotPass WithWeekly(Func<long, bool> students) =>
        new(reader, catalogue, school, asOf) { _withWeekly = students };

    /// <summary>
    /// Streams rows in student order; the same rows in the same order for any number of threads. Students are read while
    /// those before them are computed.
    /// </summary>
    /// <param name="takes">Which students to take.</param>
    /// <param name="wanted">Which snapshots of an enrollment are wanted.</param>
    /// <param name="batchDone">Receives rows, a batch of students at a time.</param>
    /// <param name="cancel">Cancels the pass.</param>
    public Task RunAsync(
        Func<long, bool> takes,
        WantedSnapshots wanted,
        Func<IReadOnlyList<SnapshotRow>, Task> batchDone,
        CancellationToken cancel
    )
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(batchDone);
        return Task.Run(
            async () =>
            {
                var computing = Task.CompletedTask;
                foreach (var batch in reader.ReadTimelines(school, takes, cancel).Chunk(BatchSize))
                {
                    await computing;
                    computing = Task.Run(() => ComputeAsync(batch, wanted, batchDone, cancel), cancel);
                }

                await computing;
            },
            cancel
        );
    }

    /// <summary>Snapshots of an enrollment of a term that is over: the horizons it was in the population at.</summary>
    /// <param name="timeline">The student.</param>
    /// <param name="enrollment">The enrollment.</param>
    public IEnumerable<(short Week, int AsOf)> AtHorizons(StudentTimeline timeline, EnrollmentFact enrollment)
    {
        ArgumentNullException.ThrowIfNull(enrollment);
        if (!IsOver(enrollment.Class))
        {
            yield break;
        }

        foreach (var week in Horizons)
        {
            var day = enrollment.Class.Start + (7 * week);
            if (day < enrollment.Class.End && enrollment.IsInPopulation(day))
            {
                yield return (week, day);
            }
        }
    }

    /// <summary>Snapshots of an enrollment that is shown: the end of every week so far, and the as-of date.</summary>
    /// <param name="timeline">The student.</param>
    /// <param name="enrollment">The enrollment.</param>
    public IEnumerable<(short Week, int AsOf)> EveryWeek(StudentTimeline timeline, EnrollmentFact enrollment)
    {
        ArgumentNullException.ThrowIfNull(enrollment);
        var last = Math.Min(asOf, enrollment.Class.End - 1);
        if (!IsShown(enrollment.Class) || !enrollment.IsInPopulation(last))
        {
            yield break;
        }

        var current = enrollment.Class.WeekOf(last);
        for (short week = 1; week < current; week++)
        {
            var day = enrollment.Class.Start + (7 * week);
            if (enrollment.IsInPopulation(day))
            {
                yield return (week, day);
            }
        }

        yield return ((short)current, last);
    }

    /// <summary>Keys of the terms on show.</summary>
    public IReadOnlyCollection<long> ShownSessions => _shown.Value;

    /// <summary>Whether the last day of the class's term has come.</summary>
    /// <param name="book">The class.</param>
    public bool IsOver(ClassBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        return Math.Max(EndOf(book.SessionId), book.End) - 1 <= asOf;
    }

    /// <summary>
    /// Whether the class is shown: its term is running; where none is, the last term that began is shown as history.
    /// </summary>
    /// <param name="book">The class.</param>
    public bool IsShown(ClassBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        return book.Start <= asOf && _shown.Value.Contains(book.SessionId);
    }

    private int EndOf(long sessionId) => school.Sessions.TryGetValue(sessionId, out var session) ? session.End : 0;

    private static HashSet<long> Shown(SchoolBook school, int asOf)
    {
        var begun = school.Classes.Values.Where(c => c.Start <= asOf).ToList();
        var running = begun.Where(c => asOf < c.End).Select(c => c.SessionId).ToHashSet();
        if (running.Count > 0 || begun.Count == 0)
        {
            return running;
        }

        var last = begun.Max(c => c.Start);
        return [.. begun.Where(c => c.Start == last).Select(c => c.SessionId)];
    }

    private Task ComputeAsync(
        StudentTimeline[] batch,
        WantedSnapshots wanted,
        Func<IReadOnlyList<SnapshotRow>, Task> batchDone,
        CancellationToken cancel
    )
    {
        var rows = new List<SnapshotRow>[batch.Length];
        Parallel.For(
            0,
            batch.Length,
            new ParallelOptions { CancellationToken = cancel },
            i => rows[i] = RowsOf(batch[i], wanted)
        );
        return batchDone([.. rows.SelectMany(r => r)]);
    }

    private List<SnapshotRow> RowsOf(StudentTimeline timeline, WantedSnapshots wanted)
    {
        var days = new Dictionary<int, StudentAsOf>();
        var rows = new List<SnapshotRow>();
        foreach (var enrollment in timeline.Enrollments)
        {
            foreach (var (week, day) in wanted(timeline, enrollment))
            {
                if (!days.TryGetValue(day, out var student))
                {
                    days[day] = student = new StudentAsOf(timeline, school, day);
                }

                rows.Add(RowOf(student, enrollment, week));
            }
        }

        return rows;
    }

    private SnapshotRow RowOf(StudentAsOf student, EnrollmentFact enrollment, short week)
    {
        var snapshot = student.Of(enrollment);
        var values = new float[catalogue.Features.Count];
        catalogue.Compute(snapshot, values);
        return new SnapshotRow(
            enrollment.Id,
            student.Timeline.StudentId,
            enrollment.Class,
            week,
            student.AsOf,
            snapshot.HoldsEnough,
            RuleBaseline.Of(snapshot),
            values,
            student.Timeline.OutcomeOf(enrollment.Id, asOf),
            snapshot.StoppedFeeds
        )
        {
            NextMark = NextWork.MarkAfter(student.Timeline, enrollment, student.AsOf, asOf),
            Weekly = _withWeekly(student.Timeline.StudentId) ? WeeklyOf(snapshot) : null,
        };
    }

    private static float[] WeeklyOf(Snapshot snapshot)
    {
        var values = new float[WeeklySignal.ValueCount];
        WeeklySignal.ComputeAll(snapshot, values);
        return values;
    }
}
