using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Ml.Explanation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Trees;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>Importance of features on a later cohort, by three measures, with the contributions that swarms are drawn of.</summary>
internal static class DriverImportance
{
    private const int ExplainedRows = 4_000;
    private const int SampledRows = 300;
    private const int ShuffledRows = 2_000;
    private const int Repeats = 3;

    /// <summary>A share of all contributions below which a feature is not shuffled: its rise could not be told from 0.</summary>
    private const double LeastShuffled = 0.002;

    /// <summary>Measures it.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>The sheet without anything of an organisation, with swarms of the cohort; null where it has no rows.</returns>
    public static DriverSheet? Of(DriverCohort cohort, CancellationToken cancel)
    {
        var model = cohort.Judged.Model;
        var rows = cohort.Sample(model.CreateExplainer().IsExact ? ExplainedRows : SampledRows);
        if (rows is null || rows.Data.Groups!.Distinct().Count() < DriverSheets.LeastStudents)
        {
            return null;
        }

        var contributions = GlobalImportance.Contributions(model, rows.Data.X, cancel);
        var width = rows.Data.X.ColumnCount;
        var shares = Shares(contributions, width, [.. Enumerable.Range(0, rows.Rows.Count)]);
        int[] order =
        [
            .. Enumerable.Range(0, width).Where(c => shares[c] > 0).OrderByDescending(c => shares[c]).ThenBy(c => c),
        ];
        var (rises, loss) = Rises(cohort, [.. order.Where(c => shares[c] >= LeastShuffled)], cancel);
        var gains = Gains(model);
        var weeks = rows.Rows.Select(r => (int)r.Week).Distinct().Order().ToList();
        var byWeek = weeks.ConvertAll(w =>
            Shares(contributions, width, [.. Enumerable.Range(0, rows.Rows.Count).Where(i => rows.Rows[i].Week == w)])
        );
        return new DriverSheet(
            cohort.Goal,
            cohort.Served.Version.Trainer,
            cohort.Term,
            cohort.IsUnseen,
            Rounded(rows.Rows.Count),
            Rounded(rows.Data.Groups!.Distinct().Count()),
            Math.Round(loss, 4),
            weeks,
            [.. order.Select(Row)],
            null,
            false,
            [.. order.Take(DriverSheets.MostDrawn).Select(c => Swarms.Of(rows.Data.X, contributions, c))]
        );

        DriverRow Row(int column)
        {
            LossRise? rise = rises.TryGetValue(column, out var found) ? found : null;
            return new DriverRow(
                rows.Data.X.Schema.Columns[column].Name,
                gains is null ? null : Math.Round(gains[column], 4),
                Digits(rise?.Mean),
                Digits(rise?.Low),
                Digits(rise?.High),
                Math.Round(shares[column], 4),
                null,
                [.. byWeek.Select(w => Math.Round(w[column], 3))]
            );
        }
    }

    /// <summary>People and rows as they are published.</summary>
    public static int Rounded(int count) => (int)(5 * Math.Round(count / 5.0, MidpointRounding.AwayFromZero));

    /// <summary>Mean size of each column's contributions over some rows, as shares of all columns'.</summary>
    public static double[] Shares(double[] contributions, int width, int[] rows)
    {
        var sums = new double[width];
        foreach (var row in rows)
        {
            for (var c = 0; c < width; c++)
            {
                sums[c] += Math.Abs(contributions[(row * width) + c]);
            }
        }

        var total = sums.Sum();
        return total > 0 ? Array.ConvertAll(sums, s => s / total) : sums;
    }

    /// <summary>Loss of a row: of a frequency the log loss, of a mark the distance in points.</summary>
    public static Func<int, double, double> LossOf(ScoringModel model, Dataset rows) =>
        rows.Goal.IsMark()
            ? (row, margin) => Math.Abs(rows.Data.Y[row] - Math.Clamp(margin, 0, 100))
            : (row, margin) =>
            {
                // A step of a calibrator may lie at 0 or 1, where one mistake would outweigh everything.
                var shown = Math.Clamp(model.Shown(margin), 0.001, 0.999);
                return -Math.Log(rows.Data.Y[row] == 1 ? shown : 1 - shown);
            };

    private static double? Digits(double? number) => number is { } n ? Math.Round(n, 5) : null;

    private static (Dictionary<int, LossRise> ByColumn, double Loss) Rises(
        DriverCohort cohort,
        int[] columns,
        CancellationToken cancel
    )
    {
        var rows = cohort.Sample(ShuffledRows)!;
        var model = cohort.Judged.Model;
        var loss = LossOf(cohort.Judged, rows);
        var whole = model.Margins(rows.Data.X, cancel).Select((margin, row) => loss(row, margin)).Average();
        var rises = PermutationLoss.Of(
            model,
            rows.Data.X,
            columns,
            loss,
            rows.Data.Groups!,
            Repeats,
            cohort.Seed,
            cancel
        );
        return (columns.Zip(rises).ToDictionary(p => p.First, p => p.Second), whole);
    }

    private static double[]? Gains(Model model)
    {
        if (model is not TreeEnsemble trees)
        {
            return null;
        }

        var gains = trees.GainByColumn();
        var total = gains.Sum();
        return total > 0 ? Array.ConvertAll(gains, g => g / total) : null;
    }
}
