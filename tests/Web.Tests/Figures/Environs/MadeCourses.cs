using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Students;
using EarlyWarning.Domain.Time;
using EarlyWarning.Support;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Tests.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Figures.Environs;

/// <summary>
/// The sample school with a finished term before it, whose every outcome and absence is known by heart: at North Algebra in
/// classes of 24, 20 and 6, English in classes of 30, 26 and 12; at South Algebra in one class of 24. Nobody is in two classes.
/// </summary>
internal sealed class MadeCourses(TestDatabase database, SampleSchool school) : IAsyncDisposable
{
    public static readonly DateOnly Today = new(2026, 11, 20);

    /// <summary>A Monday.</summary>
    public static readonly DateOnly Start = new(2026, 3, 2);

    /// <summary>Class, course, school, period, students, of whom so many do not pass.</summary>
    public static readonly (long Id, long Course, long Org, string Period, int Students, int NotPassed)[] Classes =
    [
        (101, SampleSchool.AlgebraId, SampleSchool.NorthId, "1", 24, 12),
        (102, SampleSchool.AlgebraId, SampleSchool.NorthId, "2", 20, 4),
        (103, SampleSchool.AlgebraId, SampleSchool.NorthId, "3", 6, 3),
        (104, SampleSchool.EnglishId, SampleSchool.NorthId, "1", 30, 3),
        (105, SampleSchool.EnglishId, SampleSchool.NorthId, "2", 26, 5),
        (106, SampleSchool.EnglishId, SampleSchool.NorthId, "2", 12, 2),
        (107, SampleSchool.AlgebraId, SampleSchool.SouthId, "1", 24, 10),
    ];

    public TestDatabase Database => database;

    public SampleSchool School => school;

    public static async Task<MadeCourses> CreateAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var database = await TestDatabase.CreateAsync(kind);
        var made = new MadeCourses(database, await SampleSchool.CreateAsync(database, Today));
        await made.WriteAsync();
        return made;
    }

    /// <summary>Makes figures as a run does, and reads one sheet.</summary>
    public async Task<Run> MakeAsync(IFigures maker, CancellationToken cancel, RunKind kind = RunKind.Figures)
    {
        var runs = new RunsOnTest(database, new RetrainingSettings(1, 60, 1000), figures: [maker]);
        var asked = await runs.Requests.NowAsync(kind, RunTrigger.Verb, r => r.AsOf = Today, cancel);
        var (_, run) = await runs.ExecuteAsync(asked.RunId, null, cancel);
        run.Error.ShouldBeNull();
        return run;
    }

    public async Task<T?> SheetAsync<T>(string topic, long org, string key, CancellationToken cancel)
        where T : class
    {
        await using var db = database.CreateDbContext();
        var sheet = await db.FigureSheets.SingleOrDefaultAsync(
            s => s.Topic == topic && s.OrgId == org && s.Key == key,
            cancel
        );
        return sheet is null ? null : SheetStore.Unpack<T>(sheet.Content);
    }

    /// <summary>Key of a student of a class, from 0.</summary>
    public static long Student(long @class, int number) => (@class * 100) + number;

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private async Task WriteAsync()
    {
        var none = CancellationToken.None;
        var provider = database.Provider;
        await using var db = database.CreateDbContext();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await provider.BulkInsertAsync(db, [Term()], none);
        await provider.BulkInsertAsync(db, Classes.Select(NewClass), none);
        await provider.BulkInsertAsync(db, Places((c, n) => NewStudent(c.Id, c.Org, n)), none);
        await provider.BulkInsertAsync(db, Places((c, n) => NewEnrollment(c.Id, n)), none);
        await provider.BulkInsertAsync(db, Places((c, n) => NewOutcome(c.Id, n, n < c.NotPassed)), none);
        await provider.BulkInsertAsync(db, Absences(), none);
        await provider.BulkInsertAsync(db, [NewWay()], none);
        await provider.BulkInsertAsync(db, Places((c, n) => NewValue(Student(c.Id, n), n)), none);
        await transaction.CommitAsync();
    }

    private static IEnumerable<T> Places<T>(
        Func<(long Id, long Course, long Org, string Period, int Students, int NotPassed), int, T> made
    ) => Classes.SelectMany(c => Enumerable.Range(0, c.Students).Select(n => made(c, n)));

    private static AcademicSession Term() =>
        new()
        {
            Id = 2,
            SourceId = 1,
            SourcedId = "term-before",
            OrgId = SampleSchool.DistrictId,
            Title = "Term before",
            Type = AcademicSessionType.Term,
            StartDate = Start,
            EndDate = Start.AddDays(84),
            SchoolYear = 2026,
        };

    private static Class NewClass((long Id, long Course, long Org, string Period, int Students, int NotPassed) c) =>
        new()
        {
            Id = c.Id,
            SourceId = 1,
            SourcedId = $"class-{c.Id}",
            OrgId = c.Org,
            CourseId = c.Course,
            SessionId = 2,
            Title = $"Class {c.Id}",
            Periods = c.Period,
            StartDate = Start,
            EndDate = Start.AddDays(84),
        };

    private static Student NewStudent(long @class, long org, int number) =>
        new()
        {
            Id = Student(@class, number),
            SourceId = 1,
            SourcedId = $"student-{Student(@class, number)}",
            OrgId = org,
            GivenName = "Zacharias",
            FamilyName = $"Number{Student(@class, number)}",
            Grade = number % 2 == 0 ? "09" : "10",
        };

    private static Enrollment NewEnrollment(long @class, int number) =>
        new()
        {
            Id = Student(@class, number),
            SourceId = 1,
            SourcedId = $"enrollment-{Student(@class, number)}",
            StudentId = Student(@class, number),
            ClassId = @class,
            BeginDate = Start,
            ImportId = 1,
        };

    private static Outcome NewOutcome(long @class, int number, bool notPassed) =>
        new()
        {
            EnrollmentId = Student(@class, number),
            Kind =
                !notPassed ? OutcomeKind.Passed
                : number % 2 == 0 ? OutcomeKind.Failed
                : OutcomeKind.Withdrawn,
            FinalScore = notPassed ? 30 : 75,
            DecidedOn = Start.AddDays(80),
            KnownFrom = Start.AddDays(84),
            ImportId = 1,
        };

    // Every student misses the first Monday; those of class 101 every Monday, and each Thursday of which one was taken back.
    private static IEnumerable<AttendanceEvent> Absences()
    {
        var id = 1000L;
        foreach (var student in Places((c, n) => (Class: c.Id, Id: Student(c.Id, n))))
        {
            for (var week = 0; week < (student.Class == 101 ? 12 : 1); week++)
            {
                yield return Absence(++id, student.Id, Start.AddDays(7 * week), 0, AttendanceCategory.UnexcusedAbsence);
            }
        }

        for (var week = 0; week < 12; week++)
        {
            // Keeps both schools' feeds running to the end of the term without adding an absence.
            yield return Absence(++id, Student(102, 0), Start.AddDays((7 * week) + 4), 0, AttendanceCategory.Tardy);
            yield return Absence(++id, Student(107, 0), Start.AddDays((7 * week) + 4), 0, AttendanceCategory.Tardy);
        }

        yield return Absence(++id, Student(104, 0), Start.AddDays(3), 0, AttendanceCategory.ExcusedAbsence);
        yield return Absence(++id, Student(104, 0), Start.AddDays(3), 1, AttendanceCategory.Present);
    }

    private static AttendanceEvent Absence(
        long id,
        long student,
        DateOnly day,
        short version,
        AttendanceCategory category
    ) =>
        new()
        {
            Id = id,
            StudentId = student,
            Date = day,
            Version = version,
            Category = category,
            KnownFrom = day.AddDays(version),
            ImportId = 1,
        };

    private static AttributeDefinition NewWay() =>
        new()
        {
            Id = 2,
            SourceId = 1,
            Name = "way_to_school",
            Label = "Way to school",
            Kind = AttributeKind.Categorical,
            Use = AttributeUse.Ignored,
            Levels = "Bus\nOn foot\nBicycle",
        };

    // Three by bicycle only.
    private static StudentAttribute NewValue(long student, int number) =>
        new()
        {
            Id = 100_000 + student,
            StudentId = student,
            AttributeId = 2,
            Text =
                student is 10100 or 10101 or 10102 ? "Bicycle"
                : number % 2 == 0 ? "Bus"
                : "On foot",
            KnownFrom = Start,
            ImportId = 1,
        };
}
