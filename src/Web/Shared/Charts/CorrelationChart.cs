namespace EarlyWarning.Web.Shared.Charts;

/// <summary>
/// Correlations of each of a few things with each other, as shades in two colours with the number in each field, so that
/// colour is not needed. Names stand above their row; columns go by number.
/// </summary>
/// <param name="Names">The things.</param>
/// <param name="Values">From -1 to 1 by row and column; null where nothing could be measured.</param>
/// <param name="NameHeading">Heading of the names.</param>
public sealed record CorrelationChart(
    IReadOnlyList<string> Names,
    IReadOnlyList<IReadOnlyList<double?>> Values,
    string NameHeading
) : ChartSpec
{
    private const int Slot = 44;

    /// <inheritdoc />
    public override int Height => (Names.Count * Slot) + 40;

    /// <inheritdoc />
    public override ChartTable Table =>
        new(
            [NameHeading, .. Names],
            [
                .. Names.Select(
                    (name, r) => (IReadOnlyList<string>)[name, .. Names.Select((_, c) => Words(Values[r][c], "0.00"))]
                ),
            ]
        );

    internal override PlotlyFigure ToPlotly() =>
        new(
            [
                new
                {
                    type = "heatmap",
                    x = Names.Select((_, i) => i),
                    y = Names.Select((_, i) => -i),
                    z = Values,
                    zmin = -1,
                    zmax = 1,
                    colorscale = new[]
                    {
                        new object[] { 0, PlotlyLayout.Support },
                        [0.5, "var(--card)"],
                        [1, PlotlyLayout.Accent],
                    },
                    showscale = false,
                    xgap = 2,
                    ygap = 20,
                    hovertext = Names.Select(
                        (row, r) =>
                            Names.Select(
                                (column, c) => PlotlyLayout.Escape($"{row} × {column}: {Words(Values[r][c], "0.00")}")
                            )
                    ),
                    hoverinfo = "text",
                },
            ],
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
                        tickvals = Names.Select((_, i) => i),
                        ticktext = Names.Select(
                            (_, i) => (i + 1).ToString(System.Globalization.CultureInfo.CurrentCulture)
                        ),
                        fixedrange = true,
                        showgrid = false,
                        zeroline = false,
                        tickangle = 0,
                    }
                ),
                (
                    "yaxis",
                    new
                    {
                        visible = false,
                        fixedrange = true,
                        range = new[] { 0.4 - Names.Count, 0.9 },
                    }
                ),
                (
                    "annotations",
                    Names.Select((name, i) => PlotlyLayout.Label($"{i + 1} {name}", -i, 21)).Concat(Numbers())
                )
            )
        );

    private IEnumerable<object> Numbers() =>
        from r in Enumerable.Range(0, Names.Count)
        from c in Enumerable.Range(0, Names.Count)
        where r != c && Values[r][c] is not null
        select (object)
            new
            {
                text = Words(Values[r][c], "0.0"),
                xref = "x",
                yref = "y",
                x = c,
                y = -r,
                showarrow = false,
                font = new
                {
                    color = Math.Abs(Values[r][c]!.Value) > 0.6 ? "var(--on-accent)" : PlotlyLayout.Ink,
                    size = 11,
                },
            };

    private static string Words(double? value, string format) =>
        value is { } v
            ? v.ToString(format, System.Globalization.CultureInfo.CurrentCulture)
                .Replace("-", "−", StringComparison.Ordinal)
            : L["not measured"];
}
