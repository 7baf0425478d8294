namespace EarlyWarning.Domain.Features;

/// <summary>Features of online activity in the class.</summary>
internal static class ActivityFeatures
{
    public static IEnumerable<FeatureDefinition> All =>
        [
            WorkFeatures.Better(
                FeatureGroup.Activity,
                "activity_7",
                "online actions in the last week",
                "actions",
                "last 7 days",
                s => s.Activity.EventsOfLast(7),
                v =>
                    v < 0.5f
                        ? "No online activity in the last week"
                        : $"{Words.Count(v, "online action", "online actions")} in the last week"
            ),
            WorkFeatures.Better(
                FeatureGroup.Activity,
                "activity_28",
                "online actions in four weeks",
                "actions",
                "last 28 days",
                s => s.Activity.EventsOfLast(28),
                v =>
                    v < 0.5f
                        ? "No online activity in four weeks"
                        : $"{Words.Count(v, "online action", "online actions")} in four weeks"
            ),
            WorkFeatures.Better(
                FeatureGroup.Activity,
                "active_days_share",
                "share of days active online",
                "share",
                "last 28 days",
                s => s.Activity.ActiveShare,
                v => $"Active online on {Words.Percent(v)} of days",
                percent: true
            ),
            WorkFeatures.Worse(
                FeatureGroup.Activity,
                "days_silent",
                "days without online activity",
                "days",
                "to the as-of date",
                s => s.Activity.DaysSilent,
                v => v < 1.5f ? "Active online until now" : $"No online activity for {Words.Count(v, "day", "days")}"
            ),
            WorkFeatures.Better(
                FeatureGroup.Activity,
                "activity_vs_class",
                "online activity against the class",
                "ratio",
                "last 28 days",
                s => s.Activity.VersusClass,
                v =>
                    v switch
                    {
                        < 0.8f => $"{Words.Percent(v)} of the class's usual online activity",
                        > 1.2f => "More active online than usual in the class",
                        _ => "As active online as is usual in the class",
                    },
                compares: false
            ),
            WorkFeatures.Better(
                FeatureGroup.Activity,
                "activity_trend",
                "change in online activity",
                "share",
                "last 14 days of the last 28",
                s => s.Activity.Trend,
                v =>
                    v < 0.4f ? "Less active online than two weeks ago"
                    : v > 0.6f ? "More active online than two weeks ago"
                    : "As active online as two weeks ago",
                compares: false
            ),
        ];
}
