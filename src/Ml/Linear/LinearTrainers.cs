using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Linear;

/// <summary>
/// Logistic regression with an elastic-net penalty, for a multiclass task in its symmetric multinomial form; see
/// <see cref="ElasticNetOptions"/>.
/// </summary>
public sealed class LogisticRegressionTrainer : ITrainer
{
    /// <summary>The value of <see cref="Name"/>.</summary>
    public const string TrainerName = "logisticRegression";

    private readonly ElasticNetOptions _options;

    /// <summary>Checks and keeps the hyperparameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter lies outside its range.</exception>
    /// <exception cref="ArgumentException">The task is neither binary nor multiclass.</exception>
    public LogisticRegressionTrainer(ElasticNetOptions? options = null, TaskKind task = TaskKind.Binary)
    {
        if (task == TaskKind.Regression)
        {
            throw new ArgumentException("Logistic regression learns classes; use linear regression.", nameof(task));
        }

        Task = task;
        _options = options ?? new ElasticNetOptions();
        _options.Check();
        Parameters = _options.ToParameters();
    }

    /// <inheritdoc/>
    public string Name => TrainerName;

    /// <inheritdoc/>
    public TaskKind Task { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <inheritdoc/>
    public Model Fit(TrainingData data, CancellationToken ct) =>
        Task == TaskKind.Multiclass
            ? SoftmaxFit.Run(Name, _options, data, ct)
            : LinearFit.Run(Name, Task, new LogisticLoss(), _options, data, ct);
}

/// <summary>
/// Least squares with an elastic-net penalty: ordinary (penalty 0), ridge (ratio 0), lasso (ratio 1) or between; see
/// <see cref="ElasticNetOptions"/>.
/// </summary>
public sealed class LinearRegressionTrainer : ITrainer
{
    /// <summary>The value of <see cref="Name"/>.</summary>
    public const string TrainerName = "linearRegression";

    private readonly ElasticNetOptions _options;

    /// <summary>Checks and keeps the hyperparameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter lies outside its range.</exception>
    public LinearRegressionTrainer(ElasticNetOptions? options = null)
    {
        _options = options ?? new ElasticNetOptions();
        _options.Check();
        Parameters = _options.ToParameters();
    }

    /// <inheritdoc/>
    public string Name => TrainerName;

    /// <inheritdoc/>
    public TaskKind Task => TaskKind.Regression;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <inheritdoc/>
    public Model Fit(TrainingData data, CancellationToken ct) =>
        LinearFit.Run(Name, Task, new SquaredLoss(), _options, data, ct);
}

/// <summary>The way from data to a linear model that the trainers share.</summary>
internal static class LinearFit
{
    public static LinearModel Run(
        string trainer,
        TaskKind task,
        BoostingLoss loss,
        ElasticNetOptions options,
        TrainingData data,
        CancellationToken ct
    )
    {
        var rows = Rows(trainer, task, data);
        return Run(trainer, task, loss, options, penalizeIntercept: false, data, rows, ct);
    }

    /// <summary>The usable rows of data that a linear model can be fitted to.</summary>
    public static int[] Rows(string trainer, TaskKind task, TrainingData data)
    {
        var rows = TrainingChecks.UsableRows(trainer, task, data, 2);
        TrainingChecks.CheckColumns(trainer, data.X, rows);
        return rows;
    }

    public static LinearModel Run(
        string trainer,
        TaskKind task,
        BoostingLoss loss,
        ElasticNetOptions options,
        bool penalizeIntercept,
        TrainingData data,
        int[] rows,
        CancellationToken ct
    )
    {
        var y = Array.ConvertAll(rows, row => data.Y[row]);
        var weights = Array.ConvertAll(rows, row => data.Weights?[row] ?? 1);
        var encoding = LinearEncoding.Fit(data.X, rows, weights, options.Standardize, ct);
        CheckDetermined(trainer, options.Penalty, rows.Length, encoding.Count);
        var offsets = penalizeIntercept ? encoding.Offsets() : null;
        var inputs = new LinearInputs(data.X, rows, encoding, offsets, options.Threads, ct);
        var problem = new LinearProblem(inputs, y, weights, loss, options.Threads);
        var solver = new ElasticNetSolver(problem, options, penalizeIntercept);
        var solution = solver.Solve(trainer, [loss.InitialMargin(y, weights)], ct);
        return ToModel(data.X.Schema, task, trainer, encoding, solution, offsets);
    }

    public static void CheckDetermined(string trainer, double penalty, int rows, int inputs)
    {
        if (penalty == 0 && rows <= inputs)
        {
            throw new TrainingException(
                $"{trainer} without a penalty needs more rows than inputs, but there are {rows} rows and "
                    + $"{inputs} inputs; set a penalty above 0."
            );
        }
    }

    private static LinearModel ToModel(
        TableSchema schema,
        TaskKind task,
        string trainer,
        LinearEncoding encoding,
        double[] solution,
        double[]? offsets
    )
    {
        // The model's terms have the mean 0, so an intercept found for inputs as they are moves by their means.
        var intercept = solution[^1];
        for (var j = 0; j < encoding.Count; j++)
        {
            intercept += solution[j] * (offsets?[j] ?? 0);
        }

        return new LinearModel(
            schema,
            task,
            trainer,
            [intercept],
            [encoding.ToTerms(solution.AsSpan(0, encoding.Count))]
        );
    }
}
