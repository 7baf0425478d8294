using EarlyWarning.Domain.Orgs;
using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Classes;

/// <summary>A member of staff as the school's own records know them.</summary>
public sealed class StaffMember
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The source the record came from.</summary>
    public int SourceId { get; set; }

    /// <summary>The source's own key.</summary>
    public required string SourcedId { get; set; }

    /// <summary>The organisation they work for.</summary>
    public long OrgId { get; set; }

    /// <summary>The organisation they work for.</summary>
    public Org? Org { get; set; }

    /// <summary>Given name.</summary>
    public required string GivenName { get; set; }

    /// <summary>Family name.</summary>
    public required string FamilyName { get; set; }

    /// <summary>E-mail address, where known.</summary>
    public string? Email { get; set; }

    /// <summary>The role the source gives ("teacher", "counselor").</summary>
    public string? Role { get; set; }
}

/// <summary>A member of staff teaching a class, from a day to a day.</summary>
public sealed class ClassAssignment
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>Who teaches.</summary>
    public long StaffId { get; set; }

    /// <summary>Who teaches.</summary>
    public StaffMember? Staff { get; set; }

    /// <summary>The class taught.</summary>
    public long ClassId { get; set; }

    /// <summary>The class taught.</summary>
    public Class? Class { get; set; }

    /// <summary>First day, inclusive.</summary>
    public DateOnly BeginsOn { get; set; }

    /// <summary>First day after the assignment (exclusive), or null while it lasts.</summary>
    public DateOnly? EndsOn { get; set; }

    /// <summary>The source the record came from, or null where an administrator made it.</summary>
    public int? SourceId { get; set; }
}

/// <summary>A student in a counsellor's caseload, from a day to a day.</summary>
public sealed class CaseloadEntry
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The counsellor.</summary>
    public long StaffId { get; set; }

    /// <summary>The counsellor.</summary>
    public StaffMember? Staff { get; set; }

    /// <summary>The student.</summary>
    public long StudentId { get; set; }

    /// <summary>The student.</summary>
    public Student? Student { get; set; }

    /// <summary>First day, inclusive.</summary>
    public DateOnly BeginsOn { get; set; }

    /// <summary>First day after (exclusive), or null while it lasts.</summary>
    public DateOnly? EndsOn { get; set; }
}
