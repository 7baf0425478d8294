namespace EarlyWarning.Domain.Imports;

/// <summary>What became of an import.</summary>
/// <param name="State">Applied or refused.</param>
/// <param name="Message">What happened and, where refused, what to do; in sentences.</param>
/// <param name="Files">Counts by file, in the order read.</param>
/// <param name="Quarantined">Rows set aside; at most <see cref="KeptPerFile"/> of each file.</param>
/// <param name="Warnings">What was odd without being wrong.</param>
/// <param name="ImportId">Key of the <see cref="ImportBatch"/>, or null where none was recorded.</param>
public sealed record ImportReport(
    ImportState State,
    string Message,
    IReadOnlyList<ImportedFile> Files,
    IReadOnlyList<QuarantinedRow> Quarantined,
    IReadOnlyList<string> Warnings,
    long? ImportId = null
)
{
    /// <summary>Quarantined rows kept with their reasons, for each file; the rest are counted.</summary>
    public const int KeptPerFile = 10_000;

    /// <summary>Whether the data are now visible.</summary>
    public bool IsApplied => State == ImportState.Applied;

    internal static ImportReport Refused(string message) => new(ImportState.Refused, message, [], [], []);
}

/// <summary>Counts of one file.</summary>
/// <param name="name">File name within the bundle.</param>
public sealed class ImportedFile(string name)
{
    /// <summary>File name within the bundle.</summary>
    public string Name { get; } = name;

    /// <summary>Rows read, without the header.</summary>
    public long Read { get; internal set; }

    /// <summary>Rows set aside.</summary>
    public long Quarantined { get; internal set; }

    /// <summary>Records added to the database or changed in it; one row may bring several.</summary>
    public long Applied { get; internal set; }
}
