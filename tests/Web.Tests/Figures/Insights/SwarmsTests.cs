using System.Reflection;
using System.Text.Json;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Web.Figures.Insights;
using EarlyWarning.Web.Shared.Charts;

namespace EarlyWarning.Web.Tests.Figures.Insights;

public sealed class SwarmsTests
{
    private static readonly Column Absence = new("absence", ColumnKind.Numeric);

    [Fact]
    public void A_point_holds_a_place_and_a_contribution_and_nothing_else()
    {
        typeof(SwarmPoint)
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(p => p.Name)
            .ShouldBe([nameof(SwarmPoint.Place), nameof(SwarmPoint.Adds)]);
        var (values, adds) = Rows(1_000);
        values[3] = double.NaN;

        var swarm = Swarms.Of(Absence, values, adds);

        swarm.Points.Count.ShouldBe(Swarms.MostPoints);
        swarm.Points.ShouldAllBe(p => p.Place == null || p.Place % 5 == 0);
        swarm.Points.ShouldAllBe(p => Math.Round(p.Adds, 2) == p.Adds);
        swarm.Points.Select(p => p.Adds).ShouldBeInOrder();
    }

    [Fact]
    public void The_same_rows_make_the_same_points_and_the_extremes_are_drawn_in()
    {
        var (values, adds) = Rows(400);
        adds[7] = 50;
        adds[8] = -50;
        int[] order = [.. Enumerable.Range(0, 400).Reverse()];

        var swarm = Swarms.Of(Absence, values, adds);
        var turned = Swarms.Of(Absence, [.. order.Select(i => values[i])], [.. order.Select(i => adds[i])]);

        JsonSerializer.Serialize(turned).ShouldBe(JsonSerializer.Serialize(swarm));
        swarm.Points.Max(p => Math.Abs(p.Adds)).ShouldBeLessThan(3);
    }

    [Fact]
    public void Places_are_shares_below_by_counting()
    {
        double[] values = [.. Enumerable.Range(0, 40).Select(i => (double)(i % 4))];
        double[] adds = [.. values.Select(v => v)];

        var swarm = Swarms.Of(Absence, values, adds);

        foreach (var point in swarm.Points)
        {
            var share = 100.0 * (values.Count(v => v < point.Adds) + (values.Count(v => v == point.Adds) / 2.0)) / 40;
            Math.Abs(point.Place!.Value - share).ShouldBeLessThanOrEqualTo(2.5);
        }

        Swarms.Of(new Column("course", ColumnKind.Categorical), values, adds).Points.ShouldAllBe(p => p.Place == null);
    }

    [Fact]
    public void Points_are_moved_apart_alike_each_time_and_stay_in_their_row()
    {
        SwarmDot[] dots = [.. Enumerable.Range(0, 120).Select(i => new SwarmDot(i % 3, SwarmLevel.Low))];

        var offsets = SwarmChart.Offsets(dots, 2);

        offsets.ShouldBe(SwarmChart.Offsets(dots, 2));
        offsets.ShouldAllBe(o => Math.Abs(o) < 0.45);
        dots.Zip(offsets).Distinct().Count().ShouldBe(120, "no point lies on another");
    }

    private static (double[] Values, double[] Adds) Rows(int count)
    {
        var random = new Random(11);
        double[] values = [.. Enumerable.Range(0, count).Select(_ => Math.Floor(20 * random.NextDouble()))];
        return (values, [.. values.Select(v => (v / 10) - 1 + (0.2 * random.NextDouble()))]);
    }
}
