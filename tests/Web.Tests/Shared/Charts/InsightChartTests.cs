using System.Text.Json;
using EarlyWarning.Web.Shared.Charts;

namespace EarlyWarning.Web.Tests.Shared.Charts;

public sealed class InsightChartTests
{
    private static readonly Axis Shares = Axis.OfShares("Share");

    [Fact]
    public void Every_figure_has_a_table_as_wide_as_its_headings_and_can_be_drawn()
    {
        ChartSpec[] figures =
        [
            new SwarmChart(
                [new SwarmRow("A < B", [new SwarmDot(-1, SwarmLevel.Low), new SwarmDot(1, SwarmLevel.High)])],
                "Signal",
                "less",
                "more"
            )
            {
                Title = "Swarm",
                Description = "Points.",
            },
            new SwarmChart([], "Signal", "less", "more") { Title = "Nothing", Description = "No points." },
            Dependence([
                [0.1, 0.2],
                [0.3, 0.5],
            ]),
            Dependence([]),
            new PairChart([new PairKind("Both", true, "circle", [(1, 2), (3, 4)])], Shares, Shares)
            {
                Title = "Pairs",
                Description = "Points.",
            },
        ];

        foreach (var figure in figures)
        {
            figure.Table.Rows.ShouldAllBe(r => r.Count == figure.Table.Columns.Count);
            JsonSerializer.Serialize(figure.ToPlotly()).ShouldNotContain("A < B");
            figure.Height.ShouldBeGreaterThan(50);
        }

        figures[0].Table.Rows.Count.ShouldBe(2);
        figures[2].Table.Rows[1].ShouldBe(["five", "40 %", "20 %", "50 %", "all of them"]);
    }

    private static DependenceChart Dependence(IReadOnlyList<IReadOnlyList<double>> lines) =>
        new(
            [new DependencePoint(0, "none", 0.2), new DependencePoint(5, "five", 0.4)],
            lines,
            [new DependenceBin(0, 5, 1, "all of them")],
            new Axis("Days", 0, 5, []),
            Shares,
            v => $"{100 * v:0} %"
        )
        {
            Title = "Days",
            Description = "Rises.",
        };
}
