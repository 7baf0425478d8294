using System.Text.Json;
using System.Text.RegularExpressions;
using EarlyWarning.Web.Shared.Charts;

namespace EarlyWarning.Web.Tests.Shared.Charts;

public sealed partial class ChartFigureTests
{
    private static readonly DateOnly Start = new(2026, 9, 1);

    private static readonly ChartSpec[] Figures =
    [
        new BarChart([new Bar("A < B", "Marks", 0.6, true), new Bar("C", "Work", 0.4, false)], "x", "y", "z")
        {
            Title = "Bars",
            Description = "Two bars.",
        },
        new WaterfallChart(-1, [new WaterfallStep("A", "seven", 0.75), new WaterfallStep("B", null, -0.25)], -0.5)
        {
            Title = "Steps",
            Description = "Two steps.",
        },
        new TimeLineChart(
            Start,
            Start.AddDays(60),
            [
                new RiskPoint(Start.AddDays(7), 0.2, 0.1, 0.3, "about 2 in 10"),
                new RiskPoint(Start.AddDays(14), 0.4, null, null, "about 4 in 10"),
            ],
            [new MarkPoint(Start.AddDays(9), 0.5, 0.7, "Quiz: 50")],
            [new AbsencePoint(Start.AddDays(3), 0, "absent without a reason")]
        )
        {
            Title = "Term",
            Description = "A term.",
        },
        new TimeLineChart(Start, Start, [], [], []) { Title = "Empty", Description = "Nothing." },
        new LineChart(
            [
                new Line("Even", LineStyle.Reference, [new LinePoint(0, 0, null, null, "", "")]),
                new Line("Other", LineStyle.Other, [new LinePoint(2, 0.2, null, null, "week 2", "0.2")]),
                new Line(
                    "Main",
                    LineStyle.Main,
                    [
                        new LinePoint(1, 0.5, 0.4, 0.7, "week 1", "0.5"),
                        new LinePoint(3, 0.6, null, null, "week 3", "0.6"),
                    ]
                ),
            ],
            new Axis("Week", 0, 4, [(1, "1")]),
            Axis.OfShares("Share")
        )
        {
            Title = "Lines",
            Description = "Three lines.",
        },
        new SpanChart(
            [
                new Span("Reading", 0, 20, SpanKind.Done, ["Reading", "20 s"]),
                new Span("Waiting", 20, 0, SpanKind.Broken, ["Waiting", "under 1 s"]),
            ],
            ["Step", "Took"]
        )
        {
            Title = "Spans",
            Description = "Two spans.",
        },
        new HeatMapChart(
            ["A", "B"],
            ["1", "2", "3"],
            [
                [0.1, null, 0.3],
                [0, 0, 0],
            ],
            [
                [false, false, true],
                [false, false, false],
            ],
            0.3,
            "What"
        )
        {
            Title = "Map",
            Description = "Six cells.",
        },
    ];

    [Fact]
    public void Every_table_is_as_wide_as_its_headings()
    {
        foreach (var figure in Figures)
        {
            figure.Table.Rows.ShouldAllBe(row => row.Count == figure.Table.Columns.Count);
        }
    }

    [Fact]
    public void The_table_of_a_waterfall_holds_start_steps_and_end()
    {
        var rows = Figures[1].Table.Rows;

        rows.Select(r => r[2]).ShouldBe(["−1.00", "+0.75", "−0.25", "−0.50"]);
    }

    [Fact]
    public void A_time_line_lists_everything_in_the_order_of_days()
    {
        var rows = Figures[2].Table.Rows;

        rows.Select(r => r[1])
            .ShouldBe(["absent without a reason", "Risk: about 2 in 10", "Mark: Quiz: 50", "Risk: about 4 in 10"]);
    }

    [Fact]
    public void Colours_are_tokens_that_both_themes_define()
    {
        var tokens = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "tokens.css"));
        var used = Figures
            .SelectMany(f => Token().Matches(Json(f)))
            .Select(m => m.Value)
            .Distinct(StringComparer.Ordinal)
            .ToList();

        used.ShouldNotBeEmpty();
        used.ShouldAllBe(token => tokens.Contains($"{token}:", StringComparison.Ordinal));
        Colour().IsMatch(string.Concat(Figures.Select(Json))).ShouldBeFalse("a colour outside the tokens");
    }

    [Fact]
    public void Words_are_never_read_as_markup()
    {
        using var json = JsonDocument.Parse(Json(Figures[0]));
        json.RootElement.GetProperty("layout")
            .GetProperty("annotations")[0]
            .GetProperty("text")
            .GetString()
            .ShouldBe("A &lt; B");
    }

    [Fact]
    public void The_interval_falls_back_to_the_line_where_there_is_none()
    {
        using var json = JsonDocument.Parse(Json(Figures[2]));
        var data = json.RootElement.GetProperty("data");
        data[0].GetProperty("y").EnumerateArray().Select(y => y.GetDouble()).ShouldBe([0.1, 0.4]);
        data[1].GetProperty("y").EnumerateArray().Select(y => y.GetDouble()).ShouldBe([0.3, 0.4]);
    }

    [Fact]
    public void A_table_of_lines_is_in_the_order_of_the_axis_and_leaves_the_reference_out()
    {
        Figures[4].Table.Columns.ShouldBe(["Week", "Line", "Share"]);
        Figures[4].Table.Rows.Select(r => r[1]).ShouldBe(["Main", "Other", "Main"]);
    }

    [Fact]
    public void Ends_of_an_interval_are_drawn_as_distances_from_the_point()
    {
        using var json = JsonDocument.Parse(Json(Figures[4]));
        var interval = json.RootElement.GetProperty("data")[2].GetProperty("error_y");
        interval.GetProperty("array").EnumerateArray().Select(y => Math.Round(y.GetDouble(), 9)).ShouldBe([0.2, 0]);
        interval
            .GetProperty("arrayminus")
            .EnumerateArray()
            .Select(y => Math.Round(y.GetDouble(), 9))
            .ShouldBe([0.1, 0]);
    }

    [Fact]
    public void A_step_without_length_is_still_seen()
    {
        using var json = JsonDocument.Parse(Json(Figures[5]));
        var bars = json.RootElement.GetProperty("data")[0];
        bars.GetProperty("base").EnumerateArray().Select(b => b.GetDouble()).ShouldBe([0, 20]);
        bars.GetProperty("x")[1].GetDouble().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void What_lies_beyond_its_limit_is_marked_with_a_sign_and_in_words()
    {
        Figures[6].Table.Rows[0].ShouldBe(["A", "0.10", "not measured", "0.30 ▲ beyond its limit"]);
        Json(Figures[6]).ShouldContain("\\u25B2");
    }

    private static string Json(ChartSpec figure) => JsonSerializer.Serialize(figure.ToPlotly());

    [GeneratedRegex(@"--[\w-]+", RegexOptions.None, 1000)]
    private static partial Regex Token();

    [GeneratedRegex("\"#[0-9a-fA-F]{3,8}\"|\"rgba?\\(", RegexOptions.None, 1000)]
    private static partial Regex Colour();
}
