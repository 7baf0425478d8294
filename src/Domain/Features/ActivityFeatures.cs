namespace EarlyWarning.Domain.Features;

/// <summary>Features of online activity in the class.</summary>
internal static class ActivityFeatures
{
    public static IEnumerable<FeatureDefinition> All =>
        [
            WorkFeatures.Better(
                FeatureGroup.Activity,
                "activity_7",
                Texts.Key("online actions in the last week"),
                Texts.Key("actions"),
                Texts.Key("last 7 days"),
                s => s.Activity.EventsOfLast(7),
                v =>
                    v < 0.5f
                        ? L["No online activity in the last week"]
                        : Words.Count(
                            v,
                            Texts.Key("{0} online action in the last week"),
                            Texts.Key("{0} online actions in the last week")
                        )
            ),
            WorkFeatures.Better(
                FeatureGroup.Activity,
                "activity_28",
                Texts.Key("online actions in four weeks"),
                Texts.Key("actions"),
                Texts.Key("last 28 days"),
                s => s.Activity.EventsOfLast(28),
                v =>
                    v < 0.5f
                        ? L["No online activity in four weeks"]
                        : Words.Count(
                            v,
                            Texts.Key("{0} online action in four weeks"),
                            Texts.Key("{0} online actions in four weeks")
                        )
            ),
            WorkFeatures.Better(
                FeatureGroup.Activity,
                "active_days_share",
                Texts.Key("share of days active online"),
                Texts.Key("share"),
                Texts.Key("last 28 days"),
                s => s.Activity.ActiveShare,
                v => L["Active online on {0} of days", Words.Percent(v)],
                percent: true
            ),
            WorkFeatures.Worse(
                FeatureGroup.Activity,
                "days_silent",
                Texts.Key("days without online activity"),
                Texts.Key("days"),
                Texts.Key("to the as-of date"),
                s => s.Activity.DaysSilent,
                v =>
                    v < 1.5f
                        ? L["Active online until now"]
                        : Words.Count(
                            v,
                            Texts.Key("No online activity for {0} day"),
                            Texts.Key("No online activity for {0} days")
                        )
            ),
            WorkFeatures.Better(
                FeatureGroup.Activity,
                "activity_vs_class",
                Texts.Key("online activity against the class"),
                Texts.Key("ratio"),
                Texts.Key("last 28 days"),
                s => s.Activity.VersusClass,
                v =>
                    v switch
                    {
                        < 0.8f => L["{0} of the class's usual online activity", Words.Percent(v)],
                        > 1.2f => L["More active online than usual in the class"],
                        _ => L["As active online as is usual in the class"],
                    },
                compares: false
            ),
            WorkFeatures.Better(
                FeatureGroup.Activity,
                "activity_trend",
                Texts.Key("change in online activity"),
                Texts.Key("share"),
                Texts.Key("last 14 days of the last 28"),
                s => s.Activity.Trend,
                v =>
                    v < 0.4f ? L["Less active online than two weeks ago"]
                    : v > 0.6f ? L["More active online than two weeks ago"]
                    : L["As active online as two weeks ago"],
                compares: false
            ),
        ];
}
