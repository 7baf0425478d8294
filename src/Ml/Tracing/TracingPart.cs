using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Tracing;

/// <summary>What is learned from one set of students: first from most, to choose sizes; then from all.</summary>
internal sealed class TracingPart
{
    /// <summary>With more answers a share of the students goes to the trees; the networks see all.</summary>
    private const int MaxTreeAnswers = 1_000_000;

    private readonly TracingOptions _options;
    private readonly IReadOnlyList<AnswerSequence> _all;
    private readonly int[] _which;
    private readonly IReadOnlyList<IndexedAnswers> _students;
    private readonly CancellationToken _ct;
    private readonly double[] _ease;

    /// <param name="options">Sizes.</param>
    /// <param name="index">The skills of the students learned from.</param>
    /// <param name="all">Everybody.</param>
    /// <param name="which">The students learned from.</param>
    /// <param name="ct">Stops between batches.</param>
    public TracingPart(
        TracingOptions options,
        SkillIndex index,
        IReadOnlyList<AnswerSequence> all,
        int[] which,
        CancellationToken ct
    )
    {
        (_options, Index, _all, _which, _ct) = (options, index, all, which, ct);
        _students = [.. which.Select(i => index.Of(all[i]))];
        Statistics = new SkillStatistics(_students, index.Count);
        _ease = [.. Enumerable.Range(0, index.Count).Select(Statistics.Ease)];
    }

    public SkillIndex Index { get; }

    public SkillStatistics Statistics { get; }

    /// <summary>Trees until the loss of the students kept aside no longer falls, and their log-odds there.</summary>
    public (int Count, double[] Margins) ChooseTrees(int[] aside)
    {
        var (learned, data) = TreeData();
        var judged = aside.Select(i => Index.Of(_all[i])).ToArray();
        var judgedRows = HistoryTable.Of(judged, Statistics, Index.Count, _options.Threads, _ct);
        var judgedTable = new Table(HistoryTable.Schema, judgedRows);
        var groups = Groups(learned).Concat(Groups(aside)).ToArray();
        var table = new Table(HistoryTable.Schema, [.. data.X.Values, .. judgedRows]);
        double[] y = [.. data.Y, .. Array.ConvertAll(KnowledgeTracer.Outcomes(_all, aside), right => right ? 1.0 : 0)];
        // Groups are kept aside by the same rule here and there, so the trainer judges the same students.
        var trainer = Trainer(TreeOptions() with { EarlyStoppingRounds = 30 });
        var model = (TreeEnsemble)trainer.Fit(new TrainingData(table, y, null, groups), _ct);
        return (model.TreeCount, model.Margins(judgedTable, _ct, _options.Threads));
    }

    public TreeEnsemble FitTrees(int count) =>
        (TreeEnsemble)
            Trainer(TreeOptions() with { MaxTrees = Math.Max(1, count), EarlyStoppingRounds = 0 })
                .Fit(TreeData().Data, _ct);

    /// <summary>Several networks, each as it was after its best epoch, and the mean of their log-odds for those kept aside.</summary>
    public (TracingWeights[] Networks, double[] Margins) ChooseEpochs(int[] aside, IProgress<string>? progress)
    {
        var judged = aside.Select(i => Index.Of(_all[i])).ToArray();
        var networks = new TracingWeights[_options.Networks];
        var mean = new double[judged.Sum(student => student.Length)];
        for (var network = 0; network < networks.Length; network++)
        {
            (networks[network], var margins) = ChooseEpoch(network, judged, aside, progress);
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += margins[i] / networks.Length;
            }
        }

        return (networks, mean);
    }

    /// <summary>Networks of other seeds, each fitted for so many epochs.</summary>
    public TracingWeights[] FitNetworks(int[] epochs, IProgress<string>? progress)
    {
        var fitted = new TracingWeights[epochs.Length];
        for (var network = 0; network < epochs.Length; network++)
        {
            var fit = NewFit(_options.Networks + network);
            for (var epoch = 1; epoch <= epochs[network]; epoch++)
            {
                var loss = fit.RunEpoch(_students);
                progress?.Report($"Network {network + 1}, epoch {epoch} of {epochs[network]}: loss {loss:0.0000}");
            }

            fitted[network] = fit.Weights();
        }

        return fitted;
    }

    private (TracingWeights Best, double[] Margins) ChooseEpoch(
        int network,
        IndexedAnswers[] judged,
        int[] aside,
        IProgress<string>? progress
    )
    {
        var fit = NewFit(network);
        var (best, bestLoss, kept) = (fit.Weights(), double.PositiveInfinity, Array.Empty<double>());
        for (var epoch = 1; epoch <= _options.MaxEpochs && epoch - best.Epochs <= _options.Patience; epoch++)
        {
            var trained = fit.RunEpoch(_students);
            double[] margins = [.. fit.Predict(judged).SelectMany(answers => answers).Select(answer => (double)answer)];
            var loss = KnowledgeTracer.MeanLoss(margins, _all, aside);
            progress?.Report($"Network {network + 1}, epoch {epoch}: loss {trained:0.0000}, kept aside {loss:0.0000}");
            if (loss < bestLoss)
            {
                (best, bestLoss, kept) = (fit.Weights(), loss, margins);
            }
        }

        return (best, kept);
    }

    private TracingFit NewFit(int network)
    {
        var unmet = Enumerable.Range(0, Index.Count).Where(skill => Statistics.AnswersTo(skill) == 0);
        return new TracingFit(_options, Index.Count, _ease, (_options.Seed * 1000) + network, _ct, [.. unmet]);
    }

    private (int[] Which, TrainingData Data) TreeData()
    {
        var share = Math.Min(1, MaxTreeAnswers / (double)_students.Sum(student => (long)student.Length));
        var limit = share >= 1 ? ulong.MaxValue : (ulong)(share * ulong.MaxValue);
        var kept = Enumerable
            .Range(0, _which.Length)
            .Where(i => SeededRandom.Hash(_which[i], _options.Seed + 2) <= limit)
            .ToArray();
        var rows = HistoryTable.OutOfPart(_students, kept, Index.Count, _options.Seed, _options.Threads, _ct);
        double[] y = [.. kept.SelectMany(i => _students[i].Correct).Select(right => right ? 1.0 : 0)];
        return (Array.ConvertAll(kept, i => _which[i]), new TrainingData(new Table(HistoryTable.Schema, rows), y));
    }

    private IEnumerable<long> Groups(int[] which) => which.SelectMany(i => Enumerable.Repeat((long)i, _all[i].Length));

    private GradientBoostingOptions TreeOptions() =>
        new()
        {
            MaxTrees = 1_400,
            LearningRate = 0.05,
            Leaves = 31,
            MinRowsPerLeaf = 80,
            ColumnFraction = 0.5,
            ValidationFraction = _options.ValidationFraction,
            Seed = _options.Seed,
            Threads = _options.Threads,
        };

    private static GradientBoostingTrainer Trainer(GradientBoostingOptions options) => new(TaskKind.Binary, options);
}
