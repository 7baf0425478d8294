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

    public void Write(ModelWriter writer)
    {
        writer.Bool(IsCategorical);
        writer.Double(Slope);
        writer.Double(Mean);
        writer.Double(Present);
        writer.Double(Missing);
        writer.Array<double>(Codes);
    }

    public static LinearTerm Read(ModelReader reader) =>
        new(reader.Bool(), reader.Double(), reader.Double(), reader.Double(), reader.Double(), reader.Array<double>());
}

/// <summary>For each output an intercept and one term per column; exact Shapley values are the terms themselves.</summary>
public sealed class LinearModel : Model
{
    internal const string FormatTag = "linear";

    private readonly LinearTerm[][] _terms;

    internal LinearModel(
        TableSchema schema,
        TaskKind task,
        string trainerName,
        double[] intercepts,
        LinearTerm[][] terms
    )
        : base(schema, task, trainerName, intercepts.Length)
    {
        Intercepts = intercepts;
        _terms = terms;
    }

    /// <summary>The margin of the average training row, one per output.</summary>
    public IReadOnlyList<double> Intercepts { get; }

    /// <summary>The terms of the only, or the first, output.</summary>
    internal IReadOnlyList<LinearTerm> Terms => _terms[0];

    internal IReadOnlyList<LinearTerm> TermsOf(int output) => _terms[output];

    /// <inheritdoc/>
    public override Explainer CreateExplainer() => new LinearExplainer(this);

    private protected override void ComputeMargins(ReadOnlySpan<float> row, Span<double> margins)
    {
        for (var output = 0; output < margins.Length; output++)
        {
            var margin = Intercepts[output];
            var terms = _terms[output];
            for (var column = 0; column < terms.Length; column++)
            {
                margin += terms[column].Of(row[column]);
            }

            margins[output] = margin;
        }
    }

    internal void Write(ModelWriter writer)
    {
        for (var output = 0; output < OutputCount; output++)
        {
            writer.Double(Intercepts[output]);
            foreach (var term in _terms[output])
            {
                term.Write(writer);
            }
        }
    }

    internal static LinearModel Read(
        ModelReader reader,
        TableSchema schema,
        TaskKind task,
        string trainerName,
        int outputs
    )
    {
        var intercepts = new double[outputs];
        var terms = new LinearTerm[outputs][];
        for (var output = 0; output < outputs; output++)
        {
            intercepts[output] = reader.Double();
            terms[output] = new LinearTerm[schema.Count];
            for (var column = 0; column < schema.Count; column++)
            {
                terms[output][column] = LinearTerm.Read(reader);
            }
        }

        return new LinearModel(schema, task, trainerName, intercepts, terms);
    }

    /// <summary>
    /// In a sum of functions of one column each, the Shapley value of a column is its function less the function's mean
    /// over the background (Lundberg and Lee 2017, corollary 1); the means over the training rows are 0 here.
    /// </summary>
    private sealed class LinearExplainer(LinearModel model) : Explainer(model)
    {
        public override double BaseValueOf(int output) => model.Intercepts[output];

        private protected override void Accumulate(ReadOnlySpan<float> row, int output, Span<double> contributions)
        {
            for (var column = 0; column < contributions.Length; column++)
            {
                contributions[column] = model._terms[output][column].Of(row[column]);
            }
        }
    }
}
