using EarlyWarning.Ml.Tables;
using MathNet.Numerics.Statistics;

namespace EarlyWarning.Ml.Explanation;

/// <summary>A part of the rows, by the values of one column, and how two models rank it.</summary>
/// <param name="Column">Index in the schema.</param>
/// <param name="Low">Smallest value of the part; NaN where the value is missing.</param>
/// <param name="High">Greatest value of the part; NaN where the value is missing.</param>
/// <param name="Third">0, 1 or 2 for the lowest, middle and highest third; -1 where the value is missing.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Groups">Distinct groups (students) in it.</param>
/// <param name="MeanGap">By how many places of 100 the first model ranks its rows higher, on average.</param>
public sealed record PartingCell(int Column, float Low, float High, int Third, int Rows, int Groups, double MeanGap);

/// <summary>Where two models rank the same rows alike and where they part.</summary>
public static class ModelAgreement
{
    /// <summary>Spearman's rank correlation (1904); NaN where one model ranks all rows alike.</summary>
    /// <param name="a">Scores of one model.</param>
    /// <param name="b">Scores of the other for the same rows.</param>
    public static double RankCorrelation(double[] a, double[] b)
    {
        CheckLengths(a, b);
        return Correlation.Spearman(a, b);
    }

    /// <summary>Each row's rank in percent: the share of rows that rank below it, half of those that tie counted.</summary>
    /// <param name="scores">Scores; larger ranks higher.</param>
    public static double[] Percentiles(double[] scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        // A copy, because the ranks are computed in place.
        var ranks = ArrayStatistics.RanksInplace([.. scores], RankDefinition.Average);
        return Array.ConvertAll(ranks, rank => 100 * (rank - 0.5) / scores.Length);
    }

    /// <summary>
    /// Thirds of every column (and where it is missing) with the mean difference of the two models' ranks, the greatest
    /// differences first. A column with few values has as many parts as it allows.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="first">Ranks in percent by the first model.</param>
    /// <param name="second">Ranks in percent by the second model.</param>
    /// <param name="groups">Whose row it is.</param>
    /// <param name="least">Parts with fewer groups are left out.</param>
    public static IReadOnlyList<PartingCell> Parting(
        Table rows,
        double[] first,
        double[] second,
        long[] groups,
        int least
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(groups);
        CheckLengths(first, second);
        if (first.Length != rows.RowCount || groups.Length != rows.RowCount)
        {
            throw new ArgumentException("Ranks and groups are needed for every row.");
        }

        return
        [
            .. Enumerable
                .Range(0, rows.ColumnCount)
                .Where(c => rows.Schema.Columns[c].Kind != ColumnKind.Categorical)
                .SelectMany(c => Parts(rows, c).Select(part => Cell(c, part)))
                .Where(cell => cell.Groups >= least)
                .OrderByDescending(cell => Math.Abs(cell.MeanGap))
                .ThenBy(cell => cell.Column),
        ];

        PartingCell Cell(int column, (int Third, List<int> Rows) part)
        {
            var values = part.Third < 0 ? [float.NaN] : part.Rows.ConvertAll(i => rows.Row(i)[column]);
            return new PartingCell(
                column,
                values.Min(),
                values.Max(),
                part.Third,
                part.Rows.Count,
                part.Rows.Select(i => groups[i]).Distinct().Count(),
                part.Rows.Average(i => first[i] - second[i])
            );
        }
    }

    private static IEnumerable<(int Third, List<int> Rows)> Parts(Table rows, int column)
    {
        float[] present =
        [
            .. Enumerable.Range(0, rows.RowCount).Select(i => rows.Row(i)[column]).Where(v => !float.IsNaN(v)).Order(),
        ];
        if (present.Length == 0 || present[0] == present[^1])
        {
            return [];
        }

        // Equal values stay together: a value belongs to the third that its first place lies in.
        var (low, high) = (present[(present.Length - 1) / 3], present[2 * (present.Length - 1) / 3]);
        return Enumerable
            .Range(0, rows.RowCount)
            .GroupBy(i =>
                rows.Row(i)[column] switch
                {
                    float.NaN => -1,
                    var v when v <= low => 0,
                    var v when v <= high => 1,
                    _ => 2,
                }
            )
            .OrderBy(g => g.Key)
            .Select(g => (g.Key, g.ToList()));
    }

    private static void CheckLengths(double[] a, double[] b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Length != b.Length || a.Length < 2)
        {
            throw new ArgumentException("Two models are compared on at least 2 of the same rows.");
        }
    }
}
