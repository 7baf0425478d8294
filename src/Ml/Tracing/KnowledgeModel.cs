using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Tracing;

/// <summary>A fitted <see cref="KnowledgeTracer"/>. Its networks hold the memory of a batch: one thread at a time.</summary>
public sealed class KnowledgeModel
{
    private readonly TracingPart _part;
    private readonly TreeEnsemble _trees;
    private readonly TracingFit[] _networks;
    private readonly LogOddsMixture _mixture;

    internal KnowledgeModel(TracingPart part, TreeEnsemble trees, TracingFit[] networks, LogOddsMixture mixture) =>
        (_part, _trees, _networks, _mixture) = (part, trees, networks, mixture);

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
        var indexed = students.Select(_part.Index.Of).ToArray();
        var rows = HistoryTable.Of(indexed, _part.Statistics, _part.Index.Count, threads, ct);
        var trees = _trees.Margins(new Table(HistoryTable.Schema, rows), ct, threads);
        var networks = new double[trees.Length];
        foreach (var network in _networks)
        {
            var next = 0;
            foreach (var answer in network.Predict(indexed).SelectMany(answers => answers))
            {
                networks[next++] += answer / _networks.Length;
            }
        }

        double[] mixed = [.. trees.Zip(networks, (tree, network) => _mixture.Of([tree, network]))];
        return new KnowledgePrediction(mixed, trees, networks);
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
