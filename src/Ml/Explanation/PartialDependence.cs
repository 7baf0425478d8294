using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Explanation;

/// <summary>How margins move with one column.</summary>
/// <param name="Grid">The values that the column was set to, ascending.</param>
/// <param name="Individual">For each row the margins along the grid (ICE; Goldstein et al. 2015).</param>
/// <param name="Mean">Their mean at each grid value (PDP; Friedman 2001).</param>
public sealed record DependenceCurves(float[] Grid, double[][] Individual, double[] Mean);

/// <summary>
/// Partial dependence and individual conditional expectation. What would be shown, were this column different and all
/// others the same; no cause is claimed, and values that do not occur together say little.
/// </summary>
public static class PartialDependence
{
    /// <summary>The most values of a grid by default.</summary>
    public const int DefaultPoints = 20;

    /// <summary>The curves of the given rows.</summary>
    /// <param name="model">Any.</param>
    /// <param name="rows">One curve each, and the range of the grid.</param>
    /// <param name="column">Index in the schema.</param>
    /// <param name="output">Whose margin.</param>
    /// <param name="points">The most grid values of a numeric column: at least 2.</param>
    /// <param name="ct">Checked before each row.</param>
    /// <exception cref="ArgumentException">The table has another schema or no value in the column.</exception>
    public static DependenceCurves Of(
        Model model,
        Table rows,
        int column,
        int output = 0,
        int points = DefaultPoints,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        model.CheckTable(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        return Along(model, rows, column, Grid(rows, column, points), margin => margin, output, ct);
    }

    /// <summary>The curves of the given rows along a given grid, in the units that people are shown.</summary>
    /// <param name="model">Any.</param>
    /// <param name="rows">One curve each; at least one.</param>
    /// <param name="column">Index in the schema.</param>
    /// <param name="grid">Values to set the column to.</param>
    /// <param name="shown">From a margin to what is shown, before the mean is taken: the mean of frequencies is a frequency.</param>
    /// <param name="output">Whose margin.</param>
    /// <param name="ct">Checked before each row.</param>
    /// <exception cref="ArgumentException">The table has another schema or no row.</exception>
    public static DependenceCurves Along(
        Model model,
        Table rows,
        int column,
        float[] grid,
        Func<double, double> shown,
        int output = 0,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(shown);
        model.CheckTable(rows);
        if (rows.RowCount == 0)
        {
            throw new ArgumentException("Dependence needs at least one row.", nameof(rows));
        }

        var curves = new double[rows.RowCount][];
        var margins = new double[model.OutputCount];
        for (var row = 0; row < curves.Length; row++)
        {
            ct.ThrowIfCancellationRequested();
            var changed = rows.Row(row).ToArray();
            curves[row] = new double[grid.Length];
            for (var point = 0; point < grid.Length; point++)
            {
                changed[column] = grid[point];
                model.Margins(changed, margins);
                curves[row][point] = shown(margins[output]);
            }
        }

        double[] mean = [.. Enumerable.Range(0, grid.Length).Select(point => curves.Average(curve => curve[point]))];
        return new DependenceCurves(grid, curves, mean);
    }

    /// <summary>
    /// The distinct values where there are few or the column is categorical, else quantiles from the 1st to the 99th
    /// percentile; missing values are no grid value.
    /// </summary>
    /// <exception cref="ArgumentException">Every value is missing.</exception>
    public static float[] Grid(Table rows, int column, int points = DefaultPoints)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var present = new List<float>();
        for (var row = 0; row < rows.RowCount; row++)
        {
            if (!float.IsNaN(rows.Row(row)[column]))
            {
                present.Add(rows.Row(row)[column]);
            }
        }

        if (present.Count == 0)
        {
            throw new ArgumentException(
                $"Column '{rows.Schema.Columns[column].Name}' has no value in {rows.RowCount} rows to make a grid of."
            );
        }

        var distinct = present.Distinct().Order().ToArray();
        if (distinct.Length <= points || rows.Schema.Columns[column].Kind == ColumnKind.Categorical)
        {
            return distinct;
        }

        double[] sorted = [.. present.Select(value => (double)value)];
        return
        [
            .. Enumerable
                .Range(0, points)
                .Select(i => (float)WeightedQuantile.Of(sorted, null, 0.01 + (0.98 * i / (points - 1))))
                .Distinct(),
        ];
    }
}
