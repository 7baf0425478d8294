using EarlyWarning.Ml.Explanation;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>
/// Makes swarms that nobody can be recognised in: a few hundred points, values as places among the others to the nearest 5
/// percent, contributions rounded, the extremes drawn in, and every swarm in an order of its own.
/// </summary>
internal static class Swarms
{
    /// <summary>Most points of a swarm.</summary>
    public const int MostPoints = 300;

    private const int PlaceStep = 5;

    /// <summary>The swarm of a column.</summary>
    /// <param name="rows">Values.</param>
    /// <param name="contributions">Contributions of all rows, row after row.</param>
    /// <param name="column">The column.</param>
    public static Swarm Of(Table rows, IReadOnlyList<double> contributions, int column)
    {
        var width = rows.ColumnCount;
        var adds = new double[rows.RowCount];
        var values = new double[rows.RowCount];
        for (var i = 0; i < adds.Length; i++)
        {
            adds[i] = contributions[(i * width) + column];
            values[i] = rows.Row(i)[column];
        }

        return Of(rows.Schema.Columns[column], values, adds);
    }

    /// <summary>The swarm of a column from its values and contributions.</summary>
    /// <param name="column">The column.</param>
    /// <param name="values">Values; NaN is missing.</param>
    /// <param name="adds">Contributions.</param>
    public static Swarm Of(Column column, double[] values, double[] adds)
    {
        var places = Places(column, values);
        double[] sorted = [.. adds.Order()];
        var (low, high) = (Quantile(sorted, 0.01), Quantile(sorted, 0.99));
        // Evenly through the ranks of the contributions, so that the thin ends are there as they are.
        var taken = Math.Min(MostPoints, adds.Length);
        int[] order = [.. Enumerable.Range(0, adds.Length).OrderBy(i => adds[i]).ThenBy(i => i)];
        var points = Enumerable
            .Range(0, taken)
            .Select(k => order[(int)((k + 0.5) * adds.Length / taken)])
            .Select(i => new SwarmPoint(places[i], Math.Round(Math.Clamp(adds[i], low, high), 2)))
            .OrderBy(p => p.Adds)
            .ThenBy(p => p.Place)
            .ToList();
        return new Swarm(column.Name, points);
    }

    // Codes of categories have no order, so that "high" and "low" would say nothing.
    private static int?[] Places(Column column, double[] values)
    {
        var places = new int?[values.Length];
        int[] present = [.. Enumerable.Range(0, values.Length).Where(i => !double.IsNaN(values[i]))];
        if (column.Kind == ColumnKind.Categorical || present.Length < 2)
        {
            return places;
        }

        var ranks = ModelAgreement.Percentiles(Array.ConvertAll(present, i => values[i]));
        for (var k = 0; k < present.Length; k++)
        {
            places[present[k]] = PlaceStep * (int)Math.Round(ranks[k] / PlaceStep, MidpointRounding.AwayFromZero);
        }

        return places;
    }

    private static double Quantile(double[] sorted, double share) =>
        sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
}
