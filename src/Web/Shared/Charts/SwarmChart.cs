using System.Globalization;

namespace EarlyWarning.Web.Shared.Charts;

/// <summary>Where a value stands among the others.</summary>
public enum SwarmLevel
{
    /// <summary>In the lowest third.</summary>
    Low,

    /// <summary>In the middle.</summary>
    Middle,

    /// <summary>In the highest third.</summary>
    High,

    /// <summary>Missing, or without an order.</summary>
    None,
}

/// <summary>A point of a swarm.</summary>
/// <param name="X">Place on the axis.</param>
/// <param name="Level">Colour and sign.</param>
public readonly record struct SwarmDot(double X, SwarmLevel Level);

/// <summary>The points of one row.</summary>
/// <param name="Name">Words above them.</param>
/// <param name="Dots">The points.</param>
public sealed record SwarmRow(string Name, IReadOnlyList<SwarmDot> Dots);

/// <summary>
/// Rows of points on one axis, moved apart where they would lie on each other (a beeswarm). How far they are moved depends
/// on the points alone, so that a picture is the same each time. Low, middle and high values differ in sign and colour.
/// </summary>
/// <param name="Rows">From the top down.</param>
/// <param name="RowHeading">Heading of the names.</param>
/// <param name="LeftWords">What lies left of 0.</param>
/// <param name="RightWords">What lies right of 0.</param>
public sealed record SwarmChart(IReadOnlyList<SwarmRow> Rows, string RowHeading, string LeftWords, string RightWords)
    : ChartSpec
{
    private const int Slot = 58;
    private const int Columns = 90;
    private const double GoldenShare = 0.6180339887498949;
    private const double Step = 0.055;
    private const double Widest = 0.26;

    private static readonly (SwarmLevel Level, string Symbol, string Color)[] Looks =
    [
        (SwarmLevel.None, "x-thin-open", PlotlyLayout.Soft),
        (SwarmLevel.Middle, "circle", "var(--line-strong)"),
        (SwarmLevel.Low, "circle-open", PlotlyLayout.Accent),
        (SwarmLevel.High, "triangle-up", PlotlyLayout.Support),
    ];

    /// <inheritdoc />
    public override int Height => (Rows.Count * Slot) + 100;

    /// <inheritdoc />
    public override ChartTable Table =>
        new(
            [
                RowHeading,
                L["Values|table"],
                L["Points|count"],
                L["Least|contribution"],
                L["Middle|contribution"],
                L["Most|contribution"],
            ],
            [
                .. Rows.SelectMany(row =>
                    Looks
                        .Select(l =>
                            (l.Level, Dots: row.Dots.Where(d => d.Level == l.Level).Select(d => d.X).Order().ToList())
                        )
                        .Where(g => g.Dots.Count > 0)
                        .OrderBy(g => g.Level)
                        .Select(g =>
                            (string[])
                                [
                                    row.Name,
                                    Words(g.Level),
                                    g.Dots.Count.ToString("N0", CultureInfo.CurrentCulture),
                                    Number(g.Dots[0]),
                                    Number(g.Dots[g.Dots.Count / 2]),
                                    Number(g.Dots[^1]),
                                ]
                        )
                ),
            ]
        );

    /// <summary>A level in words.</summary>
    /// <param name="level">The level.</param>
    public static string Words(SwarmLevel level) =>
        level switch
        {
            SwarmLevel.Low => L["low values"],
            SwarmLevel.Middle => L["middle values"],
            SwarmLevel.High => L["high values"],
            _ => L["no value or no order"],
        };

    /// <summary>
    /// How far each point is moved up or down: points in the same narrow column of the axis take turns above and below the
    /// line, always in the same order.
    /// </summary>
    /// <param name="dots">Points of a row.</param>
    /// <param name="span">Width of the axis.</param>
    public static double[] Offsets(IReadOnlyList<SwarmDot> dots, double span)
    {
        ArgumentNullException.ThrowIfNull(dots);
        var offsets = new double[dots.Count];
        var width = Math.Max(span, 1e-9) / Columns;
        foreach (var column in Enumerable.Range(0, dots.Count).GroupBy(i => Math.Round(dots[i].X / width)))
        {
            // In an order that does not follow the axis: else each column would lean, and a swarm would look like arrows.
            int[] inside = [.. column.OrderBy(i => i * GoldenShare % 1)];
            var step = Math.Min(Step, Widest / Math.Max(1, inside.Length / 2));
            for (var k = 0; k < inside.Length; k++)
            {
                offsets[inside[k]] = step * ((k + 1) / 2) * (k % 2 == 0 ? 1 : -1);
            }
        }

        return offsets;
    }

    internal override PlotlyFigure ToPlotly()
    {
        var all = Rows.SelectMany(r => r.Dots).Select(d => d.X).Append(0).ToList();
        var (low, high) = (all.Min(), all.Max());
        var span = Math.Max(high - low, 0.1);
        var placed = Rows.SelectMany(
                (row, r) =>
                    Offsets(row.Dots, span).Zip(row.Dots, (offset, dot) => (dot.X, Y: offset - r, dot.Level, row.Name))
            )
            .ToLookup(p => p.Level);
        return new PlotlyFigure(
            [.. Looks.Where(l => placed[l.Level].Any()).Select(l => Trace(l, [.. placed[l.Level]]))],
            PlotlyLayout.Of(
                Height,
                new
                {
                    l = 8,
                    r = 8,
                    t = 52,
                    b = 46,
                },
                (
                    "xaxis",
                    new
                    {
                        title = new
                        {
                            text = PlotlyLayout.Escape($"◂ {LeftWords}     {RightWords} ▸"),
                            standoff = 8,
                            font = new { size = 12, color = PlotlyLayout.Soft },
                        },
                        range = new[] { low - (0.04 * span), high + (0.04 * span) },
                        fixedrange = true,
                        gridcolor = PlotlyLayout.Line,
                        zerolinecolor = "var(--line-strong)",
                        nticks = 6,
                    }
                ),
                (
                    "yaxis",
                    new
                    {
                        visible = false,
                        fixedrange = true,
                        range = new[] { 0.45 - Rows.Count, 0.75 },
                    }
                ),
                ("hovermode", "closest"),
                ("showlegend", true),
                (
                    "legend",
                    new
                    {
                        orientation = "h",
                        x = 0,
                        y = 1.0,
                        yanchor = "bottom",
                        font = new { color = PlotlyLayout.Soft, size = 12 },
                        itemclick = false,
                        itemdoubleclick = false,
                    }
                ),
                ("annotations", Rows.Select((row, r) => PlotlyLayout.Label(row.Name, -r, 24)))
            )
        );
    }

    private static object Trace(
        (SwarmLevel Level, string Symbol, string Color) look,
        IReadOnlyList<(double X, double Y, SwarmLevel Level, string Name)> dots
    ) =>
        new
        {
            type = "scatter",
            mode = "markers",
            name = PlotlyLayout.Escape(Words(look.Level)),
            legendrank = (int)look.Level,
            x = dots.Select(d => d.X),
            y = dots.Select(d => Math.Round(d.Y, 3)),
            marker = new
            {
                symbol = look.Symbol,
                color = look.Color,
                size = look.Level == SwarmLevel.High ? 6 : 5,
                opacity = 0.8,
                line = new { color = look.Color, width = 1 },
            },
            hoverinfo = "skip",
        };

    private static string Number(double value) => value.ToString("+0.00;−0.00;0.00", CultureInfo.CurrentCulture);
}
