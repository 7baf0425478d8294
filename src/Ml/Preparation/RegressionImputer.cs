using System.Globalization;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Preparation;

/// <summary>
/// Fills missing numbers by ridge regression on the other numbers, in rounds that begin with the means (chained
/// equations: van Buuren and Groothuis-Oudshoorn 2011, without their random draws). Missing categories become the most
/// frequent one and explain nothing. An imputed value stays within those seen.
/// </summary>
public sealed class ModelImputationStep : PreparationStep
{
    private readonly int _rounds;
    private readonly double _penalty;

    /// <param name="rounds">How often values are imputed anew from the others': from 1 to 100.</param>
    /// <param name="penalty">Of the ridge, on standardised numbers: above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    public ModelImputationStep(int rounds = 5, double penalty = 1e-3)
        : base(
            "imputeByModel",
            ("rounds", rounds.ToString(CultureInfo.InvariantCulture)),
            ("penalty", penalty.ToString(CultureInfo.InvariantCulture))
        )
    {
        if (rounds is not (>= 1 and <= RegressionImputer.MaxRounds) || !(penalty > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(rounds),
                "Imputation by a model needs 1 to 100 rounds and a penalty above 0."
            );
        }

        (_rounds, _penalty) = (rounds, penalty);
    }

    internal override PreparedColumns Fit(TrainingData data, CancellationToken ct) =>
        new(RegressionImputer.Fit(data, _rounds, _penalty, ct), data.X.Schema);
}

/// <summary>
/// The learned form: for each column its mean (or most frequent code), the range seen, and what the deviations of the
/// others from their means say about its own.
/// </summary>
internal sealed class RegressionImputer : FittedStep
{
    public const string FormatTag = "regressions";
    public const int MaxRounds = 100;

    private readonly int _rounds;
    private readonly double[] _means;
    private readonly float[] _lows;
    private readonly float[] _highs;

    // Row after row, one row per column; rows of columns that need no regression are empty.
    private readonly double[][] _coefficients;

    private RegressionImputer(int rounds, double[] means, float[] lows, float[] highs, double[][] coefficients)
    {
        (_rounds, _means, _lows, _highs, _coefficients) = (rounds, means, lows, highs, coefficients);
        var columns = means.Length;
        if (
            rounds is < 1 or > MaxRounds
            || lows.Length != columns
            || highs.Length != columns
            || coefficients.Length != columns
            || Array.Exists(coefficients, row => row.Length != 0 && row.Length != columns)
            || Enumerable.Range(0, columns).Any(j => coefficients[j].Length > 0 && !(lows[j] <= highs[j]))
        )
        {
            throw new ArgumentException("An imputation step holds tables of different lengths.");
        }
    }

    public override int InputCount => _means.Length;

    public override int OutputCount => _means.Length;

    protected override string Tag => FormatTag;

    public override int SourceOf(int output) => output;

    public override void Apply(ReadOnlySpan<float> row, Span<float> output)
    {
        var anyMissing = false;
        for (var j = 0; j < row.Length; j++)
        {
            var isMissing = float.IsNaN(row[j]);
            output[j] = isMissing ? (float)_means[j] : row[j];
            anyMissing |= isMissing && _coefficients[j].Length > 0;
        }

        for (var round = 0; anyMissing && round < _rounds; round++)
        {
            for (var j = 0; j < row.Length; j++)
            {
                if (float.IsNaN(row[j]) && _coefficients[j].Length > 0)
                {
                    output[j] = Predict(j, output);
                }
            }
        }
    }

    private float Predict(int column, ReadOnlySpan<float> row)
    {
        var value = _means[column];
        var coefficients = _coefficients[column];
        for (var k = 0; k < coefficients.Length; k++)
        {
            value += coefficients[k] == 0 ? 0 : coefficients[k] * (row[k] - _means[k]);
        }

        return Math.Clamp((float)value, _lows[column], _highs[column]);
    }

    public static RegressionImputer Fit(TrainingData data, int rounds, double penalty, CancellationToken ct)
    {
        var columns = data.X.ColumnCount;
        var (means, deviations) = (new double[columns], new double[columns]);
        var (lows, highs) = (new float[columns], new float[columns]);
        var isNumber = new bool[columns];
        for (var j = 0; j < columns; j++)
        {
            var statistics = new ColumnStatistics(data, j);
            if (statistics.IsEmpty)
            {
                means[j] = double.NaN;
                continue;
            }

            var isCode = data.X.Schema.Columns[j].Kind == ColumnKind.Categorical;
            means[j] = isCode ? statistics.MostFrequent() : statistics.Mean();
            deviations[j] = isCode ? 0 : statistics.Deviation();
            (lows[j], highs[j]) = (statistics.Values[0], statistics.Values[^1]);
            isNumber[j] = deviations[j] > 1e-10 * Math.Abs(means[j]);
        }

        var coefficients = new double[columns][];
        Array.Fill(coefficients, []);
        var numbers = Enumerable.Range(0, columns).Where(j => isNumber[j]).ToArray();
        var imputer = new RegressionImputer(rounds, means, lows, highs, coefficients);
        // Every round learns from the values that the round before imputed.
        for (var round = 0; round < rounds && numbers.Length > 1; round++)
        {
            ct.ThrowIfCancellationRequested();
            var correlations = imputer.Correlations(data, numbers, deviations);
            var learned = Array.ConvertAll(
                numbers,
                j => Regress(correlations, numbers, j, deviations, penalty, columns)
            );
            for (var i = 0; i < numbers.Length; i++)
            {
                coefficients[numbers[i]] = learned[i];
            }
        }

        return imputer;
    }

    /// <summary>Of the rows as imputed so far, in units of the deviations.</summary>
    private double[] Correlations(TrainingData data, int[] numbers, double[] deviations)
    {
        var size = numbers.Length;
        var sums = new double[size * size];
        var total = 0.0;
        var filled = new float[InputCount];
        var scaled = new double[size];
        for (var row = 0; row < data.X.RowCount; row++)
        {
            var weight = data.Weights?[row] ?? 1;
            total += weight;
            Apply(data.X.Row(row), filled);
            for (var a = 0; a < size; a++)
            {
                scaled[a] = (filled[numbers[a]] - _means[numbers[a]]) / deviations[numbers[a]];
            }

            for (var a = 0; a < size; a++)
            {
                for (var b = a; b < size; b++)
                {
                    sums[(a * size) + b] += weight * scaled[a] * scaled[b];
                }
            }
        }

        for (var a = 0; a < size; a++)
        {
            for (var b = a; b < size; b++)
            {
                sums[(b * size) + a] = sums[(a * size) + b] /= total;
            }
        }

        return sums;
    }

    private static double[] Regress(
        double[] correlations,
        int[] numbers,
        int target,
        double[] deviations,
        double penalty,
        int columns
    )
    {
        var size = numbers.Length;
        var own = Array.IndexOf(numbers, target);
        var others = Enumerable.Range(0, size).Where(a => a != own).ToArray();
        var matrix = new double[others.Length * others.Length];
        for (var a = 0; a < others.Length; a++)
        {
            for (var b = 0; b < others.Length; b++)
            {
                matrix[(a * others.Length) + b] = correlations[(others[a] * size) + others[b]] + (a == b ? penalty : 0);
            }
        }

        var slopes = Array.ConvertAll(others, a => correlations[(own * size) + a]);
        Cholesky.Solve(matrix, slopes);
        var row = new double[columns];
        for (var a = 0; a < others.Length; a++)
        {
            row[numbers[others[a]]] = slopes[a] * deviations[target] / deviations[numbers[others[a]]];
        }

        return row;
    }

    protected override void WriteParts(ModelWriter writer)
    {
        writer.Int(_rounds);
        writer.Array<double>(_means);
        writer.Array<float>(_lows);
        writer.Array<float>(_highs);
        foreach (var row in _coefficients)
        {
            writer.Array<double>(row);
        }
    }

    public static RegressionImputer ReadParts(ModelReader reader)
    {
        var (rounds, means) = (reader.Int(), reader.Array<double>());
        var (lows, highs) = (reader.Array<float>(), reader.Array<float>());
        var coefficients = new double[means.Length][];
        for (var j = 0; j < coefficients.Length; j++)
        {
            coefficients[j] = reader.Array<double>();
        }

        return new RegressionImputer(rounds, means, lows, highs, coefficients);
    }
}
