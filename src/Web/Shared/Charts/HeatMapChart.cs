namespace EarlyWarning.Web.Shared.Charts;

/// <summary>A table of numbers as shades: the darker, the greater. What matters is marked with a sign as well.</summary>
/// <param name="Rows">Names from the top down.</param>
/// <param name="Columns">Names from left to right.</param>
/// <param name="Values">By row and column; null where nothing was measured.</param>
/// <param name="Marked">By row and column: whether the value lies beyond its limit.</param>
/// <param name="Highest">The value that has the darkest shade; greater ones have it too.</param>
/// <param name="RowHeading">Heading of the names.</param>
public sealed record HeatMapChart(
    IReadOnlyList<string> Rows,
    IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyList<double?>> Values,
    IReadOnlyList<IReadOnlyList<bool>> Marked,
    double Highest,
    string RowHeading
) : ChartSpec
{
    private const int Slot = 42;

    /// <inheritdoc />
    public override int Height => (Rows.Count * Slot) + 40;

    /// <inheritdoc />
    public override ChartTable Table =>
        new(
            [RowHeading, .. Columns],
            [.. Rows.Select((name, r) => (string[])[name, .. Columns.Select((_, c) => Cell(r, c))])]
        );

    internal override PlotlyFigure ToPlotly()
    {
        var trace = new
        {
            type = "heatmap",
            x = Columns.Select((_, i) => i),
            y = Rows.Select((_, i) => -i),
            z = Values,
            zmin = 0,
            zmax = Highest,
            colorscale = new[] { new object[] { 0, "var(--page)" }, [1, PlotlyLayout.Accent] },
            showscale = false,
            xgap = 2,
            ygap = 20,
            hovertext = Rows.Select(
                (row, r) => Columns.Select((column, c) => PlotlyLayout.Escape($"{row}, {column}: {Cell(r, c)}"))
            ),
            hoverinfo = "text",
        };
        return new PlotlyFigure(
            [trace],
            PlotlyLayout.Of(
                Height,
                new
                {
                    l = 4,
                    r = 4,
                    t = 4,
                    b = 30,
                },
                (
                    "xaxis",
                    new
                    {
                        tickmode = "array",
                        tickvals = Columns.Select((_, i) => i),
                        ticktext = Columns.Select(PlotlyLayout.Escape),
                        fixedrange = true,
                        showgrid = false,
                        zeroline = false,
                        tickangle = 0,
                        nticks = 6,
                    }
                ),
                (
                    "yaxis",
                    new
                    {
                        visible = false,
                        fixedrange = true,
                        range = new[] { 0.4 - Rows.Count, 0.9 },
                    }
                ),
                ("annotations", Rows.Select((name, i) => PlotlyLayout.Label(name, -i, 20)).Concat(Marks()))
            )
        );
    }

    private IEnumerable<object> Marks() =>
        from r in Enumerable.Range(0, Rows.Count)
        from c in Enumerable.Range(0, Columns.Count)
        where Marked[r][c]
        select (object)
            new
            {
                text = "▲",
                xref = "x",
                yref = "y",
                x = c,
                y = -r,
                showarrow = false,
                font = new { color = "var(--on-accent)", size = 11 },
            };

    private string Cell(int row, int column) =>
        Values[row][column] is not { } value ? L["not measured"]
        : Marked[row][column] ? L["{0:0.00} ▲ beyond its limit", value]
        : value.ToString("0.00", System.Globalization.CultureInfo.CurrentCulture);
}
