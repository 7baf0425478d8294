using System.Globalization;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Preparation;

/// <summary>
/// Columns of whole numbers that recur may be codes, whose order says nothing (a course's number), or counts whose effect is
/// no straight line. Each of their frequent values gets a column of 0 and 1 beside the number, which stays, so that a
/// linear model can tell them apart. Rare values have the number alone.
/// </summary>
public sealed class CodeColumnsStep : PreparationStep
{
    private readonly int _fewest;
    private readonly int _most;
    private readonly int _minRows;

    /// <param name="fewest">Columns with fewer different values stay numbers only: at least 3.</param>
    /// <param name="most">Those with more do too: at least <paramref name="fewest"/>.</param>
    /// <param name="minRows">The rows a value must have to get a column: at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound lies outside its range.</exception>
    public CodeColumnsStep(int fewest = 6, int most = 64, int minRows = 10)
        : base("codes", ("fewest", Text(fewest)), ("most", Text(most)), ("minRows", Text(minRows)))
    {
        if (fewest < 3 || most < fewest || minRows < 2)
        {
            throw new ArgumentOutOfRangeException(
                nameof(fewest),
                "Columns of codes need 3 values or more, a highest number not below the fewest, and values of 2 rows or more."
            );
        }

        (_fewest, _most, _minRows) = (fewest, most, minRows);
    }

    internal override PreparedColumns Fit(TrainingData data, CancellationToken ct)
    {
        var output = new ColumnBuilder(data.X.Schema);
        for (var column = 0; column < data.X.ColumnCount; column++)
        {
            ct.ThrowIfCancellationRequested();
            output.Keep(new ColumnRule(column));
            var description = data.X.Schema.Columns[column];
            if (description.Kind != ColumnKind.Numeric)
            {
                continue;
            }

            foreach (var code in Codes(new ColumnStatistics(data, column).Values))
            {
                var name = $"{description.Name} = {Text(code)}";
                output.Add(new ColumnRule(column, RuleKind.IsCode, Code: code), new Column(name, ColumnKind.Numeric));
            }
        }

        return output.Build(Name);
    }

    /// <summary>The frequent ones among ascending values; none where the column holds no codes.</summary>
    private IEnumerable<int> Codes(float[] values)
    {
        // All whole numbers up to 2^24 are floats.
        var isWhole = Array.TrueForAll(values, value => value == MathF.Round(value) && Math.Abs(value) <= 1 << 24);
        var counts = isWhole ? values.CountBy(value => (int)value).ToList() : [];
        return counts.Count >= _fewest && counts.Count <= _most
            ? counts.Where(pair => pair.Value >= _minRows).Select(pair => pair.Key)
            : [];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
