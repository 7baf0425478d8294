using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Linear;

/// <summary>
/// max(0, 1 - t m)^2 with t = +1 for an outcome of 1 and -1 for 0 (the L2 loss of Fan et al. 2008, LIBLINEAR). Its second
/// derivative jumps where t m = 1; Newton steps converge all the same (Keerthi and DeCoste 2005).
/// </summary>
internal sealed class SquaredHingeLoss : BoostingLoss
{
    public override double HessianBound => 2;

    public override double InitialMargin(double[] y, double[]? weights) => (2 * Mean(y, weights)) - 1;

    public override double GradientBound(double[] y, double[] margins) => 2 * (1 + margins.Max(Math.Abs));

    public override (double Gradient, double Hessian) Derivatives(double y, double margin)
    {
        var sign = (2 * y) - 1;
        var missed = 1 - (sign * margin);
        return missed > 0 ? (-2 * sign * missed, 2) : (0, 0);
    }

    public override double Of(double y, double margin)
    {
        var missed = Math.Max(0, 1 - (((2 * y) - 1) * margin));
        return missed * missed;
    }
}
