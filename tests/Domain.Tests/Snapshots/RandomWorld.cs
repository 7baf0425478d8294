using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Behaviour;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Students;
using EarlyWarning.Domain.Time;

namespace EarlyWarning.Domain.Tests.Snapshots;

/// <summary>A fact of a made-up school, of any kind, with the day it becomes known.</summary>
/// <param name="KnownFrom">Day number.</param>
/// <param name="Fact">The fact, for the world to enter.</param>
/// <param name="StudentId">Whose it is.</param>
internal sealed record WorldFact(int KnownFrom, object Fact, long StudentId);

/// <summary>
/// A small school of random facts: two terms, two courses, six students. Entering any subset of the facts gives the school
/// and the record of student 1 as they would be had only those facts been recorded.
/// </summary>
internal sealed class RandomWorld
{
    public const int TermStart = 739_600;
    public const int ScoreLag = 14;
    private const long Org = 1;
    private readonly Random _random;

    public RandomWorld(int seed)
    {
        _random = new Random(seed);
        for (long student = 1; student <= 6; student++)
        {
            AddStudent(student);
        }
    }

    public List<WorldFact> Facts { get; } = [];

    /// <summary>The enrollments of the term under test, of student 1.</summary>
    public static long[] TestEnrollments => [1013, 1014];

    public static AttributeDefinition[] Attributes =>
        [
            new()
            {
                Id = 1,
                Name = "hours",
                Label = "Hours of paid work",
                Kind = AttributeKind.Numeric,
                Use = AttributeUse.Feature,
            },
        ];

    /// <summary>A fact of the same kind and day, with other content.</summary>
    public WorldFact Alter(WorldFact fact) =>
        fact with
        {
            Fact = fact.Fact switch
            {
                ResultFact r => r with { Score = _random.Next(101), Submitted = fact.KnownFrom },
                AttendanceFact a => a with { Category = (AttendanceCategory)_random.Next(5) },
                IncidentFact i => i with { Severity = (IncidentSeverity)_random.Next(4) },
                ActivityFact a => a with { Events = _random.Next(500) },
                AttributeFact a => a with { Number = _random.Next(40) },
                OutcomeFact o => o with { Kind = (OutcomeKind)_random.Next(1, 4), FinalScore = _random.Next(101) },
                var other => other,
            },
        };

    public static (SchoolBook School, StudentTimeline Student) Build(IReadOnlyList<WorldFact> facts)
    {
        var school = new SchoolBook();
        for (long id = 1; id <= 4; id++)
        {
            AddClass(school, id);
        }

        school.Calendars[Org] = new SchoolCalendar(
            0b0011_1110,
            [],
            DateOnly.FromDayNumber(TermStart - 400),
            DateOnly.FromDayNumber(TermStart + 400)
        );
        var student = new StudentTimeline { StudentId = 1 };
        var ends = facts.Where(f => f.Fact is End).ToDictionary(f => ((End)f.Fact).EnrollmentId, f => f.KnownFrom);
        foreach (var fact in facts)
        {
            Enter(school, student, fact, ends);
        }

        NoteResults(school, facts);
        NoteFeeds(school, facts);
        return (school, student.Sort());
    }

    private sealed record Begin(long EnrollmentId, long ClassId, int Day);

    private sealed record End(long EnrollmentId, long ClassId);

    private void AddStudent(long student)
    {
        for (long classId = 1; classId <= 4; classId++)
        {
            var start = StartOf(classId);
            var enrollment = 1000 + (student * 10) + classId;
            var begin = start + _random.Next(-30, 20);
            Add(begin, new Begin(enrollment, classId, begin), student);
            if (_random.Next(5) == 0 && !TestEnrollments.Contains(enrollment))
            {
                Add(start + _random.Next(20, 120), new End(enrollment, classId), student);
            }

            AddResults(student, classId, start);
            AddActivity(student, classId, start);
            var decided = start + 126;
            Add(
                decided,
                new OutcomeFact(enrollment, 0, (OutcomeKind)_random.Next(1, 4), _random.Next(101), decided, decided),
                student
            );
        }

        AddDays(student);
    }

    private void AddResults(long student, long classId, int start)
    {
        for (long item = 1; item <= 8; item++)
        {
            if (_random.Next(6) == 0)
            {
                continue;
            }

            var submitted = start + ((int)item * 14) + _random.Next(-5, 8);
            var id = (classId * 100) + item;
            var status = _random.Next(8) == 0 ? ScoreStatus.NotSubmitted : ScoreStatus.FullyGraded;
            Add(submitted, Result(id, 0, status, submitted), student);
            if (_random.Next(4) == 0)
            {
                var corrected = submitted + _random.Next(1, 40);
                Add(corrected, Result(id, 1, ScoreStatus.FullyGraded, corrected), student);
            }
        }
    }

    private ResultFact Result(long item, short version, ScoreStatus status, int known) =>
        new(item, version, status, _random.Next(101), known, known, known + ScoreLag, false);

    private void AddActivity(long student, long classId, int start)
    {
        for (var day = start; day < start + 120; day += _random.Next(1, 15))
        {
            Add(day, new ActivityFact(classId, day, day, _random.Next(60)), student);
        }
    }

    private void AddDays(long student)
    {
        for (var day = TermStart - 180; day < TermStart + 130; day += _random.Next(1, 25))
        {
            var known = day + _random.Next(10);
            Add(known, new AttendanceFact(day, 0, (AttendanceCategory)_random.Next(1, 5), 0, known), student);
            if (_random.Next(3) == 0)
            {
                var later = known + _random.Next(1, 30);
                Add(later, new AttendanceFact(day, 0, (AttendanceCategory)_random.Next(5), 1, later), student);
            }

            var incident = day + _random.Next(3);
            Add(
                incident,
                new IncidentFact($"{student}/{day}", 0, day, (IncidentSeverity)_random.Next(1, 4), incident),
                student
            );
            Add(day, new AttributeFact(1, 0, null, _random.Next(40), day), student);
        }
    }

    private void Add(int knownFrom, object fact, long student) => Facts.Add(new WorldFact(knownFrom, fact, student));

    private static int StartOf(long classId) => classId <= 2 ? TermStart - 180 : TermStart;

    private static void AddClass(SchoolBook school, long id)
    {
        var start = StartOf(id);
        var book = new ClassBook
        {
            Id = id,
            OrgId = Org,
            CourseId = id % 2,
            SessionId = id <= 2 ? 1 : 2,
            Start = start,
            End = start + 126,
        };
        school.Classes[id] = book;
        school.Sessions[book.SessionId] = (start, start + 126);
        school.SetLineItems(
            book,
            Enumerable.Range(1, 8).Select(i => new LineItemBook((id * 100) + i, start + (i * 14), 0, 100, 10))
        );
    }

    private static void Enter(SchoolBook school, StudentTimeline student, WorldFact fact, Dictionary<long, int> ends)
    {
        switch (fact.Fact)
        {
            case Begin begin:
                var end = ends.GetValueOrDefault(begin.EnrollmentId, int.MaxValue);
                school.Classes[begin.ClassId].Roll.Add(begin.Day, 1);
                if (fact.StudentId == 1)
                {
                    student.Enrollments.Add(
                        new EnrollmentFact(begin.EnrollmentId, school.Classes[begin.ClassId], begin.Day, end, end)
                    );
                }

                break;
            case End left:
                school.Classes[left.ClassId].Roll.Add(fact.KnownFrom, 1, -1);
                break;
            case ActivityFact activity:
                school.Classes[activity.ClassId].Activity.Add(activity.KnownFrom, activity.Events);
                AddOwn(fact, student.Activity, activity);
                break;
            case OutcomeFact outcome:
                school.NoteOutcome(outcome.EnrollmentId % 10 % 2, outcome.Kind, outcome.FinalScore, outcome.KnownFrom);
                AddOwn(fact, student.Outcomes, outcome);
                break;
            case ResultFact result:
                AddOwn(fact, student.Results, result);
                break;
            case AttendanceFact attendance:
                AddOwn(fact, student.Attendance, attendance);
                break;
            case IncidentFact incident:
                AddOwn(fact, student.Incidents, incident);
                break;
            case AttributeFact attribute:
                AddOwn(fact, student.Attributes, attribute);
                break;
            default:
                throw new InvalidOperationException($"No place for a {fact.Fact.GetType().Name}.");
        }
    }

    private static void AddOwn<T>(WorldFact fact, List<T> list, T item)
    {
        if (fact.StudentId == 1)
        {
            list.Add(item);
        }
    }

    private static void NoteResults(SchoolBook school, IReadOnlyList<WorldFact> facts)
    {
        var results = facts
            .Where(f => f.Fact is ResultFact)
            .Select(f => (f.StudentId, Fact: (ResultFact)f.Fact))
            .GroupBy(f => (f.StudentId, f.Fact.LineItemId));
        foreach (var versions in results)
        {
            ResultFact? before = null;
            foreach (var (_, fact) in versions.OrderBy(v => v.Fact.Version))
            {
                school.NoteResult(fact, before);
                before = fact;
            }
        }
    }

    private static void NoteFeeds(SchoolBook school, IReadOnlyList<WorldFact> facts)
    {
        foreach (var fact in facts)
        {
            var kind = fact.Fact switch
            {
                AttendanceFact => FeedKinds.Attendance,
                IncidentFact => FeedKinds.Behaviour,
                ActivityFact => FeedKinds.Activity,
                _ => FeedKinds.None,
            };
            if (kind != FeedKinds.None)
            {
                school.Feeds.Note(kind, Org, fact.KnownFrom);
            }
        }
    }
}
