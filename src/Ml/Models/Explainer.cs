namespace EarlyWarning.Ml.Models;

/// <summary>
/// Shapley contributions of one model (Lundberg and Lee 2017), exact unless <see cref="IsExact"/> says otherwise. Holds
/// scratch memory: use one per thread.
/// </summary>
public abstract class Explainer
{
    private readonly Model _model;

    private protected Explainer(Model model) => _model = model;

    /// <summary>
    /// Whether the contributions are the Shapley values themselves; else they are sampled, though they sum to the margin
    /// all the same.
    /// </summary>
    public virtual bool IsExact => true;

    /// <summary>How many margins can be explained: one per class of a multiclass task, else 1.</summary>
    public int OutputCount => _model.OutputCount;

    /// <summary>The margin of a row of which nothing is known: the mean over the training rows.</summary>
    /// <exception cref="InvalidOperationException">The model has several outputs.</exception>
    public double BaseValue
    {
        get
        {
            CheckSingleOutput();
            return BaseValueOf(0);
        }
    }

    /// <summary>The margin of one output of a row of which nothing is known.</summary>
    /// <param name="output">From 0 to <see cref="OutputCount"/> - 1.</param>
    public abstract double BaseValueOf(int output);

    /// <summary>
    /// Writes what each column adds to the margin, in schema order; <see cref="BaseValue"/> plus their sum is the
    /// model's margin to 1e-9. Allocates nothing.
    /// </summary>
    /// <param name="row">One value per column.</param>
    /// <param name="contributions">One place per column; overwritten.</param>
    /// <exception cref="ArgumentException">A length differs from the number of columns.</exception>
    /// <exception cref="InvalidOperationException">The model has several outputs.</exception>
    public void Explain(ReadOnlySpan<float> row, Span<double> contributions)
    {
        CheckSingleOutput();
        Explain(row, 0, contributions);
    }

    /// <summary>
    /// The same for one output: <see cref="BaseValueOf"/> plus the sum of the contributions is that output's margin.
    /// </summary>
    /// <param name="row">One value per column.</param>
    /// <param name="output">From 0 to <see cref="OutputCount"/> - 1: the class code.</param>
    /// <param name="contributions">One place per column; overwritten.</param>
    /// <exception cref="ArgumentException">A length differs from the number of columns, or there is no such output.</exception>
    public void Explain(ReadOnlySpan<float> row, int output, Span<double> contributions)
    {
        _model.CheckRow(row.Length);
        _model.CheckRow(contributions.Length);
        CheckOutput(output);
        contributions.Clear();
        Accumulate(row, output, contributions);
    }

    /// <summary>The same for many rows of a model with one output.</summary>
    /// <exception cref="InvalidOperationException">The model has several outputs.</exception>
    public void ExplainRows(ReadOnlySpan<float> rows, Span<double> contributions)
    {
        CheckSingleOutput();
        ExplainRows(rows, 0, contributions);
    }

    /// <summary>
    /// The contributions of many rows, several times faster than one by one where the model is made of trees. Allocates
    /// nothing.
    /// </summary>
    /// <param name="rows">Rows one after the other, each with one value per column.</param>
    /// <param name="output">From 0 to <see cref="OutputCount"/> - 1.</param>
    /// <param name="contributions">As many places as there are values, in the same order; overwritten.</param>
    /// <exception cref="ArgumentException">No whole number of rows, another length, or there is no such output.</exception>
    public void ExplainRows(ReadOnlySpan<float> rows, int output, Span<double> contributions)
    {
        var columns = _model.Schema.Count;
        if (rows.Length % columns != 0 || contributions.Length != rows.Length)
        {
            throw new ArgumentException(
                $"{rows.Length} values with room for {contributions.Length} contributions are no whole rows of {columns} columns."
            );
        }

        CheckOutput(output);
        contributions.Clear();
        AccumulateRows(rows, output, contributions);
    }

    private protected virtual void AccumulateRows(ReadOnlySpan<float> rows, int output, Span<double> contributions)
    {
        var columns = _model.Schema.Count;
        for (var first = 0; first < rows.Length; first += columns)
        {
            Accumulate(rows.Slice(first, columns), output, contributions.Slice(first, columns));
        }
    }

    private protected abstract void Accumulate(ReadOnlySpan<float> row, int output, Span<double> contributions);

    private void CheckOutput(int output)
    {
        if ((uint)output >= (uint)OutputCount)
        {
            throw new ArgumentException($"There is no output {output}; the model has {OutputCount}, from 0 on.");
        }
    }

    private void CheckSingleOutput()
    {
        if (OutputCount != 1)
        {
            throw new InvalidOperationException(
                $"The model has {OutputCount} outputs; say which one is to be explained."
            );
        }
    }
}
