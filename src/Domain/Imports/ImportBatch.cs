namespace EarlyWarning.Domain.Imports;

/// <summary>Where an import stands.</summary>
public enum ImportState : byte
{
    /// <summary>Reading and checking; nothing is visible.</summary>
    Running = 1,

    /// <summary>Applied whole.</summary>
    Applied = 2,

    /// <summary>Refused or failed; nothing was changed.</summary>
    Refused = 3,
}

/// <summary>One run of an importer; every fact names the import that brought it.</summary>
public sealed class ImportBatch
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The source the records came from.</summary>
    public int SourceId { get; set; }

    /// <summary>The format read ("oulad", "oneroster", "demo").</summary>
    public required string Format { get; set; }

    /// <summary>When it began, UTC. This is the ImportedAt of its facts.</summary>
    public DateTime StartedAt { get; set; }

    /// <summary>When it ended, UTC.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>Where it stands.</summary>
    public ImportState State { get; set; }

    /// <summary>Rows read.</summary>
    public long RowsRead { get; set; }

    /// <summary>Rows added or changed.</summary>
    public long RowsApplied { get; set; }

    /// <summary>Rows set aside.</summary>
    public long RowsQuarantined { get; set; }

    /// <summary>What happened, in a sentence.</summary>
    public string? Message { get; set; }
}

/// <summary>A row that was set aside, with the reason.</summary>
public sealed class QuarantinedRow
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The import that set it aside.</summary>
    public long ImportId { get; set; }

    /// <summary>File name within the bundle.</summary>
    public required string File { get; set; }

    /// <summary>Line in the file, 1-based, the header being line 1.</summary>
    public long Line { get; set; }

    /// <summary>Column at fault, where one is.</summary>
    public string? Column { get; set; }

    /// <summary>Why, in a sentence that names no person.</summary>
    public required string Reason { get; set; }
}
