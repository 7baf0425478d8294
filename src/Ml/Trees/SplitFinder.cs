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
        var hasMissing = missing.CountAndHessian != 0;
        var left = missingLeft ? missing : default;
        // The last bin joins the left side only to set missing values apart from all others.
        var lastBin = hasMissing && !missingLeft ? sums.Length - 1 : sums.Length - 2;
        var found =
            direction == 0 && bounds.AreNone
                ? ScanFree(sums, ref left, lastBin, ref best.Gain)
                : ScanBounded(sums, ref left, lastBin, direction, ref best.Gain);
        if (found > 0)
        {
            best.Column = column;
            best.LastLeftBin = found;
            best.MissingLeft = hasMissing ? missingLeft : 2L * scale.Count(left) >= scale.Count(node);
            best.Direction = found == sums.Length - 1 ? 0 : direction;
            best.Left = left;
        }
    }

    /// <summary>
    /// The last bin on the left of the best split above <paramref name="bestGain"/>, or 0. The hottest loop after the
    /// histograms: everything that does not change is taken out of it, and one division serves both sides.
    /// </summary>
    private int ScanFree(ReadOnlySpan<NodeSums> sums, ref NodeSums left, int lastBin, ref double bestGain)
    {
        var (gradientUnit, hessianUnit, mask) = (scale.GradientUnit, scale.HessianUnit, scale.HessianMask);
        var fewest = scale.PackedCount(limits.MinRowsPerLeaf);
        var tooMany = scale.PackedCount(scale.Count(node) - limits.MinRowsPerLeaf + 1L);
        var (gradients, packed) = (left.Gradient, left.CountAndHessian);
        var (l2, minHessian) = (limits.L2, limits.MinHessianPerLeaf);
        var bestScore = bestGain + _nodeScore;
        var found = 0;
        for (var bin = 1; bin <= lastBin; bin++)
        {
            gradients += sums[bin].Gradient;
            packed += sums[bin].CountAndHessian;
            if (packed < fewest || sums[bin].CountAndHessian == 0)
            {
                continue;
            }

            if (packed >= tooMany)
            {
                break;
            }

            var leftHessian = (packed & mask) * hessianUnit;
            var rightHessian = ((node.CountAndHessian - packed) & mask) * hessianUnit;
            var leftGradient = gradients * gradientUnit;
            var rightGradient = (node.Gradient - gradients) * gradientUnit;
            var score =
                (
                    (leftGradient * leftGradient * (rightHessian + l2))
                    + (rightGradient * rightGradient * (leftHessian + l2))
                ) / ((leftHessian + l2) * (rightHessian + l2));
            if (score > bestScore && leftHessian >= minHessian && rightHessian >= minHessian)
            {
                (bestScore, found, left) = (score, bin, new NodeSums(gradients, packed));
            }
        }

        bestGain = found > 0 ? bestScore - _nodeScore : bestGain;
        return found;
    }

    /// <summary>The same with values held between bounds and, if the column is monotone, in order.</summary>
    private int ScanBounded(
        ReadOnlySpan<NodeSums> sums,
        ref NodeSums left,
        int lastBin,
        int direction,
        ref double bestGain
    )
    {
        var sum = left;
        var found = 0;
        for (var bin = 1; bin <= lastBin; bin++)
        {
            sum += sums[bin];
            if (sums[bin].CountAndHessian == 0 || scale.Count(sum) < limits.MinRowsPerLeaf)
            {
                continue;
            }

            if (scale.Count(node) - scale.Count(sum) < limits.MinRowsPerLeaf)
            {
                break;
            }

            var gain = Gain(sum, limits.L2, bin == sums.Length - 1 ? 0 : direction);
            if (gain > bestGain)
            {
                (bestGain, found, left) = (gain, bin, sum);
            }
        }

        return found;
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
