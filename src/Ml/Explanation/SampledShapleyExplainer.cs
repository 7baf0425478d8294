using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Explanation;

/// <summary>How many random orders a sampled explanation takes.</summary>
public sealed record SampledShapleyOptions
{
    /// <summary>
    /// Pairs of an order and its reverse, per row of background: at least 1. The standard error falls with the square
    /// root of pairs times background rows.
    /// </summary>
    public int PairsPerBackgroundRow { get; init; } = 2;

    /// <summary>Decides the orders.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>
/// Shapley values of any model by sampled permutations (Castro, Gomez, Tejada 2009; Strumbelj and Kononenko 2014), each
/// with its reverse (Mitchell et al. 2022), against a background whose every row is used equally often. They sum to the
/// margin by construction; each is an estimate with a standard error. Not exact: see the definitions on which models may
/// serve. Deterministic by seed. Holds scratch memory: one per thread.
/// </summary>
public sealed class SampledShapleyExplainer : Explainer
{
    private readonly Model _model;
    private readonly Table _background;
    private readonly SampledShapleyOptions _options;
    private readonly double[] _baseValues;
    private readonly double[] _margins;
    private readonly float[] _mixed;
    private readonly int[] _order;
    private readonly double[] _pair;
    private readonly double[] _squares;

    /// <summary>Keeps the model and the background.</summary>
    /// <exception cref="ArgumentException">The background has no rows or another schema, or there are no pairs.</exception>
    public SampledShapleyExplainer(Model model, Table background, SampledShapleyOptions? options = null)
        : base(model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.CheckTable(background);
        _options = options ?? new SampledShapleyOptions();
        if (background.RowCount == 0 || _options.PairsPerBackgroundRow < 1)
        {
            throw new ArgumentException("A sampled explanation needs a row of background and a pair of orders.");
        }

        (_model, _background) = (model, background);
        var columns = model.Schema.Count;
        (_mixed, _order) = (new float[columns], new int[columns]);
        (_pair, _squares) = (new double[columns], new double[columns]);
        _margins = new double[model.OutputCount];
        _baseValues = new double[model.OutputCount];
        var margins = model.Margins(background);
        for (var i = 0; i < margins.Length; i++)
        {
            _baseValues[i % model.OutputCount] += margins[i] / background.RowCount;
        }
    }

    /// <inheritdoc/>
    public override bool IsExact => false;

    /// <summary>The mean margin of the background.</summary>
    public override double BaseValueOf(int output) => _baseValues[output];

    /// <summary>The contributions with their standard errors.</summary>
    /// <param name="row">One value per column.</param>
    /// <param name="output">From 0 to <see cref="Explainer.OutputCount"/> - 1.</param>
    /// <param name="contributions">One place per column; overwritten.</param>
    /// <param name="standardErrors">One place per column; overwritten; NaN where there was one sample only.</param>
    /// <exception cref="ArgumentException">A length differs, or there is no such output.</exception>
    public void Explain(ReadOnlySpan<float> row, int output, Span<double> contributions, Span<double> standardErrors)
    {
        _model.CheckRow(standardErrors.Length);
        Explain(row, output, contributions);
        double samples = (double)_options.PairsPerBackgroundRow * _background.RowCount;
        for (var column = 0; column < standardErrors.Length; column++)
        {
            var spread = Math.Max(0, _squares[column] - (samples * contributions[column] * contributions[column]));
            standardErrors[column] = Math.Sqrt(spread / (samples - 1) / samples);
        }
    }

    private protected override void Accumulate(ReadOnlySpan<float> row, int output, Span<double> contributions)
    {
        Array.Clear(_squares);
        for (var column = 0; column < _order.Length; column++)
        {
            _order[column] = column;
        }

        var random = new SeededRandom(_options.Seed, 0);
        var samples = (double)_options.PairsPerBackgroundRow * _background.RowCount;
        for (var reference = 0; reference < _background.RowCount; reference++)
        {
            for (var pair = 0; pair < _options.PairsPerBackgroundRow; pair++)
            {
                random.Shuffle(_order.AsSpan());
                Array.Clear(_pair);
                AddOrder(row, _background.Row(reference), output);
                Array.Reverse(_order);
                AddOrder(row, _background.Row(reference), output);
                for (var column = 0; column < _pair.Length; column++)
                {
                    contributions[column] += _pair[column] / 2 / samples;
                    _squares[column] += _pair[column] * _pair[column] / 4;
                }
            }
        }
    }

    /// <summary>Goes from the background's row to the row, column by column; every step is credited to its column.</summary>
    private void AddOrder(ReadOnlySpan<float> row, ReadOnlySpan<float> reference, int output)
    {
        reference.CopyTo(_mixed);
        var before = Margin(output);
        foreach (var column in _order)
        {
            // A column that has the same value on both sides cannot change anything.
            if (!_mixed[column].Equals(row[column]))
            {
                _mixed[column] = row[column];
                var after = Margin(output);
                _pair[column] += after - before;
                before = after;
            }
        }
    }

    private double Margin(int output)
    {
        _model.Margins(_mixed, _margins);
        return _margins[output];
    }
}
