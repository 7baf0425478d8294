namespace EarlyWarning.Web.Shared.Charts;

/// <summary>A stretch of time with a name.</summary>
/// <param name="Label">What was done.</param>
/// <param name="Start">Seconds from the beginning.</param>
/// <param name="Length">Seconds it took.</param>
/// <param name="Kind">How it ended: decides the colour, and stands in words beside it.</param>
/// <param name="Cells">Its row of the table.</param>
public sealed record Span(string Label, double Start, double Length, SpanKind Kind, IReadOnlyList<string> Cells);

/// <summary>How a stretch ended.</summary>
public enum SpanKind
{
    /// <summary>As it should.</summary>
    Done,

    /// <summary>It goes on.</summary>
    Running,

    /// <summary>It did not come to its end.</summary>
    Broken,
}

/// <summary>What was done when, as bars on one axis of time, each under its own words so that it fits a phone.</summary>
/// <param name="Spans">From the top down.</param>
/// <param name="Columns">Headings of the table.</param>
public sealed record SpanChart(IReadOnlyList<Span> Spans, IReadOnlyList<string> Columns) : ChartSpec
{
    private const int Slot = 38;
    private static readonly double[] Steps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];

    /// <inheritdoc />
    public override int Height => (Spans.Count * Slot) + 40;

    /// <inheritdoc />
    public override ChartTable Table => new(Columns, [.. Spans.Select(s => s.Cells)]);

    private double End => Math.Max(1, Spans.Count == 0 ? 1 : Spans.Max(s => s.Start + s.Length));

    internal override PlotlyFigure ToPlotly()
    {
        var trace = new
        {
            type = "bar",
            orientation = "h",
            @base = Spans.Select(s => s.Start),
            // A step of no time is still a step.
            x = Spans.Select(s => Math.Max(s.Length, End / 250)),
            y = Spans.Select((_, i) => -i),
            width = 0.26,
            marker = new { color = Spans.Select(s => Color(s.Kind)), cornerradius = 2 },
            hovertext = Spans.Select(s => PlotlyLayout.Escape(string.Join(", ", s.Cells))),
            hoverinfo = "text",
            textposition = "none",
        };
        return new PlotlyFigure(
            [trace],
            PlotlyLayout.Of(
                Height,
                new
                {
                    l = 4,
                    r = 14,
                    t = 2,
                    b = 30,
                },
                ("xaxis", TimeAxis()),
                (
                    "yaxis",
                    new
                    {
                        visible = false,
                        fixedrange = true,
                        range = new[] { 0.4 - Spans.Count, 0.8 },
                    }
                ),
                ("annotations", Spans.Select((s, i) => PlotlyLayout.Label(s.Label, -i, 15)))
            )
        );
    }

    private object TimeAxis()
    {
        var step = Steps.FirstOrDefault(s => End / s <= 5, End / 5);
        var ticks = Enumerable.Range(0, (int)(End / step) + 1).Select(i => i * step).ToArray();
        return new
        {
            range = new[] { 0, End * 1.02 },
            tickmode = "array",
            tickvals = ticks,
            ticktext = ticks.Select(Clock),
            fixedrange = true,
            gridcolor = PlotlyLayout.Line,
            zeroline = false,
        };
    }

    private static string Clock(double seconds) =>
        seconds < 60 ? L["{0:0} s", seconds]
        : seconds < 3600 ? L["{0:0.#} min", seconds / 60]
        : L["{0:0.#} h", seconds / 3600];

    private static string Color(SpanKind kind) =>
        kind switch
        {
            SpanKind.Done => PlotlyLayout.Accent,
            SpanKind.Running => "var(--line-strong)",
            _ => PlotlyLayout.Support,
        };
}
