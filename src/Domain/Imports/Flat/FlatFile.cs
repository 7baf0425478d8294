using System.IO.Compression;
using System.Text;
using CsvHelper;
using EarlyWarning.Domain.Imports.Files;

namespace EarlyWarning.Domain.Imports.Flat;

/// <summary>
/// A flat table of any origin: a header and rows of text, read whole. The delimiter (comma, semicolon, tab or vertical bar)
/// is found in the header; fields may be quoted, lines may end either way, and a byte order mark is dropped. A name ending
/// in .gz is unpacked.
/// </summary>
public sealed class FlatFile
{
    /// <summary>Most rows that are held in memory at once.</summary>
    public const int MostRows = 5_000_000;

    private const int GreatestRecord = 1 << 20;

    private FlatFile(string name, char delimiter, string[] headers, List<string[]> rows, List<long> lines)
    {
        Name = name;
        Delimiter = delimiter;
        Headers = headers;
        Rows = rows;
        Lines = lines;
    }

    /// <summary>File name for messages.</summary>
    public string Name { get; }

    /// <summary>What fields are separated by.</summary>
    public char Delimiter { get; }

    /// <summary>Column names, trimmed, all different.</summary>
    public IReadOnlyList<string> Headers { get; }

    /// <summary>Rows of as many trimmed texts as there are headers.</summary>
    public IReadOnlyList<string[]> Rows { get; }

    /// <summary>Line on which each row begins, the header being line 1.</summary>
    public IReadOnlyList<long> Lines { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="cancel">Cancels between rows.</param>
    /// <exception cref="ImportRefusedException">It cannot be read; the sentence names file, line and column.</exception>
    public static FlatFile Read(string path, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!File.Exists(path))
        {
            throw new ImportRefusedException($"There is no file {path}. Check the path.");
        }

        var name = Path.GetFileName(path);
        var delimiter = FindDelimiter(path, name);
        var malformed = new List<CsvMalformedReason>();
        using var reader = CsvReader.Create(Open(path, name), Options(delimiter, malformed), leaveOpen: false);
        try
        {
            return Read(reader, name, delimiter, malformed, cancel);
        }
        catch (CsvFormatException)
        {
            throw new ImportRefusedException(
                $"{name}, line {reader.LineNumber}: the line cannot be read: a quotation mark is not closed, or it has more than "
                    + $"{GreatestRecord} bytes. Correct it and try again."
            );
        }
    }

    /// <summary>The place of a column.</summary>
    /// <param name="column">Its name.</param>
    /// <exception cref="ImportRefusedException">There is none of that name; the closest is named.</exception>
    public int IndexOf(string column)
    {
        var index = Headers.ToList().IndexOf(column);
        return index >= 0
            ? index
            : throw new ImportRefusedException(
                $"{Name} has no column \"{column}\" in its header (line 1){Spelling.Suggest(column, Headers)}. Name one that is there."
            );
    }

    private static FlatFile Read(
        CsvReader reader,
        string name,
        char delimiter,
        List<CsvMalformedReason> malformed,
        CancellationToken cancel
    )
    {
        reader.ReadHeader();
        var headers = CheckHeaders(name, [.. reader.Headers.ToArray().Select(h => h.Trim())]);
        var (rows, lines) = (new List<string[]>(), new List<long>());
        while (reader.Read())
        {
            cancel.ThrowIfCancellationRequested();
            if (reader.FieldCount == 1 && headers.Length > 1 && reader.GetSpan(0).IsEmpty)
            {
                continue;
            }

            if (malformed.Exists(m => m != CsvMalformedReason.FieldCountMismatch))
            {
                throw new ImportRefusedException(
                    $"{name}, line {reader.LineNumber}: a quotation mark is not closed, or stands inside a field that does not "
                        + "begin with one. Double it and put the field in quotation marks."
                );
            }

            if (reader.FieldCount != headers.Length)
            {
                throw new ImportRefusedException(
                    $"{name}, line {reader.LineNumber}: the row has {reader.FieldCount} "
                        + $"{(reader.FieldCount == 1 ? "field" : "fields")}; the header has {headers.Length}. "
                        + "Correct it and try again."
                );
            }

            rows.Add(Fields(reader, headers.Length));
            lines.Add(reader.LineNumber);
            if (rows.Count > MostRows)
            {
                throw new ImportRefusedException($"{name} has more than {MostRows:n0} rows. Take a part of it.");
            }
        }

        return rows.Count > 0
            ? new FlatFile(name, delimiter, headers, rows, lines)
            : throw new ImportRefusedException($"{name} has a header and no rows. Export it again.");
    }

    private static string[] Fields(CsvReader reader, int count)
    {
        var fields = new string[count];
        for (var i = 0; i < count; i++)
        {
            fields[i] = Encoding.UTF8.GetString(reader.GetSpan(i)).Trim();
        }

        return fields;
    }

    private static string[] CheckHeaders(string name, string[] headers)
    {
        if (headers.Length == 0 || (headers.Length == 1 && headers[0].Length == 0))
        {
            throw new ImportRefusedException($"{name} is empty; not even a header is there. Export it again.");
        }

        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < headers.Length; i++)
        {
            if (headers[i].Length == 0)
            {
                throw new ImportRefusedException(
                    $"{name}, line 1: column {i + 1} has no name. Give every column a name."
                );
            }

            if (!seen.TryAdd(headers[i], i))
            {
                throw new ImportRefusedException(
                    $"{name}, line 1: columns {seen[headers[i]] + 1} and {i + 1} are both named \"{headers[i]}\". Rename one."
                );
            }
        }

        return headers;
    }

    private static CsvReaderOptions Options(char delimiter, List<CsvMalformedReason> malformed) =>
        new()
        {
            Separator = delimiter,
            AllowLineBreaksInQuotes = true,
            MaxRecordSize = GreatestRecord,
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
            OnMalformedRecord = record => malformed.Add(record.Reason),
        };

    private static Stream Open(string path, string name)
    {
        var file = File.OpenRead(path);
        Stream plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        return new Utf8Stream(plain, name, file.Length);
    }

    // The delimiter that the header holds most often outside quotation marks; a file of one column has none.
    private static char FindDelimiter(string path, string name)
    {
        using var reader = new StreamReader(Open(path, name), Encoding.UTF8);
        var header = reader.ReadLine() ?? "";
        var quoted = false;
        var counts = new Dictionary<char, int>();
        foreach (var c in header)
        {
            quoted ^= c == '"';
            if (!quoted && c is ',' or ';' or '\t' or '|')
            {
                counts[c] = counts.GetValueOrDefault(c) + 1;
            }
        }

        return counts.Count == 0 ? ',' : counts.MaxBy(c => c.Value).Key;
    }
}
