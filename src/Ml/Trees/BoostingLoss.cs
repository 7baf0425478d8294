using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Trees;

/// <summary>What boosting lowers, with its first two derivatives in the margin.</summary>
internal abstract class BoostingLoss
{
    /// <summary>The constant margin with the lowest loss.</summary>
    public abstract double InitialMargin(double[] y, double[]? weights);

    /// <summary>A bound on the size of every gradient at these margins, before weights.</summary>
    public abstract double GradientBound(double[] y, double[] margins);

    /// <summary>A bound on every hessian, before weights.</summary>
    public abstract double HessianBound { get; }

    /// <summary>The derivatives at one row, before its weight.</summary>
    public abstract (double Gradient, double Hessian) Derivatives(double y, double margin);

    /// <summary>The derivatives at many rows, before their weights.</summary>
    public virtual void Derivatives(
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> margins,
        Span<double> gradients,
        Span<double> hessians
    )
    {
        for (var i = 0; i < y.Length; i++)
        {
            (gradients[i], hessians[i]) = Derivatives(y[i], margins[i]);
        }
    }

    /// <summary>The loss of one row.</summary>
    public abstract double Of(double y, double margin);

    protected static double Mean(double[] y, double[]? weights)
    {
        var largest = y.Max(Math.Abs) * (weights?.Max() ?? 1);
        var total = weights is null ? y.Length : OrderFreeSum.Of(weights, weights.Max());
        return OrderFreeSum.Of(y, weights, largest) / total;
    }
}

/// <summary>Log loss of an outcome of 0 or 1, the margin being log-odds.</summary>
internal sealed class LogisticLoss : BoostingLoss
{
    public override double HessianBound => 0.25;

    public override double InitialMargin(double[] y, double[]? weights) => Sigmoid.LogOdds(Mean(y, weights));

    public override double GradientBound(double[] y, double[] margins) => 1;

    public override (double Gradient, double Hessian) Derivatives(double y, double margin)
    {
        var p = 1 / (1 + Math.Exp(-margin));
        return (p - y, p * (1 - p));
    }

    public override void Derivatives(
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> margins,
        Span<double> gradients,
        Span<double> hessians
    )
    {
        FixedSigmoid.Of(margins, hessians);
        for (var i = 0; i < y.Length; i++)
        {
            var p = hessians[i];
            gradients[i] = p - y[i];
            hessians[i] = p * (1 - p);
        }
    }

    public override double Of(double y, double margin) => Sigmoid.SoftPlus(margin) - (y * margin);
}

/// <summary>Half the squared error.</summary>
internal sealed class SquaredLoss : BoostingLoss
{
    public override double HessianBound => 1;

    public override double InitialMargin(double[] y, double[]? weights) => Mean(y, weights);

    public override double GradientBound(double[] y, double[] margins)
    {
        var largest = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(margins[i] - y[i]));
        }

        return largest;
    }

    public override (double Gradient, double Hessian) Derivatives(double y, double margin) => (margin - y, 1);

    public override double Of(double y, double margin) => (margin - y) * (margin - y) / 2;
}

/// <summary>
/// The pinball loss of a quantile (Koenker and Bassett 1978). Its second derivative is 0, so trees are grown with 1 in
/// its place and every leaf then takes the quantile of its own residuals (Friedman 2001, section 4.3).
/// </summary>
internal sealed class QuantileLoss(double quantile) : BoostingLoss
{
    public double Quantile => quantile;

    public override double HessianBound => 1;

    public override double InitialMargin(double[] y, double[]? weights) =>
        WeightedQuantile.Of((double[])y.Clone(), (double[]?)weights?.Clone(), quantile);

    public override double GradientBound(double[] y, double[] margins) => Math.Max(quantile, 1 - quantile);

    public override (double Gradient, double Hessian) Derivatives(double y, double margin) =>
        (y > margin ? -quantile : 1 - quantile, 1);

    public override double Of(double y, double margin) =>
        y > margin ? quantile * (y - margin) : (1 - quantile) * (margin - y);
}
