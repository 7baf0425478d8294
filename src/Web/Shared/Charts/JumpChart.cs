namespace EarlyWarning.Web.Shared.Charts;

/// <summary>A mean of things that lie near each other.</summary>
/// <param name="X">Their mean distance to the cut.</param>
/// <param name="Y">Mean of what is shown.</param>
/// <param name="Count">How many.</param>
/// <param name="XWords">X in words.</param>
/// <param name="YWords">Y in words.</param>
public sealed record JumpPoint(double X, double Y, int Count, string XWords, string YWords);

/// <summary>Means on both sides of a cut, and where the lines through them meet it.</summary>
/// <param name="Points">Means from left to right; from 0 on they are above the cut.</param>
/// <param name="X">Horizontal axis; 0 is the cut.</param>
/// <param name="Y">Vertical axis.</param>
/// <param name="CountHeading">Heading of the counts.</param>
/// <param name="Below">What is below the cut.</param>
/// <param name="Above">What is above it.</param>
public sealed record JumpChart(
    IReadOnlyList<JumpPoint> Points,
    Axis X,
    Axis Y,
    string CountHeading,
    string Below,
    string Above
) : ChartSpec
{
    /// <inheritdoc />
    public override int Height => 320;

    /// <inheritdoc />
    public override ChartTable Table =>
        new(
            [X.Title, Y.Title, CountHeading],
            [
                .. Points.Select(p =>
                    (string[])
                        [p.XWords, p.YWords, p.Count.ToString("N0", System.Globalization.CultureInfo.CurrentCulture)]
                ),
            ]
        );

    internal override PlotlyFigure ToPlotly() =>
        new(
            [Trace(Below, false), Trace(Above, true)],
            PlotlyLayout.Of(
                Height,
                new
                {
                    l = 62,
                    r = 14,
                    t = 30,
                    b = 46,
                },
                ("xaxis", Draw(X, false)),
                ("yaxis", Draw(Y, true)),
                ("hovermode", "closest"),
                ("shapes", new[] { Cut() }),
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

    private object Trace(string name, bool isAbove)
    {
        var own = Points.Where(p => p.X >= 0 == isAbove).ToList();
        var most = Math.Max(1, Points.Select(p => p.Count).DefaultIfEmpty(1).Max());
        return new
        {
            type = "scatter",
            mode = "markers",
            name = PlotlyLayout.Escape(name),
            x = own.Select(p => p.X),
            y = own.Select(p => p.Y),
            marker = new
            {
                size = own.Select(p => 7 + (7 * Math.Sqrt((double)p.Count / most))),
                symbol = isAbove ? "triangle-up" : "circle",
                color = isAbove ? PlotlyLayout.Support : PlotlyLayout.Accent,
            },
            hovertext = own.Select(p => PlotlyLayout.Escape($"{p.XWords}: {p.YWords}")),
            hoverinfo = "text",
        };
    }

    private static object Cut() =>
        new
        {
            type = "line",
            xref = "x",
            yref = "paper",
            x0 = 0,
            x1 = 0,
            y0 = 0,
            y1 = 1,
            line = new
            {
                color = "var(--line-strong)",
                width = 1.5,
                dash = "dash",
            },
        };

    private static object Draw(Axis axis, bool hasGrid) =>
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
            showgrid = hasGrid,
            gridcolor = PlotlyLayout.Line,
            zeroline = false,
        };
}
