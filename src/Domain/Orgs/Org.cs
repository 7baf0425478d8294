namespace EarlyWarning.Domain.Orgs;

/// <summary>The kinds of organisation of OneRoster 1.1.</summary>
public enum OrgType : byte
{
    /// <summary>A part of a school.</summary>
    Department = 1,

    /// <summary>A school; it owns calendars, classes and students.</summary>
    School = 2,

    /// <summary>A district or trust above schools.</summary>
    District = 3,

    /// <summary>A local authority.</summary>
    Local = 4,

    /// <summary>A state.</summary>
    State = 5,

    /// <summary>A nation.</summary>
    National = 6,
}

/// <summary>An organisation in the tree that rights and settings hang on.</summary>
public sealed class Org
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The source the record came from.</summary>
    public int SourceId { get; set; }

    /// <summary>The source's own key; unique per source, case-sensitive.</summary>
    public required string SourcedId { get; set; }

    /// <summary>Name shown to people.</summary>
    public required string Name { get; set; }

    /// <summary>What kind of organisation this is.</summary>
    public OrgType Type { get; set; }

    /// <summary>The organisation above, or null at the top.</summary>
    public long? ParentId { get; set; }

    /// <summary>The organisation above, or null at the top.</summary>
    public Org? Parent { get; set; }

    /// <summary>
    /// Keys from the top down, each followed by a slash ("/1/5/"), so that a subtree is a prefix.
    /// </summary>
    public required string Path { get; set; }

    /// <summary>IANA time zone in which the school's days begin and end.</summary>
    public string TimeZone { get; set; } = "Etc/UTC";

    /// <summary>Week days on which school is held, as a bit per <see cref="DayOfWeek"/> (Sunday is bit 0).</summary>
    public byte SchoolWeekdays { get; set; } = 0b0011_1110;
}

/// <summary>A system that records come from; keys are unique within it.</summary>
public sealed class Source
{
    /// <summary>Database key.</summary>
    public int Id { get; set; }

    /// <summary>Unique name, such as "oneroster" or "oulad".</summary>
    public required string Name { get; set; }
}
