using EarlyWarning.Domain.Imports.Files;

namespace EarlyWarning.Domain.Imports.OneRoster;

/// <summary>Records that may name a parent of the same file, put in an order in which parents come first.</summary>
/// <param name="file">File name for messages.</param>
/// <param name="stored">Database key of a record by source key, once it has one.</param>
internal sealed class ParentsFirst<T>(string file, Func<string, long?> stored)
    where T : class
{
    private readonly Dictionary<string, (long Line, string? Parent, T Record)> _records = new(StringComparer.Ordinal);

    /// <summary>Takes a record.</summary>
    /// <exception cref="RowFaultException">The same key came before.</exception>
    public void Add(long line, string key, string? parent, T record)
    {
        if (!_records.TryAdd(key, (line, parent, record)))
        {
            throw new RowFaultException("sourcedId", "An earlier row has the same key.");
        }
    }

    /// <summary>
    /// The records with the database keys of their parents, parents first; each must have its own key before the next is
    /// asked for. Members of a circle are set aside.
    /// </summary>
    public IEnumerable<(T Record, long? Parent)> InOrder(ImportTally tally)
    {
        var waiting = _records.OrderBy(r => r.Value.Line).ToList();
        while (waiting.Count > 0)
        {
            var left = waiting.Select(w => w.Key).ToHashSet(StringComparer.Ordinal);
            var ready = waiting.Where(w => w.Value.Parent is null || !left.Contains(w.Value.Parent)).ToList();
            if (ready.Count == 0)
            {
                SetAside(waiting.Select(w => w.Value.Line), tally);
                yield break;
            }

            foreach (var (_, (line, parent, record)) in ready)
            {
                var parentId = parent is null ? null : stored(parent);
                if (parent is not null && parentId is null)
                {
                    tally.Warn($"{file}, line {line}: the parent is not in the files; the record stands at the top.");
                }

                yield return (record, parentId);
            }

            waiting.RemoveAll(w => ready.Exists(r => string.Equals(r.Key, w.Key, StringComparison.Ordinal)));
        }
    }

    private void SetAside(IEnumerable<long> lines, ImportTally tally)
    {
        foreach (var line in lines)
        {
            tally.Quarantine(
                tally.File(file),
                line,
                new RowFaultException("parentSourcedId", "The record is, through its parents, its own parent.")
            );
        }
    }
}
