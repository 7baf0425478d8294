using System.Diagnostics;
using System.Text.Json.Nodes;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Neural;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Benchmarks.Learning;

/// <summary>
/// The list of contests. To add a row: a method that returns a <see cref="Contest"/>, its peer's work in peers.py, and
/// its name in <see cref="All"/>.
/// </summary>
internal sealed class Contests
{
    private const int BoostingTrees = 100;
    private const int BoostingLeaves = 31;
    private const int ForestTrees = 100;
    private const int ForestMinRows = 5;
    private const int ExplainedRows = 2_000;
    private const double LogisticPenalty = 1e-4;

    private readonly PythonPeers _python;
    private readonly TrainingData _train;
    private readonly TrainingData _test;
    private readonly TrainingData _completeTrain;
    private readonly TrainingData _completeTest;
    private readonly TrainingData _forestTrain;

    public Contests(PythonPeers python, string folder, int rows)
    {
        _python = python;
        _train = Data(folder, "train", rows, 1, complete: false);
        _test = Data(folder, "test", rows / 2, 2, complete: false);
        _completeTrain = Data(folder, "complete-train", rows, 3, complete: true);
        _completeTest = Data(folder, "complete-test", rows / 2, 4, complete: true);
        _forestTrain = Data(folder, "forest-train", Math.Max(2_000, rows / 4), 5, complete: true);
    }

    /// <summary>Every contest by the name that --only takes.</summary>
    public IReadOnlyDictionary<string, Func<Contest>> All =>
        new Dictionary<string, Func<Contest>>(StringComparer.Ordinal)
        {
            ["boosting-1"] = () => Boosting(1),
            ["boosting-2"] = () => Boosting(2),
            ["shap"] = Shap,
            ["forest-1"] = () => Forest(1),
            ["forest-2"] = () => Forest(2),
            ["logistic"] = Logistic,
            ["lstm"] = Lstm,
        };

    private static TrainingData Data(string folder, string name, int rows, int seed, bool complete)
    {
        var data = BenchmarkData.Make(rows, seed, complete);
        BenchmarkData.Write(folder, name, data);
        return data;
    }

    private Contest Boosting(int threads)
    {
        var options = Options(threads);
        var task = Task("boosting", "train", "test", threads);
        return new Contest(
            $"gradient boosting, {_train.X.RowCount:N0} x {BenchmarkData.Columns}, {BoostingTrees} trees of {BoostingLeaves} leaves",
            threads,
            Bar: 0.67,
            MayBeBelow: 0.001,
            Ours(new GradientBoostingTrainer(TaskKind.Binary, options), _train, _test),
            [Peer("sklearn HistGradientBoosting", "sklearn", task), Peer("xgboost hist", "xgboost", task)]
        );
    }

    private Contest Forest(int threads)
    {
        var options = new ForestOptions
        {
            Trees = ForestTrees,
            MinRowsPerLeaf = ForestMinRows,
            Threads = threads,
        };
        var task = Task("forest", "forest-train", "complete-test", threads);
        task["trees"] = ForestTrees;
        task["minRows"] = ForestMinRows;
        return new Contest(
            $"random forest, {_forestTrain.X.RowCount:N0} x {BenchmarkData.Columns}, {ForestTrees} trees",
            threads,
            Bar: 1,
            MayBeBelow: 0.002,
            Ours(
                round => new RandomForestTrainer(TaskKind.Binary, options with { Seed = round + 1 }),
                _forestTrain,
                _completeTest
            ),
            [Peer("sklearn RandomForest", "sklearn", task)]
        );
    }

    private Contest Logistic()
    {
        var options = new ElasticNetOptions
        {
            Penalty = LogisticPenalty,
            L1Ratio = 0,
            Threads = 1,

            // As the nightly run has it; scikit-learn's default stops far earlier than ours.
            Tolerance = 1e-6,
        };
        var task = Task("logistic", "complete-train", "complete-test", 1);
        task["c"] = 1 / (LogisticPenalty * _completeTrain.X.RowCount);
        return new Contest(
            $"logistic regression, {_completeTrain.X.RowCount:N0} x {BenchmarkData.Columns}",
            1,
            Bar: 1,
            MayBeBelow: 0.002,
            Ours(new LogisticRegressionTrainer(options), _completeTrain, _completeTest),
            [Peer("sklearn LogisticRegression", "sklearn", task)]
        );
    }

    private Contest Lstm()
    {
        var task = Task("lstm", "train", "test", 2);
        (task["rows"], task["steps"], task["columns"], task["cells"], task["batch"]) = (10_000, 50, 10, 128, 64);
        var data = new Lazy<(SequenceTable Table, SequenceHead Head)>(() =>
        {
            var random = new Random(1);
            float[] x = [.. Enumerable.Range(0, 10_000 * 50 * 10).Select(_ => (random.NextSingle() * 2) - 1)];
            double[] y = [.. Enumerable.Range(0, 10_000).Select(_ => (double)random.Next(2))];
            return (new SequenceTable(50, 10, 0, x, []), new SequenceHead("risk", TaskKind.Binary, y));
        });
        var options = new LstmOptions
        {
            Cells = 128,
            Dropout = 0,
            BatchSize = 64,
            MaxEpochs = 1,
            EarlyStoppingEpochs = 0,
            Threads = 2,
        };
        return new Contest(
            "an epoch of an LSTM, 10,000 sequences x 50 steps x 10, 128 cells, batches of 64",
            2,
            Bar: 0.6,
            MayBeBelow: null,
            new Contestant("ours", null, _ => Epoch(options, data.Value.Table, data.Value.Head)),
            [Peer("torch LSTM", "torch", task)]
        );
    }

    private static Run Epoch(LstmOptions options, SequenceTable table, SequenceHead head)
    {
        var watch = Stopwatch.StartNew();
        new SequenceTrainer(options).Fit(table, [head]);
        return new Run(watch.Elapsed.TotalSeconds, null);
    }

    private Contest Shap()
    {
        var model = new Lazy<Model>(() =>
            new GradientBoostingTrainer(TaskKind.Binary, Options(1)).Fit(_train, CancellationToken.None)
        );
        var task = Task("shap", "train", "test", 1);
        task["rows"] = ExplainedRows;
        return new Contest(
            $"exact SHAP of {ExplainedRows:N0} rows, {BoostingTrees} trees of {BoostingLeaves} leaves",
            1,
            Bar: 1.0 / 8,
            MayBeBelow: null,
            new Contestant("ours", null, _ => Explain(model.Value)),
            [Peer("xgboost pred_contribs", "xgboost", task)]
        );
    }

    private static GradientBoostingOptions Options(int threads) =>
        new()
        {
            MaxTrees = BoostingTrees,
            Leaves = BoostingLeaves,
            LearningRate = 0.1,
            MinRowsPerLeaf = 20,
            L2 = 0,
            ColumnFraction = 1,
            EarlyStoppingRounds = 0,
            Threads = threads,
        };

    private static Contestant Ours(ITrainer trainer, TrainingData train, TrainingData test) =>
        Ours(_ => trainer, train, test);

    private static Contestant Ours(Func<int, ITrainer> trainer, TrainingData train, TrainingData test) =>
        new("ours", null, round => Fit(trainer(round), train, test));

    private static Run Fit(ITrainer trainer, TrainingData train, TrainingData test)
    {
        var watch = Stopwatch.StartNew();
        var model = trainer.Fit(train, CancellationToken.None);
        var seconds = watch.Elapsed.TotalSeconds;
        var p = Array.ConvertAll(model.Margins(test.X), Sigmoid.Of);
        return new Run(seconds, Metrics.Of(new BinaryPredictions(p, test.Y))[MetricKeys.Auc]);
    }

    /// <summary>Quality is the largest difference between the sum of contributions and the margin.</summary>
    private Run Explain(Model model)
    {
        var contributions = new double[ExplainedRows * BenchmarkData.Columns];
        var explainer = model.CreateExplainer();
        var watch = Stopwatch.StartNew();
        explainer.ExplainRows(_test.X.Values[..contributions.Length], contributions);
        var seconds = watch.Elapsed.TotalSeconds;
        var worst = Enumerable
            .Range(0, ExplainedRows)
            .Max(row =>
            {
                var sum = contributions.Skip(row * BenchmarkData.Columns).Take(BenchmarkData.Columns).Sum();
                return Math.Abs(explainer.BaseValue + sum - model.Margin(_test.X.Row(row)));
            });
        return new Run(seconds, worst);
    }

    private static JsonObject Task(string what, string train, string test, int threads) =>
        new()
        {
            ["do"] = what,
            ["train"] = train,
            ["test"] = test,
            ["columns"] = BenchmarkData.Columns,
            ["threads"] = threads,
            ["trees"] = BoostingTrees,
            ["leaves"] = BoostingLeaves,
        };

    private Contestant Peer(string name, string package, JsonObject task) =>
        new(
            name,
            package,
            round =>
            {
                var mine = task.DeepClone().AsObject();
                mine["peer"] = package;
                mine["round"] = round;
                return _python.Do(mine);
            }
        );
}
