using System.Globalization;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Validation;

/// <summary>How a search goes.</summary>
public sealed record SearchOptions
{
    /// <summary>In which order hyperparameters are tried.</summary>
    public SearchMethod Method { get; init; } = SearchMethod.Bayesian;

    /// <summary>The budget: so many combinations at most, from 1.</summary>
    public int Trials { get; init; } = 25;

    /// <summary>Parts, by group and outcome, on which each combination is judged: at least 2.</summary>
    public int Folds { get; init; } = 4;

    /// <summary>How one is chosen.</summary>
    public SelectionRule Rule { get; init; } = SelectionRule.Best;

    /// <summary>One of <see cref="Evaluation.MetricKeys"/>; null is log loss or root mean squared error.</summary>
    public string? Metric { get; init; }

    /// <summary>Decides parts and order.</summary>
    public int Seed { get; init; } = 1;

    internal void Check()
    {
        if (Trials < 1 || Folds < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(Trials), "A search needs at least 1 trial and 2 folds.");
        }
    }
}

/// <summary>One combination that was tried.</summary>
/// <param name="Point">The hyperparameters.</param>
/// <param name="FoldLosses">The loss on each fold, lower being better; null where it failed.</param>
/// <param name="Failure">Why it failed, a sentence; null where it did not.</param>
public sealed record SearchTrial(SearchPoint Point, double[]? FoldLosses, string? Failure);

/// <summary>A finished search.</summary>
/// <param name="Trials">In the order in which they were tried.</param>
/// <param name="Chosen">The index of the chosen one.</param>
public sealed record SearchResult(IReadOnlyList<SearchTrial> Trials, int Chosen);

/// <summary>
/// A trainer that first looks for its hyperparameters. It sees nothing but the rows given to it and divides them again, so
/// inside a fold the search is nested in the training part, and no reported metric comes from rows that chose parameters.
/// The model is that of the trainer it found.
/// </summary>
public sealed class SearchTrainer : ITrainer
{
    private readonly IReadOnlyList<SearchDimension> _space;
    private readonly Func<SearchPoint, ITrainer> _create;
    private readonly Func<SearchPoint, double> _complexity;
    private readonly SearchOptions _options;

    /// <summary>Checks and keeps what to search.</summary>
    /// <param name="name">As used in reports.</param>
    /// <param name="task">That of every trainer made.</param>
    /// <param name="space">At least one dimension, with distinct names.</param>
    /// <param name="create">From hyperparameters to a trainer.</param>
    /// <param name="complexity">How complicated its model is; only the order counts.</param>
    /// <param name="options">Budget, folds, rule, seed.</param>
    /// <exception cref="ArgumentException">There is no dimension, or two have one name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option lies outside its range.</exception>
    public SearchTrainer(
        string name,
        TaskKind task,
        IReadOnlyList<SearchDimension> space,
        Func<SearchPoint, ITrainer> create,
        Func<SearchPoint, double> complexity,
        SearchOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(complexity);
        _options = options ?? new SearchOptions();
        _options.Check();
        if (space.Count == 0 || space.Select(d => d.Name).Distinct(StringComparer.Ordinal).Count() != space.Count)
        {
            throw new ArgumentException("A search needs at least one dimension, with distinct names.", nameof(space));
        }

        (Name, Task, _space, _create, _complexity) = (name, task, space, create, complexity);
        Parameters = Describe();
    }

    /// <summary>Told of each trial when it is done; null tells nobody.</summary>
    public IProgress<SearchTrial>? Progress { get; init; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public TaskKind Task { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <inheritdoc/>
    public Model Fit(TrainingData data, CancellationToken ct)
    {
        var usable = data.Select(TrainingChecks.UsableRows(Name, Task, data, 2));
        var result = Search(usable, ct);
        return _create(result.Trials[result.Chosen].Point).Fit(usable, ct);
    }

    /// <summary>Tries combinations on folds of these rows and chooses one; fits no final model.</summary>
    /// <exception cref="TrainingException">Every combination failed; the message holds the reason of the first.</exception>
    public SearchResult Search(TrainingData data, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(data);
        var folds = Folds(data);
        var strategy = new SearchStrategy(_space, _options.Method, _options.Trials, _options.Seed);
        var trials = new List<SearchTrial>();
        while (trials.Count < _options.Trials && strategy.Next() is { } values)
        {
            var trial = Try(new SearchPoint(_space, values), data, folds, ct);
            strategy.Report(values, trial.FoldLosses?.Average());
            trials.Add(trial);
            Progress?.Report(trial);
        }

        if (trials.TrueForAll(trial => trial.FoldLosses is null))
        {
            throw new TrainingException($"{Name} found no hyperparameters that can be fitted: {trials[0].Failure}");
        }

        var complexities = trials.ConvertAll(trial => _complexity(trial.Point));
        return new SearchResult(
            trials,
            Selection.Choose(trials.ConvertAll(trial => trial.FoldLosses), complexities, _options.Rule)
        );
    }

    private IReadOnlyList<Fold> Folds(TrainingData data)
    {
        var units = data.Groups?.Distinct().Count() ?? data.X.RowCount;
        if (units < _options.Folds)
        {
            throw new TrainingException(
                $"{Name} needs at least {_options.Folds} students for its {_options.Folds} folds, but there are {units}; "
                    + "add rows or use fewer folds."
            );
        }

        return StratifiedKFold.Split(data, Task, _options.Folds, _options.Seed);
    }

    private SearchTrial Try(SearchPoint point, TrainingData data, IReadOnlyList<Fold> folds, CancellationToken ct)
    {
        try
        {
            var judged = FoldLosses.Of(_create(point), data, folds, _options.Metric, ct);
            return new SearchTrial(point, judged, null);
        }
        catch (TrainingException failure)
        {
            return new SearchTrial(point, null, failure.Message);
        }
    }

    private Dictionary<string, string> Describe()
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["method"] = _options.Method.ToString(),
            ["trials"] = _options.Trials.ToString(CultureInfo.InvariantCulture),
            ["folds"] = _options.Folds.ToString(CultureInfo.InvariantCulture),
            ["rule"] = _options.Rule.ToString(),
            ["metric"] = _options.Metric ?? FoldLoss.DefaultMetric(Task),
            ["seed"] = _options.Seed.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var dimension in _space)
        {
            var values = dimension.Levels ?? [dimension.Low, dimension.High];
            var text = string.Join(' ', values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
            var kind =
                dimension.Levels is not null ? "of"
                : dimension.IsLogarithmic ? "log"
                : "range";
            parameters[$"search.{dimension.Name}"] = $"{kind} {text}{(dimension.IsWhole ? " whole" : "")}";
        }

        return parameters;
    }
}
