namespace EarlyWarning.Domain.Access;

/// <summary>What gives a person the right to see a student; None means that there is no such right.</summary>
public enum AccessReason : byte
{
    /// <summary>No right.</summary>
    None = 0,

    /// <summary>Teaches a class the student is in, or did within the last 30 days.</summary>
    TeachesClass = 1,

    /// <summary>The student is in the caseload.</summary>
    Caseload = 2,

    /// <summary>Administers the student's school or an organisation above it.</summary>
    Administers = 3,
}

/// <summary>
/// Who is looking, with which rights, today. Every query for students, classes or enrollments starts from one.
/// </summary>
/// <param name="UserId">The account.</param>
/// <param name="StaffId">The school's record of the person, or null.</param>
/// <param name="IsTeacher">Holds the teacher's role today.</param>
/// <param name="IsCounsellor">Holds the counsellor's role today.</param>
/// <param name="AdministeredPaths">Paths of the organisations administered today (see <see cref="Orgs.Org.Path"/>).</param>
/// <param name="Today">The real current day. Rights never follow the as-of date of the data.</param>
public sealed record StaffScope(
    long UserId,
    long? StaffId,
    bool IsTeacher,
    bool IsCounsellor,
    IReadOnlyList<string> AdministeredPaths,
    DateOnly Today
)
{
    /// <summary>Days for which a teacher keeps access after an assignment ends.</summary>
    public const int GraceDays = 30;

    /// <summary>Reaches nobody.</summary>
    public static StaffScope Nobody(DateOnly today) => new(0, null, false, false, [], today);

    /// <summary>Whether any organisation is administered.</summary>
    public bool IsAdministrator => AdministeredPaths.Count > 0;

    /// <summary>Assignments that ended on or before this day no longer count.</summary>
    public DateOnly GraceStart => Today.AddDays(-GraceDays);

    /// <summary>Whether fields reserved to counsellors and administrators may be shown for access of this kind.</summary>
    /// <param name="reason">What gives the right to see the student.</param>
    public static bool SeesWholeRecord(AccessReason reason) =>
        reason is AccessReason.Caseload or AccessReason.Administers;
}
