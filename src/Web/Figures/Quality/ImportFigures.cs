using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures.Quality;

/// <summary>The latest imports, and what they set aside by file and reason.</summary>
internal static class ImportFigures
{
    private const int MostImports = 60;
    private const int MostReasons = 80;
    private const int Examples = 3;

    // What files are called in the formats that are read; the first that fits counts.
    private static readonly (string Part, QualityTable Table)[] Files =
    [
        ("result", QualityTable.Results),
        ("studentassessment", QualityTable.Results),
        ("lineitem", QualityTable.LineItems),
        ("assessment", QualityTable.LineItems),
        ("attendance", QualityTable.Attendance),
        ("incident", QualityTable.Incidents),
        ("behav", QualityTable.Incidents),
        ("activity", QualityTable.Activity),
        ("vle", QualityTable.Activity),
        ("outcome", QualityTable.Outcomes),
        ("enrollment", QualityTable.Enrollments),
        ("registration", QualityTable.Enrollments),
        ("demographic", QualityTable.Attributes),
        ("attribute", QualityTable.Attributes),
        ("class", QualityTable.Classes),
        ("course", QualityTable.Classes),
        ("user", QualityTable.Students),
        ("student", QualityTable.Students),
    ];

    /// <summary>Reads them.</summary>
    /// <param name="db">The context.</param>
    /// <param name="rowsOf">Rows of a table in the latest term, of the whole installation.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<QualityImports> ReadAsync(
        EarlyWarningDb db,
        Func<QualityTable, long> rowsOf,
        CancellationToken cancel
    )
    {
        var imports = await db
            .Imports.AsNoTracking()
            .OrderByDescending(i => i.StartedAt)
            .ThenByDescending(i => i.Id)
            .Take(MostImports)
            .Select(i => new QualityImport(
                i.Id,
                i.Format,
                i.StartedAt,
                i.State,
                i.RowsRead,
                i.RowsApplied,
                i.RowsQuarantined,
                i.Message
            ))
            .ToListAsync(cancel);
        long[] ids = [.. imports.Select(i => i.Id)];
        var groups = await db
            .QuarantinedRows.Where(q => ids.Contains(q.ImportId))
            .GroupBy(q => new
            {
                q.ImportId,
                q.File,
                q.Column,
                q.Reason,
            })
            .Select(g => new { g.Key, Rows = g.LongCount() })
            .OrderByDescending(g => g.Rows)
            .ThenBy(g => g.Key.ImportId)
            .ThenBy(g => g.Key.File)
            .ThenBy(g => g.Key.Reason)
            .Take(MostReasons)
            .ToListAsync(cancel);
        var started = imports.ToDictionary(i => i.Id, i => i.StartedAt);
        var examples = await LinesAsync(
            db,
            groups.ConvertAll(g => (g.Key.ImportId, g.Key.File, g.Key.Column, g.Key.Reason)),
            cancel
        );
        var quarantine = new List<QualityQuarantine>();
        foreach (var group in groups)
        {
            var (key, table) = (group.Key, TableOf(group.Key.File));
            var lines = examples[(key.ImportId, key.File, key.Column, key.Reason)];
            var there = table is { } t ? rowsOf(t) : 0;
            quarantine.Add(
                new QualityQuarantine(
                    key.ImportId,
                    started[key.ImportId],
                    key.File,
                    key.Column,
                    key.Reason,
                    group.Rows,
                    lines,
                    table,
                    there == 0 ? null : (double)group.Rows / (there + group.Rows)
                )
            );
        }

        return new QualityImports(imports, quarantine);
    }

    // The first lines of each group, in one pass over the rows.
    private static async Task<Dictionary<(long, string, string?, string), IReadOnlyList<long>>> LinesAsync(
        EarlyWarningDb db,
        List<(long ImportId, string File, string? Column, string Reason)> groups,
        CancellationToken cancel
    )
    {
        var first = groups.ToDictionary(g => g, _ => new SortedSet<long>());
        long[] ids = [.. groups.Select(g => g.ImportId).Distinct()];
        var rows = db
            .QuarantinedRows.Where(q => ids.Contains(q.ImportId))
            .Select(q => new
            {
                q.ImportId,
                q.File,
                q.Column,
                q.Reason,
                q.Line,
            });
        await foreach (var q in rows.AsAsyncEnumerable().WithCancellation(cancel))
        {
            if (first.TryGetValue((q.ImportId, q.File, q.Column, q.Reason), out var lines))
            {
                lines.Add(q.Line);
                if (lines.Count > Examples)
                {
                    lines.Remove(lines.Max);
                }
            }
        }

        return first.ToDictionary(f => f.Key, f => (IReadOnlyList<long>)[.. f.Value]);
    }

    /// <summary>The table that a file is for, by its name; null where it does not say.</summary>
    internal static QualityTable? TableOf(string file)
    {
        foreach (var (part, table) in Files)
        {
            if (file.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return table;
            }
        }

        return null;
    }
}
