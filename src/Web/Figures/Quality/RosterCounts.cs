using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures.Quality;

/// <summary>Counts what may be wrong with students, their attributes, classes, enrollments and the work that was set.</summary>
/// <param name="db">The context.</param>
/// <param name="school">Classes.</param>
/// <param name="sessions">Sessions of the latest term.</param>
/// <param name="asOf">Records known later are not counted.</param>
/// <param name="tally">Receives the counts.</param>
internal sealed class RosterCounts(
    EarlyWarningDb db,
    SchoolBook school,
    long[] sessions,
    DateOnly asOf,
    QualityTally tally
)
{
    /// <summary>Days after which work that was due has a result of somebody.</summary>
    private const int DaysToResult = 28;

    /// <summary>Numbers that look like a year of birth among numbers that are none.</summary>
    private const double FirstYear = 1900;
    private const double LastYear = 2100;

    // Year levels as CEDS codes them.
    private static readonly string[] Grades = "IT PR PK TK KG 01 02 03 04 05 06 07 08 09 10 11 12 13 PS UG Other".Split(
        ' '
    );

    /// <summary>Students.</summary>
    public async Task StudentsAsync(CancellationToken cancel)
    {
        var rows = await db
            .Students.GroupBy(s => new
            {
                s.OrgId,
                s.SourceId,
                s.Grade,
            })
            .Select(g => new
            {
                g.Key.OrgId,
                g.Key.SourceId,
                g.Key.Grade,
                Rows = g.LongCount(),
                NoName = g.Sum(s => s.GivenName == "" || s.FamilyName == "" ? 1 : 0),
            })
            .ToListAsync(cancel);
        var nowhere = await db
            .Students.Where(s => !db.Enrollments.Any(e => e.StudentId == s.Id))
            .GroupBy(s => s.OrgId)
            .Select(g => new { OrgId = g.Key, Rows = g.LongCount() })
            .ToDictionaryAsync(g => g.OrgId, g => g.Rows, cancel);
        var twice = await db
            .Students.GroupBy(s => new
            {
                s.OrgId,
                s.GivenName,
                s.FamilyName,
                s.Grade,
            })
            .Where(g => g.Count() > 1)
            .Select(g => new { g.Key.OrgId, More = g.Count() - 1 })
            .GroupBy(g => g.OrgId)
            .Select(g => new { OrgId = g.Key, Rows = g.Sum(s => s.More) })
            .ToDictionaryAsync(g => g.OrgId, g => g.Rows, cancel);
        foreach (var r in rows)
        {
            var isNone = string.IsNullOrWhiteSpace(r.Grade);
            var isOdd = !isNone && !Grades.Contains(r.Grade, StringComparer.Ordinal);
            Take(r.OrgId, QualityTable.Students, r.SourceId, r.Rows, 0);
            Count(r.OrgId, QualityTable.Students, "grade", QualityFault.Missing, r.Rows, isNone ? r.Rows : 0);
            Count(r.OrgId, QualityTable.Students, "grade", QualityFault.Unseen, r.Rows, isOdd ? r.Rows : 0);
            Count(r.OrgId, QualityTable.Students, "name", QualityFault.Missing, r.Rows, r.NoName);
        }

        foreach (var org in rows.GroupBy(r => r.OrgId))
        {
            var all = org.Sum(r => r.Rows);
            var (more, stray) = (twice.GetValueOrDefault(org.Key), nowhere.GetValueOrDefault(org.Key));
            Count(org.Key, QualityTable.Students, "", QualityFault.Duplicate, all, more);
            Count(org.Key, QualityTable.Students, "", QualityFault.Orphan, all, stray);
        }
    }

    /// <summary>Attributes: who has none, levels that are not among the known ones, numbers that are none.</summary>
    public async Task AttributesAsync(CancellationToken cancel)
    {
        var students = await db
            .Students.GroupBy(s => s.OrgId)
            .Select(g => new { OrgId = g.Key, Rows = g.LongCount() })
            .ToDictionaryAsync(g => g.OrgId, g => g.Rows, cancel);
        foreach (var a in await db.AttributeDefinitions.AsNoTracking().OrderBy(a => a.Id).ToListAsync(cancel))
        {
            var values = db.StudentAttributes.Where(v => v.AttributeId == a.Id && v.KnownFrom <= asOf);
            await AttributeAsync(a, values, students, cancel);
        }
    }

    private async Task AttributeAsync(
        AttributeDefinition a,
        IQueryable<StudentAttribute> values,
        Dictionary<long, long> students,
        CancellationToken cancel
    )
    {
        var holders = await values
            .Select(v => new { v.StudentId, v.Student!.OrgId })
            .Distinct()
            .GroupBy(v => v.OrgId)
            .Select(g => new { OrgId = g.Key, Rows = g.LongCount() })
            .ToDictionaryAsync(g => g.OrgId, g => g.Rows, cancel);
        foreach (var (org, all) in students)
        {
            var none = Math.Max(0, all - holders.GetValueOrDefault(org));
            Count(org, QualityTable.Attributes, a.Label, QualityFault.Missing, all, none);
        }

        if (a.Kind == AttributeKind.Numeric)
        {
            await NumbersAsync(a, values, cancel);
            return;
        }

        var levels = a.Levels.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        var texts = await values
            .GroupBy(v => new { v.Student!.OrgId, v.Text })
            .Select(g => new
            {
                g.Key.OrgId,
                g.Key.Text,
                Rows = g.LongCount(),
            })
            .ToListAsync(cancel);
        foreach (var t in texts)
        {
            var isOdd = t.Text is { Length: > 0 } && levels.Count > 0 && !levels.Contains(t.Text);
            tally.Rows(t.OrgId, QualityTable.Attributes, t.Rows);
            Count(t.OrgId, QualityTable.Attributes, a.Label, QualityFault.Unseen, t.Rows, isOdd ? t.Rows : 0);
        }
    }

    private async Task NumbersAsync(
        AttributeDefinition a,
        IQueryable<StudentAttribute> values,
        CancellationToken cancel
    )
    {
        var numbers = await values
            .GroupBy(v => v.Student!.OrgId)
            .Select(g => new
            {
                OrgId = g.Key,
                Rows = g.LongCount(),
                None = g.Sum(v => v.Number == null ? 1 : 0),
                Below = g.Sum(v => v.Number < 0 ? 1 : 0),
                Years = g.Sum(v => v.Number >= FirstYear && v.Number <= LastYear ? 1 : 0),
                Beyond = g.Sum(v => v.Number > LastYear ? 1 : 0),
            })
            .ToListAsync(cancel);
        var (all, years) = (numbers.Sum(n => n.Rows), numbers.Sum(n => (long)n.Years));
        // A column of years holds years; a few years among other numbers are dates of birth in the wrong place.
        var isOfYears = years * 2 > all;
        foreach (var n in numbers)
        {
            tally.Rows(n.OrgId, QualityTable.Attributes, n.Rows);
            Count(n.OrgId, QualityTable.Attributes, a.Label, QualityFault.Unseen, n.Rows, n.None);
            var off = isOfYears ? n.Below + n.Beyond : n.Below + n.Years;
            Count(n.OrgId, QualityTable.Attributes, a.Label, QualityFault.OutOfRange, n.Rows, off);
        }
    }

    /// <summary>Classes and enrollments of the term.</summary>
    public async Task ClassesAsync(CancellationToken cancel)
    {
        var classes = await db
            .Classes.Where(c => sessions.Contains(c.SessionId))
            .Select(c => new
            {
                c.OrgId,
                c.SourceId,
                NoPeriod = c.Periods == null || c.Periods == "",
                Ends = c.EndDate <= c.StartDate,
                Outside = c.StartDate < c.Session!.StartDate || c.EndDate > c.Session.EndDate,
                NoTeacher = !db.ClassAssignments.Any(a => a.ClassId == c.Id),
                Empty = !db.Enrollments.Any(e => e.ClassId == c.Id),
            })
            .ToListAsync(cancel);
        foreach (var c in classes)
        {
            Take(c.OrgId, QualityTable.Classes, c.SourceId, 1, 0);
            Count(c.OrgId, QualityTable.Classes, "periods", QualityFault.Missing, 1, c.NoPeriod ? 1 : 0);
            Count(c.OrgId, QualityTable.Classes, "endDate", QualityFault.WrongDay, 1, c.Ends || c.Outside ? 1 : 0);
            Count(c.OrgId, QualityTable.Classes, "teacher", QualityFault.Missing, 1, c.NoTeacher ? 1 : 0);
            Count(c.OrgId, QualityTable.Classes, "enrollments", QualityFault.Missing, 1, c.Empty ? 1 : 0);
        }

        var enrollments = await db
            .Enrollments.Where(e => sessions.Contains(e.Class!.SessionId))
            .GroupBy(e => new { e.ClassId, e.SourceId })
            .Select(g => new
            {
                g.Key.ClassId,
                g.Key.SourceId,
                Rows = g.LongCount(),
                Import = g.Max(e => e.ImportId),
                Students = g.Select(e => e.StudentId).Distinct().LongCount(),
                Turned = g.Sum(e => e.EndDate != null && e.EndDate < e.BeginDate ? 1 : 0),
                NotKnown = g.Sum(e => e.EndDate != null && e.EndKnownFrom == null ? 1 : 0),
            })
            .ToListAsync(cancel);
        foreach (var e in enrollments)
        {
            var org = school.Classes[e.ClassId].OrgId;
            Take(org, QualityTable.Enrollments, e.SourceId, e.Rows, e.Import);
            Count(org, QualityTable.Enrollments, "endDate", QualityFault.WrongDay, e.Rows, e.Turned);
            Count(org, QualityTable.Enrollments, "endKnownFrom", QualityFault.Missing, e.Rows, e.NotKnown);
            Count(org, QualityTable.Enrollments, "", QualityFault.Duplicate, e.Rows, e.Rows - e.Students);
        }
    }

    /// <summary>Work that was set for the term's classes.</summary>
    public async Task LineItemsAsync(CancellationToken cancel)
    {
        var late = asOf.AddDays(-DaysToResult);
        var own = db.LineItems.Where(l => sessions.Contains(l.Class!.SessionId));
        var items = await own.Select(l => new
            {
                l.ClassId,
                l.SourceId,
                NoWeight = l.Weight == null ? 1 : 0,
                Scale = l.ResultValueMax <= l.ResultValueMin ? 1 : 0,
                Outside = l.DueDate < l.Class!.StartDate || l.DueDate > l.Class.EndDate.AddDays(30) ? 1 : 0,
                Backwards = l.AssignDate > l.DueDate ? 1 : 0,
            })
            .GroupBy(l => new { l.ClassId, l.SourceId })
            .Select(g => new
            {
                g.Key.ClassId,
                g.Key.SourceId,
                Rows = g.LongCount(),
                NoWeight = g.Sum(l => l.NoWeight),
                Scale = g.Sum(l => l.Scale),
                Outside = g.Sum(l => l.Outside),
                Backwards = g.Sum(l => l.Backwards),
            })
            .ToListAsync(cancel);
        foreach (var l in items)
        {
            var org = school.Classes[l.ClassId].OrgId;
            Take(org, QualityTable.LineItems, l.SourceId, l.Rows, 0);
            Count(org, QualityTable.LineItems, "weight", QualityFault.Missing, l.Rows, l.NoWeight);
            Count(org, QualityTable.LineItems, "resultValueMax", QualityFault.OutOfRange, l.Rows, l.Scale);
            Count(org, QualityTable.LineItems, "dueDate", QualityFault.WrongDay, l.Rows, l.Outside);
            Count(org, QualityTable.LineItems, "assignDate", QualityFault.WrongDay, l.Rows, l.Backwards);
        }

        // In a query of its own: SQL Server sums no subqueries.
        var silent = await own.Where(l => l.DueDate < late && !db.Results.Any(r => r.LineItemId == l.Id))
            .GroupBy(l => l.ClassId)
            .Select(g => new { ClassId = g.Key, Rows = g.LongCount() })
            .ToDictionaryAsync(g => g.ClassId, g => g.Rows, cancel);
        var twice = await own.GroupBy(l => new
            {
                l.ClassId,
                l.Title,
                l.DueDate,
            })
            .Where(g => g.Count() > 1)
            .Select(g => new { g.Key.ClassId, More = g.Count() - 1 })
            .ToListAsync(cancel);
        var more = twice.GroupBy(t => t.ClassId).ToDictionary(g => g.Key, g => g.Sum(t => (long)t.More));
        foreach (var @class in items.GroupBy(l => l.ClassId))
        {
            var org = school.Classes[@class.Key].OrgId;
            var rows = @class.Sum(l => l.Rows);
            var (never, again) = (silent.GetValueOrDefault(@class.Key), more.GetValueOrDefault(@class.Key));
            Count(org, QualityTable.LineItems, "results", QualityFault.Missing, rows, never);
            Count(org, QualityTable.LineItems, "", QualityFault.Duplicate, rows, again);
        }
    }

    private void Take(long org, QualityTable table, int source, long rows, long import)
    {
        tally.Rows(org, table, rows);
        tally.Source(org, table, source, rows, import);
    }

    private void Count(long org, QualityTable table, string column, QualityFault fault, long rows, long count) =>
        tally.Fault(org, table, column, fault, rows, count);
}
