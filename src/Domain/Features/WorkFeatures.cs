using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Domain.Features;

/// <summary>Features of marks and work in the class.</summary>
internal static class WorkFeatures
{
    public static IEnumerable<FeatureDefinition> All => [.. Marks, .. Work];

    private static IEnumerable<FeatureDefinition> Marks =>
        [
            Better(
                FeatureGroup.Marks,
                "mark_mean",
                "mean mark",
                "points",
                "term so far",
                s => s.Work.MeanMark,
                v => $"Mean mark so far {Words.Whole(v)} of 100"
            ),
            Better(
                FeatureGroup.Marks,
                "mark_last",
                "latest mark",
                "points",
                "latest mark",
                s => s.Work.LastMark,
                v => $"Latest mark {Words.Whole(v)} of 100"
            ),
            Better(
                FeatureGroup.Marks,
                "mark_lowest",
                "lowest mark",
                "points",
                "term so far",
                s => s.Work.LowestMark,
                v => $"Lowest mark so far {Words.Whole(v)} of 100"
            ),
            Better(
                FeatureGroup.Marks,
                "mark_trend",
                "change in marks",
                "points",
                "last two marks against those before",
                s => s.Work.MarkTrend,
                v =>
                    v switch
                    {
                        < -1 => $"The last two marks are {Words.Whole(-v)} points lower than before",
                        > 1 => $"The last two marks are {Words.Whole(v)} points higher than before",
                        _ => "Marks as steady as before",
                    },
                compares: false
            ),
            Better(
                FeatureGroup.Marks,
                "mark_vs_class",
                "marks against the class",
                "points",
                "term so far",
                s => s.Work.VersusClass,
                v =>
                    v switch
                    {
                        < -0.5f => $"Marks {Words.Whole(-v)} points below the class's mean",
                        > 0.5f => $"Marks {Words.Whole(v)} points above the class's mean",
                        _ => "Marks at the class's mean",
                    },
                compares: false
            ),
            Better(
                FeatureGroup.Marks,
                "points_share",
                "points earned of those due",
                "points",
                "term so far",
                s => s.Work.PointsShare,
                v => $"Earned {Words.Whole(v)} of 100 points due"
            ),
            new()
            {
                Name = "mark_count",
                Label = "marks known",
                Unit = "marks",
                Window = "term so far",
                Group = FeatureGroup.Context,
                Compute = s => s.Work.MarkCount,
                Evidence = v => v < 0.5f ? "No marks yet" : $"{Words.Count(v, "mark", "marks")} so far",
            },
        ];

    private static IEnumerable<FeatureDefinition> Work =>
        [
            Worse(
                FeatureGroup.Work,
                "missing_share",
                "share of work missing",
                "share",
                "term so far",
                s => s.Work.MissingShare,
                v =>
                    v < 0.005f
                        ? "Every piece of work due was handed in"
                        : $"{Words.Percent(v)} of the work due is missing",
                percent: true
            ),
            Worse(
                FeatureGroup.Work,
                "missing_count",
                "pieces of work missing",
                "pieces",
                "term so far",
                s => s.Work.Due == 0 ? float.NaN : s.Work.Missing,
                v => v < 0.5f ? "No work missing" : $"{Words.Count(v, "piece", "pieces")} of work missing"
            ),
            Worse(
                FeatureGroup.Work,
                "missing_last_3",
                "missing of the last three",
                "pieces",
                "last three pieces due",
                s => s.Work.MissingOfLastThree,
                v =>
                    v < 0.5f
                        ? "The latest work was handed in"
                        : $"{Words.Whole(v)} of the last three pieces of work missing"
            ),
            Worse(
                FeatureGroup.Work,
                "missing_vs_class",
                "missing work against the class",
                "share",
                "term so far",
                s => s.Work.MissingVersusClass,
                v => v > 0 ? "More work missing than usual in the class" : "Less work missing than usual in the class",
                compares: false
            ),
            Worse(
                FeatureGroup.Work,
                "late_share",
                "share handed in late",
                "share",
                "term so far",
                s => s.Work.LateShare,
                v =>
                    v < 0.005f
                        ? "Everything was handed in on time"
                        : $"{Words.Percent(v)} of the work was handed in late",
                percent: true
            ),
            Worse(
                FeatureGroup.Work,
                "days_late",
                "days late on average",
                "days",
                "term so far",
                s => s.Work.MeanDaysLate,
                v => v < 0.05f ? "No day late on average" : $"Hands work in {Words.Short(v)} days late on average"
            ),
            Better(
                FeatureGroup.Work,
                "hand_in_lead",
                "days handed in before due",
                "days",
                "term so far",
                s => s.Work.MeanLead,
                v =>
                    v >= 0
                        ? $"Hands work in {Words.Short(v)} days early on average"
                        : $"Hands work in {Words.Short(-v)} days after it is due on average"
            ),
            Worse(
                FeatureGroup.Work,
                "days_since_hand_in",
                "days since the last hand-in",
                "days",
                "term so far",
                s =>
                    s.Work.LastHandIn < 0
                        ? (s.Work.Due > 0 ? s.AsOf - s.Enrollment.Class.Start : float.NaN)
                        : Math.Max(0, s.AsOf - s.Work.LastHandIn),
                v => $"{Words.Count(v, "day", "days")} since work was last handed in"
            ),
        ];

    public static FeatureDefinition Better(
        FeatureGroup group,
        string name,
        string label,
        string unit,
        string window,
        Func<Snapshot, float> compute,
        Func<float, string> evidence,
        bool percent = false,
        bool compares = true
    ) =>
        Changeable(
            group,
            FeatureDirection.MoreIsBetter,
            name,
            label,
            unit,
            window,
            compute,
            evidence,
            percent,
            compares
        );

    public static FeatureDefinition Worse(
        FeatureGroup group,
        string name,
        string label,
        string unit,
        string window,
        Func<Snapshot, float> compute,
        Func<float, string> evidence,
        bool percent = false,
        bool compares = true
    ) =>
        Changeable(
            group,
            FeatureDirection.MoreIsWorse,
            name,
            label,
            unit,
            window,
            compute,
            evidence,
            percent,
            compares
        );

    private static FeatureDefinition Changeable(
        FeatureGroup group,
        FeatureDirection direction,
        string name,
        string label,
        string unit,
        string window,
        Func<Snapshot, float> compute,
        Func<float, string> evidence,
        bool percent,
        bool compares
    ) =>
        new()
        {
            Name = name,
            Label = label,
            Unit = unit,
            Window = window,
            Group = group,
            Direction = direction,
            Changeable = true,
            Compute = compute,
            Evidence = evidence,
            Comparison = compares ? m => $"class median {(percent ? Words.Percent(m) : Words.Short(m))}" : null,
        };
}
