namespace EarlyWarning.Domain.Features;

/// <summary>Turns the exact contributions of a score into reasons in a teacher's words.</summary>
public static class ReasonWriter
{
    /// <summary>Most reasons shown.</summary>
    public const int MaxReasons = 5;

    /// <summary>Writes at most five reasons: strengths first, then concerns with changeable ones first.</summary>
    /// <param name="features">The model's features in the order of its columns.</param>
    /// <param name="values">Feature values, same order; NaN is missing.</param>
    /// <param name="contributions">Contributions to the margin, same order.</param>
    /// <param name="medians">Class medians, same order, or null where unknown.</param>
    /// <param name="raisesWhenPositive">True where a greater margin is worse (failure), false for the grade.</param>
    /// <param name="seesWholeRecord">Whether the reader may see fields reserved to counsellors and administrators.</param>
    public static Reasons Write(
        IReadOnlyList<FeatureDefinition> features,
        IReadOnlyList<float> values,
        IReadOnlyList<float> contributions,
        IReadOnlyList<float>? medians,
        bool raisesWhenPositive,
        bool seesWholeRecord
    ) => new([], [], []);

    /// <summary>Every contribution as a bar, greatest first; those the reader may not see, and the smallest, summed.</summary>
    /// <param name="features">The model's features in the order of its columns.</param>
    /// <param name="values">Feature values, same order; NaN is missing.</param>
    /// <param name="contributions">Contributions to the margin, same order.</param>
    /// <param name="seesWholeRecord">Whether the reader may see fields reserved to counsellors and administrators.</param>
    /// <param name="most">Most bars before the rest is summed.</param>
    public static IReadOnlyList<WaterfallBar> Waterfall(
        IReadOnlyList<FeatureDefinition> features,
        IReadOnlyList<float> values,
        IReadOnlyList<float> contributions,
        bool seesWholeRecord,
        int most = 10
    ) => [];
}
