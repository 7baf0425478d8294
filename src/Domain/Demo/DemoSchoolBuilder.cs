using System.Globalization;
using EarlyWarning.Domain.Classes;

namespace EarlyWarning.Domain.Demo;

/// <summary>Makes one school after another; what comes out depends on the options alone.</summary>
internal sealed class DemoSchoolBuilder(DemoOptions options, DemoCalendar calendar)
{
    private const int SchoolSize = 1000;
    private const int CaseloadSize = 250;
    private readonly DemoKeys _keys = new();
    private readonly DemoFuture _future = new();

    /// <summary>The schools in order, made while they are read.</summary>
    public IEnumerable<SchoolBatch> Schools()
    {
        // The district's administrator is the first member of staff.
        _keys.Staff = DistrictAdministratorId + 1;
        var schools = Math.Max(1, (int)Math.Round((double)options.Students / SchoolSize));
        for (var i = 0; i < schools; i++)
        {
            var from = (int)((long)i * options.Students / schools);
            var to = (int)((i + 1L) * options.Students / schools);
            yield return Make(i, to - from);
        }
    }

    public const long DistrictAdministratorId = 1;

    private SchoolBatch Make(int index, int count)
    {
        var batch = new SchoolBatch { School = DemoRoster.School(index) };
        var schoolId = batch.School.Id;
        batch.Calendar.AddRange(calendar.Exceptions(schoolId));
        var people = new DemoStudents(options, calendar, _keys);
        var students = people.Make(schoolId, count);
        batch.Students.AddRange(students.Select(s => s.Row));
        batch.Attributes.AddRange(students.SelectMany(people.Attributes));
        var (classes, teachers) = new DemoClasses(options, calendar, _keys).Make(schoolId, students);
        batch.Staff.AddRange(teachers.Select(t => t.Row));
        batch.Classes.AddRange(classes.Select(c => c.Row));
        batch.Assignments.AddRange(classes.Select(Assign));
        batch.LineItems.AddRange(
            classes.SelectMany(c => c.Items).Select(i => i.Row).Where(i => i.AssignDate <= calendar.LastDay)
        );
        AddOffice(batch, students);
        AddFacts(batch, students, classes);
        return batch;
    }

    private ClassAssignment Assign(DemoClass @class) =>
        new()
        {
            Id = _keys.Assignment++,
            StaffId = @class.Teacher.Row.Id,
            ClassId = @class.Row.Id,
            BeginsOn = @class.Row.StartDate,
            EndsOn = @class.Term.End <= calendar.LastDay ? @class.Term.End : null,
            SourceId = DemoRoster.SourceId,
        };

    // A head, and a counsellor for every 250 students who are there now.
    private void AddOffice(SchoolBatch batch, List<DemoStudent> students)
    {
        Hire(batch, DemoStaff.Administrator);
        var running = calendar.Terms[^1];
        var there = students.Where(s => s.IsThere(running)).ToList();
        var counsellors = Math.Max(1, (int)Math.Round((double)there.Count / CaseloadSize));
        var ids = Enumerable.Range(0, counsellors).Select(_ => Hire(batch, DemoStaff.Counsellor)).ToArray();
        for (var i = 0; i < there.Count; i++)
        {
            batch.Caseload.Add(
                new CaseloadEntry
                {
                    Id = _keys.Caseload++,
                    StaffId = ids[i * counsellors / there.Count],
                    StudentId = there[i].Row.Id,
                    BeginsOn = there[i].Joins,
                    EndsOn = there[i].Leaves <= calendar.LastDay ? there[i].Leaves : null,
                }
            );
        }
    }

    private long Hire(SchoolBatch batch, string role)
    {
        var id = _keys.Staff++;
        batch.Staff.Add(DemoStaff.Member(new Dice(options.Seed, 12, id), id, batch.School.Id, role));
        return id;
    }

    // Student by student, so that rows come in the order of the tables' keys.
    private void AddFacts(SchoolBatch batch, List<DemoStudent> students, List<DemoClass> classes)
    {
        var coursework = new DemoCoursework(options, calendar, batch);
        var days = new DemoDays(options, calendar, _keys, batch);
        var places = classes
            .SelectMany(c => c.Students.Select(s => (Student: s.Row.Id, Class: c)))
            .ToLookup(p => p.Student, p => p.Class);
        foreach (var student in students)
        {
            days.Attend(student);
            var drawn = -1;
            foreach (var @class in places[student.Row.Id])
            {
                if (drawn != @class.Term.Index)
                {
                    drawn = @class.Term.Index;
                    _future.Draw(student, @class.Term, new Dice(options.Seed, 13, student.Row.Id, drawn));
                }

                var enrollment = Enroll(student, @class);
                coursework.Simulate(student, @class, enrollment, _future);
                days.Click(student, @class, enrollment.Id, enrollment.EndDate);
            }
        }
    }

    private Enrollment Enroll(DemoStudent student, DemoClass @class)
    {
        var id = _keys.Enrollment++;
        return new Enrollment
        {
            Id = id,
            SourceId = DemoRoster.SourceId,
            SourcedId = $"e{id.ToString(CultureInfo.InvariantCulture)}",
            StudentId = student.Row.Id,
            ClassId = @class.Row.Id,
            BeginDate = student.Joins > @class.Row.StartDate ? student.Joins : @class.Row.StartDate,
            ImportId = DemoRoster.ImportId,
        };
    }
}
