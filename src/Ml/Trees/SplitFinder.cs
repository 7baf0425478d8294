using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Trees;

/// <summary>
/// The best split of one column at one node: second-order gain (Chen and Guestrin 2016, eq. 7), missing values tried on
/// both sides, category subsets in order of their mean gradient (Fisher 1958; Ke et al. 2017).
/// </summary>
internal readonly struct SplitFinder(TreeLimits limits, FixedPoint scale, NodeSums node, ValueBounds bounds)
{
    // Nearly even gradient sums would otherwise split on rounding noise.
    private const double MinGain = 1e-12;

    private readonly double _nodeScore = Score(scale.Gradient(node), scale.Hessian(node) + limits.L2, bounds);

    public SplitCandidate Best(int column, ColumnBins bins, ReadOnlySpan<NodeSums> sums, Monotonicity monotone)
    {
        if (scale.Count(node) < 2 * limits.MinRowsPerLeaf)
        {
            return default;
        }

        var best = default(SplitCandidate);
        best.Gain = MinGain;
        best.Column = -1;
        if (bins.IsCategorical)
        {
            FindSubset(ref best, column, bins.CandidateEnd, sums);
        }
        else
        {
            FindThreshold(ref best, column, sums, (int)monotone, missingLeft: false);
            if (scale.Count(sums[ColumnBins.MissingBin]) > 0)
            {
                FindThreshold(ref best, column, sums, (int)monotone, missingLeft: true);
            }
        }

        return best.Column < 0 ? default : best;
    }

    private void FindThreshold(
        ref SplitCandidate best,
        int column,
        ReadOnlySpan<NodeSums> sums,
        int direction,
        bool missingLeft
    )
    {
        var missing = sums[ColumnBins.MissingBin];
        var hasMissing = scale.Count(missing) > 0;
        var left = missingLeft ? missing : default;
        // The last bin joins the left side only to set missing values apart from all others.
        var lastBin = hasMissing && !missingLeft ? sums.Length - 1 : sums.Length - 2;
        for (var bin = 1; bin <= lastBin; bin++)
        {
            if (sums[bin].CountAndHessian == 0)
            {
                continue;
            }

            left += sums[bin];
            var rows = scale.Count(left);
            if (rows < limits.MinRowsPerLeaf)
            {
                continue;
            }

            if (scale.Count(node) - rows < limits.MinRowsPerLeaf)
            {
                break;
            }

            var binding = bin == sums.Length - 1 ? 0 : direction;
            var gain = Gain(left, limits.L2, binding);
            if (gain > best.Gain)
            {
                best.Gain = gain;
                best.Column = column;
                best.LastLeftBin = bin;
                best.MissingLeft = hasMissing ? missingLeft : 2 * rows >= scale.Count(node);
                best.Direction = binding;
                best.Left = left;
            }
        }
    }

    private void FindSubset(ref SplitCandidate best, int column, int candidateEnd, ReadOnlySpan<NodeSums> sums)
    {
        Span<int> order = stackalloc int[ColumnBins.MaxBins];
        Span<double> keys = stackalloc double[ColumnBins.MaxBins];
        var count = 0;
        for (var bin = 0; bin < candidateEnd; bin++)
        {
            if (scale.Count(sums[bin]) >= limits.CategorySmoothing)
            {
                keys[count] = scale.Gradient(sums[bin]) / (scale.Hessian(sums[bin]) + limits.CategorySmoothing);
                order[count++] = bin;
            }
        }

        if (count > 1)
        {
            order = order[..count];
            keys[..count].Sort(order);
            FindPrefix(ref best, column, order, sums);
            order.Reverse();
            FindPrefix(ref best, column, order, sums);
        }
    }

    /// <summary>Tries the first categories of an order together on the left, up to half of them.</summary>
    private void FindPrefix(ref SplitCandidate best, int column, ReadOnlySpan<int> order, ReadOnlySpan<NodeSums> sums)
    {
        var bins = default(BinSet);
        var left = default(NodeSums);
        for (var i = 0; i < Math.Min(limits.MaxCategoriesLeft, (order.Length + 1) / 2); i++)
        {
            bins.Add(order[i]);
            left += sums[order[i]];
            var rows = scale.Count(left);
            if (scale.Count(node) - rows < limits.MinRowsPerLeaf)
            {
                break;
            }

            if (rows < limits.MinRowsPerLeaf)
            {
                continue;
            }

            var gain = Gain(left, limits.L2 + limits.CategoryL2, 0);
            if (gain > best.Gain)
            {
                best = default;
                best.Gain = gain;
                best.Column = column;
                best.IsCategorical = true;
                best.LeftBins = bins;
                best.MissingLeft = bins.Contains(ColumnBins.MissingBin);
                best.Left = left;
            }
        }
    }

    /// <summary>How much the two sides lower the loss; negative infinity where a side is too light or runs against the direction.</summary>
    private double Gain(in NodeSums left, double l2, int direction)
    {
        var right = node - left;
        var leftHessian = scale.Hessian(left);
        var rightHessian = scale.Hessian(right);
        if (leftHessian < limits.MinHessianPerLeaf || rightHessian < limits.MinHessianPerLeaf)
        {
            return double.NegativeInfinity;
        }

        var leftGradient = scale.Gradient(left);
        var rightGradient = scale.Gradient(right);
        if (direction != 0)
        {
            var leftValue = bounds.Clamp(-leftGradient / (leftHessian + l2));
            var rightValue = bounds.Clamp(-rightGradient / (rightHessian + l2));
            if ((rightValue - leftValue) * direction < 0)
            {
                return double.NegativeInfinity;
            }
        }

        return Score(leftGradient, leftHessian + l2, bounds)
            + Score(rightGradient, rightHessian + l2, bounds)
            - _nodeScore;
    }

    /// <summary>Twice the loss that the best allowed value saves.</summary>
    private static double Score(double gradient, double hessian, ValueBounds bounds)
    {
        if (bounds.AreNone)
        {
            return gradient * gradient / hessian;
        }

        var value = bounds.Clamp(-gradient / hessian);
        return -((2 * gradient) + (hessian * value)) * value;
    }
}
