using System.Globalization;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Preparation;

/// <summary>What takes the place of a missing number.</summary>
public enum ImputationKind
{
    /// <summary>The weighted mean.</summary>
    Mean,

    /// <summary>The weighted median.</summary>
    Median,

    /// <summary>The most frequent value.</summary>
    MostFrequent,
}

/// <summary>
/// Fills missing values by one value per column; a missing category becomes the most frequent one. A column without any
/// value stays missing.
/// </summary>
/// <param name="kind">For numbers and ordered codes.</param>
/// <param name="indicators">Whether columns with missing values get another that says where they were missing.</param>
public sealed class ImputationStep(ImputationKind kind, bool indicators = false)
    : PreparationStep("impute", ("kind", kind.ToString()), ("indicators", indicators ? "true" : "false"))
{
    internal override PreparedColumns Fit(TrainingData data, CancellationToken ct)
    {
        var output = new ColumnBuilder(data.X.Schema);
        var marked = new List<int>();
        for (var column = 0; column < data.X.ColumnCount; column++)
        {
            ct.ThrowIfCancellationRequested();
            var statistics = new ColumnStatistics(data, column);
            output.Keep(new ColumnRule(column, Fill: FillOf(statistics, data.X.Schema.Columns[column].Kind)));
            if (indicators && statistics.Values.Length < data.X.RowCount)
            {
                marked.Add(column);
            }
        }

        foreach (var column in marked)
        {
            var mark = new Column($"{data.X.Schema.Columns[column].Name} is missing", ColumnKind.Numeric);
            output.Add(new ColumnRule(column, RuleKind.IsMissing), mark);
        }

        return output.Build(Name);
    }

    private float FillOf(ColumnStatistics statistics, ColumnKind column)
    {
        if (statistics.IsEmpty)
        {
            return float.NaN;
        }

        return (column, kind) switch
        {
            (ColumnKind.Categorical, _) or (_, ImputationKind.MostFrequent) => statistics.MostFrequent(),
            (_, ImputationKind.Median) => statistics.Quantile(0.5),
            _ => (float)statistics.Mean(),
        };
    }
}

/// <summary>
/// Winsorising: numbers beyond two quantiles of the training rows are set to them (Tukey 1962). Codes stay as they are.
/// </summary>
public sealed class OutlierCapStep : PreparationStep
{
    private readonly double _low;
    private readonly double _high;

    /// <param name="low">The lower quantile: at least 0, below <paramref name="high"/>.</param>
    /// <param name="high">The upper quantile: at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The quantiles lie otherwise.</exception>
    public OutlierCapStep(double low = 0.01, double high = 0.99)
        : base(
            "capOutliers",
            ("low", low.ToString(CultureInfo.InvariantCulture)),
            ("high", high.ToString(CultureInfo.InvariantCulture))
        )
    {
        if (!(low >= 0 && low < high && high <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(low), "Caps need quantiles with 0 <= low < high <= 1.");
        }

        (_low, _high) = (low, high);
    }

    internal override PreparedColumns Fit(TrainingData data, CancellationToken ct)
    {
        var output = new ColumnBuilder(data.X.Schema);
        for (var column = 0; column < data.X.ColumnCount; column++)
        {
            ct.ThrowIfCancellationRequested();
            var isNumber = data.X.Schema.Columns[column].Kind == ColumnKind.Numeric;
            var statistics = isNumber ? new ColumnStatistics(data, column) : null;
            output.Keep(
                statistics is { IsEmpty: false }
                    ? new ColumnRule(column, Low: statistics.Quantile(_low), High: statistics.Quantile(_high))
                    : new ColumnRule(column)
            );
        }

        return output.Build(Name);
    }
}

/// <summary>Numbers less their weighted mean, over their standard deviation; constant ones are only centred.</summary>
public sealed class ScalingStep() : PreparationStep("scale")
{
    internal override PreparedColumns Fit(TrainingData data, CancellationToken ct)
    {
        var output = new ColumnBuilder(data.X.Schema);
        for (var column = 0; column < data.X.ColumnCount; column++)
        {
            ct.ThrowIfCancellationRequested();
            var isNumber = data.X.Schema.Columns[column].Kind == ColumnKind.Numeric;
            var statistics = isNumber ? new ColumnStatistics(data, column) : null;
            if (statistics is not { IsEmpty: false })
            {
                output.Keep(new ColumnRule(column));
                continue;
            }

            var (mean, deviation) = (statistics.Mean(), statistics.Deviation());
            var scale = deviation > 1e-10 * Math.Abs(mean) ? deviation : 1;
            output.Keep(new ColumnRule(column, Offset: mean, Scale: scale));
        }

        return output.Build(Name);
    }
}

/// <summary>
/// Categories become one column of 0 and 1 each, in the order of their codes; unseen ones are 0 in all of them, missing
/// ones missing in all of them.
/// </summary>
public sealed class OneHotStep() : PreparationStep("oneHot")
{
    internal override PreparedColumns Fit(TrainingData data, CancellationToken ct)
    {
        var output = new ColumnBuilder(data.X.Schema);
        for (var column = 0; column < data.X.ColumnCount; column++)
        {
            ct.ThrowIfCancellationRequested();
            var description = data.X.Schema.Columns[column];
            if (description.Kind != ColumnKind.Categorical)
            {
                output.Keep(new ColumnRule(column));
                continue;
            }

            foreach (var code in new ColumnStatistics(data, column).Values.Distinct().Select(value => (int)value))
            {
                var category = description.Categories?[code] ?? code.ToString(CultureInfo.InvariantCulture);
                var name = $"{description.Name} = {category}";
                output.Add(new ColumnRule(column, RuleKind.IsCode, Code: code), new Column(name, ColumnKind.Numeric));
            }
        }

        return output.Build(Name);
    }
}

/// <summary>Categories are read as ordered codes: for columns whose order was lost on the way.</summary>
public sealed class OrdinalStep() : PreparationStep("ordinal")
{
    internal override PreparedColumns Fit(TrainingData data, CancellationToken ct)
    {
        var output = new ColumnBuilder(data.X.Schema);
        for (var column = 0; column < data.X.ColumnCount; column++)
        {
            var description = data.X.Schema.Columns[column];
            var isCategory = description.Kind == ColumnKind.Categorical;
            output.Add(
                new ColumnRule(column),
                isCategory ? description with { Kind = ColumnKind.Ordinal } : description
            );
        }

        return output.Build(Name);
    }
}
