using CsvHelper;

namespace EarlyWarning.Domain.Imports.Files;

/// <summary>
/// An open CSV file, read once from the top: comma, quotes as in RFC 4180, any line ending, no line breaks inside fields
/// (as OneRoster demands), so that a forgotten quotation mark spoils one row and not the rest of the file.
/// </summary>
internal sealed class CsvFile : IDisposable
{
    private const int GreatestRecord = 1 << 20;

    private readonly CsvReader _reader;
    private readonly string _file;
    private readonly int _width;
    private CsvMalformedReason? _malformed;

    /// <summary>Opens the file and checks its header.</summary>
    /// <exception cref="ImportRefusedException">The header is missing or incomplete, or the file cannot be read.</exception>
    public CsvFile(BundleFile file, CsvLayout layout, Action<string> warn)
    {
        _file = file.Name;
        _reader = CsvReader.Create(file.OpenText(), Options(), leaveOpen: false);
        try
        {
            var headers = ReadHeader();
            _width = headers.Length;
            Row = new CsvRow(_reader, layout.Locate(_file, headers, warn));
        }
        catch
        {
            _reader.Dispose();
            throw;
        }
    }

    /// <summary>The row last read.</summary>
    public CsvRow Row { get; }

    /// <summary>Moves to the next row; false at the end.</summary>
    /// <exception cref="ImportRefusedException">The file is not UTF-8 or cannot be read.</exception>
    public bool Read()
    {
        _malformed = null;
        bool more;
        try
        {
            more = _reader.Read();
        }
        catch (CsvFormatException)
        {
            throw new ImportRefusedException(
                $"{_file} has a line of more than {GreatestRecord} bytes after line {Row.Line}. Correct it and import again."
            );
        }

        Row.Line = more ? _reader.LineNumber : Row.Line;
        return more;
    }

    /// <summary>Throws where the row is not a row of this table.</summary>
    /// <exception cref="RowFaultException">Wrong number of fields, or quotes in the wrong place.</exception>
    public void CheckShape()
    {
        if (_malformed is { } reason && reason != CsvMalformedReason.FieldCountMismatch)
        {
            throw new RowFaultException(
                null,
                reason is CsvMalformedReason.LineBreakInQuotes or CsvMalformedReason.UnterminatedQuote
                    ? "A quotation mark is not closed on its line (line breaks inside fields are not read)."
                    : "A quotation mark stands inside a field; double it and put the field in quotation marks."
            );
        }

        if (_reader.FieldCount != _width)
        {
            throw new RowFaultException(
                null,
                $"The row has {_reader.FieldCount} {(_reader.FieldCount == 1 ? "field" : "fields")}; the header has {_width}."
            );
        }
    }

    /// <inheritdoc />
    public void Dispose() => _reader.Dispose();

    private CsvReaderOptions Options() =>
        new()
        {
            Separator = ',',
            AllowLineBreaksInQuotes = false,
            MaxRecordSize = GreatestRecord,
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
            OnMalformedRecord = record => _malformed = record.Reason,
        };

    private string[] ReadHeader()
    {
        try
        {
            _reader.ReadHeader();
        }
        catch (CsvFormatException)
        {
            throw new ImportRefusedException(
                $"The header (line 1) of {_file} cannot be read. Correct it and import again."
            );
        }

        var headers = _reader.Headers.ToArray();
        return headers.Length > 0
            ? headers
            : throw new ImportRefusedException(
                $"{_file} is empty; not even a header is there. Export it again, or leave the file out."
            );
    }
}
