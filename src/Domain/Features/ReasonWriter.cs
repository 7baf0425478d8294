namespace EarlyWarning.Domain.Features;

/// <summary>Turns the exact contributions of a score into reasons in a teacher's words.</summary>
public static class ReasonWriter
{
    /// <summary>Most reasons shown.</summary>
    public const int MaxReasons = 5;

    /// <summary>Most strengths among them; concerns need the room.</summary>
    public const int MaxStrengths = 2;

    /// <summary>Share of the concern (or strength) below which a reason is not worth a sentence.</summary>
    public const double LeastShare = 0.04;

    /// <summary>
    /// Writes at most five reasons: strengths first, then concerns with changeable ones first. Where several features say
    /// the same of one part of the record, the strongest speaks and carries the share of all. What cannot be changed is
    /// told, never offered as a reason to act; the term's own course (<see cref="FeatureGroup.Context"/>) is no reason.
    /// </summary>
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
    )
    {
        CheckLengths(features.Count, values.Count, contributions.Count, medians?.Count ?? features.Count);
        var sign = raisesWhenPositive ? 1 : -1;
        var told = Enumerable.Range(0, features.Count).Where(i => features[i].Group != FeatureGroup.Context).ToArray();
        var known = told.Where(i => !float.IsNaN(values[i])).ToLookup(IsVisible);
        var groups = known[true]
            .GroupBy(i => features[i].Group)
            .Select(g => Summarise(features, values, contributions, medians, sign, [.. g]))
            .Append(Hidden(known[false].Sum(i => (double)contributions[i]), sign))
            .OfType<Reason>()
            .ToList();
        return new Reasons(Strengths(groups), Concerns(groups), MissingParts(features, values, seesWholeRecord));

        bool IsVisible(int i) => seesWholeRecord || features[i].Visibility == FeatureVisibility.Teacher;
    }

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
    )
    {
        CheckLengths(features.Count, values.Count, contributions.Count, features.Count);
        var shown = Enumerable
            .Range(0, features.Count)
            .Where(i => seesWholeRecord || features[i].Visibility == FeatureVisibility.Teacher)
            .OrderByDescending(i => Math.Abs(contributions[i]))
            .ThenBy(i => i)
            .ToArray();
        var bars = shown
            .Take(most)
            .Where(i => contributions[i] != 0)
            .Select(i => new WaterfallBar(
                features[i].Label,
                float.IsNaN(values[i]) ? L["not recorded"] : features[i].Evidence(values[i]),
                contributions[i]
            ))
            .ToList();
        AddSum(bars, L["all smaller parts"], shown.Skip(most).Select(i => (double)contributions[i]));
        var hidden = Enumerable.Range(0, features.Count).Except(shown);
        AddSum(bars, L["other parts of the record"], hidden.Select(i => (double)contributions[i]));
        return bars;
    }

    // One reason for one part of the record: the feature that pulls most the way the part pulls as a whole.
    private static Reason? Summarise(
        IReadOnlyList<FeatureDefinition> features,
        IReadOnlyList<float> values,
        IReadOnlyList<float> contributions,
        IReadOnlyList<float>? medians,
        int sign,
        int[] members
    )
    {
        var sum = members.Sum(i => (double)contributions[i]);
        var worse = sum * sign > 0;
        var lead = members.MaxBy(i => contributions[i] * sign * (worse ? 1 : -1));
        if (sum == 0)
        {
            return null;
        }

        var feature = features[lead];
        var comparison =
            medians is not null && !float.IsNaN(medians[lead]) ? feature.Comparison?.Invoke(medians[lead]) : null;
        return new Reason(
            feature.Name,
            feature.Group,
            !worse,
            feature.Changeable,
            feature.Evidence(values[lead]),
            comparison,
            0,
            sum
        );
    }

    // What a reader may not see is one sum: whether it speaks for or against says nothing of what it holds.
    private static Reason? Hidden(double sum, int sign) =>
        sum == 0
            ? null
            : new Reason(
                null,
                FeatureGroup.Context,
                sum * sign < 0,
                false,
                sum * sign > 0
                    ? L["Other parts of the record add to the concern"]
                    : L["Other parts of the record speak for the student"],
                null,
                0,
                sum
            );

    private static List<Reason> Strengths(List<Reason> all) =>
        [.. WithShares(all.Where(r => r.IsStrength)).OrderByDescending(r => r.Share).Take(MaxStrengths)];

    private static List<Reason> Concerns(List<Reason> all) =>
        [
            .. WithShares(all.Where(r => !r.IsStrength))
                .OrderByDescending(r => r.Share)
                .Take(MaxReasons - MaxStrengths)
                .OrderByDescending(r => r.Changeable)
                .ThenByDescending(r => r.Share),
        ];

    private static IEnumerable<Reason> WithShares(IEnumerable<Reason> reasons)
    {
        var list = reasons.ToList();
        var total = list.Sum(r => Math.Abs(r.Contribution));
        return list.Select(r => r with { Share = total > 0 ? Math.Abs(r.Contribution) / total : 0 })
            .Where(r => r.Share >= LeastShare);
    }

    private static List<string> MissingParts(
        IReadOnlyList<FeatureDefinition> features,
        IReadOnlyList<float> values,
        bool seesWholeRecord
    ) =>
        [
            .. Enumerable
                .Range(0, features.Count)
                .Where(i => seesWholeRecord || features[i].Visibility == FeatureVisibility.Teacher)
                .GroupBy(i => features[i].Group)
                .Where(g =>
                    g.Key is not (FeatureGroup.Context or FeatureGroup.OtherClasses)
                    && g.All(i => float.IsNaN(values[i]))
                )
                .Select(g => MissingSentence(g.Key)),
        ];

    private static string MissingSentence(FeatureGroup group) =>
        group switch
        {
            FeatureGroup.Attendance => L["No attendance is recorded"],
            FeatureGroup.Marks => L["No marks are known yet"],
            FeatureGroup.Work => L["No work has been due yet"],
            FeatureGroup.Activity => L["No online activity is recorded for this class"],
            FeatureGroup.Behaviour => L["No behaviour records are kept"],
            FeatureGroup.PriorRecord => L["Nothing is known of earlier terms"],
            _ => L["No further answers of the student are known"],
        };

    private static void AddSum(List<WaterfallBar> bars, string label, IEnumerable<double> contributions)
    {
        var sum = contributions.Sum();
        if (sum != 0)
        {
            bars.Add(new WaterfallBar(label, null, sum));
        }
    }

    private static void CheckLengths(int features, params ReadOnlySpan<int> lengths)
    {
        foreach (var length in lengths)
        {
            if (length != features)
            {
                throw new ArgumentException(
                    $"A score has {length} values where the model has {features} features.",
                    nameof(lengths)
                );
            }
        }
    }
}
