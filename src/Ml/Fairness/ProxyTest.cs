using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Validation;

namespace EarlyWarning.Ml.Fairness;

/// <summary>How well the features foretell a protected trait: leaving the trait out does not leave out what stands for it.</summary>
/// <param name="Attribute">Attribute.</param>
/// <param name="Group">Group, against all others.</param>
/// <param name="Auc">Out-of-fold AUC with a 95 % interval; 0.5 says that the features know nothing of it.</param>
/// <param name="Reason">Why there is no figure, or null.</param>
public sealed record ProxyFinding(string Attribute, string Group, MetricValue? Auc, string? Reason);

/// <summary>Foretells each group of each protected attribute from the features, out of fold.</summary>
public static class ProxyTest
{
    /// <summary>Runs the test.</summary>
    /// <param name="features">The score's inputs.</param>
    /// <param name="attributes">Protected attributes, a group per row.</param>
    /// <param name="people">Whose row it is, or null.</param>
    /// <param name="trainer">A learner of binary tasks.</param>
    /// <param name="options">The least of members and others is <see cref="FrameOptions.LeastShown"/>; the seed.</param>
    /// <param name="ct">Cancels between fits.</param>
    public static IReadOnlyList<ProxyFinding> Run(
        Table features,
        IReadOnlyList<FrameAttribute> attributes,
        long[]? people,
        ITrainer trainer,
        FrameOptions? options = null,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(attributes);
        ArgumentNullException.ThrowIfNull(trainer);
        options ??= new FrameOptions();
        return
        [
            .. attributes.SelectMany(attribute =>
                attribute
                    .Groups.Where(g => g.Length > 0)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal)
                    .Select(group => Find(features, attribute, group, people, trainer, options, ct))
            ),
        ];
    }

    /// <summary>Runs the test for one group of an attribute.</summary>
    /// <param name="features">The score's inputs.</param>
    /// <param name="attribute">Protected attribute, a group per row.</param>
    /// <param name="group">The group that is told from all others whose group is known.</param>
    /// <param name="people">Whose row it is, or null.</param>
    /// <param name="trainer">A learner of binary tasks.</param>
    /// <param name="options">The least of members and others is <see cref="FrameOptions.LeastShown"/>; the seed.</param>
    /// <param name="ct">Cancels between fits.</param>
    public static ProxyFinding Find(
        Table features,
        FrameAttribute attribute,
        string group,
        long[]? people,
        ITrainer trainer,
        FrameOptions options,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(attribute);
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(options);
        const int Folds = 5;
        int[] known = [.. Enumerable.Range(0, features.RowCount).Where(r => attribute.Groups[r].Length > 0)];
        var data = new TrainingData(
            features.Select(known),
            Array.ConvertAll(
                known,
                r => string.Equals(attribute.Groups[r], group, StringComparison.Ordinal) ? 1.0 : 0.0
            ),
            Groups: people is null ? null : Array.ConvertAll(known, r => people[r])
        );
        var members = (int)data.Y.Sum();
        if (Math.Min(members, data.Y.Length - members) < options.LeastShown)
        {
            return new ProxyFinding(attribute.Name, group, null, "Too few members, or too few others, to tell.");
        }

        try
        {
            var folds = StratifiedKFold.Split(data, TaskKind.Binary, Folds, options.Seed);
            var margins = OutOfFold.Margins(trainer, data, folds, ct);
            var metrics = Metrics.WithIntervals(
                new BinaryPredictions(Array.ConvertAll(margins, Sigmoid.Of), data.Y, margins),
                data.Groups,
                new MetricOptions { Seed = options.Seed },
                ct
            );
            return new ProxyFinding(attribute.Name, group, metrics[MetricKeys.Auc], null);
        }
        catch (TrainingException e)
        {
            return new ProxyFinding(attribute.Name, group, null, e.Message);
        }
    }
}
