using System.Globalization;

namespace EarlyWarning.Web.Shared.Charts;

/// <summary>A student's term: risk with its interval, marks beside the class, absences as ticks, on one time axis.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Risk">Oldest first.</param>
/// <param name="Marks">Oldest first.</param>
/// <param name="Absences">Oldest first.</param>
// Above 300 lines: one drawing, whose parts share one axis of time and are read together.
public sealed record TimeLineChart(
    DateOnly From,
    DateOnly To,
    IReadOnlyList<RiskPoint> Risk,
    IReadOnlyList<MarkPoint> Marks,
    IReadOnlyList<AbsencePoint> Absences
) : ChartSpec
{
    private const int MostBars = 4;
    private const int MostTicks = 6;

    // A longer time has marks at months.
    private const int LongestInDays = 91;
    private static readonly int[] DaySteps = [1, 2, 3, 7];
    private static readonly int[] MonthSteps = [1, 3, 6];
    private static readonly string[] KindColors = [PlotlyLayout.Support, PlotlyLayout.Watch, PlotlyLayout.Soft];

    /// <summary>Support given, the earliest first.</summary>
    public IReadOnlyList<SupportBar> Support { get; init; } = [];

    /// <summary>Notes written, the earliest first.</summary>
    public IReadOnlyList<NotePoint> Notes { get; init; } = [];

    /// <inheritdoc />
    public override int Height => HasHelp ? 420 : 380;

    private bool HasHelp => Support.Count + Notes.Count > 0;

    /// <inheritdoc />
    public override ChartTable Table =>
        new(
            [L["Day"], L["What"]],
            [
                .. Risk.Select(r => (r.Date, L["Risk: {0}", r.Words]))
                    .Concat(Marks.Select(m => (m.Date, L["Mark: {0}", m.Words])))
                    .Concat(Absences.Select(a => (a.Date, a.Words)))
                    .Concat(Support.Select(s => (Date: s.From, s.Words)))
                    .Concat(Notes.Select(n => (n.Date, n.Words)))
                    .OrderBy(row => row.Item1)
                    .Select(row => (IReadOnlyList<string>)[Day(row.Item1), row.Item2]),
            ]
        );

    internal override PlotlyFigure ToPlotly() =>
        new(
            [.. RiskTraces(), .. MarkTraces(), AbsenceTrace(), .. HelpTraces()],
            PlotlyLayout.Of(
                Height,
                new
                {
                    l = 58,
                    r = 10,
                    t = 8,
                    b = 28,
                },
                ("xaxis", TimeAxis()),
                ("yaxis", RiskAxis()),
                ("yaxis2", MarkAxis()),
                ("yaxis3", AbsenceAxis()),
                ("yaxis4", HelpAxis()),
                ("hovermode", "closest")
            )
        );

    private IEnumerable<object> RiskTraces()
    {
        var dates = Risk.Select(r => Iso(r.Date)).ToArray();
        var invisible = new { width = 0 };
        yield return new
        {
            type = "scatter",
            mode = "lines",
            x = dates,
            y = Risk.Select(r => r.Low ?? r.Value),
            line = invisible,
            hoverinfo = "skip",
        };
        yield return new
        {
            type = "scatter",
            mode = "lines",
            x = dates,
            y = Risk.Select(r => r.High ?? r.Value),
            line = invisible,
            fill = "tonexty",
            fillcolor = "var(--band)",
            hoverinfo = "skip",
        };
        yield return new
        {
            type = "scatter",
            mode = "lines+markers",
            x = dates,
            y = Risk.Select(r => r.Value),
            line = new { color = PlotlyLayout.Accent, width = 2 },
            marker = new
            {
                color = PlotlyLayout.Accent,
                size = Risk.Select((_, i) => i == Risk.Count - 1 ? 9 : 5),
                opacity = 1,
            },
            hovertext = Risk.Select(r => PlotlyLayout.Escape($"{Day(r.Date)}: {r.Words}")),
            hoverinfo = "text",
        };
    }

    private IEnumerable<object> MarkTraces()
    {
        var dates = Marks.Select(m => Iso(m.Date)).ToArray();
        yield return new
        {
            type = "scatter",
            mode = "lines",
            x = dates,
            y = Marks.Select(m => m.ClassValue),
            yaxis = "y2",
            line = new
            {
                color = PlotlyLayout.Soft,
                width = 1,
                dash = "dot",
            },
            connectgaps = true,
            hoverinfo = "skip",
        };
        yield return new
        {
            type = "scatter",
            mode = "lines+markers",
            x = dates,
            y = Marks.Select(m => m.Value),
            yaxis = "y2",
            line = new { color = PlotlyLayout.Ink, width = 1.5 },
            marker = new { color = PlotlyLayout.Ink, size = 6 },
            hovertext = Marks.Select(m => PlotlyLayout.Escape($"{Day(m.Date)}: {m.Words}")),
            hoverinfo = "text",
        };
    }

    private object AbsenceTrace() =>
        new
        {
            type = "scatter",
            mode = "markers",
            x = Absences.Select(a => Iso(a.Date)),
            y = Absences.Select(_ => 0),
            yaxis = "y3",
            marker = new
            {
                symbol = "line-ns",
                size = 12,
                line = new { color = Absences.Select(a => KindColors[a.Kind]), width = 3 },
            },
            hovertext = Absences.Select(a => PlotlyLayout.Escape($"{Day(a.Date)}: {a.Words}")),
            hoverinfo = "text",
        };

    // Bars one above the other where several run at once; beyond a few they share the last place.
    private IEnumerable<object> HelpTraces()
    {
        for (var i = 0; i < Support.Count; i++)
        {
            var (bar, level) = (Support[i], Math.Min(i, MostBars - 1));
            yield return new
            {
                type = "scatter",
                mode = "lines",
                x = new[] { Iso(bar.From), Iso(bar.To < bar.From.AddDays(1) ? bar.From.AddDays(1) : bar.To) },
                y = new[] { level, level },
                yaxis = "y4",
                line = new { color = PlotlyLayout.Strength, width = 7 },
                hovertext = PlotlyLayout.Escape(bar.Words),
                hoverinfo = "text",
            };
        }

        yield return new
        {
            type = "scatter",
            mode = "markers",
            x = Notes.Select(n => Iso(n.Date)),
            y = Notes.Select(_ => -1),
            yaxis = "y4",
            marker = new { color = PlotlyLayout.Soft, size = 7 },
            hovertext = Notes.Select(n => PlotlyLayout.Escape($"{Day(n.Date)}: {n.Words}")),
            hoverinfo = "text",
        };
    }

    private object HelpAxis() =>
        new
        {
            domain = HasHelp ? new[] { 0.12, 0.24 } : [0.0, 0.01],
            visible = HasHelp,
            fixedrange = true,
            range = new[] { -1.6, MostBars - 0.4 },
            tickmode = "array",
            tickvals = new[] { 1 },
            ticktext = new[] { L["help"] },
            showgrid = false,
            zeroline = false,
        };

    private object TimeAxis()
    {
        var (first, last) = (From.AddDays(-2), To.AddDays(3));
        var ticks = Ticks(first, last);
        return new
        {
            type = "date",
            fixedrange = true,
            range = new[] { Iso(first), Iso(last) },
            anchor = "y3",
            showgrid = false,
            zeroline = false,
            // Written here: plotly.js by itself writes the months in English.
            tickmode = "array",
            tickvals = ticks.Select(Iso),
            ticktext = ticks.Select(Dates.Short),
            ticks = "outside",
            ticklen = 4,
            tickcolor = PlotlyLayout.Line,
            linecolor = PlotlyLayout.Line,
        };
    }

    // Every few days or weeks, which begin on Mondays, or at the first of months: about six marks, whatever the time.
    private static List<DateOnly> Ticks(DateOnly first, DateOnly last)
    {
        var days = last.DayNumber - first.DayNumber;
        List<DateOnly> ticks = [];
        if (days <= LongestInDays)
        {
            var step = DaySteps.FirstOrDefault(s => days <= MostTicks * s, 14);
            // Day 0 of the calendar is a Monday.
            var start = first.AddDays((step - (first.DayNumber % step)) % step);
            for (var day = start; day <= last; day = day.AddDays(step))
            {
                ticks.Add(day);
            }

            return ticks;
        }

        var months = MonthSteps.FirstOrDefault(m => days <= MostTicks * 31 * m, 12);
        for (var day = new DateOnly(first.Year, first.Month, 1); day <= last; day = day.AddMonths(1))
        {
            if (day >= first && (day.Month - 1) % months == 0)
            {
                ticks.Add(day);
            }
        }

        return ticks;
    }

    private object RiskAxis()
    {
        var highest = Risk.Count == 0 ? 0.6 : Risk.Max(r => Math.Max(r.Value, r.High ?? 0));
        var top = Math.Min(10, Math.Max(4, (int)Math.Ceiling(highest * 10)));
        var step = top > 5 ? 2 : 1;
        var ticks = Enumerable.Range(0, top + 1).Where(t => t % step == 0).ToArray();
        return new
        {
            domain = HasHelp ? new[] { 0.56, 1.0 } : [0.5, 1.0],
            fixedrange = true,
            range = new[] { -0.01, (top / 10.0) + 0.01 },
            tickmode = "array",
            tickvals = ticks.Select(t => t / 10.0),
            ticktext = ticks.Select(t => t == 0 ? "0" : L["{0} in 10", t]),
            gridcolor = PlotlyLayout.Line,
            zeroline = false,
        };
    }

    private object MarkAxis() =>
        new
        {
            domain = HasHelp ? new[] { 0.29, 0.51 } : [0.17, 0.43],
            fixedrange = true,
            range = new[] { -0.05, 1.05 },
            tickmode = "array",
            tickvals = new[] { 0, 0.5, 1 },
            ticktext = new[] { L["marks 0"], "50", "100" },
            gridcolor = PlotlyLayout.Line,
            zeroline = false,
        };

    private static object AbsenceAxis() =>
        new
        {
            domain = new[] { 0.0, 0.09 },
            fixedrange = true,
            range = new[] { -1, 1 },
            tickmode = "array",
            tickvals = new[] { 0 },
            ticktext = new[] { L["absent|axis"] },
            showgrid = false,
            zeroline = false,
        };

    private static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Day(DateOnly date) => Dates.WithWeekday(date);
}
