using EarlyWarning.Ml.Evaluation;

namespace EarlyWarning.Ml.Fairness;

/// <summary>Newcombe's interval of the difference of two shares from their Wilson intervals (1998, method 10).</summary>
public static class NewcombeInterval
{
    /// <summary>The first less the second.</summary>
    /// <param name="a">A share with Wilson's interval.</param>
    /// <param name="b">Another, of other people.</param>
    public static MetricValue Of(MetricValue a, MetricValue b)
    {
        var difference = a.Value - b.Value;
        return new MetricValue(
            difference,
            difference - Length(a.Value - a.Low, b.High - b.Value),
            difference + Length(a.High - a.Value, b.Value - b.Low)
        );
    }

    private static double Length(double x, double y) => Math.Sqrt((x * x) + (y * y));
}
