namespace EarlyWarning.Domain.Snapshots;

/// <summary>A student on a date: shared by the snapshots of the enrollments of one day.</summary>
/// <param name="timeline">Everything recorded, sorted.</param>
/// <param name="school">Classes, calendars and feeds.</param>
/// <param name="asOf">Day number.</param>
public sealed class StudentAsOf(StudentTimeline timeline, SchoolBook school, int asOf)
{
    private readonly Dictionary<long, WorkView> _work = [];

    /// <summary>Everything recorded.</summary>
    public StudentTimeline Timeline { get; } = timeline;

    /// <summary>Classes, calendars and feeds.</summary>
    public SchoolBook School { get; } = school;

    /// <summary>Day number.</summary>
    public int AsOf { get; } = asOf;

    /// <summary>Work of an enrollment; made once.</summary>
    /// <param name="enrollment">The enrollment.</param>
    public WorkView Work(EnrollmentFact enrollment)
    {
        ArgumentNullException.ThrowIfNull(enrollment);
        if (!_work.TryGetValue(enrollment.Id, out var view))
        {
            _work[enrollment.Id] = view = new WorkView(this, enrollment);
        }

        return view;
    }

    /// <summary>The snapshot of an enrollment.</summary>
    /// <param name="enrollment">The enrollment.</param>
    public Snapshot Of(EnrollmentFact enrollment) => new(this, enrollment);
}

/// <summary>What was known about an enrollment on a date. Features read nothing else.</summary>
public sealed class Snapshot
{
    internal Snapshot(StudentAsOf student, EnrollmentFact enrollment)
    {
        Student = student;
        Enrollment = enrollment;
        var org = enrollment.Class.OrgId;
        var feeds = student.School.Feeds;
        var attendance = feeds.IsRunning(FeedKinds.Attendance, org, student.AsOf);
        var behaviour = feeds.IsRunning(FeedKinds.Behaviour, org, student.AsOf);
        Attendance = new AttendanceView(student, enrollment, student.School.Calendars[org], attendance);
        Work = student.Work(enrollment);
        Activity = new ActivityView(student, enrollment, feeds.IsRunning(FeedKinds.Activity, org, student.AsOf));
        Behaviour = new BehaviourView(student, behaviour);
        Prior = new PriorView(student, enrollment);
        StoppedFeeds = feeds.StoppedAt(org, student.AsOf) & Used(enrollment.Class, student.AsOf);
        Others =
        [
            .. student
                .Timeline.Enrollments.Where(e =>
                    e.Id != enrollment.Id
                    && e.Class.SessionId == enrollment.Class.SessionId
                    && e.IsInPopulation(student.AsOf)
                )
                .Select(student.Work),
        ];
    }

    /// <summary>The student on the date.</summary>
    public StudentAsOf Student { get; }

    /// <summary>The enrollment.</summary>
    public EnrollmentFact Enrollment { get; }

    /// <summary>Day number of the as-of date.</summary>
    public int AsOf => Student.AsOf;

    /// <summary>Week of the class the as-of date lies in.</summary>
    public int Week => Enrollment.Class.WeekOf(AsOf);

    /// <summary>Attendance.</summary>
    public AttendanceView Attendance { get; }

    /// <summary>Work and marks.</summary>
    public WorkView Work { get; }

    /// <summary>Online activity.</summary>
    public ActivityView Activity { get; }

    /// <summary>Behaviour.</summary>
    public BehaviourView Behaviour { get; }

    /// <summary>Earlier terms.</summary>
    public PriorView Prior { get; }

    /// <summary>Work in the other classes of the term.</summary>
    public IReadOnlyList<WorkView> Others { get; }

    /// <summary>
    /// Feeds of the school that stopped and that this enrollment's record is otherwise read from: attendance and behaviour
    /// of everyone, marks where the class gives any, activity where the class has an online space in use.
    /// </summary>
    public FeedKinds StoppedFeeds { get; }

    /// <summary>
    /// Whether enough is known for a score: seven days enrolled; attendance of five school days, work, marks or activity
    /// recorded; and no feed stopped, since what is missing then looks like calm.
    /// </summary>
    public bool HoldsEnough
    {
        get
        {
            var days = AsOf - Math.Max(Enrollment.Begin, Enrollment.Class.Start);
            var recorded =
                Attendance is { IsRecorded: true, SchoolDays: >= 5 }
                || Work.Due + Work.HandedIn + Work.MarkCount + Work.Banked > 0
                || Activity.IsRecorded;
            return days >= 7 && recorded && StoppedFeeds == FeedKinds.None;
        }
    }

    private static FeedKinds Used(ClassBook book, int asOf) =>
        FeedKinds.Attendance
        | FeedKinds.Behaviour
        | (book.LineItems.Length > 0 ? FeedKinds.Marks : FeedKinds.None)
        | (book.Activity.AsOf(asOf).Count > 0 ? FeedKinds.Activity : FeedKinds.None);

    /// <summary>The latest known value of an attribute; a value of this enrollment goes before one of the student.</summary>
    /// <param name="attributeId">Attribute.</param>
    public AttributeFact? Attribute(int attributeId)
    {
        AttributeFact? ofStudent = null;
        AttributeFact? ofEnrollment = null;
        foreach (var fact in Student.Timeline.Attributes)
        {
            if (fact.AttributeId != attributeId || fact.KnownFrom > AsOf)
            {
                continue;
            }

            ofStudent = fact.EnrollmentId == 0 ? fact : ofStudent;
            ofEnrollment = fact.EnrollmentId == Enrollment.Id ? fact : ofEnrollment;
        }

        return ofEnrollment ?? ofStudent;
    }
}
