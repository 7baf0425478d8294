using EarlyWarning.Domain.Features;

namespace EarlyWarning.Web.Features.WhatIf;

/// <summary>
/// How far a value may be tried: as far as others of the same class stand today, and no further. What nobody around the
/// student reaches is no realistic goal, and the model knows little about it.
/// </summary>
internal static class WhatIfLimits
{
    /// <summary>Fewest students of the class whose value is known.</summary>
    public const int FewestOthers = 10;

    private const double Outside = 0.05;
    private const int MostSteps = 20;

    /// <summary>The slider of a feature; null where the value is not known, or the class says too little.</summary>
    /// <param name="column">Column in the model.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="value">The student's value.</param>
    /// <param name="others">Values of the class, NaN where missing.</param>
    public static WhatIfSlider? Of(int column, FeatureDefinition feature, float value, IEnumerable<float> others)
    {
        float[] known = [.. others.Where(float.IsFinite).Order()];
        if (!float.IsFinite(value) || known.Length < FewestOthers)
        {
            return null;
        }

        var skipped = (int)(known.Length * Outside);
        var low = Math.Min(value, known[skipped]);
        var high = Math.Max(value, known[^(skipped + 1)]);
        if (!(high > low))
        {
            return null;
        }

        var isWhole = Array.TrueForAll(known, v => v == MathF.Round(v)) && value == MathF.Round(value);
        return new WhatIfSlider(column, feature, value, Positions(value, low, high, Step(high - low, isWhole)));
    }

    /// <summary>Values on the better side of the student's own, near to far, at most so many.</summary>
    public static IReadOnlyList<float> Better(WhatIfSlider slider, int most)
    {
        float[] better = slider.Feature.Direction switch
        {
            FeatureDirection.MoreIsWorse => [.. slider.Positions.Where(p => p < slider.Value).Reverse()],
            FeatureDirection.MoreIsBetter => [.. slider.Positions.Where(p => p > slider.Value)],
            _ => [],
        };
        // The last, the farthest, is always among them.
        var every = Math.Max(1, (int)Math.Ceiling(better.Length / (double)most));
        return [.. better.Where((_, i) => (better.Length - 1 - i) % every == 0)];
    }

    // Whole steps from the student's own value, and both ends.
    private static float[] Positions(float value, float low, float high, float step)
    {
        var first = (int)Math.Ceiling((low - value) / step);
        var last = (int)Math.Floor((high - value) / step);
        var between = Enumerable.Range(first, last - first + 1).Select(i => value + (i * step));
        return [.. between.Append(low).Append(high).Distinct().Order()];
    }

    // One, two or five times a power of ten, so that about twenty steps span the range; whole numbers stay whole.
    private static float Step(float range, bool isWhole)
    {
        var rough = range / MostSteps;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = new[] { 1.0, 2, 5, 10 }.Select(f => f * power).First(s => s >= rough * (1 - 1e-6));
        return (float)(isWhole ? Math.Max(1, Math.Ceiling(step)) : step);
    }
}
