namespace EarlyWarning.Domain.Imports.Files;

/// <summary>Finds what a misspelt name was probably meant to be.</summary>
internal static class Spelling
{
    /// <summary>The candidate nearest to the name, or null where none is near (a third of its letters may differ).</summary>
    public static string? Closest(string name, IEnumerable<string> candidates)
    {
        var best = candidates
            .Select(c => (Name: c, Distance: Distance(name.ToUpperInvariant(), c.ToUpperInvariant())))
            .Where(c => c.Distance <= Math.Max(1, name.Length / 3))
            .OrderBy(c => c.Distance)
            .FirstOrDefault();
        return best.Name;
    }

    /// <summary>" (did you mean X?)", or nothing.</summary>
    public static string Suggest(string name, IEnumerable<string> candidates) =>
        Closest(name, candidates) is { } closest ? $"; the closest name there is \"{closest}\"" : "";

    /// <summary>Levenshtein's distance: insertions, deletions and substitutions.</summary>
    public static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
