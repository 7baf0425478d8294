namespace EarlyWarning.Web.Shared.Charts;

/// <summary>A group's line; where it has no point, nothing is drawn.</summary>
/// <param name="Name">Name of the group.</param>
/// <param name="IsWhole">Whether it is everybody, drawn to compare with.</param>
/// <param name="Points">From left to right.</param>
public sealed record GroupLine(string Name, bool IsWhole, IReadOnlyList<LinePoint> Points);

/// <summary>
/// A line for each group over an axis of steps, told apart by colour, by stroke and by the shape of its points together, with
/// the step that is shown now marked.
/// </summary>
/// <param name="Lines">One per group; everybody last.</param>
/// <param name="X">The steps.</param>
/// <param name="Y">What is measured.</param>
/// <param name="Mark">The step shown now, or null.</param>
/// <param name="HasIntervals">Whether intervals are drawn.</param>
public sealed record GroupLinesChart(IReadOnlyList<GroupLine> Lines, Axis X, Axis Y, double? Mark, bool HasIntervals)
    : ChartSpec
{
    private const int LegendRow = 20;
    private const int LegendTop = 12;
    private static readonly string[] Colors =
    [
        PlotlyLayout.Accent,
        PlotlyLayout.Support,
        PlotlyLayout.Strength,
        PlotlyLayout.Watch,
        "var(--danger)",
        "var(--track)",
    ];
    private static readonly string[] Dashes = ["solid", "dash", "dot", "dashdot", "longdash"];
    private static readonly string[] Shapes =
    [
        "circle",
        "square",
        "diamond",
        "triangle-up",
        "cross",
        "x",
        "star",
        "triangle-down",
        "pentagon",
    ];

    /// <inheritdoc />
    public override int Height => 240 + Legend;

    /// <inheritdoc />
    public override ChartTable Table =>
        new(
            [X.Title, L["Group"], Y.Title],
            [
                .. Lines
                    .SelectMany(l => l.Points.Select(p => (Line: l.Name, Point: p)))
                    .OrderBy(p => p.Point.X)
                    .Select(p => (IReadOnlyList<string>)[p.Point.XWords, p.Line, p.Point.YWords]),
            ]
        );

    // A row of the legend holds few names where the figure is narrow.
    private int Legend => LegendTop + (LegendRow * Lines.Count);

    internal override PlotlyFigure ToPlotly() =>
        new(
            [.. Lines.Select(Trace)],
            PlotlyLayout.Of(
                Height,
                new
                {
                    l = 58,
                    r = 14,
                    t = 8,
                    b = 46 + Legend,
                },
                ("xaxis", Draw(X, hasGrid: false)),
                ("yaxis", Draw(Y, hasGrid: true)),
                ("hovermode", "closest"),
                ("shapes", Marked()),
                ("showlegend", true),
                (
                    "legend",
                    new
                    {
                        orientation = "v",
                        x = 0,
                        xanchor = "left",
                        y = 0,
                        yref = "container",
                        yanchor = "bottom",
                        font = new { color = PlotlyLayout.Soft, size = 12 },
                        itemclick = false,
                        itemdoubleclick = false,
                        traceorder = "normal",
                    }
                )
            )
        );

    private object Trace(GroupLine line, int index)
    {
        var color = line.IsWhole ? PlotlyLayout.Soft : Colors[index % Colors.Length];
        return new
        {
            type = "scatter",
            mode = line.IsWhole ? "lines" : "lines+markers",
            name = PlotlyLayout.Escape(line.Name),
            x = line.Points.Select(p => p.X),
            y = line.Points.Select(p => p.Y),
            error_y = new
            {
                type = "data",
                symmetric = false,
                visible = HasIntervals && !line.IsWhole,
                array = line.Points.Select(p => (p.High ?? p.Y) - p.Y),
                arrayminus = line.Points.Select(p => p.Y - (p.Low ?? p.Y)),
                color,
                thickness = 1,
                width = 3,
            },
            line = new
            {
                color,
                width = line.IsWhole ? 1.5 : 2,
                dash = line.IsWhole ? "dot" : Dashes[index / Colors.Length % Dashes.Length],
            },
            marker = new
            {
                color,
                size = 7,
                symbol = Shapes[index % Shapes.Length],
            },
            hovertext = line.Points.Select(p => PlotlyLayout.Escape($"{line.Name}: {p.XWords}, {p.YWords}")),
            hoverinfo = "text",
        };
    }

    private object[] Marked() =>
        Mark is { } at
            ?
            [
                new
                {
                    type = "line",
                    x0 = at,
                    x1 = at,
                    yref = "paper",
                    y0 = 0,
                    y1 = 1,
                    layer = "below",
                    line = new
                    {
                        color = "var(--line-strong)",
                        width = 1.5,
                        dash = "dash",
                    },
                },
            ]
            : [];

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
            linecolor = PlotlyLayout.Line,
            zeroline = false,
        };
}
