using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Explanation;

/// <summary>
/// Exact interventional Shapley values of trees against a background (Lundberg et al. 2020, algorithm 3; Janzing,
/// Minorics, Bloebaum 2020): a column that is not known takes the values of the background's rows. Unlike the
/// path-dependent values of <see cref="Model.CreateExplainer"/> no column is credited for another that it merely
/// resembles. Takes time in proportion to the background; 100 rows are usual. Holds scratch memory: one per thread.
/// </summary>
public sealed class InterventionalTreeExplainer : Explainer
{
    private readonly TreeEnsemble _model;
    private readonly Table _background;
    private readonly double[] _baseValues;

    /// <summary>w(n, m) = (n - 1)! m! / (n + m)!: the weight of a leaf reached by n columns of the row and m of the background.</summary>
    private readonly double[,] _weights;

    /// <summary>+1 where the path follows the row's value of a column, -1 the background's, 0 not yet decided.</summary>
    private readonly sbyte[] _followed;

    /// <summary>Keeps the model and the background.</summary>
    /// <exception cref="ArgumentException">The background has no rows or another schema.</exception>
    public InterventionalTreeExplainer(TreeEnsemble model, Table background)
        : base(model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.CheckTable(background);
        if (background.RowCount == 0)
        {
            throw new ArgumentException("An explanation needs at least one row of background.", nameof(background));
        }

        (_model, _background) = (model, background);
        _followed = new sbyte[model.Schema.Count];
        _weights = Weights(model.Schema.Count + 1);
        _baseValues = new double[model.OutputCount];
        var margins = model.Margins(background);
        for (var i = 0; i < margins.Length; i++)
        {
            _baseValues[i % model.OutputCount] += margins[i] / background.RowCount;
        }
    }

    /// <summary>The mean margin of the background.</summary>
    public override double BaseValueOf(int output) => _baseValues[output];

    private protected override void Accumulate(ReadOnlySpan<float> row, int output, Span<double> contributions)
    {
        for (var reference = 0; reference < _background.RowCount; reference++)
        {
            for (var tree = output; tree < _model.Trees.Count; tree += _model.OutputCount)
            {
                Walk(_model.Trees[tree], 0, row, _background.Row(reference), contributions, 0, 0);
            }
        }

        foreach (ref var contribution in contributions)
        {
            contribution /= _background.RowCount;
        }
    }

    /// <summary>What each column on the way that follows the row, and each that follows the background, is owed below.</summary>
    private (double ToRow, double ToReference) Walk(
        Tree tree,
        int index,
        ReadOnlySpan<float> row,
        ReadOnlySpan<float> reference,
        Span<double> contributions,
        int rowColumns,
        int referenceColumns
    )
    {
        while (true)
        {
            ref readonly var node = ref tree.Nodes[index];
            if (node.IsLeaf)
            {
                return (
                    rowColumns > 0 ? node.Value * _weights[rowColumns, referenceColumns] : 0,
                    referenceColumns > 0 ? -node.Value * _weights[referenceColumns, rowColumns] : 0
                );
            }

            var ofRow = tree.GoesLeft(node, row[node.Column]) ? node.Left : node.Right;
            var ofReference = tree.GoesLeft(node, reference[node.Column]) ? node.Left : node.Right;
            ref var followed = ref _followed[node.Column];
            if (ofRow == ofReference || followed != 0)
            {
                index = followed < 0 ? ofReference : ofRow;
                continue;
            }

            followed = 1;
            var known = Walk(tree, ofRow, row, reference, contributions, rowColumns + 1, referenceColumns);
            followed = -1;
            var unknown = Walk(tree, ofReference, row, reference, contributions, rowColumns, referenceColumns + 1);
            followed = 0;
            contributions[node.Column] += known.ToRow + unknown.ToReference;
            return (known.ToRow + unknown.ToRow, known.ToReference + unknown.ToReference);
        }
    }

    private static double[,] Weights(int size)
    {
        var weights = new double[size + 1, size + 1];
        for (var m = 0; m <= size; m++)
        {
            weights[1, m] = 1.0 / (m + 1);
            for (var n = 1; n < size; n++)
            {
                weights[n + 1, m] = weights[n, m] * n / (n + m + 1);
            }
        }

        return weights;
    }
}
