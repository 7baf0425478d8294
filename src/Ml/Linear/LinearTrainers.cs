using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Linear;

/// <summary>Logistic regression with an elastic-net penalty; see <see cref="ElasticNetOptions"/>.</summary>
public sealed class LogisticRegressionTrainer : ITrainer
{
    /// <summary>The value of <see cref="Name"/>.</summary>
    public const string TrainerName = "logisticRegression";

    private readonly ElasticNetOptions _options;

    /// <summary>Checks and keeps the hyperparameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter lies outside its range.</exception>
    public LogisticRegressionTrainer(ElasticNetOptions? options = null)
    {
        _options = options ?? new ElasticNetOptions();
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
    public Model Fit(TrainingData data, CancellationToken ct) =>
        LinearFit.Run(Name, Task, new LogisticLoss(), _options, data, ct);
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

/// <summary>The way from data to a linear model that both trainers share.</summary>
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
        var rows = TrainingChecks.UsableRows(trainer, task, data, 2);
        TrainingChecks.CheckColumns(trainer, data.X, rows);
        var y = Array.ConvertAll(rows, row => data.Y[row]);
        var weights = Array.ConvertAll(rows, row => data.Weights?[row] ?? 1);
        var encoding = LinearEncoding.Fit(data.X, rows, weights, ct);
        if (options.Penalty == 0 && rows.Length <= encoding.Count)
        {
            throw new TrainingException(
                $"{trainer} without a penalty needs more rows than inputs, but there are {rows.Length} rows and "
                    + $"{encoding.Count} inputs; set a penalty above 0."
            );
        }

        var problem = new LinearProblem(data.X, rows, y, weights, encoding, loss, options.Threads);
        var solution = new ElasticNetSolver(problem, options).Solve(trainer, loss.InitialMargin(y, weights), ct);
        return new LinearModel(
            data.X.Schema,
            task,
            trainer,
            solution[^1],
            encoding.ToTerms(solution.AsSpan(0, encoding.Count))
        );
    }
}
