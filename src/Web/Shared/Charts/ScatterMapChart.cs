namespace EarlyWarning.Web.Shared.Charts;

/// <summary>A group of points of a map.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Number">Its number from 1, which decides shape and colour; 0 for points that are not told apart.</param>
/// <param name="Points">Places.</param>
public sealed record MapGroup(string Name, int Number, IReadOnlyList<(double X, double Y)> Points);

/// <summary>
/// Points in the plane in groups, told apart by shape and by colour. Axes have no unit; the table says where each group lies
/// and how far it reaches, since a list of points would say nothing.
/// </summary>
/// <param name="Groups">The groups.</param>
/// <param name="GroupHeading">Heading of their names.</param>
public sealed record ScatterMapChart(IReadOnlyList<MapGroup> Groups, string GroupHeading) : ChartSpec
{
    private const int LegendRow = 20;

    private static readonly string[] Colors =
    [
        PlotlyLayout.Accent,
        PlotlyLayout.Support,
        PlotlyLayout.Strength,
        PlotlyLayout.Watch,
        "var(--danger)",
        "var(--track)",
    ];

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
    public override int Height => 330 + (LegendRow * Groups.Count);

    /// <inheritdoc />
    public override ChartTable Table =>
        new(
            [GroupHeading, L["Points"], L["Middle, left to right"], L["Middle, bottom to top"], L["Spread"]],
            [.. Groups.Where(g => g.Points.Count > 0).Select(Row)]
        );

    internal override PlotlyFigure ToPlotly() =>
        new(
            [.. Groups.Select(Trace)],
            PlotlyLayout.Of(
                Height,
                new
                {
                    l = 8,
                    r = 8,
                    t = 8,
                    b = 14 + (LegendRow * Groups.Count),
                },
                ("xaxis", Bare()),
                ("yaxis", Bare()),
                ("hovermode", "closest"),
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
                        itemsizing = "constant",
                    }
                )
            )
        );

    private static object Trace(MapGroup group) =>
        new
        {
            type = "scatter",
            mode = "markers",
            name = PlotlyLayout.Escape(group.Name),
            x = group.Points.Select(p => p.X),
            y = group.Points.Select(p => p.Y),
            marker = new
            {
                color = group.Number == 0 ? "var(--line-strong)" : Colors[(group.Number - 1) % Colors.Length],
                symbol = group.Number == 0 ? "circle-open" : Shapes[(group.Number - 1) % Shapes.Length],
                size = 6,
                opacity = 0.75,
            },
            hovertext = PlotlyLayout.Escape(group.Name),
            hoverinfo = "text",
        };

    private static object Bare() =>
        new
        {
            showticklabels = false,
            showgrid = false,
            zeroline = false,
            fixedrange = true,
            linecolor = PlotlyLayout.Line,
            mirror = true,
            showline = true,
        };

    private static IReadOnlyList<string> Row(MapGroup group)
    {
        var (x, y) = (group.Points.Average(p => p.X), group.Points.Average(p => p.Y));
        var spread = Math.Sqrt(group.Points.Average(p => ((p.X - x) * (p.X - x)) + ((p.Y - y) * (p.Y - y))));
        return
        [
            group.Name,
            Words(5 * Math.Round(group.Points.Count / 5.0), "N0"),
            Words(x, "0.0"),
            Words(y, "0.0"),
            Words(spread, "0.0"),
        ];
    }

    private static string Words(double value, string format) =>
        value.ToString(format, System.Globalization.CultureInfo.CurrentCulture);
}
