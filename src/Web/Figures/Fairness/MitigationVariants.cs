using EarlyWarning.Ml.Calibration;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>
/// Fits and works out the variants. All are fitted on the same rows, calibrated on the same held-out term and judged on the
/// same later cohort at the same number of places.
/// </summary>
/// <param name="rows">The rows.</param>
/// <param name="trainer">Makes the models.</param>
/// <param name="seed">Decides the folds between calibrators.</param>
internal sealed class MitigationVariants(MitigationRows rows, ITrainer trainer, int seed)
{
    /// <summary>Fewest rows of each outcome in a group for a calibrator of its own.</summary>
    private const int FewestToCalibrate = 50;

    private readonly MitigationCohort _heldPeople = new(rows.Held);

    /// <summary>The later cohort.</summary>
    public MitigationCohort Later { get; } = new(rows.Later);

    /// <summary>The held-out term's students.</summary>
    public MitigationCohort Held => _heldPeople;

    /// <summary>A model with its calibrator, as it does on the two cohorts.</summary>
    internal sealed record Fitted(double[] Held, double[] Later, double[] Shown);

    /// <summary>Fits a model, perhaps without some columns or with weights.</summary>
    /// <exception cref="TrainingException">The rows cannot be fitted.</exception>
    public Fitted Fit(int[] without, double[]? weights, CancellationToken cancel)
    {
        var data = rows.Fit.Data;
        Table Part(Table table) => without.Length == 0 ? table : MitigationProxies.Without(table, without);
        var model = trainer.Fit(new TrainingData(Part(data.X), data.Y, weights, data.Groups), cancel);
        var held = model.Margins(Part(rows.Held.Data.X), cancel);
        var later = model.Margins(Part(rows.Later.Data.X), cancel);
        var calibrator = CalibratorSelection
            .Choose(held, rows.Held.Data.Y, rows.Held.Data.Groups, seed, cancel)
            .Calibrator;
        return new Fitted(held, later, calibrator.Map(later));
    }

    /// <summary>A variant that differs by its model.</summary>
    public MitigationWork Work(string kind, IReadOnlyList<string> leftOut, Fitted fitted) =>
        new(kind, leftOut, Later.Flag(Later.Top(fitted.Later)), fitted.Shown, fitted.Later);

    /// <summary>The model without the features that tell the attribute's groups best.</summary>
    public MitigationWork WithoutProxies(int[] columns, CancellationToken cancel) =>
        Work(
            MitigationKeys.WithoutProxies,
            [.. columns.Select(c => rows.Fit.Data.X.Schema.Columns[c].Name)],
            Fit(columns, null, cancel)
        );

    /// <summary>The model fitted to reweighed rows.</summary>
    public MitigationWork Reweighed(Func<long, string> groupOf, CancellationToken cancel)
    {
        var data = rows.Fit.Data;
        var weights = Reweighing.Weights([.. data.Groups!.Select(groupOf)], data.Y);
        return Work(MitigationKeys.Reweighed, [], Fit([], weights, cancel));
    }

    /// <summary>A calibrator for each group: what is shown, and so the order, depends on the group.</summary>
    public MitigationWork GroupCalibrated(Fitted fitted, Func<long, string> groupOf, CancellationToken cancel)
    {
        var (held, later) = (rows.Held.Data, rows.Later.Data);
        var calibration = GroupCalibration.Fit(
            fitted.Held,
            held.Y,
            [.. held.Groups!.Select(groupOf)],
            held.Groups!,
            FewestToCalibrate,
            seed,
            cancel
        );
        double[] shown = [.. fitted.Later.Zip(later.Groups!, (m, student) => calibration.Map(m, groupOf(student)))];
        // Calibrators have steps: within one the margin goes on deciding.
        double[] ranked = [.. shown.Zip(fitted.Later, (p, m) => p + (1e-9 / (1 + Math.Exp(-m))))];
        return new MitigationWork(MitigationKeys.GroupCalibration, [], Later.Flag(Later.Top(ranked)), shown, ranked);
    }

    /// <summary>Cuts by group, learned on the held-out term.</summary>
    public MitigationWork Cut(string kind, Fitted fitted, Func<long, string> groupOf)
    {
        var top = _heldPeople.Top(fitted.Held);
        var steps = GroupCuts.Steps(
            _heldPeople.FromCut(top),
            _heldPeople.Outcomes,
            [.. _heldPeople.Students.Select(groupOf)],
            _heldPeople.Flag(top).Where((f, i) => f && groupOf(_heldPeople.Students[i]).Length > 0).Count(),
            GroupCuts.RuleOf(kind) ?? throw new ArgumentException("This variant is no cut by group.", nameof(kind))
        );
        double[] moved =
        [
            .. Later.Top(fitted.Later).Zip(Later.Students, (m, s) => m - steps.GetValueOrDefault(groupOf(s))),
        ];
        return new MitigationWork(kind, [], Later.Flag(moved), fitted.Shown, fitted.Later);
    }
}
