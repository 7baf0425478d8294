using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;
using EarlyWarning.Ml.Validation;

namespace EarlyWarning.Ml.Tests.Validation;

public class SearchTests
{
    private static readonly SearchDimension[] Plane =
    [
        SearchDimension.Linear("x", -2, 2),
        SearchDimension.Logarithmic("y", 0.01, 100),
    ];

    [Fact]
    public void Guided_trials_come_nearer_to_the_bottom_of_a_bowl_than_random_ones()
    {
        // Over 8 seeds, so that luck does not decide.
        var guided = Enumerable.Range(0, 8).Select(seed => Lowest(SearchMethod.Bayesian, seed)).ToArray();
        var random = Enumerable.Range(0, 8).Select(seed => Lowest(SearchMethod.Random, seed)).ToArray();
        guided.Average().ShouldBeLessThan(0.3 * random.Average());
        Lowest(SearchMethod.Bayesian, 3).ShouldBe(Lowest(SearchMethod.Bayesian, 3));
    }

    [Fact]
    public void A_grid_tries_every_combination_once_and_no_trial_is_repeated()
    {
        SearchDimension[] space =
        [
            SearchDimension.OneOf("kind", 1, 2, 7),
            SearchDimension.Whole("depth", 1, 9) with
            {
                GridLevels = 3,
            },
            SearchDimension.Logarithmic("rate", 0.01, 1) with
            {
                GridLevels = 3,
            },
        ];
        var tried = Tried(space, SearchMethod.Grid, 100, 1);
        tried.Count.ShouldBe(27);
        tried.Select(values => values[1]).Distinct().Order().ShouldBe([1, 5, 9]);
        tried.Select(values => Math.Round(values[2], 9)).Distinct().Order().ShouldBe([0.01, 0.1, 1]);
        Tried(space, SearchMethod.Grid, 10, 1).Count.ShouldBe(10);
        SearchDimension[] small = [SearchDimension.OneOf("a", 1, 2), SearchDimension.Whole("b", 1, 2)];
        foreach (var method in Enum.GetValues<SearchMethod>())
        {
            var all = Tried(small, method, 50, 2);
            all.Count.ShouldBe(4, method.ToString());
            all.Select(values => string.Join(' ', values)).ShouldBeUnique(StringComparer.Ordinal);
        }
    }

    [Fact]
    public void Values_keep_to_their_range_and_kind()
    {
        SearchDimension[] space =
        [
            SearchDimension.Linear("a", -1, 3),
            SearchDimension.Logarithmic("b", 1e-4, 10),
            SearchDimension.Whole("c", 2, 40, isLogarithmic: true),
            SearchDimension.OneOf("d", 5, 9),
        ];
        var tried = Tried(space, SearchMethod.Random, 200, 3);
        tried.ShouldAllBe(v => v[0] >= -1 && v[0] <= 3 && v[1] >= 1e-4 && v[1] <= 10);
        tried.ShouldAllBe(v => v[2] >= 2 && v[2] <= 40 && v[2] == Math.Round(v[2]) && (v[3] == 5 || v[3] == 9));
        // By ratio: about two of five decades lie below 0.01.
        tried.Count(v => v[1] < 0.01).ShouldBeInRange(50, 110);
        Should.Throw<ArgumentOutOfRangeException>(() => SearchDimension.Logarithmic("x", 0, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => SearchDimension.Linear("x", 2, 1));
    }

    [Fact]
    public void A_process_goes_through_what_it_saw_and_is_unsure_elsewhere()
    {
        double[][] points =
        [
            [0.0],
            [0.2],
            [0.4],
            [0.6],
            [0.8],
            [1.0],
        ];
        var losses = Array.ConvertAll(points, p => Math.Sin(6 * p[0]));
        var process = GaussianProcess.Fit(points, losses);
        for (var i = 0; i < points.Length; i++)
        {
            process.At(points[i]).Mean.ShouldBe(losses[i], 0.02);
        }

        process.At([0.1]).Mean.ShouldBe(Math.Sin(0.6), 0.1);
        process.At([0.5]).Deviation.ShouldBeGreaterThan(process.At([0.4]).Deviation);
        // The lowest value lies near 0.785: that is where more is to be gained than at the top.
        process.ExpectedImprovement([0.75]).ShouldBeGreaterThan(process.ExpectedImprovement([0.27]));
    }

    [Fact]
    public void The_best_is_the_lowest_mean_and_one_standard_error_takes_the_simplest_that_is_not_worse()
    {
        // Against the best, candidate 1 loses by 0.01 on every fold: surely worse. Candidate 0 loses by 0.01 on average,
        // but with a spread of 0.05 over 4 folds: a standard error of 0.029.
        double[] best = [0.50, 0.60, 0.55, 0.65];
        double[]?[] losses =
        [
            [0.57, 0.57, 0.60, 0.60],
            [0.51, 0.61, 0.56, 0.66],
            best,
            null,
        ];
        Selection.Choose(losses, [1, 2, 3, 0], SelectionRule.Best).ShouldBe(2);
        Selection.Choose(losses, [1, 2, 3, 0], SelectionRule.OneStandardError).ShouldBe(0);
        Selection.Choose(losses, [4, 2, 3, 0], SelectionRule.OneStandardError).ShouldBe(2);
        Selection.Choose([best, [.. best]], [2, 1], SelectionRule.Best).ShouldBe(1);
        Should.Throw<ArgumentException>(() => Selection.Choose([null], [1], SelectionRule.Best));
    }

    [Theory]
    [InlineData(SearchMethod.Grid)]
    [InlineData(SearchMethod.Random)]
    [InlineData(SearchMethod.Bayesian)]
    public void A_search_finds_a_penalty_that_fits_and_is_repeatable(SearchMethod method)
    {
        var data = SyntheticSchool.Binary(400, 1);
        var trainer = Penalty(method, SelectionRule.Best);
        var result = trainer.Search(data, default);
        result.Trials.Count.ShouldBe(method == SearchMethod.Grid ? 4 : 8);
        result.Trials[result.Chosen].Point["penalty"].ShouldBeLessThan(1);
        var model = trainer.Fit(data, default);
        ModelFormat.Hash(Penalty(method, SelectionRule.Best).Fit(data, default)).ShouldBe(ModelFormat.Hash(model));
        var by = Penalty(method, SelectionRule.OneStandardError).Search(data, default);
        by.Trials[by.Chosen]
            .Point["penalty"]
            .ShouldBeGreaterThanOrEqualTo(result.Trials[result.Chosen].Point["penalty"]);
        trainer.Parameters["search.penalty"].ShouldBe("log 0.0001 100");
    }

    [Fact]
    public void A_search_is_nested_and_a_named_metric_decides()
    {
        var data = SyntheticSchool.Binary(300, 2, rowsPerGroup: 2);
        var fold = GroupKFold.Split(data.Groups!, data.Y, 3, seed: 1)[0];
        LeakCheck
            .Find(_ => Penalty(SearchMethod.Random, SelectionRule.OneStandardError), data, fold, seed: 1)
            .ShouldBe(Leaks.None);
        var margins = new LogisticRegressionTrainer().Fit(data, default).Margins(data.X);
        FoldLoss
            .Of(TaskKind.Binary, MetricKeys.Auc, margins, data)
            .ShouldBe(
                -Metrics.Of(new BinaryPredictions(Array.ConvertAll(margins, Ml.Numerics.Sigmoid.Of), data.Y))["auc"]
            );
        Should
            .Throw<ArgumentException>(() => FoldLoss.Of(TaskKind.Binary, "rmse", margins, data))
            .Message.ShouldContain("auc");
    }

    [Fact]
    public void Trials_that_cannot_be_fitted_are_kept_with_the_reason()
    {
        var data = SyntheticSchool.Regression(12, 3);
        var trainer = new SearchTrainer(
            "ridge",
            TaskKind.Regression,
            [SearchDimension.OneOf("penalty", 0, 0.1)],
            point => new LinearRegressionTrainer(new ElasticNetOptions { Penalty = point["penalty"] }),
            _ => 0,
            new SearchOptions { Method = SearchMethod.Grid, Folds = 3 }
        );
        var result = trainer.Search(data, default);
        result.Trials[0].Failure!.ShouldContain("more rows than inputs");
        result.Trials[result.Chosen].Point["penalty"].ShouldBe(0.1);
        Should
            .Throw<TrainingException>(() => trainer.Search(data.Select([0, 1]), default))
            .Message.ShouldContain("3 folds");
    }

    private static SearchTrainer Penalty(SearchMethod method, SelectionRule rule) =>
        new(
            "logistic",
            TaskKind.Binary,
            [SearchDimension.Logarithmic("penalty", 1e-4, 100)],
            point => new LogisticRegressionTrainer(new ElasticNetOptions { Penalty = point["penalty"] }),
            point => -point["penalty"],
            new SearchOptions
            {
                Method = method,
                Trials = 8,
                Folds = 3,
                Rule = rule,
            }
        );

    private static double Lowest(SearchMethod method, int seed) => Tried(Plane, method, 25, seed).Min(Bowl);

    private static double Bowl(double[] v) => Math.Pow(v[0] - 0.7, 2) + (0.5 * Math.Pow(Math.Log10(v[1]) + 0.5, 2));

    private static List<double[]> Tried(SearchDimension[] space, SearchMethod method, int trials, int seed)
    {
        var strategy = new SearchStrategy(space, method, trials, seed);
        var tried = new List<double[]>();
        while (tried.Count < trials && strategy.Next() is { } values)
        {
            strategy.Report(values, space.Length == 2 && values.Length == 2 ? Bowl(values) : values.Sum());
            tried.Add(values);
        }

        return tried;
    }
}
