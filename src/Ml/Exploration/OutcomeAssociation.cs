using MathNet.Numerics.Distributions;

namespace EarlyWarning.Ml.Exploration;

/// <summary>How a value goes with an outcome that came or did not.</summary>
/// <param name="Value">Spearman's rank correlation with the outcome, -1 to 1; NaN where nothing varies.</param>
/// <param name="Low">Lower end of its interval, wide enough for all looks together.</param>
/// <param name="High">Upper end.</param>
/// <param name="P">Probability of such a value by chance where there is none, of this look alone; NaN where nothing varies.</param>
/// <param name="N">Rows.</param>
public sealed record OutcomeAssociation(double Value, double Low, double High, double P, int N)
{
    /// <summary>Where nothing varies, nothing is said.</summary>
    public static OutcomeAssociation None(int n) => new(double.NaN, double.NaN, double.NaN, double.NaN, n);
}

/// <summary>
/// Spearman's correlation of values with a yes-or-no outcome (for two-valued ones the phi coefficient, which is the
/// point-biserial one), with an interval over people: rows of one person are summed before they are squared (Liang and
/// Zeger 1986), and the ranks' own uncertainty is in it (Borkowf 2000). The interval is Fisher's, on the scale of atanh,
/// by Bonferroni wide enough for all the looks taken at once.
/// </summary>
public static class OutcomeAssociations
{
    private const double Level = 0.05;

    /// <summary>Measures it.</summary>
    /// <param name="values">A value per row; none missing.</param>
    /// <param name="outcome">Whether the outcome came, per row.</param>
    /// <param name="people">Whose row it is: from 0 to less than <paramref name="peopleCount"/>.</param>
    /// <param name="peopleCount">How many people there may be.</param>
    /// <param name="looks">How many such correlations are shown together: at least 1.</param>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static OutcomeAssociation Of(
        ReadOnlySpan<float> values,
        ReadOnlySpan<bool> outcome,
        ReadOnlySpan<int> people,
        int peopleCount,
        int looks
    )
    {
        var n = values.Length;
        if (outcome.Length != n || people.Length != n)
        {
            throw new ArgumentException("Every value needs an outcome and a person.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(looks, 1);
        var positives = 0;
        foreach (var came in outcome)
        {
            positives += came ? 1 : 0;
        }

        var ranks = Ranks.Of(values);
        if (positives == 0 || positives == n || !(ranks.Variance > 0))
        {
            return OutcomeAssociation.None(n);
        }

        var share = positives / (double)n;
        var spread = Math.Sqrt(ranks.Variance * share * (1 - share));
        var value = 0.0;
        for (var i = 0; i < n; i++)
        {
            value += (ranks.Places[i] - 0.5) * ((outcome[i] ? 1 : 0) - share);
        }

        value = Math.Clamp(value / n / spread, -1, 1);
        var error = StandardError(ranks, outcome, people, peopleCount, share, spread, value);
        return WithInterval(value, error, n, looks);
    }

    // Sums of each row's influence on the correlation: through its own place and outcome, through the places it gives to
    // others, and through the spreads.
    private static double StandardError(
        Ranks ranks,
        ReadOnlySpan<bool> outcome,
        ReadOnlySpan<int> people,
        int peopleCount,
        double share,
        double spread,
        double value
    )
    {
        var n = outcome.Length;
        var above = ranks.MeanFromBelow(outcome, share);
        var sums = new double[peopleCount];
        var seen = new bool[peopleCount];
        for (var i = 0; i < n; i++)
        {
            var side = (outcome[i] ? 1 : 0) - share;
            var own = (((ranks.Places[i] - 0.5) * side) + above[i]) / spread;
            var spreads =
                (-0.5 * value * ((side * side / (share * (1 - share))) - 1))
                + (value / 8 * (ranks.TieShares[i] - ranks.MeanTieShare) / ranks.Variance);
            sums[people[i]] += own - (2 * value) + spreads;
            seen[people[i]] = true;
        }

        var (count, squares, total) = (0, 0.0, 0.0);
        for (var p = 0; p < peopleCount; p++)
        {
            count += seen[p] ? 1 : 0;
            squares += sums[p] * sums[p];
            total += sums[p];
        }

        return count < 2
            ? double.PositiveInfinity
            : Math.Sqrt(Math.Max(0, squares - (total * total / count)) * count / (count - 1)) / n;
    }

    private static OutcomeAssociation WithInterval(double value, double error, int n, int looks)
    {
        if (Math.Abs(value) > 1 - 1e-12)
        {
            return new OutcomeAssociation(value, value, value, 0, n);
        }

        var scaled = error / (1 - (value * value));
        var half = Normal.InvCDF(0, 1, 1 - (Level / 2 / looks)) * scaled;
        var place = Math.Atanh(value);
        var p = scaled > 0 ? 2 * Normal.CDF(0, 1, -Math.Abs(place) / scaled) : 0;
        return new OutcomeAssociation(value, Math.Tanh(place - half), Math.Tanh(place + half), p, n);
    }
}
