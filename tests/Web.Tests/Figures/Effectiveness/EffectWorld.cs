using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Orgs;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Students;
using EarlyWarning.Domain.Support;
using EarlyWarning.Domain.Time;
using EarlyWarning.Support;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Effectiveness;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Tests.Figures.Effectiveness;

/// <summary>
/// A district of a large, a small and a middling school with one finished term whose truth is known: tutoring adds to the share
/// passed, family contact does nothing and is given to few, and the flag of week 6 adds nothing. The small school's week 6 was
/// filled in later; at the middling one two cuts decided. Longer than most: it writes a school.
/// </summary>
internal sealed class EffectWorld : IAsyncDisposable
{
    public const long District = 1;
    public const long Large = 2;
    public const long Small = 3;
    public const long Middling = 4;
    public const int Tutoring = 2;
    public const int FamilyContact = 4;
    public const double Effect = 0.22;
    private const int Students = 700;
    private const int SmallStudents = 24;
    private const int MiddlingStudents = 200;
    private const int Courses = 3;
    private static readonly DateOnly Start = new(2026, 1, 12);
    private readonly List<SnapshotRow> _rows = [];
    private readonly SchoolBook _school = new() { PassMark = 60 };

    private EffectWorld(TestDatabase database) => Database = database;

    public static DateOnly Today { get; } = new(2026, 9, 1);

    public TestDatabase Database { get; }

    /// <summary>Students by key, with the true facts that a figure can be checked against.</summary>
    public List<Person> People { get; } = [];

    public sealed record Person(long Id, long School, double Risk, bool IsTutored, int StartWeek, double[] Passed)
    {
        public double Margin { get; init; }

        public bool IsFlagged { get; init; }
    }

    public static async Task<EffectWorld> CreateAsync()
    {
        var world = new EffectWorld(await TestDatabase.CreateAsync());
        await world.WriteAsync();
        return world;
    }

    public async Task<IReadOnlyList<MadeSheet>> MakeAsync(FigureOrgs? orgs = null)
    {
        var catalogue = new FeatureCatalogue([]);
        IReadOnlyList<Term> terms = [new Term(0, "Spring", Start)];
        var termOf = new Dictionary<long, int> { [1] = 0 };
        await using var db = Database.CreateDbContext();
        var input = new FigureInput(
            new Run { Fence = "" },
            new RunInput(
                new AsOfDate(Today, false),
                catalogue,
                new SnapshotPass(null!, catalogue, _school, Today.DayNumber),
                terms,
                termOf,
                District
            ),
            new Serving(new Dictionary<Goal, ServingModel>(), null),
            orgs ?? await FigureOrgs.ReadAsync(db, CancellationToken.None),
            new(() =>
                new TrainingSet(
                    Today,
                    catalogue.Names,
                    terms,
                    termOf,
                    new HashSet<long>(),
                    new TournamentBudget(),
                    _rows
                )
            ),
            Database,
            new RetrainingSettings(1, 60, 600_000),
            TimeProvider.System,
            new Progress<string>()
        );
        return (await new EffectivenessFigures().MakeAsync(input, CancellationToken.None)).Sheets;
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    private async Task WriteAsync()
    {
        var none = CancellationToken.None;
        var provider = Database.Provider;
        await using var db = Database.CreateDbContext();
        Draw(new Random(11));
        await provider.BulkInsertAsync(db, [new Source { Id = 1, Name = "made" }], none);
        await provider.BulkInsertAsync(
            db,
            [NewOrg(District, null), NewOrg(Large, District), NewOrg(Small, District), NewOrg(Middling, District)],
            none
        );
        await provider.BulkInsertAsync(db, [NewTerm()], none);
        await provider.BulkInsertAsync(db, Enumerable.Range(1, Courses).Select(NewCourse), none);
        await provider.BulkInsertAsync(db, _school.Classes.Values.OrderBy(c => c.Id).Select(NewClass), none);
        await provider.BulkInsertAsync(db, [NewImport()], none);
        await provider.BulkInsertAsync(db, [NewUser()], none);
        await provider.BulkInsertAsync(db, People.Select(NewStudent), none);
        await provider.BulkInsertAsync(db, Places().Select(p => NewEnrollment(p.Person, p.Course)), none);
        await provider.BulkInsertAsync(db, Places().Select(p => NewOutcome(p.Person, p.Course)), none);
        await provider.BulkInsertAsync(
            db,
            [
                new ScoreGeneration
                {
                    Id = 1,
                    AsOf = Start.AddDays(42),
                    CreatedAt = Instant(Start.AddDays(42)),
                },
                new ScoreGeneration
                {
                    Id = 2,
                    AsOf = Start.AddDays(60),
                    CreatedAt = Instant(Start.AddDays(60)),
                },
            ],
            none
        );
        await provider.BulkInsertAsync(db, Places().Select(p => NewScore(p.Person, p.Course)), none);
        db.SupportCases.AddRange(People.Where(p => p.IsTutored).Select(p => NewCase(p, Tutoring)));
        db.SupportCases.AddRange(
            People.Where(p => p.School == Large && !p.IsTutored).Take(12).Select(p => NewCase(p, FamilyContact))
        );
        await db.SaveChangesAsync(none);
        db.SupportEntries.AddRange(
            db.SupportCases.Local.Where(c => c.KindId == Tutoring)
                .SelectMany((c, i) => Enumerable.Range(0, 6 + (i % 5)).Select(_ => NewEntry(c)))
        );
        await db.SaveChangesAsync(none);
    }

    private IEnumerable<(Person Person, int Course)> Places() =>
        People.SelectMany(p => Enumerable.Range(1, Courses).Select(c => (p, c)));

    // The worse the record, the likelier tutoring; the share passed falls with it too.
    private void Draw(Random random)
    {
        foreach (var school in new[] { Large, Small, Middling })
        {
            for (var c = 1; c <= Courses; c++)
            {
                var book = NewBook(school, c);
                _school.Classes[book.Id] = book;
            }
        }

        for (var i = 1; i <= Students + SmallStudents + MiddlingStudents; i++)
        {
            var school =
                i <= Students ? Large
                : i <= Students + SmallStudents ? Small
                : Middling;
            var risk = Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;
            var isTutored = random.NextDouble() < 1 / (1 + Math.Exp(1.6 - (0.9 * risk)));
            var week = random.NextDouble() < 0.5 ? 5 : 9;
            var margin = risk + (0.4 * random.NextDouble());
            double[] passed =
            [
                .. Enumerable
                    .Range(0, Courses)
                    .Select(_ =>
                        random.NextDouble() < Math.Clamp(0.62 - (0.15 * risk) + (isTutored ? Effect : 0), 0, 1)
                            ? 1.0
                            : 0
                    ),
            ];
            People.Add(new Person(i, school, risk, isTutored, week, passed) { Margin = margin });
        }

        var cut = People.Where(p => p.School == Large).OrderByDescending(p => p.Margin).ElementAt(Students / 5).Margin;
        for (var i = 0; i < People.Count; i++)
        {
            People[i] = People[i] with
            {
                IsFlagged = People[i].School == Middling ? People[i].Margin >= i % 2 : People[i].Margin >= cut,
            };
            AddRows(People[i], random);
        }
    }

    private void AddRows(Person person, Random random)
    {
        var width = new FeatureCatalogue([]).Features.Count;
        for (var c = 1; c <= Courses; c++)
        {
            var book = _school.Classes[ClassId(person.School, c)];
            foreach (var week in new short[] { 2, 4, 6, 8, 12 })
            {
                var values = Enumerable.Range(0, width).Select(_ => (float)random.NextDouble()).ToArray();
                values[0] = (float)(person.Risk + (0.3 * random.NextDouble()));
                values[1] = (float)(-person.Risk + random.NextDouble());
                values[2] = random.NextDouble() < 0.2 ? float.NaN : values[2];
                var asOf = book.Start + (7 * week);
                _rows.Add(
                    new SnapshotRow(
                        EnrollmentId(person.Id, c),
                        person.Id,
                        book,
                        week,
                        asOf,
                        true,
                        person.Risk > 1 ? RuleSignals.ChronicAbsence | RuleSignals.FailingCourse : RuleSignals.None,
                        values,
                        new OutcomeFact(
                            EnrollmentId(person.Id, c),
                            0,
                            person.Passed[c - 1] > 0 ? OutcomeKind.Passed : OutcomeKind.Failed,
                            ScoreOf(person, c),
                            book.End,
                            book.End
                        )
                    )
                );
            }
        }
    }

    private static double ScoreOf(Person person, int course) =>
        60 - (5 * person.Risk) + (person.IsTutored ? 6 : 0) + ((person.Id * 7 * course) % 11);

    private static long ClassId(long school, int course) => (school * 10) + course;

    private static long EnrollmentId(long student, int course) => (student * 10) + course;

    private static ClassBook NewBook(long school, int course) =>
        new()
        {
            Id = ClassId(school, course),
            OrgId = school,
            CourseId = course,
            SessionId = 1,
            Start = Start.DayNumber,
            End = Start.AddDays(126).DayNumber,
        };

    private static Org NewOrg(long id, long? parent) =>
        new()
        {
            Id = id,
            SourceId = 1,
            SourcedId = $"org-{id}",
            Name = $"Org {id}",
            Type = parent is null ? OrgType.District : OrgType.School,
            ParentId = parent,
            Path = parent is null ? "/1/" : $"/1/{id}/",
            TimeZone = "Europe/Paris",
        };

    private static AcademicSession NewTerm() =>
        new()
        {
            Id = 1,
            SourceId = 1,
            SourcedId = "spring",
            OrgId = District,
            Title = "Spring",
            Type = AcademicSessionType.Term,
            StartDate = Start,
            EndDate = Start.AddDays(126),
            SchoolYear = 2026,
        };

    private static Course NewCourse(int id) =>
        new()
        {
            Id = id,
            SourceId = 1,
            SourcedId = $"course-{id}",
            OrgId = District,
            Title = $"Course {id}",
            Subject = "Any",
        };

    private static Class NewClass(ClassBook book) =>
        new()
        {
            Id = book.Id,
            SourceId = 1,
            SourcedId = $"class-{book.Id}",
            OrgId = book.OrgId,
            CourseId = book.CourseId,
            SessionId = 1,
            Title = $"Class {book.Id}",
            StartDate = Start,
            EndDate = Start.AddDays(126),
        };

    private static ImportBatch NewImport() =>
        new()
        {
            Id = 1,
            SourceId = 1,
            Format = "made",
            StartedAt = Instant(Start),
            EndedAt = Instant(Start),
            State = ImportState.Applied,
        };

    private static Domain.Access.AppUser NewUser() =>
        new()
        {
            Id = 1,
            UserName = "somebody",
            NormalizedUserName = "SOMEBODY",
            SecurityStamp = "s",
            DisplayName = "Somebody",
        };

    private static Student NewStudent(Person person) =>
        new()
        {
            Id = person.Id,
            SourceId = 1,
            SourcedId = $"student-{person.Id}",
            OrgId = person.School,
            GivenName = "Xanthippe",
            FamilyName = $"Quux{person.Id}",
            Grade = "09",
        };

    private static Enrollment NewEnrollment(Person person, int course) =>
        new()
        {
            Id = EnrollmentId(person.Id, course),
            SourceId = 1,
            SourcedId = $"enrollment-{EnrollmentId(person.Id, course)}",
            StudentId = person.Id,
            ClassId = ClassId(person.School, course),
            BeginDate = Start,
            ImportId = 1,
        };

    private static Outcome NewOutcome(Person person, int course) =>
        new()
        {
            EnrollmentId = EnrollmentId(person.Id, course),
            Kind = person.Passed[course - 1] > 0 ? OutcomeKind.Passed : OutcomeKind.Failed,
            FinalScore = ScoreOf(person, course),
            DecidedOn = Start.AddDays(126),
            KnownFrom = Start.AddDays(126),
            ImportId = 1,
        };

    // The risk of the first course is the highest, and decides the state of the student.
    private static Score NewScore(Person person, int course) =>
        new()
        {
            EnrollmentId = EnrollmentId(person.Id, course),
            Goal = Goal.CourseFailure,
            Week = 6,
            GenerationId = person.School == Small ? 2 : 1,
            AsOf = Start.AddDays(42),
            State = course == 1 && person.IsFlagged ? RiskState.NeedsSupport : RiskState.OnTrack,
            Basis = SignalBasis.Model,
            Margin = person.Margin - (10 * (course - 1)),
            Value = 0.5,
            StateSince = Start,
        };

    private static SupportCase NewCase(Person person, int kind) =>
        new()
        {
            StudentId = person.Id,
            OrgId = person.School,
            KindId = kind,
            Reason = "Marks are low.",
            ReferredById = 1,
            ReferredOn = Start.AddDays(7 * (person.StartWeek - 1)),
            StartsOn = Start.AddDays((7 * (person.StartWeek - 1)) + 3),
            Status = SupportStatus.Closed,
            Outcome = SupportOutcome.GoalsMet,
            ClosedOn = Start.AddDays(110),
        };

    private static SupportEntry NewEntry(SupportCase made) =>
        new()
        {
            CaseId = made.Id,
            Kind = SupportEntryKind.Session,
            OccurredOn = made.StartsOn!.Value.AddDays(3),
            Minutes = 40,
            Text = "A lesson.",
            At = Instant(made.StartsOn.Value),
            ById = 1,
        };

    private static DateTime Instant(DateOnly day) => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
}
