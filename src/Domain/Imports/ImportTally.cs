using EarlyWarning.Domain.Imports.Files;

namespace EarlyWarning.Domain.Imports;

/// <summary>Counts, faults and warnings of one pass over the files.</summary>
internal sealed class ImportTally
{
    /// <summary>Share of a file's rows that may be faulty.</summary>
    public const double GreatestFaultyShare = 0.05;

    private const int GreatestWarnings = 100;

    public List<ImportedFile> Files { get; } = [];

    public List<QuarantinedRow> Quarantined { get; } = [];

    public List<string> Warnings { get; } = [];

    public long Read => Files.Sum(f => f.Read);

    public long Applied => Files.Sum(f => f.Applied);

    public ImportedFile File(string name)
    {
        var file = Files.Find(f => string.Equals(f.Name, name, StringComparison.Ordinal));
        if (file is null)
        {
            file = new ImportedFile(name);
            Files.Add(file);
        }

        return file;
    }

    public void Quarantine(ImportedFile file, long line, RowFaultException fault)
    {
        file.Quarantined++;
        if (file.Quarantined <= ImportReport.KeptPerFile)
        {
            Quarantined.Add(
                new QuarantinedRow
                {
                    File = file.Name,
                    Line = line,
                    Column = fault.Column,
                    Reason = fault.Message,
                }
            );
        }
    }

    public void Warn(string warning)
    {
        if (Warnings.Count < GreatestWarnings && !Warnings.Contains(warning, StringComparer.Ordinal))
        {
            Warnings.Add(warning);
        }
    }

    /// <summary>A refusal where a file has too many faulty rows.</summary>
    /// <exception cref="ImportRefusedException">More than 5 % of a file's rows are faulty.</exception>
    public void RefuseFaulty()
    {
        var faulty = Files.Where(f => f.Quarantined > GreatestFaultyShare * f.Read).ToList();
        if (faulty.Count == 0)
        {
            return;
        }

        var first = Quarantined.First(q => string.Equals(q.File, faulty[0].Name, StringComparison.Ordinal));
        var column = first.Column is null ? "" : $", column \"{first.Column}\"";
        throw new ImportRefusedException(
            $"Too many faulty rows: {string.Join(", ", faulty.Select(f => $"{f.Name} {f.Quarantined} of {f.Read}"))}; at most 5 % "
                + $"of a file may be. The first: {first.File}, line {first.Line}{column}: {first.Reason} "
                + "Correct the files, or import the sound rows alone with --accept."
        );
    }
}
