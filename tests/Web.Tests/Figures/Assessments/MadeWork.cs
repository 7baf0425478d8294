using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Figures;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Students;
using EarlyWarning.Domain.Time;
using EarlyWarning.Support;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Assessments;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Tests.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Figures.Assessments;

/// <summary>
/// The sample school with a finished term of Geometry beside it: a class of 30 at North and one of 12 at South, each set a
/// quiz (day 20, marked a week later), a project (day 110) and a test nobody recorded. Odd students do well and pass.
/// </summary>
internal sealed class MadeWork : IAsyncDisposable
{
    public const long GeometryId = 100;
    public const long NorthClass = 100;
    public const long SouthClass = 101;
    public const int Days = 126;
    private const long FirstStudent = 1000;

    private MadeWork(TestDatabase database, SampleSchool school) => (Database, School) = (database, school);

    public static DateOnly Today { get; } = new(2026, 11, 20);

    public static DateOnly Start => Today.AddDays(-250);

    public TestDatabase Database { get; }

    public SampleSchool School { get; }

    /// <summary>The n-th student of a class, from 0.</summary>
    public static long Student(long classId, int n) => FirstStudent + ((classId - NorthClass) * 100) + n;

    public static long Quiz(long classId) => (classId * 10) + 1;

    public static long Project(long classId) => (classId * 10) + 2;

    public static async Task<MadeWork> CreateAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var database = await TestDatabase.CreateAsync(kind);
        var made = new MadeWork(database, await SampleSchool.CreateAsync(database, Today));
        await using var db = database.CreateDbContext();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await made.WriteAsync(db);
        await transaction.CommitAsync();
        return made;
    }

    /// <summary>Changes what was written.</summary>
    public async Task ChangeAsync(Func<EarlyWarningDb, Task> change)
    {
        await using var db = Database.CreateDbContext();
        await change(db);
        await db.SaveChangesAsync();
    }

    /// <summary>Makes the figures.</summary>
    public async Task MakeAsync(CancellationToken cancel)
    {
        var runs = new RunsOnTest(Database, new RetrainingSettings(1, 60, 1000), figures: [new AssessmentFigures()]);
        var asked = await runs.Requests.NowAsync(RunKind.Figures, RunTrigger.Verb, r => r.AsOf = Today, cancel);
        var (_, run) = await runs.ExecuteAsync(asked.RunId, null, cancel);
        run.Error.ShouldBeNull();
    }

    /// <summary>A sheet; null where it was not made.</summary>
    public async Task<T?> SheetAsync<T>(long org, string key, CancellationToken cancel)
        where T : class
    {
        await using var db = Database.CreateDbContext();
        var sheet = await db.FigureSheets.SingleOrDefaultAsync(
            (FigureSheet s) => s.Topic == AssessmentFigures.TopicName && s.OrgId == org && s.Key == key,
            cancel
        );
        return sheet is null ? null : SheetStore.Unpack<T>(sheet.Content);
    }

    /// <summary>The figures of the quiz or the project at an organisation.</summary>
    public async Task<ItemFigures?> ItemAsync(long org, string title, CancellationToken cancel) =>
        (await SheetAsync<TermSheet>(org, AssessmentFigures.TermKey(Start), cancel))?.Items.SingleOrDefault(i =>
            i.Title == title
        );

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    private async Task WriteAsync(EarlyWarningDb db)
    {
        var none = CancellationToken.None;
        var provider = Database.Provider;
        await provider.BulkInsertAsync(db, [Term()], none);
        await provider.BulkInsertAsync(db, [Geometry()], none);
        await provider.BulkInsertAsync(db, [NewClass(NorthClass), NewClass(SouthClass)], none);
        var places = Places().ToList();
        await provider.BulkInsertAsync(db, places.Select(p => NewStudent(p.Class, p.Student)), none);
        await provider.BulkInsertAsync(db, places.Select((p, i) => NewEnrollment(1000 + i, p)), none);
        await provider.BulkInsertAsync(db, [.. Items(NorthClass), .. Items(SouthClass)], none);
        await provider.BulkInsertAsync(db, places.SelectMany(Results), none);
        await provider.BulkInsertAsync(db, places.Select((p, i) => NewOutcome(1000 + i, p.N)), none);
    }

    private static IEnumerable<(long Class, int N, long Student)> Places() =>
        from place in new[] { (Id: NorthClass, Size: 30), (Id: SouthClass, Size: 12) }
        from n in Enumerable.Range(0, place.Size)
        select (place.Id, n, Student(place.Id, n));

    private static AcademicSession Term() =>
        new()
        {
            Id = 2,
            SourceId = 1,
            SourcedId = "last-term",
            OrgId = SampleSchool.DistrictId,
            Title = "Last term",
            Type = AcademicSessionType.Term,
            StartDate = Start,
            EndDate = Start.AddDays(Days),
            SchoolYear = 2026,
        };

    private static Course Geometry() =>
        new()
        {
            Id = GeometryId,
            SourceId = 1,
            SourcedId = "geometry",
            OrgId = SampleSchool.DistrictId,
            Title = "Geometry",
            Subject = "Mathematics",
        };

    private static Class NewClass(long id) =>
        new()
        {
            Id = id,
            SourceId = 1,
            SourcedId = $"class-{id}",
            OrgId = id == NorthClass ? SampleSchool.NorthId : SampleSchool.SouthId,
            CourseId = GeometryId,
            SessionId = 2,
            Title = $"Geometry {id}",
            StartDate = Start,
            EndDate = Start.AddDays(Days),
        };

    private static Student NewStudent(long classId, long id) =>
        new()
        {
            Id = id,
            SourceId = 1,
            SourcedId = $"student-{id}",
            OrgId = classId == NorthClass ? SampleSchool.NorthId : SampleSchool.SouthId,
            GivenName = "Zenobia",
            FamilyName = "Quillfeather",
        };

    private static Enrollment NewEnrollment(long id, (long Class, int N, long Student) place) =>
        new()
        {
            Id = id,
            SourceId = 1,
            SourcedId = $"enrollment-{id}",
            StudentId = place.Student,
            ClassId = place.Class,
            BeginDate = Start,
            ImportId = 1,
        };

    private static IEnumerable<LineItem> Items(long classId) =>
        [
            Item(classId, 1, "Opening quiz", 20, 50),
            Item(classId, 2, "Project", 110, 100),
            Item(classId, 3, "Never recorded", 60, 100),
        ];

    private static LineItem Item(long classId, int n, string title, int day, double max) =>
        new()
        {
            Id = (classId * 10) + n,
            SourceId = 1,
            SourcedId = $"work-{classId}-{n}",
            ClassId = classId,
            CategoryId = 1,
            Title = title,
            AssignDate = Start.AddDays(day - 7),
            DueDate = Start.AddDays(day),
            ResultValueMin = max / 10,
            ResultValueMax = max,
        };

    // Marks in percent of the scale: odd students 80 or 90, even ones 40 or 50; the scale begins at a tenth of its end.
    private static IEnumerable<Result> Results((long Class, int N, long Student) place)
    {
        var mark = (place.N % 2 == 1 ? 80 : 40) + (place.N % 4 < 2 ? 0 : 10);
        return
        [
            NewResult(place.Student, Quiz(place.Class), 5 + (0.45 * mark), 20, 27),
            NewResult(place.Student, Project(place.Class), 10 + (0.9 * mark), 110, 120),
        ];
    }

    public static Result NewResult(
        long student,
        long item,
        double? score,
        int handedIn,
        int known,
        short version = 0
    ) =>
        new()
        {
            StudentId = student,
            LineItemId = item,
            Version = version,
            Status = score is null ? ScoreStatus.NotSubmitted : ScoreStatus.FullyGraded,
            Score = score,
            SubmittedOn = score is null ? null : Start.AddDays(handedIn),
            OccurredOn = Start.AddDays(handedIn),
            KnownFrom = Start.AddDays(handedIn),
            ScoreKnownFrom = score is null ? null : Start.AddDays(known),
            ImportId = 1,
        };

    private static Outcome NewOutcome(long enrollment, int n) =>
        new()
        {
            EnrollmentId = enrollment,
            Kind = n % 2 == 1 ? OutcomeKind.Passed : OutcomeKind.Failed,
            FinalScore = n % 2 == 1 ? 85 : 45,
            DecidedOn = Start.AddDays(Days - 1),
            KnownFrom = Start.AddDays(Days + 2),
            ImportId = 1,
        };
}
