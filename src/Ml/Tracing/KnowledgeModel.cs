using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Tracing;

/// <summary>A fitted <see cref="KnowledgeTracer"/>: immutable and safe for many threads.</summary>
public sealed class KnowledgeModel
{
    private const int MaxNetworks = 2 * TracingOptions.MostNetworks;

    private readonly SkillIndex _index;
    private readonly SkillStatistics _statistics;
    private readonly TreeEnsemble _trees;
    private readonly TracingWeights[] _networks;
    private readonly LogOddsMixture _mixture;

    internal KnowledgeModel(
        SkillIndex index,
        SkillStatistics statistics,
        TreeEnsemble trees,
        TracingWeights[] networks,
        LogOddsMixture mixture
    ) => (_index, _statistics, _trees, _networks, _mixture) = (index, statistics, trees, networks, mixture);

    /// <summary>The number of trees that was chosen.</summary>
    public int Trees => _trees.TreeCount;

    /// <summary>The epochs that were chosen, one number for each network.</summary>
    public IReadOnlyList<int> Epochs => [.. _networks.Select(network => network.Epochs)];

    /// <summary>What the mixture gives the trees and the networks.</summary>
    public (double Trees, double Networks) Weights => (_mixture.Weights[1], _mixture.Weights[2]);

    /// <summary>
    /// The log-odds that each answer is right, from the answers of the student before it; the answer itself and later
    /// ones are not read.
    /// </summary>
    public KnowledgePrediction Predict(
        IReadOnlyList<AnswerSequence> students,
        int threads = 2,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(students);
        var indexed = students.Select(_index.Of).ToArray();
        var rows = HistoryTable.Of(indexed, _statistics, _index.Count, threads, ct);
        var trees = _trees.Margins(new Table(HistoryTable.Schema, rows), ct, threads);
        var networks = new double[trees.Length];
        foreach (var network in _networks)
        {
            var answers = TracingRuns.Predict(network.CreateNetwork(), indexed, threads, ct).SelectMany(all => all);
            var next = 0;
            foreach (var answer in answers)
            {
                networks[next++] += answer / _networks.Length;
            }
        }

        double[] mixed = [.. trees.Zip(networks, (tree, network) => _mixture.Of([tree, network]))];
        return new KnowledgePrediction(mixed, trees, networks);
    }

    internal void Write(ModelWriter writer)
    {
        _index.Write(writer);
        _statistics.Write(writer);
        ModelFormat.WriteModel(writer, _trees);
        writer.Int(_networks.Length);
        foreach (var network in _networks)
        {
            network.Write(writer);
        }

        _mixture.Write(writer);
    }

    /// <exception cref="ModelFormatException">The parts do not fit together.</exception>
    internal static KnowledgeModel Read(ModelReader reader)
    {
        var index = SkillIndex.Read(reader);
        var statistics = SkillStatistics.Read(reader, index.Count);
        var trees = ModelFormat.ReadModel(reader) as TreeEnsemble;
        var networks = new TracingWeights[reader.Count()];
        var isOurs = trees is { OutputCount: 1 } && trees.Schema.Fingerprint == HistoryTable.Schema.Fingerprint;
        if (!isOurs || networks.Length is 0 or > MaxNetworks)
        {
            throw new ModelFormatException("The tracer's trees or networks are not those of a tracer; train it again.");
        }

        for (var i = 0; i < networks.Length; i++)
        {
            networks[i] = TracingWeights.Read(reader, index.Count);
        }

        return new KnowledgeModel(index, statistics, trees!, networks, LogOddsMixture.Read(reader, 2));
    }
}

/// <summary>Log-odds of right answers, student after student, answer after answer.</summary>
/// <param name="Mixed">The prediction.</param>
/// <param name="Trees">What the trees alone say.</param>
/// <param name="Networks">What the networks alone say.</param>
public sealed record KnowledgePrediction(double[] Mixed, double[] Trees, double[] Networks)
{
    /// <summary>The chance of a right answer.</summary>
    public double[] Probabilities() => Array.ConvertAll(Mixed, Sigmoid.Of);
}
