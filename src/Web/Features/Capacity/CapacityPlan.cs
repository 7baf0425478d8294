using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Features.Students;

namespace EarlyWarning.Web.Features.Capacity;

/// <summary>A person who may get a place: stands where the highest running enrollment does.</summary>
/// <param name="StudentId">The student.</param>
/// <param name="EnrollmentId">The highest enrollment.</param>
/// <param name="Margin">Its margin: what ranks.</param>
/// <param name="Value">Its frequency as shown.</param>
/// <param name="Low">Lower end of the frequency's interval.</param>
/// <param name="High">Upper end of it.</param>
/// <param name="State">Its state.</param>
/// <param name="Concerns">Running enrollments in "needs support" or "watch".</param>
/// <param name="Since">First day of the state.</param>
public sealed record PersonAtRisk(
    long StudentId,
    long EnrollmentId,
    double Margin,
    double Value,
    double Low,
    double High,
    RiskState State,
    int Concerns,
    DateOnly Since
);

/// <summary>Who gets a place, and what that is expected to reach.</summary>
/// <param name="Order">Everybody, in the order of places.</param>
/// <param name="Places">How many of them get one.</param>
/// <param name="Precision">Expected share of those with a place who would have the outcome; null without places.</param>
/// <param name="Recall">Expected share of all with the outcome who get a place; null where nobody is expected to have it.</param>
/// <param name="ExpectedMissed">Expected number of people with the outcome who get none.</param>
/// <param name="IsTied">Whether the last with a place and the first without stand level on the score, so that a rule decides.</param>
public sealed record CapacityOutlook(
    IReadOnlyList<PersonAtRisk> Order,
    int Places,
    Estimate? Precision,
    Estimate? Recall,
    double ExpectedMissed,
    bool IsTied
);

/// <summary>
/// Gives places to people, the highest risk first, and says what to expect. Intervals hold two things together: how sure the
/// calibrated frequencies are (their own intervals move up or down together) and chance (a sum of independent outcomes).
/// A student counts with the frequency of the highest enrollment, so that failing in another course too is not counted twice.
/// </summary>
public static class CapacityPlan
{
    /// <summary>How ties are broken, for the page.</summary>
    public static string TieRule =>
        L[
            "Where two stand level, more classes in concern come first, then who has been in concern for longer, "
                + "then a draw that is the same every time."
        ];

    private const double Normal975 = 1.959964;

    /// <summary>Gives the places.</summary>
    /// <param name="people">One entry a person.</param>
    /// <param name="places">At least 0; more than people gives everybody one.</param>
    public static CapacityOutlook Of(IEnumerable<PersonAtRisk> people, int places)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(places);
        PersonAtRisk[] order =
        [
            .. people
                .OrderByDescending(p => p.Margin)
                .ThenByDescending(p => p.Concerns)
                .ThenBy(p => p.Since)
                .ThenBy(p => Draw(p.StudentId)),
        ];
        places = Math.Min(places, order.Length);
        var (taken, rest) = (order[..places], order[places..]);
        return new CapacityOutlook(
            order,
            places,
            Precision(taken),
            Recall(taken, rest),
            rest.Sum(p => p.Value),
            places > 0 && places < order.Length && order[places - 1].Margin == order[places].Margin
        );
    }

    private static Estimate? Precision(PersonAtRisk[] taken)
    {
        if (taken.Length == 0)
        {
            return null;
        }

        var chance = Math.Sqrt(Variance(taken)) / taken.Length;
        return Around(taken.Average(p => p.Value), taken.Average(p => p.Low), taken.Average(p => p.High), chance);
    }

    // The variance of a ratio S/(S+M) to first order, with S and M independent.
    private static Estimate? Recall(PersonAtRisk[] taken, PersonAtRisk[] rest)
    {
        var (s, m) = (taken.Sum(p => p.Value), rest.Sum(p => p.Value));
        if (s + m <= 0)
        {
            return null;
        }

        var chance = Math.Sqrt((m * m * Variance(taken)) + (s * s * Variance(rest))) / ((s + m) * (s + m));
        return Around(
            s / (s + m),
            Share(taken.Sum(p => p.Low), rest.Sum(p => p.High)),
            Share(taken.Sum(p => p.High), rest.Sum(p => p.Low)),
            chance
        );
    }

    private static double Share(double of, double other) => of + other > 0 ? of / (of + other) : 0;

    private static double Variance(PersonAtRisk[] people) => people.Sum(p => p.Value * (1 - p.Value));

    private static Estimate Around(double value, double low, double high, double chance)
    {
        var below = Math.Sqrt(Square(value - low) + Square(Normal975 * chance));
        var above = Math.Sqrt(Square(high - value) + Square(Normal975 * chance));
        return new Estimate(value, Math.Max(0, value - below), Math.Min(1, value + above));
    }

    private static double Square(double x) => x * x;

    // A fixed draw: mixes the bits of the key (Steele, Lea, Flood 2014, SplitMix64), so that early keys have no advantage.
    private static ulong Draw(long key)
    {
        var z = unchecked((ulong)key + 0x9E3779B97F4A7C15UL);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
        return z ^ (z >> 31);
    }
}
