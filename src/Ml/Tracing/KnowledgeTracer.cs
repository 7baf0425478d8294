using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Tracing;

/// <summary>
/// Predicts each answer of a student from the answers before it: deep knowledge tracing and boosted trees over what the
/// past says, mixed in log-odds. Epochs, trees and the mixture are chosen on students kept aside; then both are fitted
/// again on all. The same students, options and seed give the same model for any number of threads.
/// </summary>
public sealed class KnowledgeTracer
{
    private readonly TracingOptions _options;

    /// <summary>Checks and keeps the hyperparameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter lies outside its range.</exception>
    public KnowledgeTracer(TracingOptions? options = null)
    {
        _options = options ?? new TracingOptions();
        _options.Check();
    }

    /// <summary>Learns from students.</summary>
    /// <exception cref="TrainingException">There are too few students, or all answers are alike.</exception>
    public KnowledgeModel Fit(
        IReadOnlyList<AnswerSequence> students,
        IProgress<string>? progress = null,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(students);
        var (learned, aside) = Split(students);
        progress?.Report($"Choosing on {aside.Length} of {students.Count} students kept aside");
        var options = _options.Within(students.Sum(student => (long)student.Length));
        var index = new SkillIndex(students);
        var choice = new TracingPart(options, index, students, learned, ct);
        var trees = choice.ChooseTrees(aside);
        progress?.Report($"{trees.Count} trees, loss {MeanLoss(trees.Margins, students, aside):0.0000}");
        var networks = choice.ChooseEpochs(aside, progress);
        var mixture = LogOddsMixture.Fit([trees.Margins, networks.Margins], Outcomes(students, aside));
        progress?.Report("Fitting on all students");
        int[] everybody = [.. Enumerable.Range(0, students.Count)];
        var full = new TracingPart(options, index, students, everybody, ct);
        int[] epochs = [.. networks.Networks.Select(network => network.Epochs)];
        return new KnowledgeModel(
            index,
            full.Statistics,
            full.FitTrees(trees.Count),
            [.. networks.Networks, .. full.FitNetworks(epochs, progress)],
            mixture
        );
    }

    internal static bool[] Outcomes(IReadOnlyList<AnswerSequence> students, int[] which) =>
        [.. which.SelectMany(i => students[i].Correct)];

    internal static double MeanLoss(double[] margins, IReadOnlyList<AnswerSequence> students, int[] which)
    {
        var outcomes = Outcomes(students, which);
        return margins.Zip(outcomes, (margin, right) => Sigmoid.SoftPlus(right ? -margin : margin)).Average();
    }

    private (int[] Learned, int[] Aside) Split(IReadOnlyList<AnswerSequence> students)
    {
        var limit = (ulong)(_options.ValidationFraction * ulong.MaxValue);
        int[] everybody = [.. Enumerable.Range(0, students.Count)];
        bool IsAside(int i) => SeededRandom.Hash(i, _options.Seed) < limit;
        var (learned, aside) = (Array.FindAll(everybody, i => !IsAside(i)), Array.FindAll(everybody, IsAside));
        bool Mixed(int[] part) =>
            Array.Exists(part, i => students[i].Correct.Contains(true))
            && Array.Exists(part, i => students[i].Correct.Contains(false));
        return Mixed(learned) && Mixed(aside)
            ? (learned, aside)
            : throw new TrainingException(
                $"Knowledge tracing cannot keep aside a part of {students.Count} students with both right and wrong answers; add students."
            );
    }
}
