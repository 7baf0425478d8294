using EarlyWarning.Domain.Imports.Files;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Imports.Tables;

/// <summary>Records that carry the source's key: added where new, updated where changed, else left alone.</summary>
/// <typeparam name="T">Entity type.</typeparam>
internal sealed class KeyedTable<T>(ImportPass pass, KeyedKind<T> kind) : PassTable
    where T : class
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly ValueHash<T> _hash = new(pass.Db, ["Id", "ImportId", .. kind.NotCompared]);
    private readonly Func<T, long> _id = kind.Id.Compile();
    private readonly List<T> _added = [];
    private readonly List<T> _changed = [];
    private long _next;

    /// <summary>Whether the source has brought records of this kind before.</summary>
    public bool HadRows { get; private set; }

    /// <inheritdoc />
    public override async Task LoadAsync()
    {
        _next = (await pass.Db.Set<T>().MaxAsync(Widened(), pass.Cancel) ?? 0) + 1;
        var stored = kind.OfSource(pass.Db, pass.SourceId).AsNoTracking().AsAsyncEnumerable();
        await foreach (var row in stored.WithCancellation(pass.Cancel))
        {
            _entries[kind.Key(row)] = new Entry(_id(row), _hash.Of(row), IsNew: false, Seen: false);
            HadRows = true;
        }
    }

    /// <summary>The database key of the record with this source key, or null where there is none.</summary>
    public long? Find(string key) => _entries.TryGetValue(key, out var entry) ? entry.Id : null;

    /// <summary>The database key of the record with this source key.</summary>
    /// <exception cref="RowFaultException">There is none; the fault names the column that refers to it.</exception>
    public long Require(string key, string column, string noun) =>
        Find(key) ?? throw new RowFaultException(column, $"There is no {noun} with this key.");

    /// <summary>Whether the record first came with this import.</summary>
    public bool IsNew(string key) => _entries.TryGetValue(key, out var entry) && entry.IsNew;

    /// <summary>The key a record has or will get; for records that need it among their values.</summary>
    public long Reserve(string key)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            entry = new Entry(_next++, Hash: 0, IsNew: true, Seen: false);
            _entries.Add(key, entry);
        }

        return entry.Id;
    }

    /// <summary>Takes a record and returns its database key.</summary>
    /// <exception cref="RowFaultException">The same key came before in this import.</exception>
    public async ValueTask<long> PutAsync(T row, string keyColumn = "sourcedId")
    {
        var key = kind.Key(row);
        var known = _entries.TryGetValue(key, out var entry);
        if (entry.Seen)
        {
            throw new RowFaultException(keyColumn, "An earlier row has the same key.");
        }

        var id = known ? entry.Id : _next++;
        kind.SetId(row, id);
        var hash = _hash.Of(row);
        if (!known || entry.IsNew)
        {
            _added.Add(row);
        }
        else if (entry.Hash != hash)
        {
            _changed.Add(row);
        }

        _entries[key] = new Entry(id, hash, !known || entry.IsNew, Seen: true);
        if (_added.Count + _changed.Count >= BatchSize)
        {
            await pass.FlushBeforeAsync(this);
            await FlushAsync();
        }

        return id;
    }

    /// <inheritdoc />
    public override async Task FlushAsync()
    {
        if (pass.Writes && _added.Count > 0)
        {
            CountApplied(await pass.Provider.BulkInsertAsync(pass.Db, _added, pass.Cancel));
        }

        if (pass.Writes && _changed.Count > 0)
        {
            await UpdateAsync();
        }

        _added.Clear();
        _changed.Clear();
    }

    private async Task UpdateAsync()
    {
        var keyType = pass.Db.Model.FindEntityType(typeof(T))!.FindPrimaryKey()!.Properties[0].ClrType;
        foreach (var row in _changed)
        {
            object id = keyType == typeof(int) ? (int)_id(row) : _id(row);
            var stored = (await pass.Db.FindAsync<T>([id], pass.Cancel))!;
            kind.Keep(stored, row, pass.Today);
            pass.Db.Entry(stored).CurrentValues.SetValues(row);
        }

        await pass.Db.SaveChangesAsync(pass.Cancel);
        pass.Db.ChangeTracker.Clear();
        CountApplied(_changed.Count);
    }

    private System.Linq.Expressions.Expression<Func<T, long?>> Widened() =>
        System.Linq.Expressions.Expression.Lambda<Func<T, long?>>(
            System.Linq.Expressions.Expression.Convert(kind.Id.Body, typeof(long?)),
            kind.Id.Parameters
        );

    private readonly record struct Entry(long Id, ulong Hash, bool IsNew, bool Seen);
}
