namespace EarlyWarning.Web.Shared.Charts;

/// <summary>Points of one kind.</summary>
/// <param name="Name">Its name in the legend and the table.</param>
/// <param name="IsStrong">Whether it stands out: filled, in the accent or in the colour of support.</param>
/// <param name="Symbol">Sign of plotly.js, so that colour does not stand alone.</param>
/// <param name="Points">Places on both axes.</param>
public sealed record PairKind(string Name, bool IsStrong, string Symbol, IReadOnlyList<(double X, double Y)> Points);

/// <summary>Two measures of the same things against each other, with the line on which they are equal.</summary>
/// <param name="Kinds">Kinds of points, the most important last so that they lie on top.</param>
/// <param name="X">Horizontal axis.</param>
/// <param name="Y">Vertical axis.</param>
public sealed record PairChart(IReadOnlyList<PairKind> Kinds, Axis X, Axis Y) : ChartSpec
{
    /// <inheritdoc />
    public override int Height => 400;

    /// <inheritdoc />
    public override ChartTable Table =>
        new(
            [L["Kind|of points"], X.Title, Y.Title],
            [
                .. Kinds.SelectMany(k =>
                    k.Points.Select(p =>
                        (string[])
                            [
                                k.Name,
                                p.X.ToString("0.##", System.Globalization.CultureInfo.CurrentCulture),
                                p.Y.ToString("0.##", System.Globalization.CultureInfo.CurrentCulture),
                            ]
                    )
                ),
            ]
        );

    internal override PlotlyFigure ToPlotly() =>
        new(
            [Diagonal(), .. Kinds.Where(k => k.Points.Count > 0).Select(Trace)],
            PlotlyLayout.Of(
                Height,
                new
                {
                    l = 56,
                    r = 14,
                    t = 44,
                    b = 46,
                },
                ("xaxis", Draw(X)),
                ("yaxis", Draw(Y)),
                ("hovermode", "closest"),
                ("showlegend", true),
                (
                    "legend",
                    new
                    {
                        orientation = "h",
                        x = 0,
                        y = 1.02,
                        yanchor = "bottom",
                        font = new { color = PlotlyLayout.Soft, size = 12 },
                        itemclick = false,
                        itemdoubleclick = false,
                    }
                )
            )
        );

    private object Diagonal() =>
        new
        {
            type = "scatter",
            mode = "lines",
            x = new[] { X.Low, X.High },
            y = new[] { Y.Low, Y.High },
            line = new
            {
                color = "var(--line-strong)",
                dash = "dot",
                width = 1,
            },
            hoverinfo = "skip",
            showlegend = false,
        };

    private static object Trace(PairKind kind) =>
        new
        {
            type = "scatter",
            mode = "markers",
            name = PlotlyLayout.Escape(kind.Name),
            x = kind.Points.Select(p => p.X),
            y = kind.Points.Select(p => p.Y),
            marker = new
            {
                symbol = kind.Symbol,
                size = kind.IsStrong ? 8 : 6,
                color = kind.IsStrong ? PlotlyLayout.Support : PlotlyLayout.Accent,
                opacity = kind.IsStrong ? 0.95 : 0.6,
            },
            hoverinfo = "skip",
        };

    private static object Draw(Axis axis) =>
        new
        {
            title = new
            {
                text = PlotlyLayout.Escape(axis.Title),
                standoff = 8,
                font = new { size = 12, color = PlotlyLayout.Soft },
            },
            range = new[] { axis.Low, axis.High },
            tickmode = "array",
            tickvals = axis.Ticks.Select(t => t.At),
            ticktext = axis.Ticks.Select(t => t.Text),
            fixedrange = true,
            gridcolor = PlotlyLayout.Line,
            zeroline = false,
        };
}
