using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Linear;

/// <summary>The inputs made of one column; see <see cref="LinearEncoding"/>.</summary>
internal sealed class ColumnEncoding
{
    private readonly int _first;
    private readonly int _valueInput = -1;
    private readonly int _missingInput = -1;
    private readonly double _mean;
    private readonly double _scale = 1;
    private readonly double _missingShare;
    private readonly int[]? _inputOfCode;
    private readonly double[] _shareOfInput = [];

    private ColumnEncoding(int first, double mean, double deviation, double missingShare, bool standardize)
    {
        _first = first;
        _mean = mean;
        _missingShare = missingShare;
        if (deviation > 1e-10 * Math.Abs(mean) && deviation > 0)
        {
            _valueInput = first + InputCount++;
            _scale = standardize ? deviation : 1;
        }

        if (missingShare is > 0 and < 1)
        {
            _missingInput = first + InputCount++;
        }
    }

    private ColumnEncoding(int first, int[] inputOfCode, double[] shareOfInput, double missingShare)
    {
        _first = first;
        _inputOfCode = inputOfCode;
        _shareOfInput = shareOfInput;
        _missingShare = missingShare;
        InputCount = shareOfInput.Length;
        if (missingShare is > 0 and < 1)
        {
            _missingInput = first + InputCount++;
        }
    }

    public int InputCount { get; }

    public static ColumnEncoding OfNumbers(NumberStatistics numbers, int column, int first, bool standardize) =>
        new(first, numbers.Mean(column), numbers.Deviation(column), numbers.MissingShare(column), standardize);

    public static ColumnEncoding OfCodes(Table table, int[] rows, double[] weights, int column, int first, int minRows)
    {
        var countOfCode = new List<int>();
        var weightOfCode = new List<double>();
        var (total, missing) = (0.0, 0.0);
        for (var i = 0; i < rows.Length; i++)
        {
            var value = table.Row(rows[i])[column];
            total += weights[i];
            if (float.IsNaN(value))
            {
                missing += weights[i];
                continue;
            }

            while (countOfCode.Count <= (int)value)
            {
                countOfCode.Add(0);
                weightOfCode.Add(0);
            }

            countOfCode[(int)value]++;
            weightOfCode[(int)value] += weights[i];
        }

        var kept = Enumerable.Range(0, countOfCode.Count).Where(code => countOfCode[code] >= minRows).ToArray();
        // A single category without missing values is a constant.
        kept = kept.Length == 1 && countOfCode[kept[0]] == rows.Length ? [] : kept;
        var inputOfCode = new int[countOfCode.Count];
        Array.Fill(inputOfCode, -1);
        for (var i = 0; i < kept.Length; i++)
        {
            inputOfCode[kept[i]] = first + i;
        }

        return new ColumnEncoding(
            first,
            inputOfCode,
            Array.ConvertAll(kept, code => weightOfCode[code] / total),
            missing / total
        );
    }

    public void Encode(float value, Span<double> inputs)
    {
        var isMissing = float.IsNaN(value);
        if (_missingInput >= 0)
        {
            inputs[_missingInput] = (isMissing ? 1 : 0) - _missingShare;
        }

        if (_valueInput >= 0)
        {
            inputs[_valueInput] = isMissing ? 0 : (value - _mean) / _scale;
        }

        if (_inputOfCode is null)
        {
            return;
        }

        for (var i = 0; i < _shareOfInput.Length; i++)
        {
            inputs[_first + i] = -_shareOfInput[i];
        }

        if (!isMissing && (uint)(int)value < (uint)_inputOfCode.Length && _inputOfCode[(int)value] >= 0)
        {
            inputs[_inputOfCode[(int)value]] += 1;
        }
    }

    /// <summary>What <see cref="Encode"/> takes off each input to give it the mean 0, in units of the input.</summary>
    public void Offsets(Span<double> offsets)
    {
        if (_missingInput >= 0)
        {
            offsets[_missingInput] = _missingShare;
        }

        if (_valueInput >= 0)
        {
            offsets[_valueInput] = _mean / _scale;
        }

        _shareOfInput.CopyTo(offsets[_first..]);
    }

    public LinearTerm ToTerm(ReadOnlySpan<double> coefficients)
    {
        var indicator = _missingInput >= 0 ? coefficients[_missingInput] : 0;
        var slope = _valueInput >= 0 ? coefficients[_valueInput] / _scale : 0;
        var present = -indicator * _missingShare;
        for (var i = 0; i < _shareOfInput.Length; i++)
        {
            present -= coefficients[_first + i] * _shareOfInput[i];
        }

        // Where training saw no missing value, a missing one counts as the average: it contributes nothing.
        var missing = _missingInput >= 0 ? present + indicator : 0;
        var codes = new double[_inputOfCode?.Length ?? 0];
        for (var code = 0; code < codes.Length; code++)
        {
            codes[code] = present + (_inputOfCode![code] >= 0 ? coefficients[_inputOfCode[code]] : 0);
        }

        return new LinearTerm(_inputOfCode is not null, slope, _mean, present, missing, codes);
    }
}
