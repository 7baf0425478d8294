using EarlyWarning.Ml.Ensembles;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Neighbours;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;
using EarlyWarning.Ml.Trees;
using EarlyWarning.Ml.Validation;

namespace EarlyWarning.Ml.Tests.Ensembles;

public class StackingTests
{
    [Fact]
    public void A_stack_is_no_worse_than_its_best_part_and_keeps_no_harm()
    {
        var data = SyntheticSchool.Binary(4_000, 1, rowsPerGroup: 2);
        var test = SyntheticSchool.Binary(6_000, 2);
        ITrainer[] bases = [new LogisticRegressionTrainer(), Boosting(TaskKind.Binary)];
        var least = bases.Min(trainer => Loss(trainer.Fit(data, default), test));
        var stack = (StackedModel)new StackingTrainer(bases).Fit(data, default);
        Loss(stack, test).ShouldBeLessThan(least + 0.002);
        stack.Slopes(0).Min().ShouldBeGreaterThanOrEqualTo(0);
        stack.TrainerName.ShouldBe("stacking");
    }

    [Fact]
    public void The_weights_of_a_blend_are_those_that_made_the_outcome()
    {
        // Two columns, each the whole of one base's knowledge: the outcome is 2 a + 1 b and a little noise.
        var random = new SeededRandom(3, 0);
        var values = Enumerable.Range(0, 1_000).Select(_ => (float)random.NextDouble()).ToArray();
        var schema = new TableSchema([new Column("a", ColumnKind.Numeric), new Column("b", ColumnKind.Numeric)]);
        double[] y = [.. Enumerable.Range(0, 500).Select(i => (2 * values[2 * i]) + values[(2 * i) + 1])];
        var data = new TrainingData(new Table(schema, values), y);
        var options = new StackingOptions { Penalty = 1e-9 };
        var stack = (StackedModel)new StackingTrainer([new Only(0), new Only(1)], options).Fit(data, default);
        stack.Slopes(0)[0].ShouldBe(2, 1e-3);
        stack.Slopes(0)[1].ShouldBe(1, 1e-3);
        stack.Margin([0.25f, 0.5f]).ShouldBe(1, 1e-3);
    }

    [Fact]
    public void A_part_that_would_count_against_its_word_is_left_out()
    {
        var data = SyntheticSchool.Binary(1_500, 4);
        var stack = (StackedModel)
            new StackingTrainer([new Contrary(), new LogisticRegressionTrainer()]).Fit(data, default);
        stack.Models.Count.ShouldBe(1);
        Should
            .Throw<TrainingException>(() => new StackingTrainer([new Contrary()]).Fit(data, default))
            .Message.ShouldContain("no model that helps");
    }

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Regression)]
    [InlineData(TaskKind.Multiclass)]
    public void Explanations_of_exact_parts_are_exact(TaskKind task)
    {
        var numbers = SyntheticSchool.Regression(900, 5);
        var data = task switch
        {
            TaskKind.Regression => numbers,
            TaskKind.Binary => SyntheticSchool.Binary(900, 5),
            _ => new TrainingData(
                numbers.X,
                Array.ConvertAll(
                    numbers.Y,
                    y =>
                        y > 55 ? 2.0
                        : y > 45 ? 1
                        : 0
                )
            ),
        };
        ITrainer linear =
            task == TaskKind.Regression ? new LinearRegressionTrainer() : new LogisticRegressionTrainer(task: task);
        var model = new StackingTrainer([linear, Boosting(task)]).Fit(data, default);
        var explainer = model.CreateExplainer();
        explainer.IsExact.ShouldBeTrue();
        var (contributions, margins) = (new double[8], new double[model.OutputCount]);
        for (var row = 0; row < 20; row++)
        {
            model.Margins(data.X.Row(row), margins);
            for (var output = 0; output < margins.Length; output++)
            {
                explainer.Explain(data.X.Row(row), output, contributions);
                (explainer.BaseValueOf(output) + contributions.Sum()).ShouldBe(margins[output], 1e-9);
            }
        }

        new StackingTrainer([linear, new NearestNeighboursTrainer(task)])
            .Fit(data, default)
            .CreateExplainer()
            .IsExact.ShouldBeFalse();
    }

    [Fact]
    public void Out_of_fold_margins_keep_students_whole_and_nothing_leaks()
    {
        var data = SyntheticSchool.Binary(300, 6, rowsPerGroup: 3);
        var watched = new Watched();
        new StackingTrainer([watched]).Fit(data, default);
        watched.Fits.Count.ShouldBe(6);
        // Every student's 3 rows are on one side: each training part holds whole students.
        watched.Fits.ShouldAllBe(groups => groups.GroupBy(g => g).All(g => g.Count() == 3));
        var fold = GroupKFold.Split(data.Groups!, data.Y, 3, seed: 1)[0];
        var found = LeakCheck.Find(
            _ => new StackingTrainer([new LogisticRegressionTrainer()], new StackingOptions { Folds = 3 }),
            data,
            fold,
            seed: 1
        );
        found.ShouldBe(Leaks.None);
    }

    [Fact]
    public void Mixed_tasks_and_too_few_students_are_refused()
    {
        Should.Throw<ArgumentException>(() => new StackingTrainer([]));
        Should.Throw<ArgumentException>(() =>
            new StackingTrainer([new LogisticRegressionTrainer(), new LinearRegressionTrainer()])
        );
        var few = SyntheticSchool.Binary(40, 7, rowsPerGroup: 10);
        Should
            .Throw<TrainingException>(() => new StackingTrainer([new LogisticRegressionTrainer()]).Fit(few, default))
            .Message.ShouldContain("5 students");
    }

    private static GradientBoostingTrainer Boosting(TaskKind task) =>
        new(task, new GradientBoostingOptions { MaxTrees = 40, EarlyStoppingRounds = 0 });

    private static double Loss(Model model, TrainingData test) =>
        FoldLoss.Of(TaskKind.Binary, MetricKeys.LogLoss, model.Margins(test.X), test);

    /// <summary>Least squares on one of two columns.</summary>
    private sealed class Only(int column) : ITrainer
    {
        public string Name => "only";

        public TaskKind Task => TaskKind.Regression;

        public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>();

        public Model Fit(TrainingData data, CancellationToken ct)
        {
            // Learns "y is what this column says" and nothing else: the column is its own outcome.
            var y = Enumerable.Range(0, data.X.RowCount).Select(row => (double)data.X.Row(row)[column]).ToArray();
            var options = new ElasticNetOptions { Penalty = 0 };
            return new LinearRegressionTrainer(options).Fit(new TrainingData(data.X, y), ct);
        }
    }

    /// <summary>Predicts the opposite of what it saw.</summary>
    private sealed class Contrary : ITrainer
    {
        public string Name => "contrary";

        public TaskKind Task => TaskKind.Binary;

        public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>();

        public Model Fit(TrainingData data, CancellationToken ct) =>
            new LogisticRegressionTrainer().Fit(new TrainingData(data.X, Array.ConvertAll(data.Y, y => 1 - y)), ct);
    }

    private sealed class Watched : ITrainer
    {
        public List<long[]> Fits { get; } = [];

        public string Name => "watched";

        public TaskKind Task => TaskKind.Binary;

        public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>();

        public Model Fit(TrainingData data, CancellationToken ct)
        {
            Fits.Add(data.Groups!);
            return new LogisticRegressionTrainer().Fit(data, ct);
        }
    }
}
