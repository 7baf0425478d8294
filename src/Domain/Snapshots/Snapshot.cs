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
        var attendance = student.School.AttendanceFeeds.TryGetValue(org, out var feed) && feed.IsRunning(student.AsOf);
        var behaviour =
            student.School.IncidentFeeds.TryGetValue(org, out var incidents) && incidents.First <= student.AsOf;
        Attendance = new AttendanceView(student, enrollment, student.School.Calendars[org], attendance);
        Work = student.Work(enrollment);
        Activity = new ActivityView(student, enrollment);
        Behaviour = new BehaviourView(student, behaviour);
        Prior = new PriorView(student, enrollment);
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
    /// Whether enough is known for a score: five school days enrolled, and attendance, work, marks or activity recorded.
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
            return days >= 7 && recorded;
        }
    }

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
