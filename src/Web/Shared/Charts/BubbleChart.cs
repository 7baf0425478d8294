namespace EarlyWarning.Web.Shared.Charts;

/// <summary>A thing with two measures and a size.</summary>
/// <param name="X">Place on the horizontal axis.</param>
/// <param name="Y">Place on the vertical axis.</param>
/// <param name="Size">Size, 0 to 1: the area of the bubble.</param>
/// <param name="IsStrong">Whether it stands out.</param>
/// <param name="Cells">Its row of the table; the first cell names it.</param>
public sealed record Bubble(double X, double Y, double Size, bool IsStrong, IReadOnlyList<string> Cells);

/// <summary>Things by two measures, as large as a third. What stands out has a colour and a sign of its own.</summary>
/// <param name="Bubbles">The things.</param>
/// <param name="X">Horizontal axis.</param>
/// <param name="Y">Vertical axis.</param>
/// <param name="Columns">Headings of the table.</param>
/// <param name="Plain">Name of those that do not stand out.</param>
/// <param name="Strong">Name of those that do.</param>
public sealed record BubbleChart(
    IReadOnlyList<Bubble> Bubbles,
    Axis X,
    Axis Y,
    IReadOnlyList<string> Columns,
    string Plain,
    string Strong
) : ChartSpec
{
    private const double Smallest = 6;
    private const double Largest = 34;

    /// <inheritdoc />
    public override int Height => 360;

    /// <inheritdoc />
    public override ChartTable Table => new(Columns, [.. Bubbles.Select(b => b.Cells)]);

    internal override PlotlyFigure ToPlotly() =>
        new(
            [Trace(false), Trace(true)],
            PlotlyLayout.Of(
                Height,
                new
                {
                    l = 58,
                    r = 14,
                    t = 48,
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
                        itemsizing = "constant",
                        itemclick = false,
                        itemdoubleclick = false,
                    }
                )
            )
        );

    private object Trace(bool isStrong)
    {
        var own = Bubbles.Where(b => b.IsStrong == isStrong).ToList();
        return new
        {
            type = "scatter",
            mode = "markers",
            name = PlotlyLayout.Escape(isStrong ? Strong : Plain),
            x = own.Select(b => b.X),
            y = own.Select(b => b.Y),
            marker = new
            {
                symbol = isStrong ? "diamond" : "circle",
                // The eye compares areas.
                size = own.Select(b => Math.Max(Smallest, Largest * Math.Sqrt(Math.Clamp(b.Size, 0, 1)))),
                color = isStrong ? PlotlyLayout.Support : PlotlyLayout.Accent,
                opacity = 0.55,
                line = new { color = "var(--card)", width = 1 },
            },
            hovertext = own.Select(b => PlotlyLayout.Escape(string.Join(", ", b.Cells))),
            hoverinfo = "text",
        };
    }

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
