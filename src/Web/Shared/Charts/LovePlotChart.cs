using System.Globalization;

namespace EarlyWarning.Web.Shared.Charts;

/// <summary>How far apart two groups are in an entry of the record.</summary>
/// <param name="Label">The entry.</param>
/// <param name="Before">Difference before matching, in standard deviations.</param>
/// <param name="After">Difference after it.</param>
/// <param name="IsForemost">Whether the entry must be alike.</param>
public sealed record LoveRow(string Label, double Before, double After, bool IsForemost);

/// <summary>
/// How alike two groups are before and after matching (Love 2004): open circles before, filled ones after, between lines
/// within which groups are called alike. Each row stands under its own words so that it fits a phone.
/// </summary>
/// <param name="Rows">From the top down.</param>
/// <param name="Limit">The difference up to which groups are called alike.</param>
public sealed record LovePlotChart(IReadOnlyList<LoveRow> Rows, double Limit) : ChartSpec
{
    private const int Slot = 36;

    /// <inheritdoc />
    public override int Height => (Rows.Count * Slot) + 84;

    /// <inheritdoc />
    public override ChartTable Table =>
        new(
            [L["Entry of the record"], L["Before matching"], L["After matching"], L["Must be alike"]],
            [
                .. Rows.Select(r =>
                    (string[])[r.Label, Words(r.Before), Words(r.After), r.IsForemost ? L["yes"] : L["no"]]
                ),
            ]
        );

    private double Reach =>
        Math.Max(0.4, 1.1 * Rows.Select(r => Math.Max(Math.Abs(r.Before), Math.Abs(r.After))).DefaultIfEmpty().Max());

    internal override PlotlyFigure ToPlotly() =>
        new(
            [Trace(L["Before matching"], r => r.Before, false), Trace(L["After matching"], r => r.After, true)],
            PlotlyLayout.Of(
                Height,
                new
                {
                    l = 8,
                    r = 8,
                    t = 30,
                    b = 46,
                },
                ("xaxis", Across()),
                (
                    "yaxis",
                    new
                    {
                        visible = false,
                        fixedrange = true,
                        range = new[] { 0.35 - Rows.Count, 0.85 },
                    }
                ),
                ("hovermode", "closest"),
                ("annotations", Rows.Select((r, i) => PlotlyLayout.Label(r.Label, -i, 14))),
                ("shapes", new[] { -Limit, Limit }.Select(Edge)),
                ("showlegend", true),
                (
                    "legend",
                    new
                    {
                        orientation = "h",
                        x = 0,
                        y = 1,
                        yanchor = "bottom",
                        font = new { color = PlotlyLayout.Soft, size = 12 },
                        itemclick = false,
                        itemdoubleclick = false,
                    }
                )
            )
        );

    private object Trace(string name, Func<LoveRow, double> value, bool isFilled) =>
        new
        {
            type = "scatter",
            mode = "markers",
            name = PlotlyLayout.Escape(name),
            x = Rows.Select(value),
            y = Rows.Select((_, i) => -i - 0.12),
            marker = new
            {
                size = 9,
                symbol = isFilled ? "circle" : "circle-open",
                color = isFilled ? PlotlyLayout.Accent : PlotlyLayout.Soft,
            },
            hovertext = Rows.Select(r => PlotlyLayout.Escape($"{r.Label}, {name}: {Words(value(r))}")),
            hoverinfo = "text",
        };

    private object Across() =>
        new
        {
            title = new
            {
                text = PlotlyLayout.Escape(L["Difference in standard deviations"]),
                standoff = 8,
                font = new { size = 12, color = PlotlyLayout.Soft },
            },
            range = new[] { -Reach, Reach },
            fixedrange = true,
            gridcolor = PlotlyLayout.Line,
            zeroline = true,
            zerolinecolor = "var(--line-strong)",
        };

    private static object Edge(double at) =>
        new
        {
            type = "line",
            xref = "x",
            yref = "paper",
            x0 = at,
            x1 = at,
            y0 = 0,
            y1 = 1,
            line = new
            {
                color = "var(--line-strong)",
                width = 1,
                dash = "dot",
            },
        };

    private static string Words(double value) => value.ToString("+0.00;−0.00;0.00", CultureInfo.CurrentCulture);
}
