using System.Runtime.InteropServices;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Trees;

/// <summary>
/// For each output a sum of trees over a base margin. Trees take turns: tree t belongs to output t modulo their number.
/// </summary>
public sealed class TreeEnsemble : Model
{
    internal const string FormatTag = "trees";

    private readonly Tree[] _trees;
    private readonly Lazy<TreeShapPlan> _plan;

    private readonly double[] _baseMargins;

    internal TreeEnsemble(TableSchema schema, TaskKind task, string trainerName, double[] baseMargins, Tree[] trees)
        : base(schema, task, trainerName, baseMargins.Length)
    {
        if (trees.Length % baseMargins.Length != 0)
        {
            throw new ArgumentException(
                $"{trees.Length} trees cannot be shared out evenly between {baseMargins.Length} outputs."
            );
        }

        _baseMargins = baseMargins;
        _trees = trees;
        _plan = new Lazy<TreeShapPlan>(() => new TreeShapPlan(this));
    }

    /// <summary>The number of trees of all outputs.</summary>
    public int TreeCount => _trees.Length;

    /// <summary>What the trees are added to, one per output.</summary>
    public IReadOnlyList<double> BaseMargins => _baseMargins;

    internal IReadOnlyList<Tree> Trees => _trees;

    /// <inheritdoc/>
    public override Explainer CreateExplainer() => new TreeExplainer(this, _plan.Value);

    /// <summary>How much each column's splits lowered the training loss, in schema order.</summary>
    public double[] GainByColumn()
    {
        var gains = new double[Schema.Count];
        foreach (var node in _trees.SelectMany(tree => tree.Nodes).Where(node => !node.IsLeaf))
        {
            gains[node.Column] += node.Gain;
        }

        return gains;
    }

    private protected override void ComputeMargins(ReadOnlySpan<float> row, Span<double> margins)
    {
        for (var output = 0; output < margins.Length; output++)
        {
            var margin = _baseMargins[output];
            for (var tree = output; tree < _trees.Length; tree += margins.Length)
            {
                margin += _trees[tree].Predict(row);
            }

            margins[output] = margin;
        }
    }

    internal void Write(ModelWriter writer)
    {
        foreach (var margin in _baseMargins)
        {
            writer.Double(margin);
        }

        writer.Int(_trees.Length);
        foreach (var tree in _trees)
        {
            writer.Array<TreeNode>(tree.Nodes);
            writer.Int(tree.CategorySets.Length);
            foreach (var set in tree.CategorySets)
            {
                writer.Array<ulong>(set);
            }
        }
    }

    internal static TreeEnsemble Read(
        ModelReader reader,
        TableSchema schema,
        TaskKind task,
        string trainerName,
        int outputs
    )
    {
        var baseMargins = new double[outputs];
        for (var output = 0; output < outputs; output++)
        {
            baseMargins[output] = reader.Double();
        }

        var trees = new Tree[reader.Count(Marshal.SizeOf<TreeNode>())];
        for (var i = 0; i < trees.Length; i++)
        {
            var nodes = reader.Array<TreeNode>();
            var sets = new ulong[reader.Count(sizeof(int))][];
            for (var set = 0; set < sets.Length; set++)
            {
                sets[set] = reader.Array<ulong>();
            }

            trees[i] = new Tree(nodes, sets);
            CheckTree(trees[i], schema.Count);
        }

        return new TreeEnsemble(schema, task, trainerName, baseMargins, trees);
    }

    /// <summary>A walk must end inside the tree whatever the bytes say.</summary>
    private static void CheckTree(Tree tree, int columns)
    {
        var nodes = tree.Nodes;
        var valid = nodes.Length > 0;
        for (var i = 0; i < nodes.Length; i++)
        {
            ref readonly var node = ref nodes[i];
            valid &= node.Cover > 0;
            valid &=
                node.IsLeaf
                || (
                    node.Left > i
                    && node.Left < nodes.Length
                    && node.Right > i
                    && node.Right < nodes.Length
                    && (uint)node.Column < (uint)columns
                    && node.CategorySet < tree.CategorySets.Length
                );
        }

        if (!valid)
        {
            throw new ModelFormatException("The model holds a tree whose nodes do not fit together; train it again.");
        }
    }
}
