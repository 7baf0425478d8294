using System.Numerics;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Tests.Support;

/// <summary>Shapley values by their definition, over all subsets of columns.</summary>
internal static class BruteForceShapley
{
    public static double[] Of(int columns, Func<int, double> valueOfSubset)
    {
        var values = new double[1 << columns];
        for (var subset = 0; subset < values.Length; subset++)
        {
            values[subset] = valueOfSubset(subset);
        }

        var phi = new double[columns];
        for (var subset = 0; subset < values.Length; subset++)
        {
            for (var column = 0; column < columns; column++)
            {
                if ((subset >> column & 1) == 0)
                {
                    var weight = Weight(BitOperations.PopCount((uint)subset), columns);
                    phi[column] += weight * (values[subset | 1 << column] - values[subset]);
                }
            }
        }

        return phi;
    }

    /// <summary>What the trees are worth when only the columns of the subset are known (Lundberg et al. 2020, alg. 1).</summary>
    public static double[] OfTrees(TreeEnsemble model, float[] row) =>
        Of(row.Length, subset => model.Trees.Sum(tree => Conditional(tree, 0, row, subset)));

    private static double Conditional(Tree tree, int index, float[] row, int known)
    {
        var node = tree.Nodes[index];
        if (node.IsLeaf)
        {
            return node.Value;
        }

        if ((known >> node.Column & 1) != 0)
        {
            return Conditional(tree, tree.GoesLeft(node, row[node.Column]) ? node.Left : node.Right, row, known);
        }

        return (
                (tree.Nodes[node.Left].Cover * Conditional(tree, node.Left, row, known))
                + (tree.Nodes[node.Right].Cover * Conditional(tree, node.Right, row, known))
            ) / node.Cover;
    }

    /// <summary>k! (n - k - 1)! / n!</summary>
    private static double Weight(int known, int columns)
    {
        var weight = 1.0 / columns;
        for (var i = 1; i <= known; i++)
        {
            weight *= (double)i / (columns - i);
        }

        return weight;
    }
}
