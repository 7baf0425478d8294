using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Ml.Explanation;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>How what is shown moves with a feature, in the model in service, over rows of a later cohort.</summary>
internal static class DriverCurves
{
    /// <summary>Rows in each mean.</summary>
    public const int MeanRows = 300;

    /// <summary>Rows with a line of their own.</summary>
    public const int MostLines = 30;

    /// <summary>Fewer students with a value are "few".</summary>
    public const int LeastStudents = 10;

    private const int SpreadRows = 4_000;
    private const int MostPoints = 15;
    private const int MostBins = 12;
    private const double Tail = 0.01;

    /// <summary>Draws the curves.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="drivers">Names of the features, the first first.</param>
    /// <param name="catalogue">Features.</param>
    /// <param name="courses">Titles of courses by key.</param>
    /// <param name="cancel">Cancels.</param>
    public static CurveSheet Of(
        DriverCohort cohort,
        IEnumerable<string> drivers,
        FeatureCatalogue catalogue,
        IReadOnlyDictionary<long, string> courses,
        CancellationToken cancel
    )
    {
        var spread = cohort.Sample(SpreadRows)!;
        var rows = spread.Data.X.Select([.. Spaced(spread.Rows.Count, MeanRows)]);
        var columns = spread.Data.X.Schema.Columns.Select(c => c.Name).ToList();
        return new CurveSheet(
            cohort.Goal,
            cohort.Served.Version.Trainer,
            cohort.Term,
            rows.RowCount,
            [
                .. drivers
                    .Select(name => columns.IndexOf(name))
                    .Where(c => c >= 0)
                    .Select(c => Curve(cohort, spread, rows, c, NamesOf(catalogue, c, courses), cancel))
                    .OfType<FeatureCurve>(),
            ]
        );
    }

    /// <summary>Where the values of a column lie: equal widths for many values, else one bin for each value.</summary>
    /// <param name="values">Present values with their students.</param>
    /// <param name="grid">The grid, ascending.</param>
    /// <param name="isEach">Whether every value of the grid stands for itself.</param>
    public static IReadOnlyList<ValueBin> Bins(
        IReadOnlyList<(float Value, long Student)> values,
        IReadOnlyList<float> grid,
        bool isEach
    )
    {
        (double Low, double High)[] ranges = isEach
            ? [.. grid.Select(g => ((double)g, (double)g))]
            : [.. Enumerable.Range(0, MostBins).Select(i => (Edge(i), Edge(i + 1)))];
        return
        [
            .. ranges.Select(
                (range, i) =>
                {
                    // The ends are the tails' quantiles: what lies beyond them is in no bin.
                    var isLast = i == ranges.Length - 1;
                    var inside = values
                        .Where(v =>
                            v.Value >= range.Low && (isEach || isLast ? v.Value <= range.High : v.Value < range.High)
                        )
                        .ToList();
                    var isFew = inside.Select(v => v.Student).Distinct().Count() < LeastStudents;
                    var share = isFew ? 0 : Math.Round((double)inside.Count / values.Count, 3);
                    return new ValueBin(Math.Round(range.Low, 4), Math.Round(range.High, 4), share, isFew);
                }
            ),
        ];

        double Edge(int i) => grid[0] + ((grid[^1] - grid[0]) * (double)i / MostBins);
    }

    private static FeatureCurve? Curve(
        DriverCohort cohort,
        Dataset spread,
        Table rows,
        int column,
        Func<float, string>? nameOf,
        CancellationToken cancel
    )
    {
        var values = Enumerable
            .Range(0, spread.Rows.Count)
            .Select(i => (Value: spread.Data.X.Row(i)[column], Student: spread.Rows[i].StudentId))
            .Where(v => !float.IsNaN(v.Value))
            .ToList();
        var (grid, isEach) = Grid(spread.Data.X.Schema.Columns[column], values);
        if (grid.Length < 2)
        {
            return null;
        }

        var isMark = cohort.Goal.IsMark();
        var model = cohort.Served.Model;
        var curves = PartialDependence.Along(
            model.Model,
            rows,
            column,
            grid,
            margin => isMark ? Math.Clamp(margin, 0, 100) : model.Shown(margin),
            ct: cancel
        );
        var digits = isMark ? 1 : 3;
        return new FeatureCurve(
            spread.Data.X.Schema.Columns[column].Name,
            [.. grid.Select(g => Math.Round((double)g, 4))],
            nameOf is null ? null : [.. grid.Select(nameOf)],
            [.. curves.Mean.Select(m => Math.Round(m, digits))],
            [
                .. Spaced(rows.RowCount, MostLines)
                    .Select(i => (double[])[.. curves.Individual[i].Select(m => Math.Round(m, digits))]),
            ],
            Bins(values, grid, isEach),
            Math.Round(1 - ((double)values.Count / spread.Rows.Count), 3)
        );
    }

    /// <summary>
    /// Quantiles within the tails; where there are few values, those themselves that enough students have.
    /// </summary>
    private static (float[] Grid, bool IsEach) Grid(Column column, List<(float Value, long Student)> values)
    {
        var distinct = values.GroupBy(v => v.Value).ToList();
        if (distinct.Count <= MostPoints || column.Kind == ColumnKind.Categorical)
        {
            return (
                [
                    .. distinct
                        .Where(g => g.Select(v => v.Student).Distinct().Count() >= LeastStudents)
                        .OrderByDescending(g => g.Count())
                        .Take(MostPoints)
                        .Select(g => g.Key)
                        .Order(),
                ],
                true
            );
        }

        float[] sorted = [.. values.Select(v => v.Value).Order()];
        return (
            [
                .. Enumerable
                    .Range(0, MostPoints)
                    .Select(i => Tail + ((1 - (2 * Tail)) * i / (MostPoints - 1)))
                    .Select(share =>
                        sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)]
                    )
                    .Distinct(),
            ],
            false
        );
    }

    private static Func<float, string>? NamesOf(
        FeatureCatalogue catalogue,
        int column,
        IReadOnlyDictionary<long, string> courses
    )
    {
        var feature = catalogue.Features[column];
        return feature.Levels.Count > 0 ? code => feature.Levels[Math.Clamp((int)code, 0, feature.Levels.Count - 1)]
            : feature.Kind == Domain.Students.AttributeKind.Categorical
                ? code => courses.GetValueOrDefault((long)code, $"{code:0}")
            : null;
    }

    private static IEnumerable<int> Spaced(int count, int most)
    {
        var taken = Math.Min(count, most);
        return Enumerable.Range(0, taken).Select(k => (int)((k + 0.5) * count / taken));
    }
}
