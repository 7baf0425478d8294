namespace EarlyWarning.Web.Shared.Charts;

/// <summary>A figure with its interval.</summary>
/// <param name="Label">What it stands for.</param>
/// <param name="Value">The figure; null where it is not shown.</param>
/// <param name="Low">Lower end of the interval, or null.</param>
/// <param name="High">Upper end of it, or null.</param>
/// <param name="Words">The figure in words, or why there is none.</param>
/// <param name="Emphasis">Whether it is drawn in the colour of what needs a look.</param>
public sealed record Dot(string Label, double? Value, double? Low, double? High, string Words, bool Emphasis = false);

/// <summary>
/// Figures as dots with their intervals on one axis, each under its own words so that it fits a phone. What is not shown is
/// hatched, so that a reader sees that there is something.
/// </summary>
/// <param name="Dots">From the top down.</param>
/// <param name="X">The axis.</param>
/// <param name="Reference">A figure to compare with, drawn as a line, or null.</param>
/// <param name="LabelHeading">Heading of the labels in the table.</param>
public sealed record DotChart(IReadOnlyList<Dot> Dots, Axis X, double? Reference, string LabelHeading) : ChartSpec
{
    private const int Slot = 40;

    /// <inheritdoc />
    public override int Height => (Dots.Count * Slot) + 56;

    /// <inheritdoc />
    public override ChartTable Table =>
        new([LabelHeading, X.Title], [.. Dots.Select(d => (IReadOnlyList<string>)[d.Label, d.Words])]);

    internal override PlotlyFigure ToPlotly() =>
        new(
            [Hatched(), Shown()],
            PlotlyLayout.Of(
                Height,
                new
                {
                    l = 6,
                    r = 14,
                    t = 2,
                    b = 44,
                },
                ("xaxis", Horizontal()),
                (
                    "yaxis",
                    new
                    {
                        visible = false,
                        fixedrange = true,
                        range = new[] { 0.4 - Dots.Count, 0.9 },
                    }
                ),
                ("hovermode", "closest"),
                ("shapes", Lines()),
                ("annotations", Dots.SelectMany(Labels))
            )
        );

    private object Shown()
    {
        var (dots, places) = Placed(hidden: false);
        var colors = dots.Select(d => d.Emphasis ? PlotlyLayout.Support : PlotlyLayout.Accent).ToList();
        return new
        {
            type = "scatter",
            mode = "markers",
            x = dots.Select(d => d.Value),
            y = places,
            error_x = new
            {
                type = "data",
                symmetric = false,
                array = dots.Select(d => (d.High ?? d.Value) - d.Value),
                arrayminus = dots.Select(d => d.Value - (d.Low ?? d.Value)),
                color = PlotlyLayout.Soft,
                thickness = 1.6,
                width = 3,
            },
            marker = new
            {
                color = colors,
                size = 9,
                symbol = dots.Select(d => d.Emphasis ? "diamond" : "circle"),
            },
            hovertext = dots.Select(d => PlotlyLayout.Escape($"{d.Label}: {d.Words}")),
            hoverinfo = "text",
        };
    }

    private object Hatched()
    {
        var (dots, places) = Placed(hidden: true);
        return new
        {
            type = "bar",
            orientation = "h",
            @base = dots.Select(_ => X.Low),
            x = dots.Select(_ => X.High - X.Low),
            y = places,
            width = 0.34,
            marker = new
            {
                color = "var(--card)",
                pattern = new
                {
                    shape = "/",
                    fgcolor = "var(--line-strong)",
                    size = 7,
                    solidity = 0.16,
                },
            },
            hovertext = dots.Select(d => PlotlyLayout.Escape($"{d.Label}: {d.Words}")),
            hoverinfo = "text",
            textposition = "none",
        };
    }

    private (List<Dot> Dots, List<int> Places) Placed(bool hidden)
    {
        var placed = Dots.Select((d, i) => (Dot: d, Place: -i)).Where(d => d.Dot.Value is null == hidden).ToList();
        return (placed.ConvertAll(d => d.Dot), placed.ConvertAll(d => d.Place));
    }

    // The label above its dot; where nothing is shown, the reason stands beside it.
    private static IEnumerable<object> Labels(Dot dot, int index) =>
        [PlotlyLayout.Label(dot.Value is null ? $"{dot.Label}: {dot.Words}" : dot.Label, -index, 16)];

    private object[] Lines() =>
        Reference is { } at
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
                        width = 1.2,
                        dash = "dot",
                    },
                },
            ]
            : [];

    private object Horizontal() =>
        new
        {
            title = new
            {
                text = PlotlyLayout.Escape(X.Title),
                standoff = 6,
                font = new { size = 12, color = PlotlyLayout.Soft },
            },
            range = new[] { X.Low, X.High },
            tickmode = "array",
            tickvals = X.Ticks.Select(t => t.At),
            ticktext = X.Ticks.Select(t => t.Text),
            fixedrange = true,
            gridcolor = PlotlyLayout.Line,
            zeroline = false,
        };
}
