using EarlyWarning.Domain.Orgs;

namespace EarlyWarning.Domain.Students;

/// <summary>A student. Demographics are attributes, so that their class decides where they may appear.</summary>
public sealed class Student
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The source the record came from.</summary>
    public int SourceId { get; set; }

    /// <summary>The source's own key.</summary>
    public required string SourcedId { get; set; }

    /// <summary>The school the student belongs to.</summary>
    public long OrgId { get; set; }

    /// <summary>The school the student belongs to.</summary>
    public Org? Org { get; set; }

    /// <summary>Given name; never written to logs.</summary>
    public required string GivenName { get; set; }

    /// <summary>Family name; never written to logs.</summary>
    public required string FamilyName { get; set; }

    /// <summary>Year level as a CEDS code ("09"), where known.</summary>
    public string? Grade { get; set; }
}
