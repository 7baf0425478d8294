using System.Globalization;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Validation;

namespace EarlyWarning.Ml.Ensembles;

/// <summary>Hyperparameters of stacking.</summary>
public sealed record StackingOptions
{
    /// <summary>Parts, by group and outcome, that the out-of-fold margins come from: at least 2.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Of the ridge on the standardised margins: above 0.</summary>
    public double Penalty { get; init; } = 1e-3;

    /// <summary>Decides the parts.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// For a multiclass task: shift the margins by <see cref="DecisionOffsets"/>, so that rare classes are called more
    /// often. The calls get better, the probabilities a little worse.
    /// </summary>
    public bool BalanceDecisions { get; init; }

    /// <summary>Threads to use; changes nothing but the time.</summary>
    public int Threads { get; init; } = Math.Min(2, Environment.ProcessorCount);

    internal void Check()
    {
        if (Folds < 2 || !(Penalty > 0) || Threads < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(Folds),
                "Stacking needs at least 2 folds, a penalty above 0 and at least 1 thread."
            );
        }
    }
}

/// <summary>
/// Stacking (Wolpert 1992): a ridge or logistic regression on the margins of other trainers' models, learned from margins
/// of rows those models did not see, then applied to models of all rows. Rows of a group stay together. For binary and
/// regression tasks no model has a weight below 0 (Breiman 1996): those that would are left out, the lowest first.
/// </summary>
public sealed class StackingTrainer : ITrainer
{
    /// <summary>The value of <see cref="Name"/>.</summary>
    public const string TrainerName = "stacking";

    private readonly ITrainer[] _bases;
    private readonly StackingOptions _options;

    /// <summary>Checks and keeps trainers and hyperparameters.</summary>
    /// <param name="bases">At least one, all of the same task.</param>
    /// <param name="options">Hyperparameters.</param>
    /// <param name="name">Another name than <see cref="TrainerName"/>, where two stacks stand in one report.</param>
    /// <exception cref="ArgumentException">There is no trainer, or their tasks differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter lies outside its range.</exception>
    public StackingTrainer(IReadOnlyList<ITrainer> bases, StackingOptions? options = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(bases);
        if (bases.Count == 0 || bases.Any(trainer => trainer.Task != bases[0].Task))
        {
            throw new ArgumentException("Stacking needs at least one trainer, and all of one task.", nameof(bases));
        }

        _options = options ?? new StackingOptions();
        _options.Check();
        _bases = [.. bases];
        Name = name ?? TrainerName;
        Parameters = _bases
            .SelectMany(Parts)
            .Append(KeyValuePair.Create("folds", _options.Folds.ToString(CultureInfo.InvariantCulture)))
            .Append(KeyValuePair.Create("penalty", _options.Penalty.ToString(CultureInfo.InvariantCulture)))
            .Append(KeyValuePair.Create("balanceDecisions", _options.BalanceDecisions ? "true" : "false"))
            .Append(KeyValuePair.Create("seed", _options.Seed.ToString(CultureInfo.InvariantCulture)))
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public TaskKind Task => _bases[0].Task;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <inheritdoc/>
    public Model Fit(TrainingData data, CancellationToken ct)
    {
        var usable = data.Select(TrainingChecks.UsableRows(Name, Task, data, 2));
        var units = usable.Groups?.Distinct().Count() ?? usable.X.RowCount;
        if (units < _options.Folds)
        {
            throw new TrainingException(
                $"{Name} needs at least {_options.Folds} students for its {_options.Folds} folds, but there are {units}; "
                    + "add rows or use fewer folds."
            );
        }

        var folds = StratifiedKFold.Split(usable, Task, _options.Folds, _options.Seed);
        var margins = Array.ConvertAll(_bases, trainer => OutOfFold.Margins(trainer, usable, folds, ct));
        var kept = Enumerable.Range(0, _bases.Length).ToList();
        var blend = Blend(margins, kept, usable, ct);
        while (Task != TaskKind.Multiclass && blend.Slopes[0].Min() < 0)
        {
            kept.RemoveAt(Array.IndexOf(blend.Slopes[0], blend.Slopes[0].Min()));
            blend = Blend(margins, kept, usable, ct);
        }

        if (_options.BalanceDecisions && Task == TaskKind.Multiclass)
        {
            Balance(blend, margins, usable);
        }

        var models = kept.Select(i => _bases[i].Fit(usable, ct)).ToArray();
        return new StackedModel(data.X.Schema, Task, Name, blend.Intercepts, blend.Slopes, models);
    }

    // The blend was fitted on these rows too, but has few coefficients; the margins it blends are of models that did not see
    // them.
    private static void Balance((double[] Intercepts, double[][] Slopes) blend, double[][] margins, TrainingData data)
    {
        var classes = blend.Intercepts.Length;
        var blended = new double[data.X.RowCount * classes];
        for (var i = 0; i < blended.Length; i++)
        {
            var slopes = blend.Slopes[i % classes];
            blended[i] = blend.Intercepts[i % classes];
            for (var column = 0; column < slopes.Length; column++)
            {
                blended[i] += slopes[column] * margins[column / classes][(i / classes * classes) + (column % classes)];
            }
        }

        var offsets = DecisionOffsets.Fit(blended, data.Y, classes, data.Weights);
        for (var code = 0; code < classes; code++)
        {
            blend.Intercepts[code] += offsets[code];
        }
    }

    /// <summary>One slope per output, kept model and output of that model.</summary>
    private (double[] Intercepts, double[][] Slopes) Blend(
        double[][] margins,
        List<int> kept,
        TrainingData data,
        CancellationToken ct
    )
    {
        if (kept.Count == 0)
        {
            throw new TrainingException(
                $"{Name} found no model that helps; none of them predicts rows it did not see."
            );
        }

        var outputs = margins[0].Length / data.X.RowCount;
        var columns = kept.SelectMany(i => Enumerable.Range(0, outputs).Select(o => (Base: i, Output: o))).ToArray();
        var values = new float[data.X.RowCount * columns.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var (model, output) = columns[i % columns.Length];
            values[i] = (float)margins[model][(i / columns.Length * outputs) + output];
        }

        var schema = new TableSchema([
            .. columns.Select(c => new Column($"{c.Base + 1}.{c.Output + 1}", ColumnKind.Numeric)),
        ]);
        var fitted = (LinearModel)Blender().Fit(data with { X = new Table(schema, values) }, ct);
        return ToBlend(fitted, columns.Length);
    }

    private static (double[] Intercepts, double[][] Slopes) ToBlend(LinearModel model, int columns)
    {
        var intercepts = new double[model.OutputCount];
        var slopes = new double[model.OutputCount][];
        for (var output = 0; output < intercepts.Length; output++)
        {
            var terms = model.TermsOf(output);
            slopes[output] = [.. terms.Select(term => term.Slope)];
            intercepts[output] = model.Intercepts[output];
            for (var column = 0; column < columns; column++)
            {
                intercepts[output] -= terms[column].Slope * terms[column].Mean;
            }
        }

        return (intercepts, slopes);
    }

    private ITrainer Blender()
    {
        var ridge = new ElasticNetOptions
        {
            Penalty = _options.Penalty,
            L1Ratio = 0,
            Threads = _options.Threads,
        };
        return Task == TaskKind.Regression
            ? new LinearRegressionTrainer(ridge)
            : new LogisticRegressionTrainer(ridge, Task);
    }

    private static IEnumerable<KeyValuePair<string, string>> Parts(ITrainer trainer, int index)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"base{index + 1}");
        return trainer
            .Parameters.Select(pair => KeyValuePair.Create($"{prefix}.{pair.Key}", pair.Value))
            .Prepend(KeyValuePair.Create(prefix, trainer.Name));
    }
}
