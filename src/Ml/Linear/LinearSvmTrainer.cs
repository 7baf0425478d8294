using System.Globalization;
using EarlyWarning.Ml.Calibration;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Validation;

namespace EarlyWarning.Ml.Linear;

/// <summary>
/// Hyperparameters of the linear support vector machine, which minimises the weighted mean of max(0, 1 - t m)^2 plus
/// Penalty / 2 * |b|_2^2.
/// </summary>
/// <remarks>
/// With <see cref="Standardize"/> and <see cref="Calibrate"/> off and <see cref="PenalizeIntercept"/> on, intercept and
/// coefficients are those of scikit-learn's LinearSVC with C = 1 / (Penalty x the sum of weights).
/// </remarks>
public sealed record LinearSvmOptions
{
    /// <summary>How strongly coefficients are held back: above 0.</summary>
    public double Penalty { get; init; } = 1e-3;

    /// <summary>Whether numbers are divided by their standard deviation first.</summary>
    public bool Standardize { get; init; } = true;

    /// <summary>Whether the intercept for inputs as they are (not centred) is held back like a coefficient.</summary>
    public bool PenalizeIntercept { get; init; }

    /// <summary>
    /// Whether the margin becomes log-odds by Platt's scaling of out-of-fold margins; else it is the distance in units
    /// of the hinge, which is no log-odds.
    /// </summary>
    public bool Calibrate { get; init; } = true;

    /// <summary>Parts, by group, that the out-of-fold margins come from: at least 2.</summary>
    public int CalibrationFolds { get; init; } = 5;

    /// <summary>Decides the parts.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The largest violation of the optimality conditions that is called converged: above 0.</summary>
    public double Tolerance { get; init; } = 1e-9;

    /// <summary>The most Newton steps: at least 1.</summary>
    public int MaxIterations { get; init; } = 200;

    /// <summary>Threads to use; changes nothing but the time.</summary>
    public int Threads { get; init; } = Math.Min(2, Environment.ProcessorCount);

    internal ElasticNetOptions ToElasticNet() =>
        new()
        {
            Penalty = Penalty,
            L1Ratio = 0,
            Standardize = Standardize,
            Tolerance = Tolerance,
            MaxIterations = MaxIterations,
            Threads = Threads,
        };

    internal void Check()
    {
        ToElasticNet().Check();
        if (!(Penalty > 0) || CalibrationFolds < 2)
        {
            throw new ArgumentOutOfRangeException(
                nameof(Penalty),
                "The linear support vector machine needs a penalty above 0 and at least 2 calibration folds."
            );
        }
    }

    internal IReadOnlyDictionary<string, string> ToParameters() =>
        new Dictionary<string, string>(ToElasticNet().ToParameters(), StringComparer.Ordinal)
        {
            ["penalizeIntercept"] = PenalizeIntercept ? "true" : "false",
            ["calibrationFolds"] = Calibrate ? CalibrationFolds.ToString(CultureInfo.InvariantCulture) : "none",
            ["seed"] = Seed.ToString(CultureInfo.InvariantCulture),
        };
}

/// <summary>
/// Linear support vector machine with the squared hinge loss (Fan et al. 2008). Platt's scaling (Platt 1999) of margins
/// that no row had a part in makes its margin log-odds; the model stays linear, so its contributions stay exact. Several
/// classes are each set against the rest, and one temperature (Guo et al. 2017) makes the softmax of their log-odds
/// calibrated.
/// </summary>
public sealed class LinearSvmTrainer : ITrainer
{
    /// <summary>The value of <see cref="Name"/>.</summary>
    public const string TrainerName = "linearSvm";

    private readonly LinearSvmOptions _options;

    /// <summary>Checks and keeps the hyperparameters.</summary>
    /// <param name="options">Hyperparameters; null for the defaults.</param>
    /// <param name="task">Binary or multiclass.</param>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter lies outside its range.</exception>
    /// <exception cref="ArgumentException">The task is a regression.</exception>
    public LinearSvmTrainer(LinearSvmOptions? options = null, TaskKind task = TaskKind.Binary)
    {
        if (task == TaskKind.Regression)
        {
            throw new ArgumentException("The linear support vector machine tells classes apart.", nameof(task));
        }

        _options = options ?? new LinearSvmOptions();
        _options.Check();
        Task = task;
        Parameters = _options.ToParameters();
    }

    /// <inheritdoc/>
    public string Name => TrainerName;

    /// <inheritdoc/>
    public TaskKind Task { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <inheritdoc/>
    public Model Fit(TrainingData data, CancellationToken ct)
    {
        var rows = LinearFit.Rows(Name, Task, data);
        var used = rows.Length == data.X.RowCount ? data : data.Select(rows);
        var folds = _options.Calibrate ? Folds(used) : [];
        if (Task == TaskKind.Binary)
        {
            var (model, _) = Against(used, folds, ct);
            return new LinearModel(data.X.Schema, Task, Name, [model.Intercept], [model.Terms]);
        }

        var classes = new (double Intercept, LinearTerm[] Terms)[used.ClassCount];
        var held = new double[classes.Length][];
        for (var k = 0; k < classes.Length; k++)
        {
            var code = k;
            var rest = new TrainingData(
                used.X,
                Array.ConvertAll(used.Y, y => y == code ? 1.0 : 0.0),
                used.Weights,
                used.Groups
            );
            (classes[k], held[k]) = Against(rest, folds, ct);
        }

        var by = _options.Calibrate ? ClassTemperature.Fit(held, used.Y, used.Weights) : 1;
        return new LinearModel(
            data.X.Schema,
            Task,
            Name,
            Array.ConvertAll(classes, c => by * c.Intercept),
            Array.ConvertAll(classes, c => Array.ConvertAll(c.Terms, term => Scaled(term, by)))
        );
    }

    // One class against the other, or the rest: the line, and its margins for rows that had no part in it.
    private ((double Intercept, LinearTerm[] Terms) Line, double[] Held) Against(
        TrainingData data,
        IReadOnlyList<Fold> folds,
        CancellationToken ct
    )
    {
        var model = LinearFit.Run(
            Name,
            TaskKind.Binary,
            new SquaredHingeLoss(),
            _options.ToElasticNet(),
            _options.PenalizeIntercept,
            data,
            [.. Enumerable.Range(0, data.X.RowCount)],
            ct
        );
        if (!_options.Calibrate)
        {
            return ((model.Intercepts[0], [.. model.Terms]), []);
        }

        var bare = new LinearSvmTrainer(_options with { Calibrate = false });
        var margins = OutOfFold.Margins(bare, data, folds, ct);
        var platt = PlattCalibrator.Fit(margins, data.Y);
        return (
            (
                (platt.Slope * model.Intercepts[0]) + platt.Intercept,
                [.. model.Terms.Select(term => Scaled(term, platt.Slope))]
            ),
            Array.ConvertAll(margins, m => (platt.Slope * m) + platt.Intercept)
        );
    }

    private IReadOnlyList<Fold> Folds(TrainingData data)
    {
        var groups = data.Groups ?? [.. Enumerable.Range(0, data.X.RowCount).Select(row => (long)row)];
        var parts = Math.Min(_options.CalibrationFolds, groups.Distinct().Count());
        return parts >= 2
            ? GroupKFold.Split(groups, data.Y, parts, _options.Seed)
            : throw new TrainingException(
                $"{Name} needs rows of at least 2 students to calibrate its margins; add rows or set Calibrate to false."
            );
    }

    private static LinearTerm Scaled(LinearTerm term, double by) =>
        term with
        {
            Slope = by * term.Slope,
            Present = by * term.Present,
            Missing = by * term.Missing,
            Codes = Array.ConvertAll(term.Codes, code => by * code),
        };
}
