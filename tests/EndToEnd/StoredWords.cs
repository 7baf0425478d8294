using System.Text.RegularExpressions;
using EarlyWarning.Domain.Language;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.EndToEnd;

/// <summary>
/// What pages may show that comes from no resource: the school's own words (names, titles, stored sentences), numbers and
/// days. Everything else in a page of the made-up language was written into the page.
/// </summary>
internal sealed partial class StoredWords
{
    private const int Longest = 2000;

    // Names of the product, of languages in themselves, of keys, of formats and of measures.
    private static readonly string[] Names =
    [
        "EarlyWarning",
        "English",
        "Español",
        "CSV",
        "PNG",
        "SVG",
        "PDF",
        "Ctrl",
        "Ctrl K",
        "AUC",
        "Brier",
        "PSI",
    ];

    private readonly HashSet<string> _values;

    private StoredWords(HashSet<string> values) => _values = values;

    /// <summary>Reads every text there is in the database.</summary>
    public static async Task<StoredWords> ReadAsync(RunningApp app)
    {
        await using var db = app.Database();
        var values = new HashSet<string>(Names, StringComparer.OrdinalIgnoreCase);
        // What runs and models recorded is not the school's: its sentences have their translations.
        var tables = db
            .Model.GetEntityTypes()
            .Where(e =>
                e.GetTableName() is { } t
                && !t.StartsWith("Run", StringComparison.Ordinal)
                && t is not ("Alerts" or "ModelDecisions")
            );
        foreach (var entity in tables)
        {
            foreach (
                var property in entity
                    .GetProperties()
                    .Where(p => p.ClrType == typeof(string) && p.Name is not "Decision")
            )
            {
                // Names of tables and columns come from the model.
                var sql =
                    $"SELECT DISTINCT \"{property.GetColumnName()}\" AS \"Value\" FROM \"{entity.GetTableName()}\" "
                    + $"WHERE length(\"{property.GetColumnName()}\") BETWEEN 1 AND {Longest}";
                var texts = await db.Database.SqlQueryRaw<string>(sql).ToListAsync();
                // A text of several lines is shown as a list.
                values.UnionWith(texts.SelectMany(t => t.Split('\n').Append(t)).Select(t => t.Trim()));
            }
        }

        return new StoredWords(values);
    }

    /// <summary>What of the texts of a page comes neither from the resources nor from the database.</summary>
    public IReadOnlyList<string> WrittenIn(IEnumerable<string> texts) =>
        [.. texts.Where(t => !IsAccountedFor(t)).Distinct(StringComparer.Ordinal)];

    // A name may hold a comma, so pieces are taken from coarse to fine.
    private bool IsAccountedFor(string text) =>
        Dots()
            .Split(Outside(text))
            .All(piece => IsStored(piece.Trim()) || Between().Split(piece).All(part => IsStored(part.Trim(' ', '.'))));

    private bool IsStored(string part) =>
        // Pieces of a sentence around a link have accents instead of these letters.
        !Unaccented().IsMatch(part)
        || _values.Contains(part)
        || _values.Contains(part.TrimEnd('.'))
        || Day().IsMatch(part)
        || Hash().IsMatch(part)
        // Two names: given and family, or a name after a title.
        || (
            part.LastIndexOf(' ') is var at and > 0
            && _values.Contains(part[..at])
            && _values.Contains(part[(at + 1)..])
        );

    // A sentence with a link in it comes in pieces: the first has no end, the last no beginning.
    private static string Outside(string text)
    {
        var depth = text.Count(c => c == PseudoLanguage.Closing) > text.Count(c => c == PseudoLanguage.Opening) ? 1 : 0;
        var outside = new List<char>(text.Length);
        foreach (var letter in text)
        {
            depth += letter == PseudoLanguage.Opening ? 1 : 0;
            // A text from the resources parts what stands before it from what stands behind.
            outside.Add(depth == 0 ? letter : '\n');
            depth -= letter == PseudoLanguage.Closing && depth > 0 ? 1 : 0;
        }

        return new string([.. outside]);
    }

    [GeneratedRegex(@"[·×|“”\n]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Dots();

    [GeneratedRegex(@"[–/,:;()“”]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Between();

    [GeneratedRegex(
        @"[A-Za-z]*[aceginorsuy][A-Za-z]+|[A-Za-z]+[aceginorsuy]",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Unaccented();

    // The beginning of a model's name, which is a hash.
    [GeneratedRegex("^[0-9a-f]{8,}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hash();

    // Days of the made-up culture: "3 M05 2026", "2026 M05 3", "Sun 3 M05", and hours.
    [GeneratedRegex(
        @"^((Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\s?)?([\dM/.: -]|AM|PM|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)*$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Day();
}
