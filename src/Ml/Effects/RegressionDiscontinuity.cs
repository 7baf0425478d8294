using EarlyWarning.Ml.Evaluation;
using MathNet.Numerics.Distributions;

namespace EarlyWarning.Ml.Effects;

/// <summary>What jumps at a cut.</summary>
/// <param name="Bandwidth">How far from the cut units count.</param>
/// <param name="Below">Units within it, below the cut.</param>
/// <param name="Above">Units within it, at or above the cut.</param>
/// <param name="Linear">The jump between two straight lines.</param>
/// <param name="Jump">The jump, corrected for how the lines bend: the middle of the interval.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end of the 95 % interval.</param>
/// <param name="P">Two-sided probability of such a jump where there is none.</param>
public sealed record DiscontinuityEstimate(
    double Bandwidth,
    int Below,
    int Above,
    double Linear,
    double Jump,
    double Error,
    double Low,
    double High,
    double P
);

/// <summary>A mean of units that lie near each other, for a drawing.</summary>
/// <param name="At">Mean distance to the cut.</param>
/// <param name="Mean">Mean outcome.</param>
/// <param name="Count">Units.</param>
public sealed record DiscontinuityBin(double At, double Mean, int Count);

/// <summary>
/// Regression discontinuity: lines on both sides of a cut, near it counting more (triangular kernel), in a bandwidth chosen
/// by Imbens and Kalyanaraman (2012). The interval is the bias-corrected one of Calonico, Cattaneo and Titiunik (2014) with
/// equal bandwidths for the line and for its bend, which is the local quadratic at that bandwidth; errors by person.
/// </summary>
public static class RegressionDiscontinuity
{
    /// <summary>Fewest units on each side within the bandwidth for an estimate.</summary>
    public const int LeastUnits = 30;

    /// <summary>Estimates the jump; null where too few units lie near the cut.</summary>
    /// <param name="running">Distance to the cut; from 0 on units are above it.</param>
    /// <param name="outcome">Outcome of each unit.</param>
    /// <param name="person">Whose unit it is.</param>
    /// <param name="bandwidth">How far from the cut units count; chosen where it is null.</param>
    public static DiscontinuityEstimate? Estimate(
        IReadOnlyList<double> running,
        IReadOnlyList<double> outcome,
        IReadOnlyList<long> person,
        double? bandwidth = null
    )
    {
        ArgumentNullException.ThrowIfNull(running);
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(person);
        return
            (bandwidth ?? DiscontinuityBandwidth.Of(running, outcome)) is { } h
            && Jump.Of(running, h) is { } jump
            && Math.Min(jump.Below.Units.Length, jump.Above.Units.Length) >= LeastUnits
            ? Estimate(running, outcome, person, h, jump)
            : null;
    }

    /// <summary>
    /// The effect of being treated where the cut only makes it more likely: the jump of the outcome over that of the share
    /// treated. Null where the share does not clearly jump (its first-stage F below 10).
    /// </summary>
    /// <param name="running">Distance to the cut.</param>
    /// <param name="outcome">Outcome of each unit.</param>
    /// <param name="treated">1 for treated units.</param>
    /// <param name="person">Whose unit it is.</param>
    /// <param name="bandwidth">How far from the cut units count.</param>
    public static DiscontinuityEstimate? Fuzzy(
        IReadOnlyList<double> running,
        IReadOnlyList<double> outcome,
        IReadOnlyList<double> treated,
        IReadOnlyList<long> person,
        double bandwidth
    )
    {
        ArgumentNullException.ThrowIfNull(running);
        if (
            Estimate(running, treated, person, bandwidth) is not { } first
            || Estimate(running, outcome, person, bandwidth) is not { } whole
            || first.Error <= 0
            || Math.Pow(first.Jump / first.Error, 2) < 10
        )
        {
            return null;
        }

        // The delta method: the ratio of both jumps has the error of the outcome less ratio times treatment.
        var ratio = whole.Jump / first.Jump;
        double[] mixed = [.. Enumerable.Range(0, running.Count).Select(i => outcome[i] - (ratio * treated[i]))];
        var error = Estimate(running, mixed, person, bandwidth)!.Error / Math.Abs(first.Jump);
        return Interval(whole with { Linear = whole.Linear / first.Linear }, ratio, error);
    }

    /// <summary>Means of units near each other, none of them across the cut, each of at least so many.</summary>
    /// <param name="running">Distance to the cut.</param>
    /// <param name="outcome">Outcome of each unit.</param>
    /// <param name="reach">How far from the cut units are drawn.</param>
    /// <param name="least">Fewest units of a mean.</param>
    /// <param name="most">Most means on a side.</param>
    public static IReadOnlyList<DiscontinuityBin> Bins(
        IReadOnlyList<double> running,
        IReadOnlyList<double> outcome,
        double reach,
        int least,
        int most
    )
    {
        ArgumentNullException.ThrowIfNull(running);
        ArgumentNullException.ThrowIfNull(outcome);
        return
        [
            .. new[] { false, true }.SelectMany(above =>
            {
                int[] units =
                [
                    .. Enumerable
                        .Range(0, running.Count)
                        .Where(i => running[i] >= 0 == above && Math.Abs(running[i]) <= reach)
                        .OrderBy(i => running[i]),
                ];
                var bins = Math.Min(most, units.Length / least);
                return Enumerable
                    .Range(0, bins)
                    .Select(b => units[(b * units.Length / bins)..((b + 1) * units.Length / bins)])
                    .Select(g => new DiscontinuityBin(
                        g.Average(i => running[i]),
                        g.Average(i => outcome[i]),
                        g.Length
                    ));
            }),
        ];
    }

    private static DiscontinuityEstimate Estimate(
        IReadOnlyList<double> running,
        IReadOnlyList<double> outcome,
        IReadOnlyList<long> person,
        double h,
        Jump linear
    )
    {
        var bent = Jump.Of(running, h, 2) ?? linear;
        var estimate = new DiscontinuityEstimate(
            h,
            linear.Below.Units.Length,
            linear.Above.Units.Length,
            linear.Value(outcome),
            0,
            0,
            0,
            0,
            1
        );
        return Interval(estimate, bent.Value(outcome), bent.Error(outcome, person));
    }

    private static DiscontinuityEstimate Interval(DiscontinuityEstimate of, double jump, double error)
    {
        var half = WilsonInterval.Z95 * error;
        return of with
        {
            Jump = jump,
            Error = error,
            Low = jump - half,
            High = jump + half,
            P =
                error > 0 ? 2 * Normal.CDF(0, 1, -Math.Abs(jump) / error)
                : jump == 0 ? 1
                : 0,
        };
    }

    private sealed record Jump(DiscontinuitySide Below, DiscontinuitySide Above)
    {
        public static Jump? Of(IReadOnlyList<double> running, double bandwidth, int order = 1) =>
            DiscontinuitySide.Of(running, false, bandwidth, order) is { } below
            && DiscontinuitySide.Of(running, true, bandwidth, order) is { } above
                ? new Jump(below, above)
                : null;

        public double Value(IReadOnlyList<double> y) => Above.Value(y) - Below.Value(y);

        public double Error(IReadOnlyList<double> y, IReadOnlyList<long> person)
        {
            var byPerson = new Dictionary<long, double>();
            foreach (var (side, sign) in new[] { (Below, -1.0), (Above, 1.0) })
            {
                foreach (var (i, left) in side.Residuals(y).Index())
                {
                    var who = person[side.Units[i]];
                    byPerson[who] = byPerson.GetValueOrDefault(who) + (sign * side.Counts[i] * left);
                }
            }

            return Math.Sqrt(byPerson.Values.Sum(v => v * v));
        }
    }
}
