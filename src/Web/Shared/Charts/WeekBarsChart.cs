using System.Globalization;

namespace EarlyWarning.Web.Shared.Charts;

/// <summary>A week's count.</summary>
/// <param name="Week">Week of the class.</param>
/// <param name="From">Its first day.</param>
/// <param name="Value">The count.</param>
/// <param name="Compared">What it is compared with, or null.</param>
public sealed record WeekBar(int Week, DateOnly From, double Value, double? Compared);

/// <summary>Counts by week as bars, with what they are compared with as a line.</summary>
/// <param name="Weeks">Oldest first.</param>
/// <param name="ValueHeading">Heading of the counts.</param>
/// <param name="ComparedHeading">Heading of what they are compared with.</param>
public sealed record WeekBarsChart(IReadOnlyList<WeekBar> Weeks, string ValueHeading, string ComparedHeading)
    : ChartSpec
{
    /// <inheritdoc />
    public override int Height => 170;

    /// <inheritdoc />
    public override ChartTable Table =>
        new(
            [L["Week"], L["From|day"], ValueHeading, ComparedHeading],
            [
                .. Weeks.Select(w =>
                    (IReadOnlyList<string>)
                        [
                            w.Week.ToString(CultureInfo.CurrentCulture),
                            Dates.Short(w.From),
                            Number(w.Value),
                            w.Compared is { } compared ? Number(compared) : "",
                        ]
                ),
            ]
        );

    internal override PlotlyFigure ToPlotly()
    {
        var weeks = Weeks.Select(w => w.Week).ToArray();
        object[] traces =
        [
            new
            {
                type = "bar",
                x = weeks,
                y = Weeks.Select(w => w.Value),
                marker = new { color = PlotlyLayout.Accent, cornerradius = 2 },
                hovertext = Weeks.Select(w => PlotlyLayout.Escape(Words(w))),
                hoverinfo = "text",
                textposition = "none",
            },
            new
            {
                type = "scatter",
                mode = "lines",
                x = weeks,
                y = Weeks.Select(w => w.Compared),
                line = new
                {
                    color = PlotlyLayout.Soft,
                    width = 1.5,
                    dash = "dot",
                    shape = "hvh",
                },
                hoverinfo = "skip",
            },
        ];
        return new PlotlyFigure(
            traces,
            PlotlyLayout.Of(
                Height,
                new
                {
                    l = 40,
                    r = 8,
                    t = 6,
                    b = 30,
                },
                (
                    "xaxis",
                    new
                    {
                        fixedrange = true,
                        nticks = 8,
                        tickprefix = L["w|week"] + " ",
                        showgrid = false,
                        zeroline = false,
                        linecolor = PlotlyLayout.Line,
                    }
                ),
                (
                    "yaxis",
                    new
                    {
                        fixedrange = true,
                        rangemode = "tozero",
                        nticks = 4,
                        gridcolor = PlotlyLayout.Line,
                        zeroline = false,
                    }
                ),
                ("bargap", 0.35)
            )
        );
    }

    private string Words(WeekBar week) =>
        week.Compared is { } compared
            ? L[
                "Week {0}: {1}, {2} {3}",
                week.Week,
                Number(week.Value),
                ComparedHeading.ToLower(CultureInfo.CurrentCulture),
                Number(compared)
            ]
            : L["Week {0}: {1}", week.Week, Number(week.Value)];

    private static string Number(double value) => value.ToString("N0", CultureInfo.CurrentCulture);
}
