using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Imports.Files;
using EarlyWarning.Domain.Imports.Tables;

namespace EarlyWarning.Domain.Imports;

/// <summary>
/// One reading of all files. The first pass checks and writes nothing; the second, in one transaction, does the same and
/// writes. Held in memory are the keys of the records (source key to database key), the keys of the facts read and a few
/// thousand rows on their way to the database; never a file.
/// </summary>
/// <param name="db">Context; in a transaction where the pass writes.</param>
/// <param name="provider">Writes rows in bulk.</param>
/// <param name="writes">Whether anything is written.</param>
internal sealed class ImportPass(EarlyWarningDb db, DatabaseProvider provider, bool writes)
{
    private const int ReportEvery = 2048;
    private readonly List<PassTable> _tables = [];

    public EarlyWarningDb Db { get; } = db;

    public DatabaseProvider Provider { get; } = provider;

    public bool Writes { get; } = writes;

    public ImportTally Tally { get; } = new();

    public required ImportOptions Options { get; init; }

    /// <summary>The source's database key; 0 where it is new and this pass only checks.</summary>
    public required int SourceId { get; init; }

    public required long ImportId { get; init; }

    /// <summary>The day of the import, UTC: nothing a live feed brings was known earlier.</summary>
    public required DateOnly Today { get; init; }

    public IProgress<ImportProgress>? Progress { get; init; }

    /// <summary>Rows there are, where a pass before this one counted them.</summary>
    public long? TotalRows { get; init; }

    public required CancellationToken Cancel { get; init; }

    /// <summary>Opens a table of records that carry the source's key, with the keys it already holds.</summary>
    public async Task<KeyedTable<T>> OpenAsync<T>(KeyedKind<T> kind)
        where T : class
    {
        var table = new KeyedTable<T>(this, kind);
        _tables.Add(table);
        await table.LoadAsync();
        return table;
    }

    /// <summary>Opens a table of versioned facts.</summary>
    public async Task<FactTable<T, TKey>> OpenAsync<T, TKey>(FactKind<T, TKey> kind)
        where T : class
        where TKey : struct
    {
        var table = new FactTable<T, TKey>(this, kind);
        _tables.Add(table);
        await table.LoadAsync();
        return table;
    }

    /// <summary>Reads a file row by row; a row that cannot be used is set aside and the rest goes on.</summary>
    /// <param name="file">The file.</param>
    /// <param name="layout">Its columns.</param>
    /// <param name="take">Takes a row; throws <see cref="RowFaultException"/> to set it aside.</param>
    public async Task ReadAsync(BundleFile file, CsvLayout layout, Func<CsvRow, ValueTask> take)
    {
        using var csv = new CsvFile(file, layout, Tally.Warn);
        var counts = Tally.File(file.Name);
        while (csv.Read())
        {
            counts.Read++;
            try
            {
                csv.CheckShape();
                await take(csv.Row);
            }
            catch (RowFaultException fault)
            {
                Tally.Quarantine(counts, csv.Row.Line, fault);
            }

            if (counts.Read % ReportEvery == 0)
            {
                Report(counts);
            }
        }

        if (counts.Read == 0)
        {
            Tally.Warn($"{file.Name} has a header and no rows.");
        }

        await FlushAsync(counts);
        Report(counts);
    }

    /// <summary>Writes what is waiting, in the order the tables were opened, and counts it to the file.</summary>
    public async Task FlushAsync(ImportedFile counts)
    {
        foreach (var table in _tables)
        {
            await table.FlushAsync();
        }

        counts.Applied += _tables.Sum(t => t.TakeApplied());
    }

    /// <summary>Writes the tables opened before this one, which it may refer to.</summary>
    internal async Task FlushBeforeAsync(PassTable table)
    {
        foreach (var earlier in _tables.TakeWhile(t => !ReferenceEquals(t, table)))
        {
            await earlier.FlushAsync();
        }
    }

    private void Report(ImportedFile counts)
    {
        Cancel.ThrowIfCancellationRequested();
        Progress?.Report(new ImportProgress(Writes, counts.Name, Tally.Read, TotalRows));
    }
}
