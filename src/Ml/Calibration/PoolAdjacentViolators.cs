namespace EarlyWarning.Ml.Calibration;

/// <summary>Isotonic least squares by pooling adjacent violators (Ayer et al. 1955).</summary>
internal static class PoolAdjacentViolators
{
    /// <summary>Neighbouring inputs that share a value.</summary>
    /// <param name="First">The first input of the block.</param>
    /// <param name="Last">The last input of the block, inclusive.</param>
    /// <param name="Value">Their weighted mean.</param>
    /// <param name="Weight">Their total weight.</param>
    public readonly record struct Block(int First, int Last, double Value, double Weight);

    /// <summary>The rising step function closest to the values in weighted squares.</summary>
    public static List<Block> Fit(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        var blocks = new List<Block>();
        for (var i = 0; i < values.Length; i++)
        {
            var block = new Block(i, i, values[i], weights[i]);
            while (blocks.Count > 0 && blocks[^1].Value >= block.Value)
            {
                block = Pool(blocks[^1], block);
                blocks.RemoveAt(blocks.Count - 1);
            }

            blocks.Add(block);
        }

        return blocks;
    }

    private static Block Pool(Block a, Block b)
    {
        var weight = a.Weight + b.Weight;
        return new Block(a.First, b.Last, ((a.Value * a.Weight) + (b.Value * b.Weight)) / weight, weight);
    }
}
