using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Orgs;
using EarlyWarning.Domain.Students;
using EarlyWarning.Domain.Time;

namespace EarlyWarning.Domain.Imports.Tables;

/// <summary>The kinds of record that carry the source's key.</summary>
internal static class Kinds
{
    /// <summary>Organisations. Time zone and school days are the installation's to set once the org is there.</summary>
    public static readonly KeyedKind<Org> Orgs = new()
    {
        OfSource = (db, source) => db.Orgs.Where(o => o.SourceId == source),
        Key = o => o.SourcedId,
        Id = o => o.Id,
        SetId = (o, id) => o.Id = id,
        NotCompared = [nameof(Org.TimeZone), nameof(Org.SchoolWeekdays)],
        Keep = (stored, incoming, _) =>
        {
            incoming.TimeZone = stored.TimeZone;
            incoming.SchoolWeekdays = stored.SchoolWeekdays;
        },
    };

    /// <summary>Academic sessions.</summary>
    public static readonly KeyedKind<AcademicSession> Sessions = new()
    {
        OfSource = (db, source) => db.AcademicSessions.Where(s => s.SourceId == source),
        Key = s => s.SourcedId,
        Id = s => s.Id,
        SetId = (s, id) => s.Id = id,
    };

    /// <summary>Courses.</summary>
    public static readonly KeyedKind<Course> Courses = new()
    {
        OfSource = (db, source) => db.Courses.Where(c => c.SourceId == source),
        Key = c => c.SourcedId,
        Id = c => c.Id,
        SetId = (c, id) => c.Id = id,
    };

    /// <summary>Classes.</summary>
    public static readonly KeyedKind<Class> Classes = new()
    {
        OfSource = (db, source) => db.Classes.Where(c => c.SourceId == source),
        Key = c => c.SourcedId,
        Id = c => c.Id,
        SetId = (c, id) => c.Id = id,
    };

    /// <summary>Students.</summary>
    public static readonly KeyedKind<Student> Students = new()
    {
        OfSource = (db, source) => db.Students.Where(s => s.SourceId == source),
        Key = s => s.SourcedId,
        Id = s => s.Id,
        SetId = (s, id) => s.Id = id,
    };

    /// <summary>Staff.</summary>
    public static readonly KeyedKind<StaffMember> Staff = new()
    {
        OfSource = (db, source) => db.Staff.Where(s => s.SourceId == source),
        Key = s => s.SourcedId,
        Id = s => s.Id,
        SetId = (s, id) => s.Id = id,
    };

    /// <summary>Teaching of classes; the source has at most one record for a person and a class.</summary>
    public static readonly KeyedKind<ClassAssignment> Assignments = new()
    {
        OfSource = (db, source) => db.ClassAssignments.Where(a => a.SourceId == source),
        Key = a => $"{a.StaffId}/{a.ClassId}",
        Id = a => a.Id,
        SetId = (a, id) => a.Id = id,
    };

    /// <summary>Enrollments. A leaving that is first heard of in a later import was not known before that day.</summary>
    public static readonly KeyedKind<Enrollment> Enrollments = new()
    {
        OfSource = (db, source) => db.Enrollments.Where(e => e.SourceId == source),
        Key = e => e.SourcedId,
        Id = e => e.Id,
        SetId = (e, id) => e.Id = id,
        NotCompared = [nameof(Enrollment.EndKnownFrom)],
        Keep = (stored, incoming, today) =>
            incoming.EndKnownFrom =
                incoming.EndDate == stored.EndDate ? stored.EndKnownFrom
                : incoming.EndDate is null ? null
                : Later(incoming.EndKnownFrom, today),
    };

    /// <summary>Categories of graded work.</summary>
    public static readonly KeyedKind<LineItemCategory> Categories = new()
    {
        OfSource = (db, source) => db.LineItemCategories.Where(c => c.SourceId == source),
        Key = c => c.SourcedId,
        Id = c => c.Id,
        SetId = (c, id) => c.Id = (int)id,
    };

    /// <summary>Graded work.</summary>
    public static readonly KeyedKind<LineItem> LineItems = new()
    {
        OfSource = (db, source) => db.LineItems.Where(l => l.SourceId == source),
        Key = l => l.SourcedId,
        Id = l => l.Id,
        SetId = (l, id) => l.Id = id,
    };

    /// <summary>Definitions of attributes. What one may be used for and how it is read is an administrator's to say.</summary>
    public static readonly KeyedKind<AttributeDefinition> Attributes = new()
    {
        OfSource = (db, source) => db.AttributeDefinitions.Where(a => a.SourceId == source),
        Key = a => a.Name,
        Id = a => a.Id,
        SetId = (a, id) => a.Id = (int)id,
        NotCompared = [nameof(AttributeDefinition.Use), nameof(AttributeDefinition.Label)],
        Keep = (stored, incoming, _) =>
        {
            incoming.Use = stored.Use;
            incoming.Label = stored.Label;
        },
    };

    /// <summary>The later of two days.</summary>
    public static DateOnly Later(DateOnly? a, DateOnly b) => a is { } day && day > b ? day : b;
}
