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
/// that no row had a part in makes its margin log-odds; the model stays linear, so its contributions stay exact.
/// </summary>
public sealed class LinearSvmTrainer : ITrainer
{
    /// <summary>The value of <see cref="Name"/>.</summary>
    public const string TrainerName = "linearSvm";

    private readonly LinearSvmOptions _options;

    /// <summary>Checks and keeps the hyperparameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter lies outside its range.</exception>
    public LinearSvmTrainer(LinearSvmOptions? options = null)
    {
        _options = options ?? new LinearSvmOptions();
        _options.Check();
        Parameters = _options.ToParameters();
    }

    /// <inheritdoc/>
    public string Name => TrainerName;

    /// <inheritdoc/>
    public TaskKind Task => TaskKind.Binary;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <inheritdoc/>
    public Model Fit(TrainingData data, CancellationToken ct)
    {
        var rows = LinearFit.Rows(Name, Task, data);
        var model = Separate(data, rows, ct);
        if (!_options.Calibrate)
        {
            return model;
        }

        var platt = Calibrate(data.Select(rows), ct);
        var terms = model.Terms.Select(term => Scaled(term, platt.Slope)).ToArray();
        return new LinearModel(
            model.Schema,
            Task,
            Name,
            [(platt.Slope * model.Intercepts[0]) + platt.Intercept],
            [terms]
        );
    }

    private LinearModel Separate(TrainingData data, int[] rows, CancellationToken ct) =>
        LinearFit.Run(
            Name,
            Task,
            new SquaredHingeLoss(),
            _options.ToElasticNet(),
            _options.PenalizeIntercept,
            data,
            rows,
            ct
        );

    private PlattCalibrator Calibrate(TrainingData data, CancellationToken ct)
    {
        var groups = data.Groups ?? [.. Enumerable.Range(0, data.X.RowCount).Select(row => (long)row)];
        var parts = Math.Min(_options.CalibrationFolds, groups.Distinct().Count());
        if (parts < 2)
        {
            throw new TrainingException(
                $"{Name} needs rows of at least 2 students to calibrate its margins; add rows or set Calibrate to false."
            );
        }

        var folds = GroupKFold.Split(groups, data.Y, parts, _options.Seed);
        var bare = new LinearSvmTrainer(_options with { Calibrate = false });
        return PlattCalibrator.Fit(OutOfFold.Margins(bare, data, folds, ct), data.Y);
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
