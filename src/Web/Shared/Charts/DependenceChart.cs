namespace EarlyWarning.Web.Shared.Charts;

/// <summary>A value of a feature and what is shown there.</summary>
/// <param name="X">Place on the axis.</param>
/// <param name="Words">The value in words.</param>
/// <param name="Mean">Mean of what is shown.</param>
public sealed record DependencePoint(double X, string Words, double Mean);

/// <summary>A stretch of the axis and the share of the data in it.</summary>
/// <param name="Low">From.</param>
/// <param name="High">To.</param>
/// <param name="Share">Share, 0 to 1.</param>
/// <param name="Words">The stretch and its share in words.</param>
public sealed record DependenceBin(double Low, double High, double Share, string Words);

/// <summary>
/// How what is shown moves with one feature: the mean as a strong line, single rows as thin ones behind it, and below, on the
/// same axis, where the data lie.
/// </summary>
/// <param name="Points">The mean, from left to right.</param>
/// <param name="Lines">Single rows at the same places.</param>
/// <param name="Bins">Where the data lie.</param>
/// <param name="X">The feature; ticks where its values have names.</param>
/// <param name="Y">What is shown.</param>
/// <param name="Format">What is shown, in words.</param>
public sealed record DependenceChart(
    IReadOnlyList<DependencePoint> Points,
    IReadOnlyList<IReadOnlyList<double>> Lines,
    IReadOnlyList<DependenceBin> Bins,
    Axis X,
    Axis Y,
    Func<double, string> Format
) : ChartSpec
{
    /// <summary>The part of the height that the data below have.</summary>
    private const double Floor = 0.16;

    private const double Narrow = 0.012;

    /// <summary>Whether values have an order; names of categories have none, and no line joins their means.</summary>
    public bool IsOrdered { get; init; } = true;

    /// <inheritdoc />
    public override int Height => IsOrdered ? 340 : 420;

    /// <inheritdoc />
    public override ChartTable Table =>
        new(
            [X.Title, Y.Title, L["Lowest single line"], L["Highest single line"], L["Where the data lie"]],
            [
                .. Points.Select(
                    (p, i) =>
                        (string[])
                            [
                                p.Words,
                                Format(p.Mean),
                                Lines.Count == 0 ? "" : Format(Lines.Min(l => l[i])),
                                Lines.Count == 0 ? "" : Format(Lines.Max(l => l[i])),
                                Bins.FirstOrDefault(b => p.X >= b.Low && p.X <= b.High)?.Words ?? "",
                            ]
                ),
            ]
        );

    internal override PlotlyFigure ToPlotly() =>
        new(
            [Thin(), Data(), Main()],
            PlotlyLayout.Of(
                Height,
                new
                {
                    l = 62,
                    r = 18,
                    t = 8,
                    b = 46,
                },
                ("hovermode", "closest"),
                ("xaxis", XAxis()),
                (
                    "yaxis",
                    new
                    {
                        title = new
                        {
                            text = PlotlyLayout.Escape(Y.Title),
                            standoff = 8,
                            font = new { size = 12, color = PlotlyLayout.Soft },
                        },
                        domain = new[] { Floor + 0.06, 1 },
                        range = new[] { Y.Low, Y.High },
                        tickmode = "array",
                        tickvals = Y.Ticks.Select(t => t.At),
                        ticktext = Y.Ticks.Select(t => t.Text),
                        fixedrange = true,
                        gridcolor = PlotlyLayout.Line,
                        zeroline = false,
                    }
                ),
                (
                    "yaxis2",
                    new
                    {
                        visible = false,
                        domain = new[] { 0, Floor },
                        range = new[] { 0, Math.Max(0.01, Bins.Select(b => b.Share).DefaultIfEmpty(0).Max()) },
                        fixedrange = true,
                    }
                )
            )
        );

    private object XAxis() =>
        X.Ticks.Count > 0
            ? new
            {
                title = AxisTitle(),
                range = new[] { X.Low, X.High },
                tickmode = "array",
                tickvals = X.Ticks.Select(t => t.At),
                ticktext = X.Ticks.Select(t => PlotlyLayout.Escape(t.Text)),
                fixedrange = true,
                showgrid = false,
                zeroline = false,
                anchor = "y2",
                // Names of categories take the height they need.
                automargin = true,
            }
            : new
            {
                title = AxisTitle(),
                range = new[] { X.Low, X.High },
                nticks = 6,
                fixedrange = true,
                showgrid = false,
                zeroline = false,
                anchor = "y2",
            };

    private object AxisTitle() =>
        new
        {
            text = PlotlyLayout.Escape(X.Title),
            standoff = 8,
            font = new { size = 12, color = PlotlyLayout.Soft },
        };

    private object Main() =>
        new
        {
            type = "scatter",
            mode = IsOrdered ? "lines+markers" : "markers",
            x = Points.Select(p => p.X),
            y = Points.Select(p => p.Mean),
            line = new { color = PlotlyLayout.Accent, width = 3 },
            marker = new { color = PlotlyLayout.Accent, size = IsOrdered ? 7 : 10 },
            hovertext = Points.Select(p => PlotlyLayout.Escape($"{p.Words}: {Format(p.Mean)}")),
            hoverinfo = "text",
        };

    // One trace with gaps: thirty of them would be thirty legends and thirty layers.
    private object Thin() =>
        new
        {
            type = "scatter",
            mode = "lines",
            x = Lines.SelectMany(_ => Points.Select(p => (double?)p.X).Append(null)),
            y = Lines.SelectMany(l => l.Select(v => (double?)v).Append(null)),
            line = new { color = "var(--line-strong)", width = 0.8 },
            opacity = 0.55,
            hoverinfo = "skip",
        };

    private object Data() =>
        new
        {
            type = "bar",
            yaxis = "y2",
            x = Bins.Select(b => (b.Low + b.High) / 2),
            y = Bins.Select(b => b.Share),
            width = Bins.Select(b => Math.Max(0.9 * (b.High - b.Low), Narrow * (X.High - X.Low))),
            marker = new { color = "var(--line-strong)" },
            hovertext = Bins.Select(b => PlotlyLayout.Escape(b.Words)),
            hoverinfo = "text",
            textposition = "none",
        };
}
