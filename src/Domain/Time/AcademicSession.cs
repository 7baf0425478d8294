using EarlyWarning.Domain.Orgs;

namespace EarlyWarning.Domain.Time;

/// <summary>The kinds of academic session of OneRoster 1.1.</summary>
public enum AcademicSessionType : byte
{
    /// <summary>A span that marks are given for.</summary>
    GradingPeriod = 1,

    /// <summary>Half a school year.</summary>
    Semester = 2,

    /// <summary>A whole school year.</summary>
    SchoolYear = 3,

    /// <summary>A term.</summary>
    Term = 4,
}

/// <summary>A term, semester, school year or grading period.</summary>
public sealed class AcademicSession
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The source the record came from.</summary>
    public int SourceId { get; set; }

    /// <summary>The source's own key.</summary>
    public required string SourcedId { get; set; }

    /// <summary>The organisation the session belongs to.</summary>
    public long OrgId { get; set; }

    /// <summary>The organisation the session belongs to.</summary>
    public Org? Org { get; set; }

    /// <summary>Title shown to people.</summary>
    public required string Title { get; set; }

    /// <summary>What kind of session this is.</summary>
    public AcademicSessionType Type { get; set; }

    /// <summary>First day, inclusive.</summary>
    public DateOnly StartDate { get; set; }

    /// <summary>First day after the session (exclusive, as in OneRoster).</summary>
    public DateOnly EndDate { get; set; }

    /// <summary>The session this one is part of.</summary>
    public long? ParentId { get; set; }

    /// <summary>The year the school year ends in, as in OneRoster.</summary>
    public int SchoolYear { get; set; }
}

/// <summary>A day on which a school departs from its weekly pattern: a holiday, or an extra school day.</summary>
public sealed class CalendarException
{
    /// <summary>The school.</summary>
    public long OrgId { get; set; }

    /// <summary>The day.</summary>
    public DateOnly Date { get; set; }

    /// <summary>Whether school is held on this day.</summary>
    public bool IsSchoolDay { get; set; }

    /// <summary>Why, in words ("Autumn holiday").</summary>
    public string? Label { get; set; }
}
