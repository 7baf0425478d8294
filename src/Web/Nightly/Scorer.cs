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
/// <param name="rivals">Nearly equal models whose margins are wanted too; none where it is left out.</param>
internal sealed class Scorer(
    Goal goal,
    ScoringModel? model,
    IReadOnlyList<FeatureDefinition> features,
    IReadOnlyList<ScoringModel>? rivals = null
)
{
    /// <summary>Coverage of a grade's interval.</summary>
    public const double GradeCoverage = 0.8;

    /// <summary>Least log-odds that a single signal must add before it is named as the main concern.</summary>
    private const double LeastConcern = 0.1;

    /// <summary>Rows scored and explained together: enough for explaining several at once, few enough for a cache.</summary>
    private const int RowsAtOnce = 64;

    private readonly ThreadLocal<Explanations?> _explanations = new(() => model is null ? null : new(model.Model));

    /// <summary>What contributions are added to; 0 where rules decide.</summary>
    public double BaseValue => _explanations.Value?.BaseValue ?? 0;

    /// <summary>Scores rows; those with too little known get no number.</summary>
    /// <param name="rows">The snapshots.</param>
    /// <param name="isCurrent">Of which reasons are wanted.</param>
    /// <param name="threads">Most threads; -1 for as many as there are processors.</param>
    /// <returns>As many rows in the same order; the same for any number of threads.</returns>
    public ScoredRow[] Score(IReadOnlyList<SnapshotRow> rows, Func<SnapshotRow, bool> isCurrent, int threads = -1)
    {
        var scored = new ScoredRow[rows.Count];
        Parallel.For(
            0,
            (rows.Count + RowsAtOnce - 1) / RowsAtOnce,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            part =>
            {
                var end = Math.Min(rows.Count, (part + 1) * RowsAtOnce);
                ScorePart(rows, isCurrent, part * RowsAtOnce, scored.AsSpan(0, end));
            }
        );
        return scored;
    }

    private void ScorePart(
        IReadOnlyList<SnapshotRow> rows,
        Func<SnapshotRow, bool> isCurrent,
        int first,
        Span<ScoredRow> scored
    )
    {
        var explained = new List<int>(RowsAtOnce);
        for (var i = first; i < scored.Length; i++)
        {
            if (model is null || !rows[i].HoldsEnough)
            {
                var kept = isCurrent(rows[i]) ? new Reasons(FloatBlob.Encode(rows[i].Values), null, 0, -1) : null;
                scored[i] = Row(rows[i], new Number(), kept);
            }
            else if (isCurrent(rows[i]))
            {
                explained.Add(i);
            }
            else
            {
                scored[i] = Row(rows[i], NumberOf(rows[i]), null);
            }
        }

        if (explained.Count == 0)
        {
            return;
        }

        var explanations = _explanations.Value!;
        explanations.Explain(explained, i => rows[i].Values);
        for (var i = 0; i < explained.Count; i++)
        {
            var (row, number) = (rows[explained[i]], NumberOf(rows[explained[i]]));
            var reasons = ReasonsOf(row, number.Margin!.Value - explanations.BaseValue, explanations.Of(i));
            scored[explained[i]] = Row(row, number, reasons);
        }
    }

    private Number NumberOf(SnapshotRow row)
    {
        var margin = model!.Model.Margin(row.Values);
        var shown = goal.IsMark() ? Math.Clamp(margin, 0, 100) : model.Shown(margin);
        var (low, high) = Interval(margin, shown);
        return new Number(margin, shown, low, high);
    }

    private Reasons ReasonsOf(SnapshotRow row, double added, ReadOnlySpan<double> contributions)
    {
        var rounded = new float[contributions.Length];
        for (var i = 0; i < rounded.Length; i++)
        {
            rounded[i] = (float)contributions[i];
            added -= rounded[i];
        }

        var concern = MainConcern(row.Values, contributions);
        return new Reasons(FloatBlob.Encode(row.Values), FloatBlob.Encode(rounded), added, concern);
    }

    private short MainConcern(float[] values, ReadOnlySpan<double> contributions)
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
            RivalMargins =
                reasons is null || number.Margin is null || rivals is not { Count: > 0 }
                    ? []
                    : [.. rivals.Select(r => r.Model.Margin(row.Values))],
        };

    /// <summary>An explainer of one thread, with room for the rows it explains at once.</summary>
    private sealed class Explanations(Model model)
    {
        private readonly Explainer _explainer = model.CreateExplainer();
        private readonly int _columns = model.Schema.Count;
        private readonly float[] _values = new float[RowsAtOnce * model.Schema.Count];
        private readonly double[] _contributions = new double[RowsAtOnce * model.Schema.Count];

        public double BaseValue => _explainer.BaseValue;

        public void Explain(List<int> rows, Func<int, float[]> values)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                values(rows[i]).CopyTo(_values.AsSpan(i * _columns));
            }

            var used = rows.Count * _columns;
            _explainer.ExplainRows(_values.AsSpan(0, used), _contributions.AsSpan(0, used));
        }

        public ReadOnlySpan<double> Of(int row) => _contributions.AsSpan(row * _columns, _columns);
    }

    private readonly record struct Number(double? Margin, double? Value, double? Low, double? High);
}
