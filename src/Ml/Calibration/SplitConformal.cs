using EarlyWarning.Ml.Models;

namespace EarlyWarning.Ml.Calibration;

/// <summary>
/// Split-conformal intervals for a regression (Vovk et al. 2005; Lei et al. 2018): a prediction plus or minus a
/// quantile of the sizes of out-of-fold residuals, corrected for their finite number. Where groups are given each group
/// counts once, its residuals sharing its weight, because rows of one student are not exchangeable with others.
/// </summary>
public sealed class SplitConformal
{
    /// <summary>Half-widths are kept for coverages in steps of a thousandth; one between is rounded up.</summary>
    private const int Steps = 1000;

    private readonly double[] _halfWidths;

    private SplitConformal(double[] halfWidths) =>
        _halfWidths =
            halfWidths.Length == Steps
                ? halfWidths
                : throw new ArgumentException($"Split-conformal intervals need {Steps} half-widths.");

    /// <summary>Sorts the residuals and keeps what any coverage needs.</summary>
    /// <param name="residuals">Outcome less out-of-fold prediction.</param>
    /// <param name="groups">Whose residual it is; null: each stands alone.</param>
    /// <exception cref="ArgumentException">None, not finite, or lengths differ.</exception>
    public static SplitConformal Fit(double[] residuals, long[]? groups = null)
    {
        ArgumentNullException.ThrowIfNull(residuals);
        if (residuals.Length == 0 || !Array.TrueForAll(residuals, double.IsFinite))
        {
            throw new ArgumentException(
                "Split-conformal intervals need at least one residual, and finite ones.",
                nameof(residuals)
            );
        }

        if (groups is not null && groups.Length != residuals.Length)
        {
            throw new ArgumentException(
                $"There are {residuals.Length} residuals, but {groups.Length} groups.",
                nameof(groups)
            );
        }

        var sizes = Array.ConvertAll(residuals, Math.Abs);
        var (weights, total) = Weights(groups, sizes.Length);
        Array.Sort(sizes, weights);
        return new SplitConformal(Quantiles(sizes, weights, total));
    }

    /// <summary>
    /// Half the width of an interval that covers a new outcome with at least this probability; infinite where there
    /// were too few residuals to promise it.
    /// </summary>
    /// <param name="coverage">Above 0 and below 1.</param>
    public double HalfWidth(double coverage)
    {
        if (coverage is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(coverage),
                $"A coverage lies between 0 and 1; {coverage} does not."
            );
        }

        return _halfWidths[Math.Min(Steps - 1, (int)Math.Ceiling((coverage * Steps) - 1e-9))];
    }

    private static (double[] Weights, double Total) Weights(long[]? groups, int count)
    {
        var weights = new double[count];
        if (groups is null)
        {
            Array.Fill(weights, 1);
            return (weights, count);
        }

        var sizes = groups.CountBy(group => group).ToDictionary();
        for (var i = 0; i < count; i++)
        {
            weights[i] = 1.0 / sizes[groups[i]];
        }

        return (weights, sizes.Count);
    }

    /// <summary>For each coverage the smallest size whose cumulated weight reaches coverage * (total + 1).</summary>
    private static double[] Quantiles(double[] sizes, double[] weights, double total)
    {
        var halfWidths = new double[Steps];
        var (next, cumulated) = (0, weights[0]);
        for (var step = 0; step < Steps; step++)
        {
            var needed = (double)step / Steps * (total + 1) * (1 - 1e-12);
            while (cumulated < needed && next < sizes.Length - 1)
            {
                cumulated += weights[++next];
            }

            halfWidths[step] = cumulated < needed - 1e-9 ? double.PositiveInfinity : sizes[next];
        }

        return halfWidths;
    }

    internal void Write(ModelWriter writer) => writer.Array<double>(_halfWidths);

    internal static SplitConformal Read(ModelReader reader) => new(reader.Array<double>());
}
