namespace EarlyWarning.Ml.Models;

/// <summary>
/// Exact Shapley contributions of one model (Lundberg and Lee 2017). Holds scratch memory: use one per thread.
/// </summary>
public abstract class Explainer
{
    private readonly Model _model;

    private protected Explainer(Model model) => _model = model;

    /// <summary>The margin of a row of which nothing is known: the mean over the training rows.</summary>
    public abstract double BaseValue { get; }

    /// <summary>
    /// Writes what each column adds to the margin, in schema order; <see cref="BaseValue"/> plus their sum is the
    /// model's margin to 1e-9. Allocates nothing.
    /// </summary>
    /// <param name="row">One value per column.</param>
    /// <param name="contributions">One place per column; overwritten.</param>
    /// <exception cref="ArgumentException">A length differs from the number of columns.</exception>
    public void Explain(ReadOnlySpan<float> row, Span<double> contributions)
    {
        _model.CheckRow(row.Length);
        _model.CheckRow(contributions.Length);
        contributions.Clear();
        Accumulate(row, contributions);
    }

    private protected abstract void Accumulate(ReadOnlySpan<float> row, Span<double> contributions);
}
