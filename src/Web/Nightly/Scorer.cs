using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Ml.Models;

namespace EarlyWarning.Web.Nightly;

/// <summary>Scores snapshots for one goal: margin, shown value with interval, exact contributions.</summary>
/// <param name="goal">What is predicted.</param>
/// <param name="model">The champion, or null where rules decide.</param>
/// <param name="features">The catalogue's features.</param>
internal sealed class Scorer(Goal goal, ScoringModel? model, IReadOnlyList<FeatureDefinition> features)
{
    /// <summary>Coverage of a grade's interval.</summary>
    public const double GradeCoverage = 0.8;

    /// <summary>Least log-odds that a single signal must add before it is named as the main concern.</summary>
    private const double LeastConcern = 0.1;

    private readonly ThreadLocal<(Explainer Explainer, double[] Contributions)?> _explainers = new(() =>
        model is null ? null : (model.Model.CreateExplainer(), new double[model.Schema.Count])
    );

    /// <summary>What contributions are added to; 0 where rules decide.</summary>
    public double BaseValue => _explainers.Value?.Explainer.BaseValue ?? 0;

    /// <summary>Scores a row; those with too little known get no number.</summary>
    /// <param name="row">The snapshot.</param>
    /// <param name="isCurrent">Whether reasons are wanted.</param>
    public ScoredRow Score(SnapshotRow row, bool isCurrent)
    {
        if (model is null || !row.HoldsEnough)
        {
            return Row(row, new Number(), isCurrent ? Unexplained(row) : null);
        }

        var margin = model.Model.Margin(row.Values);
        var shown = goal.IsMark() ? Math.Clamp(margin, 0, 100) : model.Shown(margin);
        var (low, high) = Interval(margin, shown);
        var number = new Number(margin, shown, low, high);
        return Row(row, number, isCurrent ? Explain(row, margin) : null);
    }

    private static Reasons Unexplained(SnapshotRow row) => new(FloatBlob.Encode(row.Values), null, 0, -1);

    private Reasons Explain(SnapshotRow row, double margin)
    {
        var (explainer, contributions) = _explainers.Value!.Value;
        explainer.Explain(row.Values, contributions);
        var rounded = Array.ConvertAll(contributions, c => (float)c);
        return new Reasons(
            FloatBlob.Encode(row.Values),
            FloatBlob.Encode(rounded),
            margin - explainer.BaseValue - rounded.Sum(c => (double)c),
            MainConcern(row.Values, contributions)
        );
    }

    private short MainConcern(float[] values, double[] contributions)
    {
        var sign = goal.IsMark() ? -1 : 1;
        var (best, most) = (-1, LeastConcern);
        for (var i = 0; i < contributions.Length; i++)
        {
            var tellable =
                features[i].Changeable
                && features[i].Visibility == FeatureVisibility.Teacher
                && !float.IsNaN(values[i]);
            if (tellable && contributions[i] * sign > most)
            {
                (best, most) = (i, contributions[i] * sign);
            }
        }

        return (short)best;
    }

    private (double? Low, double? High) Interval(double margin, double shown)
    {
        if (model!.Blocks is { } blocks)
        {
            var evidence = blocks.For(margin, shown);
            return (evidence.Low, evidence.High);
        }

        var half = model.Conformal?.HalfWidth(GradeCoverage) ?? double.PositiveInfinity;
        return double.IsFinite(half) ? (Math.Max(0, shown - half), Math.Min(100, shown + half)) : (null, null);
    }

    private ScoredRow Row(SnapshotRow row, Number number, Reasons? reasons) =>
        new()
        {
            EnrollmentId = row.EnrollmentId,
            StudentId = row.StudentId,
            Class = row.Class,
            Goal = goal,
            Week = row.Week,
            AsOf = row.AsOf,
            HoldsEnough = row.HoldsEnough,
            Rules = row.Rules,
            StoppedFeeds = row.StoppedFeeds,
            Margin = number.Margin,
            Value = number.Value,
            Low = number.Low,
            High = number.High,
            Reasons = reasons,
        };

    private readonly record struct Number(double? Margin, double? Value, double? Low, double? High);
}
