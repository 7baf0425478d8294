using System.Globalization;
using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Grades;

namespace EarlyWarning.Domain.Demo;

/// <summary>A piece of work that a class is set, with what decides its marks.</summary>
/// <param name="Row">The row; planned work is never written.</param>
/// <param name="Kind">How such work is marked.</param>
/// <param name="Week">Week it is due, 0-based.</param>
internal sealed record DemoItem(LineItem Row, DemoWork Kind, int Week);

/// <summary>A class with its work and the habits of its teacher.</summary>
internal sealed class DemoClass
{
    public required Class Row { get; init; }

    public required DemoTerm Term { get; init; }

    public required DemoTeacher Teacher { get; init; }

    public required double Difficulty { get; init; }

    public required IReadOnlyList<DemoItem> Items { get; init; }

    public required IReadOnlyList<DemoStudent> Students { get; init; }

    /// <summary>Day from which the teacher enters no marks, and the day all of them come at once; null where there is no gap.</summary>
    public (DateOnly From, DateOnly To)? Silence { get; init; }
}

/// <summary>A teacher's habits.</summary>
/// <param name="Row">Staff record.</param>
/// <param name="Severity">Points of 100 taken off every mark.</param>
/// <param name="MarkLag">Mean number of days until a mark is entered.</param>
/// <param name="UsesLms">Whether classes have an online space.</param>
internal sealed record DemoTeacher(StaffMember Row, double Severity, double MarkLag, bool UsesLms);

/// <summary>Forms classes of about 28 from the students of a year group, and sets their work.</summary>
internal sealed class DemoClasses(DemoOptions options, DemoCalendar calendar, DemoKeys keys)
{
    private const int ClassSize = 28;
    private const int ClassesPerTeacher = 5;

    /// <summary>Classes of all terms, terms in order, and the teachers they needed.</summary>
    public (List<DemoClass> Classes, List<DemoTeacher> Teachers) Make(long schoolId, List<DemoStudent> students)
    {
        var groups = (
            from term in calendar.Terms
            from subject in Enumerable.Range(0, DemoRoster.Subjects.Length)
            select (Term: term, Subject: subject, Sections: Sections(term, subject, students))
        ).ToList();
        var teachers = Enumerable
            .Range(0, DemoRoster.Subjects.Length)
            .Select(s => Teachers(schoolId, groups.Where(g => g.Subject == s).Max(g => g.Sections.Count)))
            .ToList();
        var classes = new List<DemoClass>();
        foreach (var (term, subject, sections) in groups)
        {
            var staff = teachers[subject];
            for (var i = 0; i < sections.Count; i++)
            {
                var teacher = i * staff.Count / sections.Count;
                var period = i - (((teacher * sections.Count) + staff.Count - 1) / staff.Count) + 1;
                classes.Add(MakeOne(schoolId, term, subject, sections[i], staff[teacher], period));
            }
        }

        return (classes, [.. teachers.SelectMany(t => t)]);
    }

    private List<(int Grade, int Number, List<DemoStudent> Students)> Sections(
        DemoTerm term,
        int subject,
        List<DemoStudent> students
    )
    {
        var sections = new List<(int, int, List<DemoStudent>)>();
        foreach (var grade in Enumerable.Range(9, 4))
        {
            var there = students.Where(s => s.GradeIn(term.Year) == grade && s.IsThere(term)).ToList();
            new Dice(options.Seed, 3, term.Index, subject, grade, keys.Class).Shuffle(there);
            var count = Math.Max(1, (int)Math.Round((double)there.Count / ClassSize));
            for (var i = 0; i < count && there.Count > 0; i++)
            {
                var from = i * there.Count / count;
                var section = there.GetRange(from, ((i + 1) * there.Count / count) - from);
                section.Sort((a, b) => a.Row.Id.CompareTo(b.Row.Id));
                sections.Add((grade, i + 1, section));
            }
        }

        return sections;
    }

    private List<DemoTeacher> Teachers(long schoolId, int classes)
    {
        var teachers = new List<DemoTeacher>();
        for (var i = 0; i < Math.Max(1, (classes + ClassesPerTeacher - 1) / ClassesPerTeacher); i++)
        {
            var dice = new Dice(options.Seed, 4, keys.Staff);
            var row = DemoStaff.Member(dice, keys.Staff++, schoolId, "teacher");
            teachers.Add(new DemoTeacher(row, 2.2 * dice.Normal(), dice.Between(2, 7), dice.Chance(1.0 / 3)));
        }

        return teachers;
    }

    private DemoClass MakeOne(
        long schoolId,
        DemoTerm term,
        int subject,
        (int Grade, int Number, List<DemoStudent> Students) section,
        DemoTeacher teacher,
        int period
    )
    {
        var id = keys.Class++;
        var dice = new Dice(options.Seed, 5, id);
        var title = DemoRoster.Subjects[subject].Courses[section.Grade - 9];
        var row = new Class
        {
            Id = id,
            SourceId = DemoRoster.SourceId,
            SourcedId = $"c{id.ToString(CultureInfo.InvariantCulture)}",
            OrgId = schoolId,
            CourseId = DemoRoster.CourseId(subject, section.Grade),
            SessionId = term.SessionId,
            Title = $"{title}, section {section.Number.ToString(CultureInfo.InvariantCulture)}",
            ClassCode =
                $"{DemoRoster.Subjects[subject].Code}{section.Grade.ToString(CultureInfo.InvariantCulture)}-{section.Number.ToString(CultureInfo.InvariantCulture)}",
            Periods = period.ToString(CultureInfo.InvariantCulture),
            StartDate = term.Start,
            EndDate = term.End,
        };
        return new DemoClass
        {
            Row = row,
            Term = term,
            Teacher = teacher,
            Difficulty = DemoRoster.Subjects[subject].Difficulty + (1.5 * dice.Normal()),
            Students = section.Students,
            Items = [.. DemoWork.Term.Select(w => Item(row, term, w, dice))],
            Silence = Silence(term, teacher),
        };
    }

    private DemoItem Item(Class row, DemoTerm term, DemoWork work, Dice dice)
    {
        var target = term.Start.AddDays((7 * work.DueWeek) + dice.Whole(0, 4) + (7 * work.Jitter * dice.Whole(-1, 1)));
        var due = calendar.SchoolDayFrom(term, target);
        var assigned = due.AddDays(-work.DaysGiven);
        var id = keys.LineItem++;
        var item = new LineItem
        {
            Id = id,
            SourceId = DemoRoster.SourceId,
            SourcedId = $"l{id.ToString(CultureInfo.InvariantCulture)}",
            ClassId = row.Id,
            CategoryId = work.CategoryId,
            Title = work.Title,
            AssignDate = assigned < term.Start ? term.Start : assigned,
            DueDate = due,
            ResultValueMax = work.OutOf,
            Weight = work.Weight,
        };
        return new DemoItem(item, work, term.WeekOf(due));
    }

    // One teacher in fifteen enters nothing for weeks. In the running term the gap is still open.
    private (DateOnly From, DateOnly To)? Silence(DemoTerm term, DemoTeacher teacher)
    {
        var dice = new Dice(options.Seed, 6, teacher.Row.Id, term.Index);
        if (!dice.Chance(1.0 / 15))
        {
            return null;
        }

        var from = term.Start.AddDays(7 * dice.Whole(3, 5));
        return (from, from.AddDays(7 * dice.Whole(4, 7)));
    }
}
