namespace EarlyWarning.Web.Figures.Quality;

/// <summary>Counts of faults by school, added up to organisations.</summary>
internal sealed class QualityTally
{
    private readonly Dictionary<(long Org, QualityTable Table), long> _rows = [];
    private readonly Dictionary<
        (long Org, QualityTable Table, string Column, QualityFault Fault),
        (long Rows, long Count)
    > _counts = [];
    private readonly Dictionary<(long Org, QualityTable Table, int Source), (long Rows, long Import)> _sources = [];
    private readonly List<(QualityTable Table, string Column, QualityFault Fault)> _order = [];

    /// <summary>Takes rows of a table.</summary>
    public void Rows(long org, QualityTable table, long rows) =>
        _rows[(org, table)] = _rows.GetValueOrDefault((org, table)) + rows;

    /// <summary>Takes rows by source, with the latest import.</summary>
    public void Source(long org, QualityTable table, int source, long rows, long import)
    {
        var before = _sources.GetValueOrDefault((org, table, source));
        _sources[(org, table, source)] = (before.Rows + rows, Math.Max(before.Import, import));
    }

    /// <summary>Takes a fault that was looked for.</summary>
    public void Fault(long org, QualityTable table, string column, QualityFault fault, long rows, long count)
    {
        var key = (org, table, column, fault);
        var before = _counts.GetValueOrDefault(key);
        _counts[key] = (before.Rows + rows, before.Count + count);
        if (!_order.Contains((table, column, fault)))
        {
            _order.Add((table, column, fault));
        }
    }

    /// <summary>Rows of a table at some schools.</summary>
    public long RowsOf(IReadOnlySet<long> schools, QualityTable table) =>
        _rows.Where(r => r.Key.Table == table && schools.Contains(r.Key.Org)).Sum(r => r.Value);

    /// <summary>Faults at some schools, in the order of tables.</summary>
    public IReadOnlyList<QualityCount> Of(IReadOnlySet<long> schools)
    {
        var own = _counts
            .Where(c => schools.Contains(c.Key.Org))
            .GroupBy(c => (c.Key.Table, c.Key.Column, c.Key.Fault))
            .ToDictionary(g => g.Key, g => (Rows: g.Sum(c => c.Value.Rows), Count: g.Sum(c => c.Value.Count)));
        return
        [
            .. _order
                .Where(own.ContainsKey)
                .OrderBy(k => k.Table)
                .Select(k => new QualityCount(k.Table, k.Column, k.Fault, own[k].Rows, own[k].Count)),
        ];
    }

    /// <summary>Rows by source at some schools.</summary>
    public IReadOnlyList<QualitySource> SourcesOf(
        IReadOnlySet<long> schools,
        IReadOnlyDictionary<int, string> names,
        IReadOnlyDictionary<long, DateTime> imports
    ) =>
        [
            .. _sources
                .Where(s => schools.Contains(s.Key.Org))
                .GroupBy(s => (s.Key.Table, s.Key.Source))
                .OrderBy(g => g.Key.Table)
                .ThenBy(g => g.Key.Source)
                .Select(g => new QualitySource(
                    g.Key.Table,
                    names.GetValueOrDefault(g.Key.Source, ""),
                    g.Sum(s => s.Value.Rows),
                    imports.TryGetValue(g.Max(s => s.Value.Import), out var at) ? at : null
                )),
        ];
}
