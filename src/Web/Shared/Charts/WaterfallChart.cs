using System.Globalization;

namespace EarlyWarning.Web.Shared.Charts;

/// <summary>A step of a waterfall.</summary>
/// <param name="Label">What it stands for.</param>
/// <param name="Evidence">What the record says, or null.</param>
/// <param name="Amount">How far it moves, up or down.</param>
public sealed record WaterfallStep(string Label, string? Evidence, double Amount);

/// <summary>
/// Steps from a typical student to this one. The steps and the start sum to the end; the drawing puts the start at zero, since
/// only the way from there means anything to a reader.
/// </summary>
/// <param name="Start">Where the steps begin, in log-odds.</param>
/// <param name="Steps">From the top down.</param>
/// <param name="End">Where they end, in log-odds.</param>
public sealed record WaterfallChart(double Start, IReadOnlyList<WaterfallStep> Steps, double End) : ChartSpec
{
    private const int Slot = 44;

    /// <inheritdoc />
    public override int Height => ((Steps.Count + 1) * Slot) + 44;

    /// <inheritdoc />
    public override ChartTable Table =>
        new(
            [L["Signal"], L["What the record says"], L["Moves the score by"]],
            [
                [L["Typical student"], "", Amount(Start)],
                .. Steps.Select(s => (IReadOnlyList<string>)[s.Label, s.Evidence ?? "", Amount(s.Amount)]),
                [L["This student"], "", Amount(End)],
            ]
        );

    internal override PlotlyFigure ToPlotly()
    {
        var count = Steps.Count + 1;
        var trace = new
        {
            type = "waterfall",
            orientation = "h",
            measure = Steps.Select(_ => "relative").Append("total"),
            x = Steps.Select(s => s.Amount).Append(0),
            y = Enumerable.Range(0, count).Select(i => -i),
            width = 0.26,
            increasing = new { marker = new { color = PlotlyLayout.Support } },
            decreasing = new { marker = new { color = PlotlyLayout.Strength } },
            totals = new { marker = new { color = PlotlyLayout.Accent } },
            connector = new { mode = "between", line = new { color = PlotlyLayout.Line, width = 1 } },
            hoverinfo = "text",
            hovertext = Steps
                .Select(s => s.Evidence ?? s.Label)
                .Append(L["The sum of all signals"])
                .Select(PlotlyLayout.Escape),
        };
        return new PlotlyFigure(
            [trace],
            PlotlyLayout.Of(
                Height,
                new
                {
                    l = 6,
                    r = 6,
                    t = 2,
                    b = 40,
                },
                ("xaxis", Axis()),
                (
                    "yaxis",
                    new
                    {
                        visible = false,
                        fixedrange = true,
                        range = new[] { 0.3 - count, 0.7 },
                    }
                ),
                (
                    "annotations",
                    Steps
                        .Select(s => s.Label)
                        .Append(L["This student"])
                        .Select((label, i) => PlotlyLayout.Label(label, -i, 17))
                )
            )
        );
    }

    // No numbers on the axis: log-odds mean nothing to a reader. The table has them.
    private object Axis()
    {
        var (low, high) = Extent();
        var pad = Math.Max(high - low, 1e-6) * 0.04;
        return new
        {
            fixedrange = true,
            range = new[] { low - pad, high + pad },
            zeroline = true,
            zerolinecolor = "var(--line-strong)",
            zerolinewidth = 1,
            showgrid = false,
            tickmode = "array",
            tickvals = new[] { 0 },
            ticktext = new[] { L["typical student"] },
            title = new
            {
                text = L["← lowers the risk · raises it →"],
                standoff = 4,
                font = new { size = 12, color = PlotlyLayout.Soft },
            },
        };
    }

    // The ends always leave room for the words "typical student" under the zero line.
    private (double Low, double High) Extent()
    {
        var (sum, low, high) = (0.0, 0.0, 0.0);
        foreach (var step in Steps)
        {
            sum += step.Amount;
            (low, high) = (Math.Min(low, sum), Math.Max(high, sum));
        }

        var width = Math.Max(high - low, 1e-6);
        return (Math.Min(low, -0.18 * width), Math.Max(high, 0.18 * width));
    }

    private static string Amount(double amount) =>
        string.Create(CultureInfo.CurrentCulture, $"{amount:+0.00;−0.00;0.00}");
}
