using System.Globalization;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Preparation;

/// <summary>
/// Leaves out numbers and ordered codes that nearly repeat an earlier column: those whose correlation with one that is
/// kept, over the rows in which both are there, is larger in size than a limit.
/// </summary>
public sealed class CorrelationFilterStep : PreparationStep
{
    private readonly double _limit;

    /// <param name="limit">From 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit lies outside.</exception>
    public CorrelationFilterStep(double limit = 0.95)
        : base("filterCorrelated", ("limit", limit.ToString(CultureInfo.InvariantCulture)))
    {
        if (limit is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(limit), "The limit of correlation must be from 0 to 1.");
        }

        _limit = limit;
    }

    internal override PreparedColumns Fit(TrainingData data, CancellationToken ct)
    {
        var output = new ColumnBuilder(data.X.Schema);
        var kept = new List<int>();
        for (var column = 0; column < data.X.ColumnCount; column++)
        {
            ct.ThrowIfCancellationRequested();
            var isCode = data.X.Schema.Columns[column].Kind == ColumnKind.Categorical;
            if (!isCode && kept.Exists(other => Math.Abs(Correlation(data, column, other)) > _limit))
            {
                continue;
            }

            output.Keep(new ColumnRule(column));
            if (!isCode)
            {
                kept.Add(column);
            }
        }

        return output.Build(Name);
    }

    /// <summary>Pearson's, weighted; 0 where a column does not vary.</summary>
    private static double Correlation(TrainingData data, int a, int b)
    {
        var (weight, sumA, sumB) = (0.0, 0.0, 0.0);
        Each((w, x, y) => (weight, sumA, sumB) = (weight + w, sumA + (w * x), sumB + (w * y)));
        var (meanA, meanB) = (sumA / weight, sumB / weight);
        var (aa, bb, ab) = (0.0, 0.0, 0.0);
        Each(
            (w, x, y) =>
            {
                aa += w * (x - meanA) * (x - meanA);
                bb += w * (y - meanB) * (y - meanB);
                ab += w * (x - meanA) * (y - meanB);
            }
        );
        return aa > 0 && bb > 0 ? ab / Math.Sqrt(aa * bb) : 0;

        void Each(Action<double, double, double> add)
        {
            for (var row = 0; row < data.X.RowCount; row++)
            {
                var values = data.X.Row(row);
                if (!float.IsNaN(values[a]) && !float.IsNaN(values[b]))
                {
                    add(data.Weights?[row] ?? 1, values[a], values[b]);
                }
            }
        }
    }
}

/// <summary>
/// Keeps the columns that matter to another model fitted to the same training rows: by their share of the mean size of
/// its contributions.
/// </summary>
public sealed class ImportanceFilterStep : PreparationStep
{
    /// <summary>Rows whose contributions are looked at; more change little.</summary>
    private const int MaxRows = 2_000;

    private readonly ITrainer _judge;
    private readonly double _minShare;
    private readonly int _maxColumns;

    /// <param name="judge">Its models must explain themselves; of the same task as the trainer that follows.</param>
    /// <param name="minShare">The least share of all contributions: from 0, below 1.</param>
    /// <param name="maxColumns">At most so many are kept, the most important: at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    public ImportanceFilterStep(ITrainer judge, double minShare = 0.01, int maxColumns = int.MaxValue)
        : base("filterUnimportant", [.. ParametersOf(judge, minShare, maxColumns)])
    {
        if (minShare is not (>= 0 and < 1) || maxColumns < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(minShare),
                "The filter by importance needs a share from 0, below 1, and at least 1 column."
            );
        }

        (_judge, _minShare, _maxColumns) = (judge, minShare, maxColumns);
    }

    internal override PreparedColumns Fit(TrainingData data, CancellationToken ct)
    {
        var importances = Importances(_judge.Fit(data, ct), data.X, ct);
        var total = importances.Sum();
        var kept = Enumerable
            .Range(0, importances.Length)
            .Where(column => importances[column] > 0 && importances[column] >= _minShare * total)
            .OrderByDescending(column => importances[column])
            .ThenBy(column => column)
            .Take(_maxColumns)
            .Order();
        var output = new ColumnBuilder(data.X.Schema);
        foreach (var column in kept)
        {
            output.Keep(new ColumnRule(column));
        }

        return output.Build(Name);
    }

    private static double[] Importances(Model model, Table table, CancellationToken ct)
    {
        var importances = new double[table.ColumnCount];
        var contributions = new double[table.ColumnCount];
        var explainer = model.CreateExplainer();
        var step = Math.Max(1, table.RowCount / MaxRows);
        for (var row = 0; row < table.RowCount; row += step)
        {
            ct.ThrowIfCancellationRequested();
            for (var output = 0; output < model.OutputCount; output++)
            {
                explainer.Explain(table.Row(row), output, contributions);
                for (var column = 0; column < contributions.Length; column++)
                {
                    importances[column] += Math.Abs(contributions[column]);
                }
            }
        }

        return importances;
    }

    private static IEnumerable<(string, string)> ParametersOf(ITrainer judge, double minShare, int maxColumns)
    {
        ArgumentNullException.ThrowIfNull(judge);
        return judge
            .Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => ($"judge.{pair.Key}", pair.Value))
            .Prepend(("judge", judge.Name))
            .Append(("minShare", minShare.ToString(CultureInfo.InvariantCulture)))
            .Append(("maxColumns", maxColumns.ToString(CultureInfo.InvariantCulture)));
    }
}
