using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Tests.Trees;

public class TreeShapTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 31)]
    [InlineData(3, 200)]
    public void Contributions_of_fitted_trees_equal_brute_force(int seed, int leaves)
    {
        var data = SyntheticSchool.Binary(3000, seed);
        var model = Fit(data, leaves, trees: 6);
        model.Trees.SelectMany(tree => tree.CategorySets).ShouldNotBeEmpty();
        var explainer = model.CreateExplainer();
        var contributions = new double[data.X.ColumnCount];
        for (var i = 0; i < 25; i++)
        {
            var row = data.X.Row(i).ToArray();
            explainer.Explain(row, contributions);
            ShouldBeClose(contributions, BruteForceShapley.OfTrees(model, row), 1e-12);
        }
    }

    [Theory]
    [InlineData(10, 12)]
    [InlineData(17, 12)]
    [InlineData(40, 12)]
    public void Deep_trees_with_repeated_columns_equal_brute_force(int depth, int columns)
    {
        var model = RandomDeepTree(depth, columns, seed: depth);
        var random = new SeededRandom(7, depth);
        var explainer = model.CreateExplainer();
        var contributions = new double[columns];
        for (var i = 0; i < 4; i++)
        {
            var row = RandomRow(ref random, columns);
            explainer.Explain(row, contributions);
            ShouldBeClose(contributions, BruteForceShapley.OfTrees(model, row), 1e-12);
        }
    }

    [Fact]
    public void A_path_of_forty_columns_is_additive_and_its_conditional_expectations_agree_by_symmetry()
    {
        // Beyond brute force: 40 distinct columns on one path need 20 points.
        const int columns = 40;
        var model = Chain(columns);
        var row = new float[columns];
        var contributions = new double[columns];
        var explainer = model.CreateExplainer();
        explainer.Explain(row, contributions);
        (explainer.BaseValue + contributions.Sum()).ShouldBe(model.Margin(row), 1e-12);
        // Every split halves its rows, so by symmetry every column is owed the same share.
        contributions.ShouldAllBe(phi => Math.Abs(phi - contributions[0]) < 1e-12);
        contributions[0].ShouldBe((1 - Math.Pow(0.5, columns)) / columns, 1e-12);
    }

    [Fact]
    public void Base_value_is_the_mean_margin_of_the_training_rows_and_contributions_sum_to_the_margin()
    {
        var data = SyntheticSchool.Binary(5000, 11);
        var model = Fit(data, 31, trees: 60);
        var explainer = model.CreateExplainer();
        explainer.BaseValue.ShouldBe(model.Margins(data.X).Average(), 1e-9);
        var contributions = new double[data.X.ColumnCount];
        for (var i = 0; i < data.X.RowCount; i++)
        {
            explainer.Explain(data.X.Row(i), contributions);
            (explainer.BaseValue + contributions.Sum()).ShouldBe(model.Margin(data.X.Row(i)), 1e-9);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(37)]
    public void Many_rows_at_once_are_explained_as_each_alone(int rows)
    {
        var data = SyntheticSchool.Binary(2000, 21);
        var explainer = Fit(data, 31, trees: 20).CreateExplainer();
        var columns = data.X.ColumnCount;
        var together = new double[rows * columns];
        explainer.ExplainRows(data.X.Values[..(rows * columns)], together);
        var alone = new double[columns];
        for (var row = 0; row < rows; row++)
        {
            explainer.Explain(data.X.Row(row), alone);
            together.AsSpan(row * columns, columns).ToArray().ShouldBe(alone);
        }
    }

    [Fact]
    public void Rows_that_are_not_whole_or_have_no_room_are_refused()
    {
        var data = SyntheticSchool.Binary(500, 21);
        var explainer = Fit(data, 4, trees: 2).CreateExplainer();
        var columns = data.X.ColumnCount;
        Should.Throw<ArgumentException>(() => explainer.ExplainRows(new float[columns + 1], new double[columns + 1]));
        Should.Throw<ArgumentException>(() => explainer.ExplainRows(new float[2 * columns], new double[columns]));
        Should.Throw<ArgumentException>(() => explainer.ExplainRows(new float[columns], 1, new double[columns]));
    }

    [Fact]
    public void Explaining_allocates_nothing()
    {
        var data = SyntheticSchool.Binary(2000, 5);
        var explainer = Fit(data, 31, trees: 20).CreateExplainer();
        var contributions = new double[data.X.ColumnCount];
        explainer.Explain(data.X.Row(0), contributions);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            explainer.Explain(data.X.Row(i), contributions);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static TreeEnsemble Fit(TrainingData data, int leaves, int trees)
    {
        var options = new GradientBoostingOptions
        {
            MaxTrees = trees,
            Leaves = leaves,
            MinRowsPerLeaf = 5,
            EarlyStoppingRounds = 0,
            LearningRate = 0.3,
        };
        return (TreeEnsemble)new GradientBoostingTrainer(TaskKind.Binary, options).Fit(data, CancellationToken.None);
    }

    private static void ShouldBeClose(double[] found, double[] expected, double tolerance)
    {
        for (var i = 0; i < found.Length; i++)
        {
            found[i].ShouldBe(expected[i], tolerance, $"column {i}");
        }
    }

    /// <summary>A long spine with short random branches, numeric and categorical splits, columns coming up again.</summary>
    private static TreeEnsemble RandomDeepTree(int depth, int columns, int seed)
    {
        var random = new SeededRandom(seed, 3);
        var nodes = new List<TreeNode>();
        var sets = new List<ulong[]>();
        void Grow(int left, long cover)
        {
            var index = nodes.Count;
            nodes.Add(
                new TreeNode
                {
                    Left = -1,
                    Right = -1,
                    CategorySet = -1,
                    Cover = cover,
                    Value = random.NextDouble() - 0.5,
                }
            );
            if (left == 0)
            {
                return;
            }

            var column = random.NextInt(columns);
            var node = nodes[index] with
            {
                Column = column,
                MissingLeft = random.NextInt(2),
                Threshold = (float)random.NextDouble(),
            };
            if (column % 3 == 0)
            {
                node.CategorySet = sets.Count;
                sets.Add([random.NextBits(), random.NextBits()]);
            }

            var leftCover = 1 + random.NextInt(50);
            node.Left = nodes.Count;
            Grow(Math.Min(left - 1, random.NextInt(3)), leftCover);
            node.Right = nodes.Count;
            Grow(left - 1, 1 + random.NextInt(50));
            nodes[index] = node with { Cover = leftCover + nodes[node.Right].Cover };
        }

        Grow(depth, 0);
        FixCovers(nodes, 0);
        return Ensemble(columns, new Tree([.. nodes], [.. sets]));
    }

    private static long FixCovers(List<TreeNode> nodes, int index)
    {
        var node = nodes[index];
        if (!node.IsLeaf)
        {
            nodes[index] = node with { Cover = FixCovers(nodes, node.Left) + FixCovers(nodes, node.Right) };
        }

        return nodes[index].Cover;
    }

    private static TreeEnsemble Chain(int columns)
    {
        var nodes = new List<TreeNode>();
        for (var column = 0; column < columns; column++)
        {
            var cover = 1L << (columns - column);
            nodes.Add(
                new TreeNode
                {
                    Column = column,
                    Threshold = 0.5f,
                    Left = nodes.Count + 2,
                    Right = nodes.Count + 1,
                    CategorySet = -1,
                    Cover = cover,
                }
            );
            nodes.Add(
                new TreeNode
                {
                    Left = -1,
                    Right = -1,
                    CategorySet = -1,
                    Cover = cover / 2,
                    Value = 0,
                }
            );
        }

        nodes.Add(
            new TreeNode
            {
                Left = -1,
                Right = -1,
                CategorySet = -1,
                Cover = 1,
                Value = 1,
            }
        );
        return Ensemble(columns, new Tree([.. nodes], []));
    }

    private static TreeEnsemble Ensemble(int columns, Tree tree)
    {
        var schema = new TableSchema([
            .. Enumerable
                .Range(0, columns)
                .Select(i => new Column($"c{i}", i % 3 == 0 ? ColumnKind.Categorical : ColumnKind.Numeric)),
        ]);
        return new TreeEnsemble(schema, TaskKind.Regression, "test", [0.25], [tree]);
    }

    private static float[] RandomRow(ref SeededRandom random, int columns)
    {
        var row = new float[columns];
        for (var i = 0; i < columns; i++)
        {
            row[i] = i % 3 == 0 ? random.NextInt(140) : (float)random.NextDouble();
            row[i] = random.NextInt(6) == 0 ? float.NaN : row[i];
        }

        return row;
    }
}
