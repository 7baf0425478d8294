using System.Globalization;

namespace EarlyWarning.Web.Shared.Charts;

/// <summary>A bar.</summary>
/// <param name="Label">What it stands for.</param>
/// <param name="Note">A second word for the table.</param>
/// <param name="Value">Length, 0 to 1.</param>
/// <param name="Emphasis">Whether it is drawn in the accent; the others stand back.</param>
public sealed record Bar(string Label, string Note, double Value, bool Emphasis);

/// <summary>Shares of a whole as horizontal bars, each under its own words so that it fits a phone.</summary>
/// <param name="Bars">From the top down.</param>
/// <param name="LabelHeading">Heading of the labels.</param>
/// <param name="NoteHeading">Heading of the notes.</param>
/// <param name="ValueHeading">Heading of the shares.</param>
public sealed record BarChart(IReadOnlyList<Bar> Bars, string LabelHeading, string NoteHeading, string ValueHeading)
    : ChartSpec
{
    private const int Slot = 44;

    /// <inheritdoc />
    public override int Height => (Bars.Count * Slot) + 12;

    /// <inheritdoc />
    public override ChartTable Table =>
        new(
            [LabelHeading, NoteHeading, ValueHeading],
            [.. Bars.Select(b => (IReadOnlyList<string>)[b.Label, b.Note, Percent(b.Value)])]
        );

    internal override PlotlyFigure ToPlotly()
    {
        var places = Bars.Select((_, i) => (double)-i).ToArray();
        var trace = new
        {
            type = "bar",
            orientation = "h",
            x = Bars.Select(b => b.Value),
            y = places,
            width = 0.26,
            marker = new
            {
                color = Bars.Select(b => b.Emphasis ? PlotlyLayout.Accent : "var(--line-strong)"),
                cornerradius = 3,
            },
            text = Bars.Select(b => $" {Percent(b.Value)}"),
            textposition = "outside",
            cliponaxis = false,
            textfont = new { color = PlotlyLayout.Soft },
            hoverinfo = "none",
        };
        var longest = Bars.Count == 0 ? 1 : Bars.Max(b => b.Value);
        return new PlotlyFigure(
            [trace],
            PlotlyLayout.Of(
                Height,
                new
                {
                    l = 2,
                    r = 8,
                    t = 2,
                    b = 2,
                },
                (
                    "xaxis",
                    new
                    {
                        visible = false,
                        fixedrange = true,
                        range = new[] { 0, longest * 1.14 },
                    }
                ),
                (
                    "yaxis",
                    new
                    {
                        visible = false,
                        fixedrange = true,
                        range = new[] { 0.3 - Bars.Count, 0.7 },
                    }
                ),
                ("annotations", Bars.Select((b, i) => PlotlyLayout.Label(b.Label, -i, 17)))
            )
        );
    }

    private static string Percent(double share) =>
        string.Create(CultureInfo.CurrentCulture, $"{Math.Round(share * 100):0} %");
}
