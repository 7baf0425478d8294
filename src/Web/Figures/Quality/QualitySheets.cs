using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Web.Figures.Quality;

/// <summary>Names of the figures of data quality.</summary>
internal static class QualitySheets
{
    /// <summary>The topic.</summary>
    public const string Topic = "data";

    /// <summary>The sheet of an organisation's records.</summary>
    public const string Records = "records";

    /// <summary>The sheet of imports and of rows set aside; the highest organisations only.</summary>
    public const string Imports = "imports";
}

/// <summary>Tables whose quality is looked at.</summary>
public enum QualityTable
{
    /// <summary>Students.</summary>
    Students,

    /// <summary>Attributes of students.</summary>
    Attributes,

    /// <summary>Classes.</summary>
    Classes,

    /// <summary>Enrollments.</summary>
    Enrollments,

    /// <summary>Work that was set.</summary>
    LineItems,

    /// <summary>Results.</summary>
    Results,

    /// <summary>Exceptions from attendance.</summary>
    Attendance,

    /// <summary>Behaviour.</summary>
    Incidents,

    /// <summary>Online activity.</summary>
    Activity,

    /// <summary>How courses ended.</summary>
    Outcomes,
}

/// <summary>What may be wrong with a value or a row.</summary>
public enum QualityFault
{
    /// <summary>There is no value where one should be.</summary>
    Missing,

    /// <summary>The value lies outside what is possible.</summary>
    OutOfRange,

    /// <summary>The day lies outside the class or the school days.</summary>
    WrongDay,

    /// <summary>A code that is not known, or was never seen before.</summary>
    Unseen,

    /// <summary>The row says again what another says.</summary>
    Duplicate,

    /// <summary>The row belongs to something that is not there.</summary>
    Orphan,
}

/// <summary>A fault counted.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column, as the feature's or attribute's word; empty for the row as a whole.</param>
/// <param name="Fault">What is wrong.</param>
/// <param name="Rows">Rows looked at.</param>
/// <param name="Count">Of those, with the fault.</param>
public sealed record QualityCount(QualityTable Table, string Column, QualityFault Fault, long Rows, long Count)
{
    /// <summary>Share of rows with the fault.</summary>
    public double Share => Rows == 0 ? 0 : (double)Count / Rows;
}

/// <summary>Rows of a table by the source that they came from.</summary>
/// <param name="Table">The table.</param>
/// <param name="Source">Name of the source.</param>
/// <param name="Rows">Rows.</param>
/// <param name="LastImport">When the latest import with such a row began, UTC.</param>
public sealed record QualitySource(QualityTable Table, string Source, long Rows, DateTime? LastImport);

/// <summary>How a feed goes.</summary>
public enum FeedState
{
    /// <summary>Nothing was ever recorded.</summary>
    Never,

    /// <summary>It brings what it usually does.</summary>
    Running,

    /// <summary>It is silent for longer than is usual there.</summary>
    Stopped,

    /// <summary>It has been silent for so long that scores go on without it.</summary>
    GivenUp,

    /// <summary>No class runs, so nobody waits for records.</summary>
    NoTerm,
}

/// <summary>A feed of a school.</summary>
/// <param name="School">The school.</param>
/// <param name="Kind">Which feed.</param>
/// <param name="State">How it goes.</param>
/// <param name="LastDay">Day on which its latest record became known; null where nothing was ever recorded.</param>
/// <param name="SilentDays">School days since.</param>
/// <param name="AllowedDays">School days of silence that are usual there; null where that cannot be told.</param>
/// <param name="LastImport">When the latest import that brought a record of the terms looked at began, UTC.</param>
public sealed record QualityFeed(
    string School,
    FeedKinds Kind,
    FeedState State,
    DateOnly? LastDay,
    int? SilentDays,
    int? AllowedDays,
    DateTime? LastImport
);

/// <summary>Records of an organisation.</summary>
/// <param name="Term">Title of the term whose facts were looked at.</param>
/// <param name="Feeds">Feeds by school.</param>
/// <param name="Tables">Rows of each table.</param>
/// <param name="Counts">Faults looked for, found or not.</param>
/// <param name="Sources">Rows by source.</param>
public sealed record QualityRecords(
    string Term,
    IReadOnlyList<QualityFeed> Feeds,
    IReadOnlyDictionary<QualityTable, long> Tables,
    IReadOnlyList<QualityCount> Counts,
    IReadOnlyList<QualitySource> Sources
);

/// <summary>An import.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Format">What was read.</param>
/// <param name="StartedAt">When it began, UTC.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Read">Rows read.</param>
/// <param name="Applied">Rows added or changed.</param>
/// <param name="SetAside">Rows set aside.</param>
/// <param name="Message">What happened, as it was recorded.</param>
public sealed record QualityImport(
    long Id,
    string Format,
    DateTime StartedAt,
    ImportState State,
    long Read,
    long Applied,
    long SetAside,
    string? Message
);

/// <summary>Rows set aside for one reason.</summary>
/// <param name="ImportId">The import.</param>
/// <param name="StartedAt">When it began, UTC.</param>
/// <param name="File">File.</param>
/// <param name="Column">Column at fault, or null.</param>
/// <param name="Reason">Why, as it was recorded; it names no person.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Lines">The first lines of the file with it.</param>
/// <param name="Table">The table they were for, or null where the file's name does not say.</param>
/// <param name="Share">Rows of the table in this term that they would add, of those there are; null where that cannot be said.</param>
public sealed record QualityQuarantine(
    long ImportId,
    DateTime StartedAt,
    string File,
    string? Column,
    string Reason,
    long Rows,
    IReadOnlyList<long> Lines,
    QualityTable? Table,
    double? Share
);

/// <summary>Imports and what they set aside.</summary>
/// <param name="Imports">The latest first.</param>
/// <param name="Quarantine">The most rows first.</param>
public sealed record QualityImports(IReadOnlyList<QualityImport> Imports, IReadOnlyList<QualityQuarantine> Quarantine);
