using EarlyWarning.Domain.Imports.Files;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Imports.Tables;

/// <summary>
/// Versioned facts. A new fact is added, a corrected one becomes a further version that is known from today at the
/// earliest, and an unchanged one adds nothing.
/// </summary>
/// <typeparam name="T">Entity type.</typeparam>
/// <typeparam name="TKey">What the versions of one fact have in common.</typeparam>
internal sealed class FactTable<T, TKey>(ImportPass pass, FactKind<T, TKey> kind) : PassTable
    where T : class
    where TKey : struct
{
    private readonly HashSet<TKey> _seen = [];
    private readonly List<(T Fact, bool IsHistory)> _waiting = new(BatchSize);
    private bool _hadRows;
    private long _next;

    /// <inheritdoc />
    public override async Task LoadAsync()
    {
        _hadRows = await kind.OfSource(pass.Db, pass.SourceId).AnyAsync(pass.Cancel);
        _next = kind.GreatestId is null ? 0 : await kind.GreatestId(pass.Db, pass.Cancel) + 1;
    }

    /// <summary>Whether the fact came before in this import.</summary>
    public bool HasSeen(TKey key) => _seen.Contains(key);

    /// <summary>Takes a fact.</summary>
    /// <param name="fact">The fact, known from the day that the source or the rule of its kind gives.</param>
    /// <param name="isHistory">
    /// Whether what it belongs to first came with this import: then the school knew it before, and the day stands. So it
    /// does where the source brings facts of this kind for the first time. Else this is a live feed, and nothing it brings
    /// was known before today.
    /// </param>
    /// <exception cref="RowFaultException">The same fact came before in this import.</exception>
    public async ValueTask AddAsync(T fact, bool isHistory)
    {
        if (!_seen.Add(kind.Key(fact)))
        {
            throw new RowFaultException(null, "An earlier row says something of the same thing.");
        }

        _waiting.Add((fact, isHistory));
        if (_waiting.Count >= BatchSize)
        {
            await pass.FlushBeforeAsync(this);
            await FlushAsync();
        }
    }

    /// <inheritdoc />
    public override async Task FlushAsync()
    {
        if (pass.Writes && _waiting.Count > 0)
        {
            await WriteAsync();
        }

        _waiting.Clear();
    }

    private async Task WriteAsync()
    {
        var stored = _hadRows ? await StoredAsync() : [];
        var added = new List<T>(_waiting.Count);
        var replaced = 0;
        foreach (var (fact, isHistory) in _waiting)
        {
            if (!stored.TryGetValue(kind.Key(fact), out var old))
            {
                if (kind.OnlyRetracts(fact))
                {
                    continue;
                }

                if (_hadRows && !isHistory)
                {
                    kind.NotBefore(fact, pass.Today);
                }
            }
            else if (kind.Same(old, fact))
            {
                continue;
            }
            else
            {
                kind.NotBefore(fact, pass.Today);
                kind.Follow(old, fact);
                if (kind.Replaces(old, fact))
                {
                    pass.Db.Update(fact);
                    replaced++;
                    continue;
                }
            }

            kind.SetId?.Invoke(fact, _next++);
            added.Add(fact);
        }

        await pass.Db.SaveChangesAsync(pass.Cancel);
        pass.Db.ChangeTracker.Clear();
        CountApplied(replaced + await pass.Provider.BulkInsertAsync(pass.Db, added, pass.Cancel));
    }

    private async Task<Dictionary<TKey, T>> StoredAsync()
    {
        var near = kind.Near(kind.OfSource(pass.Db, pass.SourceId), [.. _waiting.Select(w => w.Fact)]);
        var latest = new Dictionary<TKey, T>();
        await foreach (var row in near.AsNoTracking().AsAsyncEnumerable().WithCancellation(pass.Cancel))
        {
            var key = kind.Key(row);
            if (_seen.Contains(key) && (!latest.TryGetValue(key, out var other) || kind.Order(row) > kind.Order(other)))
            {
                latest[key] = row;
            }
        }

        return latest;
    }
}
