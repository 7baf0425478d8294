namespace EarlyWarning.Web.Shared.Charts;

/// <summary>A bar of a histogram.</summary>
/// <param name="Label">The values in it.</param>
/// <param name="First">Share of the first group that lies in it.</param>
/// <param name="Second">Share of the second group.</param>
/// <param name="Note">What else the table says of it.</param>
public sealed record HistogramBar(string Label, double First, double Second, string Note);

/// <summary>Two distributions side by side: of each group, how much lies in each bar. One is hatched, so that colour is not needed.</summary>
/// <param name="Bars">From low to high.</param>
/// <param name="FirstName">Name of the first group.</param>
/// <param name="SecondName">Name of the second.</param>
/// <param name="LabelHeading">What is measured.</param>
/// <param name="NoteHeading">Heading of the notes.</param>
public sealed record HistogramChart(
    IReadOnlyList<HistogramBar> Bars,
    string FirstName,
    string SecondName,
    string LabelHeading,
    string NoteHeading
) : ChartSpec
{
    private const int MostLabels = 7;

    /// <inheritdoc />
    public override int Height => 300;

    /// <inheritdoc />
    public override ChartTable Table =>
        new(
            [LabelHeading, FirstName, SecondName, NoteHeading],
            [.. Bars.Select(b => (IReadOnlyList<string>)[b.Label, Percent(b.First), Percent(b.Second), b.Note])]
        );

    internal override PlotlyFigure ToPlotly()
    {
        var every = (Bars.Count + MostLabels - 1) / MostLabels;
        var labelled = Enumerable.Range(0, Bars.Count).Where(i => i % Math.Max(1, every) == 0).ToList();
        return new PlotlyFigure(
            [
                Trace(FirstName, b => b.First, "var(--line-strong)", ""),
                Trace(SecondName, b => b.Second, PlotlyLayout.Support, "/"),
            ],
            PlotlyLayout.Of(
                Height,
                new
                {
                    l = 48,
                    r = 8,
                    t = 30,
                    b = 62,
                },
                ("barmode", "group"),
                ("bargap", 0.15),
                (
                    "xaxis",
                    new
                    {
                        title = AxisTitle(LabelHeading),
                        tickmode = "array",
                        tickvals = labelled,
                        ticktext = labelled.Select(i => PlotlyLayout.Escape(Bars[i].Label)),
                        fixedrange = true,
                        showgrid = false,
                        automargin = true,
                    }
                ),
                (
                    "yaxis",
                    new
                    {
                        tickformat = ".0%",
                        rangemode = "tozero",
                        fixedrange = true,
                        gridcolor = PlotlyLayout.Line,
                        zeroline = false,
                        nticks = 6,
                    }
                ),
                ("showlegend", true),
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
    }

    private object Trace(string name, Func<HistogramBar, double> value, string color, string pattern) =>
        new
        {
            type = "bar",
            name = PlotlyLayout.Escape(name),
            x = Bars.Select((_, i) => i),
            y = Bars.Select(value),
            marker = new
            {
                color,
                pattern = new
                {
                    shape = pattern,
                    solidity = 0.35,
                    fgcolor = "var(--card)",
                    fillmode = "overlay",
                },
            },
            hovertext = Bars.Select(b => PlotlyLayout.Escape($"{b.Label}: {name}, {Percent(value(b))}")),
            hoverinfo = "text",
            textposition = "none",
        };

    private static object AxisTitle(string text) =>
        new
        {
            text = PlotlyLayout.Escape(text),
            standoff = 8,
            font = new { size = 12, color = PlotlyLayout.Soft },
        };

    private static string Percent(double share) =>
        string.Create(System.Globalization.CultureInfo.CurrentCulture, $"{Math.Round(share * 100):0} %");
}
