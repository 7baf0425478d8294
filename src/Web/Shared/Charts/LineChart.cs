namespace EarlyWarning.Web.Shared.Charts;

/// <summary>A point of a line.</summary>
/// <param name="X">Place on the horizontal axis.</param>
/// <param name="Y">Place on the vertical axis.</param>
/// <param name="Low">Lower end of the interval of Y, or null.</param>
/// <param name="High">Upper end of the interval of Y, or null.</param>
/// <param name="XWords">X in words, for the table and the pointer.</param>
/// <param name="YWords">Y in words, with its interval where it has one.</param>
public sealed record LinePoint(double X, double Y, double? Low, double? High, string XWords, string YWords);

/// <summary>How a line is drawn.</summary>
public enum LineStyle
{
    /// <summary>What the figure is about: the accent, with points and intervals.</summary>
    Main,

    /// <summary>Something to compare with: grey, dashed.</summary>
    Other,

    /// <summary>Something else to compare with: grey, dotted.</summary>
    Third,

    /// <summary>A line of reference, such as the diagonal; not in the table.</summary>
    Reference,
}

/// <summary>A line with its name.</summary>
/// <param name="Name">Name at its end and in the table.</param>
/// <param name="Style">How it is drawn.</param>
/// <param name="Points">From left to right.</param>
public sealed record Line(string Name, LineStyle Style, IReadOnlyList<LinePoint> Points);

/// <summary>An axis.</summary>
/// <param name="Title">What it measures, with its unit; heading of the table's column too.</param>
/// <param name="Low">Where it begins.</param>
/// <param name="High">Where it ends.</param>
/// <param name="Ticks">Places and words of its marks.</param>
public sealed record Axis(string Title, double Low, double High, IReadOnlyList<(double At, string Text)> Ticks)
{
    /// <summary>Shares from 0 to 100 %.</summary>
    /// <param name="title">What it measures.</param>
    public static Axis OfShares(string title) =>
        new(title, -0.02, 1.02, [.. new[] { 0, 0.25, 0.5, 0.75, 1 }.Select(t => (t, $"{100 * t:0} %"))]);
}

/// <summary>One or a few lines over two axes, with intervals where points have them.</summary>
/// <param name="Lines">The lines, the main one last so that it lies on top.</param>
/// <param name="X">Horizontal axis.</param>
/// <param name="Y">Vertical axis.</param>
public sealed record LineChart(IReadOnlyList<Line> Lines, Axis X, Axis Y) : ChartSpec
{
    /// <inheritdoc />
    public override int Height => 280;

    /// <inheritdoc />
    public override ChartTable Table
    {
        get
        {
            var listed = Lines.Where(l => l.Style != LineStyle.Reference).ToList();
            return listed.Count == 1
                ? new ChartTable([X.Title, Y.Title], [.. listed[0].Points.Select(p => (string[])[p.XWords, p.YWords])])
                : new ChartTable(
                    [X.Title, L["Line|chart"], Y.Title],
                    [
                        .. listed
                            .SelectMany(l => l.Points.Select(p => (Line: l.Name, Point: p)))
                            .OrderBy(p => p.Point.X)
                            .Select(p => (string[])[p.Point.XWords, p.Line, p.Point.YWords]),
                    ]
                );
        }
    }

    internal override PlotlyFigure ToPlotly() =>
        new(
            [.. Lines.Select(Trace)],
            PlotlyLayout.Of(
                Height,
                new
                {
                    l = 62,
                    r = 26,
                    t = Lines.Count > 1 ? 26 : 8,
                    b = 46,
                },
                ("xaxis", Draw(X, false)),
                ("yaxis", Draw(Y, true)),
                ("hovermode", "closest"),
                ("showlegend", Lines.Count > 1),
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

    private static object Trace(Line line)
    {
        var color = line.Style == LineStyle.Main ? PlotlyLayout.Accent : PlotlyLayout.Soft;
        var isReference = line.Style == LineStyle.Reference;
        return new
        {
            type = "scatter",
            mode = line.Style == LineStyle.Main ? "lines+markers" : "lines",
            name = PlotlyLayout.Escape(line.Name),
            x = line.Points.Select(p => p.X),
            y = line.Points.Select(p => p.Y),
            error_y = Interval(line, color),
            line = new
            {
                color = isReference ? "var(--line-strong)" : color,
                width = line.Style == LineStyle.Main ? 2 : 1.5,
                dash = line.Style switch
                {
                    LineStyle.Main => "solid",
                    LineStyle.Other => "dash",
                    _ => "dot",
                },
            },
            marker = new { color, size = 6 },
            hovertext = line.Points.Select(p => PlotlyLayout.Escape($"{line.Name}: {p.XWords}, {p.YWords}")),
            hoverinfo = isReference ? "skip" : "text",
        };
    }

    private static object Interval(Line line, string color) =>
        new
        {
            type = "data",
            symmetric = false,
            visible = line.Style == LineStyle.Main && line.Points.Any(p => p.Low is not null),
            array = line.Points.Select(p => (p.High ?? p.Y) - p.Y),
            arrayminus = line.Points.Select(p => p.Y - (p.Low ?? p.Y)),
            color,
            thickness = 1.2,
            width = 4,
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
            linecolor = PlotlyLayout.Line,
            zeroline = false,
        };
}
