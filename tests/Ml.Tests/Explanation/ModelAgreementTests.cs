using EarlyWarning.Ml.Explanation;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Tests.Explanation;

public class ModelAgreementTests
{
    [Fact]
    public void Rank_correlation_is_that_of_another_tool()
    {
        // scipy.stats.spearmanr, scipy 1.x: ties have their mean rank.
        double[] a = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
        double[] b = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
        ModelAgreement.RankCorrelation(a, b).ShouldBe(-0.17575757575757575, 1e-12);
        ModelAgreement.RankCorrelation([1, 2, 2, 3], [1, 3, 2, 2]).ShouldBe(0.5, 1e-12);
        ModelAgreement.RankCorrelation(a, a).ShouldBe(1, 1e-12);
        Should.Throw<ArgumentException>(() => ModelAgreement.RankCorrelation(a, [1, 2]));
    }

    [Fact]
    public void Percentiles_are_shares_below_with_half_of_the_ties()
    {
        double[] scores = [3, 1, 2, 2, 5];
        var before = scores.ToArray();

        ModelAgreement.Percentiles(scores).ShouldBe([70, 10, 40, 40, 90]);

        scores.ShouldBe(before, "the scores themselves stay as they are");
    }

    [Fact]
    public void Parts_are_those_of_counting_by_hand()
    {
        var rows = SyntheticSchool.Binary(900, 4, rowsPerGroup: 2);
        var random = new SeededRandom(8, 0);
        double[] first = [.. Enumerable.Range(0, 900).Select(_ => 100 * random.NextDouble())];
        // The second model ranks rows with a high value in column 1 lower by 20 places.
        double[] second = [.. first.Select((f, i) => f - (rows.X.Row(i)[1] > 0.7 ? 20 : 0))];

        var cells = ModelAgreement.Parting(rows.X, first, second, rows.Groups!, 30);

        (cells[0].Column, cells[0].Third).ShouldBe((1, 2));
        cells[0].MeanGap.ShouldBeGreaterThan(15);
        cells.ShouldAllBe(c => c.Groups >= 30);
        cells.Select(c => rows.X.Schema.Columns[c.Column].Kind).ShouldNotContain(ColumnKind.Categorical);
        cells.ShouldNotContain(c => c.Column == 7, "a constant has no parts");
        foreach (var cell in cells)
        {
            int[] inside =
            [
                .. Enumerable
                    .Range(0, 900)
                    .Where(i =>
                        rows.X.Row(i)[cell.Column] is var v
                        && (cell.Third < 0 ? float.IsNaN(v) : v >= cell.Low && v <= cell.High)
                    ),
            ];
            cell.Rows.ShouldBe(inside.Length);
            cell.Groups.ShouldBe(inside.Select(i => rows.Groups![i]).Distinct().Count());
            cell.MeanGap.ShouldBe(inside.Average(i => first[i] - second[i]), 1e-9);
        }

        cells.GroupBy(c => c.Column).ShouldAllBe(c => c.Sum(p => p.Rows) == 900);
    }

    [Fact]
    public void Curves_in_the_units_shown_are_the_model_asked_directly()
    {
        var data = SyntheticSchool.Binary(400, 6);
        var model = new GradientBoostingTrainer(
            TaskKind.Binary,
            new GradientBoostingOptions { MaxTrees = 20, EarlyStoppingRounds = 0 }
        ).Fit(data, CancellationToken.None);
        var rows = data.X.Select([.. Enumerable.Range(0, 40)]);
        float[] grid = [-1.5f, -0.2f, 0.9f];

        var curves = PartialDependence.Along(model, rows, 1, grid, Sigmoid.Of);

        curves.Grid.ShouldBe(grid);
        for (var point = 0; point < grid.Length; point++)
        {
            var sum = 0.0;
            for (var row = 0; row < 40; row++)
            {
                var changed = rows.Row(row).ToArray();
                changed[1] = grid[point];
                curves.Individual[row][point].ShouldBe(Sigmoid.Of(model.Margin(changed)));
                sum += Sigmoid.Of(model.Margin(changed));
            }

            curves.Mean[point].ShouldBe(sum / 40, 1e-12);
        }

        Should.Throw<ArgumentException>(() => PartialDependence.Along(model, data.X.Select([]), 1, grid, m => m));
    }
}
