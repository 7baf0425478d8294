using EarlyWarning.Domain.Orgs;
using EarlyWarning.Domain.Students;
using EarlyWarning.Domain.Time;

namespace EarlyWarning.Domain.Classes;

/// <summary>A course of study that classes are taught in.</summary>
public sealed class Course
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The source the record came from.</summary>
    public int SourceId { get; set; }

    /// <summary>The source's own key.</summary>
    public required string SourcedId { get; set; }

    /// <summary>The organisation that offers it.</summary>
    public long OrgId { get; set; }

    /// <summary>Title shown to people.</summary>
    public required string Title { get; set; }

    /// <summary>Course code.</summary>
    public string? CourseCode { get; set; }

    /// <summary>Subject, in words.</summary>
    public string? Subject { get; set; }
}

/// <summary>A class: a course taught to a group of students in one academic session.</summary>
public sealed class Class
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The source the record came from.</summary>
    public int SourceId { get; set; }

    /// <summary>The source's own key.</summary>
    public required string SourcedId { get; set; }

    /// <summary>The school.</summary>
    public long OrgId { get; set; }

    /// <summary>The school.</summary>
    public Org? Org { get; set; }

    /// <summary>The course taught.</summary>
    public long CourseId { get; set; }

    /// <summary>The course taught.</summary>
    public Course? Course { get; set; }

    /// <summary>The term the class belongs to; terms are what splits are made by.</summary>
    public long SessionId { get; set; }

    /// <summary>The term the class belongs to.</summary>
    public AcademicSession? Session { get; set; }

    /// <summary>Title shown to people.</summary>
    public required string Title { get; set; }

    /// <summary>Class code.</summary>
    public string? ClassCode { get; set; }

    /// <summary>Period or periods, as the source writes them.</summary>
    public string? Periods { get; set; }

    /// <summary>First day, inclusive; week w ends on day 7w from here.</summary>
    public DateOnly StartDate { get; set; }

    /// <summary>First day after the class (exclusive).</summary>
    public DateOnly EndDate { get; set; }
}

/// <summary>A student's place in a class.</summary>
public sealed class Enrollment
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The source the record came from.</summary>
    public int SourceId { get; set; }

    /// <summary>The source's own key.</summary>
    public required string SourcedId { get; set; }

    /// <summary>The student.</summary>
    public long StudentId { get; set; }

    /// <summary>The student.</summary>
    public Student? Student { get; set; }

    /// <summary>The class.</summary>
    public long ClassId { get; set; }

    /// <summary>The class.</summary>
    public Class? Class { get; set; }

    /// <summary>The day the student enrolled, which may lie before the class starts.</summary>
    public DateOnly BeginDate { get; set; }

    /// <summary>First day on which the student was no longer enrolled, or null while enrolled to the end.</summary>
    public DateOnly? EndDate { get; set; }

    /// <summary>First day the school could have known that the student left; null where <see cref="EndDate"/> is.</summary>
    public DateOnly? EndKnownFrom { get; set; }

    /// <summary>The import that last touched the record.</summary>
    public long ImportId { get; set; }
}
