using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Tests.Trees;

public class ForestTests
{
    private static readonly ForestOptions Quick = new() { Trees = 60 };

    public static TheoryData<string> Learners => ["forest", "bagged", "tree"];

    [Theory]
    [MemberData(nameof(Learners))]
    public void Ranks_new_rows_and_says_how_often_they_are_positive(string learner)
    {
        var test = WithoutDirections(SyntheticSchool.Binary(6_000, 2));
        var model = Trainer(learner, TaskKind.Binary)
            .Fit(WithoutDirections(SyntheticSchool.Binary(6_000, 1)), CancellationToken.None);
        var p = Array.ConvertAll(model.Margins(test.X), Sigmoid.Of);
        var found = Metrics.Of(new BinaryPredictions(p, test.Y));
        var atLeast = learner == "tree" ? 0.72 : 0.775;
        found[MetricKeys.Auc].ShouldBeGreaterThan(atLeast);
        found[MetricKeys.Ece].ShouldBeLessThan(0.035, "margins are log-odds fitted out of bag");
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void Learns_numbers(string learner)
    {
        var test = WithoutDirections(SyntheticSchool.Regression(4_000, 2));
        var model = Trainer(learner, TaskKind.Regression)
            .Fit(WithoutDirections(SyntheticSchool.Regression(6_000, 1)), CancellationToken.None);
        var r2 = Metrics.Of(new RegressionPredictions(model.Margins(test.X), test.Y))[MetricKeys.R2];
        r2.ShouldBeGreaterThan(learner == "tree" ? 0.5 : 0.75);
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void Tells_three_classes_apart_and_explains_each_to_the_last_bit(string learner)
    {
        var (train, test) = (ThreeClasses.Make(4_000, 1), ThreeClasses.Make(4_000, 2));
        var model = Trainer(learner, TaskKind.Multiclass).Fit(train, CancellationToken.None);
        var p = new MulticlassPredictions(Softmax.OfRows(model.Margins(test.X), 3), test.Y, 3);
        Metrics.Of(p)[MetricKeys.Accuracy].ShouldBeGreaterThan(learner == "tree" ? 0.62 : 0.7);
        ShouldAddUp(model, test.X.Row(5));
    }

    [Fact]
    public void Covers_are_the_drawn_rows_and_values_their_means()
    {
        var data = WithoutDirections(SyntheticSchool.Regression(900, 3));
        var model = (TreeEnsemble)Trainer("tree", TaskKind.Regression).Fit(data, CancellationToken.None);
        var tree = model.Trees[0];
        var leaves = Enumerable
            .Range(0, 900)
            .GroupBy(row => tree.Predict(data.X.Row(row)))
            .ToDictionary(g => g.Key, g => (Count: g.Count(), Mean: g.Average(row => data.Y[row])));
        foreach (var node in tree.Nodes.Where(node => node.IsLeaf))
        {
            node.Cover.ShouldBe(leaves[node.Value].Count);
            node.Value.ShouldBe(leaves[node.Value].Mean, 1e-6);
        }

        var forest = (TreeEnsemble)Trainer("forest", TaskKind.Regression).Fit(data, CancellationToken.None);
        forest.Trees.ShouldAllBe(t => t.Nodes[0].Cover == 900);
        foreach (var node in forest.Trees.SelectMany(t => t.Nodes.Where(n => !n.IsLeaf).Select(n => (t, n))))
        {
            (node.t.Nodes[node.n.Left].Cover + node.t.Nodes[node.n.Right].Cover).ShouldBe(node.n.Cover);
        }
    }

    [Fact]
    public void Without_limits_a_bagged_tree_knows_its_rows_by_heart()
    {
        var data = WithoutDirections(SyntheticSchool.Regression(400, 4));
        var options = new ForestOptions { Trees = 100, MinRowsPerLeaf = 1 };
        var model = new BaggedTreesTrainer(TaskKind.Regression, options).Fit(data, CancellationToken.None);
        // 63 % of the trees hold a row itself, so the error is near 37 % of that of rows never seen.
        Metrics.Of(new RegressionPredictions(model.Margins(data.X), data.Y))[MetricKeys.R2].ShouldBeGreaterThan(0.93);
    }

    [Theory]
    [InlineData("forest")]
    [InlineData("tree")]
    public void Monotone_columns_never_turn_round(string learner)
    {
        var data = SyntheticSchool.Binary(2_000, 5);
        var model = Trainer(learner, TaskKind.Binary).Fit(data, CancellationToken.None);
        for (var i = 0; i < 200; i++)
        {
            var row = data.X.Row(i).ToArray();
            var previous = double.NegativeInfinity;
            for (var absence = -2.5f; absence <= 2.5f; absence += 0.1f)
            {
                row[0] = absence;
                var margin = model.Margin(row);
                margin.ShouldBeGreaterThanOrEqualTo(previous - 1e-12);
                previous = margin;
            }
        }
    }

    [Fact]
    public void More_rows_of_a_sample_are_heavier_rows()
    {
        var data = SyntheticSchool.Binary(1_500, 6);
        var heavy = data.Y.Select(y => y == 1 ? 5.0 : 1).ToArray();
        var weighted = new TrainingData(data.X, data.Y, heavy);
        var trainer = Trainer("forest", TaskKind.Binary);
        var (plain, favoured) = (
            trainer.Fit(data, CancellationToken.None),
            trainer.Fit(weighted, CancellationToken.None)
        );
        // Odds five times as high on average.
        (favoured.Margins(data.X).Average() - plain.Margins(data.X).Average()).ShouldBe(Math.Log(5), 0.35);
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void What_cannot_be_learned_is_said(string learner)
    {
        var data = SyntheticSchool.Binary(60, 7);
        var one = new TrainingData(data.X, new double[60]);
        foreach (var bad in new[] { one, data.Select([0, 1]), data.Select([]) })
        {
            Should
                .Throw<TrainingException>(() => Trainer(learner, TaskKind.Binary).Fit(bad, CancellationToken.None))
                .Message.ShouldEndWith(".");
        }

        Should.Throw<ArgumentOutOfRangeException>(() => new ForestOptions { Trees = 0 }.Check());
        Should.Throw<ArgumentOutOfRangeException>(() => new DecisionTreeOptions { Leaves = 1 }.Check());
    }

    [Fact]
    public void Votes_that_tell_nothing_leave_the_shares()
    {
        var random = new SeededRandom(8, 0);
        List<LinkRow> rows =
        [
            .. Enumerable
                .Range(0, 3_000)
                .Select(i =>
                {
                    var vote = random.NextDouble();
                    return new LinkRow([1 - vote, vote], i % 4 == 0 ? 1 : 0, 1);
                }),
        ];
        var link = ForestLink.Fit("test", rows, 2);
        link.Slope.ShouldBeInRange(0, 0.3);
        var p = new[] { link.Intercepts[0] + (link.Slope / 2), link.Intercepts[1] + (link.Slope / 2) };
        Softmax.InPlace(p);
        p[1].ShouldBe(0.25, 0.01);
    }

    internal static ITrainer Trainer(string learner, TaskKind task, int threads = 2) =>
        learner switch
        {
            "forest" => new RandomForestTrainer(task, Quick with { Threads = threads }),
            "bagged" => new BaggedTreesTrainer(task, Quick with { Threads = threads }),
            _ => new DecisionTreeTrainer(task, new DecisionTreeOptions { Threads = threads }),
        };

    private static TrainingData WithoutDirections(TrainingData data)
    {
        var columns = SyntheticSchool.Schema.Columns.Select(c => c with { Monotone = Monotonicity.None });
        return new TrainingData(new Table(new TableSchema([.. columns]), data.X.Values.ToArray()), data.Y);
    }

    private static void ShouldAddUp(Model model, ReadOnlySpan<float> row)
    {
        var explainer = model.CreateExplainer();
        var (margins, contributions) = (new double[model.OutputCount], new double[model.Schema.Count]);
        model.Margins(row, margins);
        for (var output = 0; output < margins.Length; output++)
        {
            explainer.Explain(row, output, contributions);
            (explainer.BaseValueOf(output) + contributions.Sum()).ShouldBe(margins[output], 1e-9);
        }
    }
}
