using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Linear;

/// <summary>What one column adds to the margin; its weighted mean over the training rows is 0.</summary>
/// <param name="IsCategorical">Whether values are codes.</param>
/// <param name="Slope">Per unit of a number.</param>
/// <param name="Mean">The number that adds nothing but <paramref name="Present"/>.</param>
/// <param name="Present">Added whenever the value is there; for a code never seen, all there is.</param>
/// <param name="Missing">Added, instead of everything else, where the value is missing.</param>
/// <param name="Codes">What each code adds.</param>
internal sealed record LinearTerm(
    bool IsCategorical,
    double Slope,
    double Mean,
    double Present,
    double Missing,
    double[] Codes
)
{
    public double Of(float value)
    {
        if (float.IsNaN(value))
        {
            return Missing;
        }

        if (!IsCategorical)
        {
            return (Slope * (value - Mean)) + Present;
        }

        return (uint)(int)value < (uint)Codes.Length ? Codes[(int)value] : Present;
    }
}

/// <summary>An intercept and one term per column; exact Shapley values are the terms themselves.</summary>
public sealed class LinearModel : Model
{
    internal const string FormatTag = "linear";

    private readonly LinearTerm[] _terms;

    internal LinearModel(TableSchema schema, TaskKind task, string trainerName, double intercept, LinearTerm[] terms)
        : base(schema, task, trainerName)
    {
        Intercept = intercept;
        _terms = terms;
    }

    /// <summary>The margin of the average training row.</summary>
    public double Intercept { get; }

    internal IReadOnlyList<LinearTerm> Terms => _terms;

    /// <inheritdoc/>
    public override Explainer CreateExplainer() => new LinearExplainer(this);

    private protected override void ComputeMargins(ReadOnlySpan<float> row, Span<double> margins)
    {
        var margin = Intercept;
        for (var column = 0; column < _terms.Length; column++)
        {
            margin += _terms[column].Of(row[column]);
        }

        margins[0] = margin;
    }

    internal void Write(ModelWriter writer)
    {
        writer.Double(Intercept);
        foreach (var term in _terms)
        {
            writer.Bool(term.IsCategorical);
            writer.Double(term.Slope);
            writer.Double(term.Mean);
            writer.Double(term.Present);
            writer.Double(term.Missing);
            writer.Array<double>(term.Codes);
        }
    }

    internal static LinearModel Read(ModelReader reader, TableSchema schema, TaskKind task, string trainerName)
    {
        var intercept = reader.Double();
        var terms = new LinearTerm[schema.Count];
        for (var i = 0; i < terms.Length; i++)
        {
            terms[i] = new LinearTerm(
                reader.Bool(),
                reader.Double(),
                reader.Double(),
                reader.Double(),
                reader.Double(),
                reader.Array<double>()
            );
        }

        return new LinearModel(schema, task, trainerName, intercept, terms);
    }

    /// <summary>
    /// In a sum of functions of one column each, the Shapley value of a column is its function less the function's mean
    /// over the background (Lundberg and Lee 2017, corollary 1); the means over the training rows are 0 here.
    /// </summary>
    private sealed class LinearExplainer(LinearModel model) : Explainer(model)
    {
        public override double BaseValueOf(int output) => model.Intercept;

        private protected override void Accumulate(ReadOnlySpan<float> row, int output, Span<double> contributions)
        {
            for (var column = 0; column < contributions.Length; column++)
            {
                contributions[column] = model._terms[column].Of(row[column]);
            }
        }
    }
}
