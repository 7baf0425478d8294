namespace EarlyWarning.Domain.Imports.Files;

/// <summary>The columns a kind of file has.</summary>
/// <param name="Required">Columns without which the file is refused.</param>
/// <param name="Optional">Columns that are read where they are there.</param>
/// <param name="Ignored">Columns of the standard that nothing is read from.</param>
internal sealed record CsvLayout(
    IReadOnlyList<string> Required,
    IReadOnlyList<string> Optional,
    IReadOnlyList<string>? Ignored = null
)
{
    /// <summary>Other spellings in use, by the name they stand for.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Where each column is read is, or a refusal that names the closest header. Unknown columns are left alone; one that
    /// looks like a misspelling of a missing column is warned of.
    /// </summary>
    /// <param name="file">File name for messages.</param>
    /// <param name="headers">The header row.</param>
    /// <param name="warn">Takes warnings.</param>
    public Dictionary<string, int> Locate(string file, string[] headers, Action<string> warn)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var unknown = new List<string>();
        for (var i = 0; i < headers.Length; i++)
        {
            var header = headers[i].Trim();
            var name = Known(header);
            if (name is null)
            {
                unknown.Add(header);
            }
            else if (!places.TryAdd(name, i))
            {
                throw new ImportRefusedException(
                    $"{file} has the column \"{name}\" twice. Remove one and import again."
                );
            }
            else if (!string.Equals(name, header, StringComparison.Ordinal))
            {
                warn($"{file}: the column \"{header}\" was read as \"{name}\".");
            }
        }

        RefuseMissing(file, places, unknown);
        WarnOfMisspellings(file, places, unknown, warn);
        return places;
    }

    private string? Known(string header)
    {
        var all = Required.Concat(Optional).Concat(Ignored ?? []);
        return all.FirstOrDefault(n => string.Equals(n, header, StringComparison.OrdinalIgnoreCase))
            ?? Aliases.FirstOrDefault(a => string.Equals(a.Value, header, StringComparison.OrdinalIgnoreCase)).Key;
    }

    private void RefuseMissing(string file, Dictionary<string, int> places, List<string> unknown)
    {
        var missing = Required.FirstOrDefault(r => !places.ContainsKey(r));
        if (missing is null)
        {
            return;
        }

        var closest = Spelling.Closest(missing, unknown);
        throw new ImportRefusedException(
            closest is null
                ? $"{file} has no column \"{missing}\" in its header (line 1). Add it and import again."
                : $"{file} has no column \"{missing}\" in its header (line 1); \"{closest}\" is the closest. "
                    + $"Rename it to \"{missing}\" and import again."
        );
    }

    private void WarnOfMisspellings(
        string file,
        Dictionary<string, int> places,
        List<string> unknown,
        Action<string> warn
    )
    {
        foreach (var header in unknown)
        {
            if (Spelling.Closest(header, Optional.Where(o => !places.ContainsKey(o))) is { } meant)
            {
                warn($"{file}: the column \"{header}\" is unknown and was not read; \"{meant}\" is the closest.");
            }
        }
    }
}
