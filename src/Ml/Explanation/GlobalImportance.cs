using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Explanation;

/// <summary>Explanations of many rows at once.</summary>
public static class GlobalImportance
{
    private const int RowsPerRange = 256;

    /// <summary>The mean size of each column's contribution over the rows, in schema order.</summary>
    /// <exception cref="ArgumentException">The table has no row or another schema.</exception>
    public static double[] MeanAbsoluteContributions(
        Model model,
        Table rows,
        CancellationToken ct = default,
        int threads = 2
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        model.CheckTable(rows);
        if (rows.RowCount == 0)
        {
            throw new ArgumentException("Importance needs at least one row.", nameof(rows));
        }

        var contributions = Contributions(model, rows, ct, threads);
        var columns = rows.ColumnCount;
        var means = new double[columns];
        for (var i = 0; i < contributions.Length; i++)
        {
            means[i % columns] += Math.Abs(contributions[i]) / rows.RowCount;
        }

        return means;
    }

    /// <summary>The contributions of all rows, one row after the other, each in schema order.</summary>
    /// <exception cref="ArgumentException">The table has another schema.</exception>
    public static double[] Contributions(Model model, Table rows, CancellationToken ct = default, int threads = 2)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.CheckTable(rows);
        var columns = rows.ColumnCount;
        var contributions = new double[checked(rows.RowCount * columns)];
        using var explainers = new ThreadLocal<Explainer>(model.CreateExplainer);
        RowRanges.Run(
            rows.RowCount,
            RowsPerRange,
            threads,
            ct,
            (_, start, end) =>
                explainers.Value!.ExplainRows(
                    rows.Values[(start * columns)..(end * columns)],
                    contributions.AsSpan(start * columns, (end - start) * columns)
                )
        );
        return contributions;
    }
}
