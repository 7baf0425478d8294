using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Activity;
using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Behaviour;
using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Orgs;
using EarlyWarning.Domain.Students;
using EarlyWarning.Domain.Time;

namespace EarlyWarning.Support;

/// <summary>The people whose rights are tested. Each has an account, and a staff record of the same key.</summary>
public enum CastMember
{
    /// <summary>Teaches Algebra at North.</summary>
    TeacherA = 1,

    /// <summary>Teaches English at North.</summary>
    TeacherB = 2,

    /// <summary>Taught Algebra until 10 days ago: still within the days of grace.</summary>
    TeacherUntilTenDaysAgo = 3,

    /// <summary>Taught Algebra until 40 days ago: no access left.</summary>
    TeacherUntilFortyDaysAgo = 4,

    /// <summary>Counsels Ada and Dina.</summary>
    Counsellor = 5,

    /// <summary>Counselled Ben until 5 days ago; a caseload has no days of grace.</summary>
    CounsellorOfEndedCaseload = 6,

    /// <summary>Administers the district, so both schools.</summary>
    DistrictAdministrator = 7,

    /// <summary>Administers South and reaches nobody at North.</summary>
    SouthAdministrator = 8,

    /// <summary>Has an account, a staff record and an assignment to Algebra, but no role.</summary>
    WithoutRole = 9,

    /// <summary>Taught and teaches Algebra, but the account was deactivated.</summary>
    Deactivated = 10,
}

/// <summary>
/// A school small enough to know by heart: a district with two schools, three classes, eight students and a cast of staff.
/// Keys are constants, so that a test can say what it expects without reading it back. One file on purpose, longer than
/// most: the school is learnt by reading it from top to bottom.
/// </summary>
public sealed class SampleSchool
{
    /// <summary>The district.</summary>
    public const long DistrictId = 1;

    /// <summary>School with Algebra and English.</summary>
    public const long NorthId = 2;

    /// <summary>School with Science.</summary>
    public const long SouthId = 3;

    /// <summary>Algebra at North: Ada, Ben, Chidi.</summary>
    public const long AlgebraId = 1;

    /// <summary>English at North: Ada, Dina, Emil.</summary>
    public const long EnglishId = 2;

    /// <summary>Science at South: Farah, Goro.</summary>
    public const long ScienceId = 3;

    /// <summary>In Algebra and English; a concern in attendance and marks.</summary>
    public const long AdaId = 1;

    /// <summary>In Algebra.</summary>
    public const long BenId = 2;

    /// <summary>In Algebra until 20 days ago.</summary>
    public const long ChidiId = 3;

    /// <summary>In English.</summary>
    public const long DinaId = 4;

    /// <summary>In English.</summary>
    public const long EmilId = 5;

    /// <summary>In Science, at South.</summary>
    public const long FarahId = 6;

    /// <summary>In Science, at South.</summary>
    public const long GoroId = 7;

    /// <summary>At South, in no class.</summary>
    public const long HanaId = 8;

    /// <summary>Text of the one incident; teachers must never see it.</summary>
    public const string IncidentText = "Argued with another student in the corridor.";

    private static readonly (long Id, long Org, string Given, string Family)[] StudentNames =
    [
        (AdaId, NorthId, "Ada", "Okafor"),
        (BenId, NorthId, "Ben", "Lindqvist"),
        (ChidiId, NorthId, "Chidi", "Abara"),
        (DinaId, NorthId, "Dina", "Haddad"),
        (EmilId, NorthId, "Emil", "Novak"),
        (FarahId, SouthId, "Farah", "Rahimi"),
        (GoroId, SouthId, "Goro", "Tanaka"),
        (HanaId, SouthId, "Hana", "Kim"),
    ];

    private static readonly (long Student, long Class)[] Places =
    [
        (AdaId, AlgebraId),
        (BenId, AlgebraId),
        (ChidiId, AlgebraId),
        (AdaId, EnglishId),
        (DinaId, EnglishId),
        (EmilId, EnglishId),
        (FarahId, ScienceId),
        (GoroId, ScienceId),
    ];

    private SampleSchool(DateOnly today) => Today = today;

    /// <summary>The real current day the school was made for.</summary>
    public DateOnly Today { get; }

    /// <summary>First day of the running term, 56 days before today.</summary>
    public DateOnly TermStart => Today.AddDays(-56);

    /// <summary>Key of the account of a member of the cast.</summary>
    public static long UserId(CastMember member) => (long)member;

    /// <summary>Key of the staff record of a member of the cast.</summary>
    public static long StaffId(CastMember member) => (long)member;

    /// <summary>User name and e-mail address of a member of the cast; nobody has a password.</summary>
    public static string UserName(CastMember member) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{member}@sample.test").ToLowerInvariant();

    /// <summary>Key of an enrollment.</summary>
    /// <exception cref="ArgumentException">The student was never in the class.</exception>
    public static long EnrollmentId(long studentId, long classId)
    {
        var index = Array.IndexOf(Places, (studentId, classId));
        return index >= 0
            ? index + 1
            : throw new ArgumentException($"Student {studentId} was never in class {classId}.", nameof(studentId));
    }

    /// <summary>Writes the school into an empty, migrated database.</summary>
    /// <param name="db">The database.</param>
    /// <param name="today">The real current day; terms and assignments are laid around it.</param>
    public static async Task<SampleSchool> CreateAsync(TestDatabase db, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(db);
        var school = new SampleSchool(today);
        await using var context = db.CreateDbContext();
        await using var transaction = await context.Database.BeginTransactionAsync();
        await school.WriteRosterAsync(db.Provider, context);
        await school.WriteStaffAsync(db.Provider, context);
        await school.WriteFactsAsync(db.Provider, context);
        await transaction.CommitAsync();
        return school;
    }

    /// <summary>The scope a request of this person must be given today.</summary>
    /// <param name="member">Who signs in.</param>
    public StaffScope ScopeOf(CastMember member) =>
        member is CastMember.Deactivated
            ? StaffScope.Nobody(Today)
            : new StaffScope(
                UserId(member),
                StaffId(member),
                RoleOf(member) is StaffRole.Teacher,
                RoleOf(member) is StaffRole.Counsellor,
                RoleOf(member) is StaffRole.Administrator ? [PathOf(OrgOf(member))] : [],
                Today
            );

    private static StaffRole? RoleOf(CastMember member) =>
        member switch
        {
            CastMember.TeacherA or CastMember.TeacherB or CastMember.Deactivated => StaffRole.Teacher,
            CastMember.TeacherUntilTenDaysAgo or CastMember.TeacherUntilFortyDaysAgo => StaffRole.Teacher,
            CastMember.Counsellor or CastMember.CounsellorOfEndedCaseload => StaffRole.Counsellor,
            CastMember.DistrictAdministrator or CastMember.SouthAdministrator => StaffRole.Administrator,
            _ => null,
        };

    private static long OrgOf(CastMember member) =>
        member switch
        {
            CastMember.DistrictAdministrator => DistrictId,
            CastMember.SouthAdministrator => SouthId,
            _ => NorthId,
        };

    private static string PathOf(long orgId) => orgId == DistrictId ? "/1/" : $"/1/{orgId}/";

    private async Task WriteRosterAsync(DatabaseProvider provider, EarlyWarningDb db)
    {
        var none = CancellationToken.None;
        await provider.BulkInsertAsync(db, [new Source { Id = 1, Name = "sample" }], none);
        await provider.BulkInsertAsync(
            db,
            [
                NewOrg(DistrictId, "Sample District", OrgType.District),
                NewOrg(NorthId, "North School", OrgType.School),
                NewOrg(SouthId, "South School", OrgType.School),
            ],
            none
        );
        await provider.BulkInsertAsync(
            db,
            [
                new AcademicSession
                {
                    Id = 1,
                    SourceId = 1,
                    SourcedId = "term",
                    OrgId = DistrictId,
                    Title = "This term",
                    Type = AcademicSessionType.Term,
                    StartDate = TermStart,
                    EndDate = TermStart.AddDays(126),
                    SchoolYear = Today.Year,
                },
            ],
            none
        );
        await provider.BulkInsertAsync(db, StudentNames.Select(NewStudent), none);
        await provider.BulkInsertAsync(db, Titles.Select((title, i) => NewCourse(i + 1, title)), none);
        await provider.BulkInsertAsync(db, Titles.Select((title, i) => NewClass(i + 1, title)), none);
        await provider.BulkInsertAsync(db, Places.Select((p, i) => NewEnrollment(i + 1, p)), none);
    }

    private static readonly string[] Titles = ["Algebra", "English", "Science"];

    private async Task WriteStaffAsync(DatabaseProvider provider, EarlyWarningDb db)
    {
        var none = CancellationToken.None;
        var cast = Enum.GetValues<CastMember>();
        await provider.BulkInsertAsync(db, cast.Select(NewStaff), none);
        await provider.BulkInsertAsync(db, cast.Select(NewUser), none);
        await provider.BulkInsertAsync(db, cast.Where(m => RoleOf(m) is not null).Select(NewGrant), none);
        await provider.BulkInsertAsync(db, Assignments(), none);
        await provider.BulkInsertAsync(db, Caseload(), none);
    }

    private ClassAssignment[] Assignments() =>
        [
            NewAssignment(1, CastMember.TeacherA, AlgebraId, null),
            NewAssignment(2, CastMember.TeacherB, EnglishId, null),
            NewAssignment(3, CastMember.TeacherUntilTenDaysAgo, AlgebraId, Today.AddDays(-10)),
            NewAssignment(4, CastMember.TeacherUntilFortyDaysAgo, AlgebraId, Today.AddDays(-40)),
            NewAssignment(5, CastMember.WithoutRole, AlgebraId, null),
            NewAssignment(6, CastMember.Deactivated, AlgebraId, null),
        ];

    private CaseloadEntry[] Caseload() =>
        [
            NewCaseload(1, CastMember.Counsellor, AdaId, null),
            NewCaseload(2, CastMember.Counsellor, DinaId, null),
            NewCaseload(3, CastMember.CounsellorOfEndedCaseload, BenId, Today.AddDays(-5)),
        ];

    private async Task WriteFactsAsync(DatabaseProvider provider, EarlyWarningDb db)
    {
        var none = CancellationToken.None;
        var import = new ImportBatch
        {
            Id = 1,
            SourceId = 1,
            Format = "sample",
            StartedAt = TermStart.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
            EndedAt = TermStart.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
            State = ImportState.Applied,
        };
        await provider.BulkInsertAsync(db, [import], none);
        LineItemCategory quiz = new()
        {
            Id = 1,
            SourceId = 1,
            SourcedId = "quiz",
            Title = "Quiz",
        };
        await provider.BulkInsertAsync(db, [quiz], none);
        await provider.BulkInsertAsync(db, Titles.SelectMany((_, i) => NewLineItems(i + 1)), none);
        await provider.BulkInsertAsync(db, Places.SelectMany(NewResults), none);
        await provider.BulkInsertAsync(db, AdasAbsences(), none);
        await provider.BulkInsertAsync(db, [AdasIncident()], none);
        await provider.BulkInsertAsync(db, [AdasActivity()], none);
        AttributeDefinition sex = new()
        {
            Id = 1,
            SourceId = 1,
            Name = "sex",
            Label = "Sex",
            Kind = AttributeKind.Categorical,
            Use = AttributeUse.Protected,
            Levels = "female\nmale",
        };
        await provider.BulkInsertAsync(db, [sex], none);
        await provider.BulkInsertAsync(db, StudentNames.Select(s => NewSex(s.Id)), none);
    }

    private static Org NewOrg(long id, string name, OrgType type) =>
        new()
        {
            Id = id,
            SourceId = 1,
            SourcedId = $"org-{id}",
            Name = name,
            Type = type,
            ParentId = type is OrgType.School ? DistrictId : null,
            Path = PathOf(id),
            TimeZone = "Europe/Paris",
        };

    private static Student NewStudent((long Id, long Org, string Given, string Family) row) =>
        new()
        {
            Id = row.Id,
            SourceId = 1,
            SourcedId = $"student-{row.Id}",
            OrgId = row.Org,
            GivenName = row.Given,
            FamilyName = row.Family,
            Grade = "09",
        };

    private static Course NewCourse(long id, string title) =>
        new()
        {
            Id = id,
            SourceId = 1,
            SourcedId = $"course-{id}",
            OrgId = DistrictId,
            Title = title,
            Subject = title,
        };

    private Class NewClass(long id, string title) =>
        new()
        {
            Id = id,
            SourceId = 1,
            SourcedId = $"class-{id}",
            OrgId = id == ScienceId ? SouthId : NorthId,
            CourseId = id,
            SessionId = 1,
            Title = title,
            Periods = $"{id}",
            StartDate = TermStart,
            EndDate = TermStart.AddDays(126),
        };

    private Enrollment NewEnrollment(long id, (long Student, long Class) place)
    {
        DateOnly? left = place.Student == ChidiId ? Today.AddDays(-20) : null;
        return new Enrollment
        {
            Id = id,
            SourceId = 1,
            SourcedId = $"enrollment-{id}",
            StudentId = place.Student,
            ClassId = place.Class,
            BeginDate = TermStart,
            EndDate = left,
            EndKnownFrom = left,
            ImportId = 1,
        };
    }

    private static StaffMember NewStaff(CastMember member) =>
        new()
        {
            Id = StaffId(member),
            SourceId = 1,
            SourcedId = $"staff-{StaffId(member)}",
            OrgId = OrgOf(member),
            GivenName = "Sample",
            FamilyName = $"{member}",
            Email = UserName(member),
            Role = RoleOf(member)?.ToString(),
        };

    private AppUser NewUser(CastMember member)
    {
        var name = UserName(member);
        return new AppUser
        {
            Id = UserId(member),
            UserName = name,
            NormalizedUserName = name.ToUpperInvariant(),
            Email = name,
            NormalizedEmail = name.ToUpperInvariant(),
            EmailConfirmed = true,
            SecurityStamp = $"stamp-{UserId(member)}",
            LockoutEnabled = true,
            DisplayName = $"{member}",
            StaffId = StaffId(member),
            DeactivatedAt =
                member is CastMember.Deactivated
                    ? Today.AddDays(-1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)
                    : null,
        };
    }

    private RoleGrant NewGrant(CastMember member) =>
        new()
        {
            Id = UserId(member),
            UserId = UserId(member),
            Role = RoleOf(member)!.Value,
            OrgId = OrgOf(member),
            BeginsOn = TermStart,
        };

    private ClassAssignment NewAssignment(long id, CastMember member, long classId, DateOnly? endsOn) =>
        new()
        {
            Id = id,
            StaffId = StaffId(member),
            ClassId = classId,
            BeginsOn = TermStart,
            EndsOn = endsOn,
        };

    private CaseloadEntry NewCaseload(long id, CastMember member, long studentId, DateOnly? endsOn) =>
        new()
        {
            Id = id,
            StaffId = StaffId(member),
            StudentId = studentId,
            BeginsOn = TermStart,
            EndsOn = endsOn,
        };

    private LineItem[] NewLineItems(long classId) =>
        [
            .. Enumerable
                .Range(1, 2)
                .Select(n => new LineItem
                {
                    Id = (classId * 10) + n,
                    SourceId = 1,
                    SourcedId = $"item-{classId}-{n}",
                    ClassId = classId,
                    CategoryId = 1,
                    Title = $"Quiz {n}",
                    AssignDate = TermStart.AddDays((14 * n) - 7),
                    DueDate = TermStart.AddDays(14 * n),
                    Weight = 50,
                }),
        ];

    // Quiz 1 is marked for everybody (Ada 40, others 80); quiz 2 is missing for Ada and marked 75 for the others.
    private Result[] NewResults((long Student, long Class) place) =>
        [
            NewResult(place, 1, place.Student == AdaId ? 40 : 80),
            NewResult(place, 2, place.Student == AdaId ? null : 75),
        ];

    private Result NewResult((long Student, long Class) place, int n, double? score)
    {
        var due = TermStart.AddDays(14 * n);
        return new Result
        {
            StudentId = place.Student,
            LineItemId = (place.Class * 10) + n,
            Status = score is null ? ScoreStatus.NotSubmitted : ScoreStatus.FullyGraded,
            Score = score,
            SubmittedOn = score is null ? null : due,
            OccurredOn = due,
            KnownFrom = due,
            ScoreKnownFrom = score is null ? null : due.AddDays(3),
            ImportId = 1,
        };
    }

    private AttendanceEvent[] AdasAbsences() =>
        [
            .. Enumerable
                .Range(1, 4)
                .Select(n => new AttendanceEvent
                {
                    Id = n,
                    StudentId = AdaId,
                    Date = TermStart.AddDays(7 * n),
                    Category = n % 2 == 0 ? AttendanceCategory.UnexcusedAbsence : AttendanceCategory.ExcusedAbsence,
                    KnownFrom = TermStart.AddDays(7 * n),
                    ImportId = 1,
                }),
        ];

    private Incident AdasIncident() =>
        new()
        {
            Id = 1,
            SourceId = 1,
            SourcedId = "incident-1",
            StudentId = AdaId,
            OccurredOn = TermStart.AddDays(10),
            Behavior = "Conflict",
            Severity = IncidentSeverity.Minor,
            Description = IncidentText,
            KnownFrom = TermStart.AddDays(10),
            ImportId = 1,
        };

    private ActivityDay AdasActivity() =>
        new()
        {
            StudentId = AdaId,
            ClassId = AlgebraId,
            Date = TermStart.AddDays(3),
            KnownFrom = TermStart.AddDays(3),
            Events = 12,
            ImportId = 1,
        };

    private static StudentAttribute NewSex(long studentId) =>
        new()
        {
            Id = studentId,
            StudentId = studentId,
            AttributeId = 1,
            Text = studentId % 2 == 0 ? "male" : "female",
            KnownFrom = new DateOnly(2020, 1, 1),
            ImportId = 1,
        };
}
