using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Domain.Features;

/// <summary>Features of marks and work in the class.</summary>
// Above 300 lines: a list of definitions, one after another; there is nothing to follow across them.
internal static class WorkFeatures
{
    public static IEnumerable<FeatureDefinition> All => [.. Marks, .. Work];

    private static IEnumerable<FeatureDefinition> Marks =>
        [
            Better(
                FeatureGroup.Marks,
                "mark_mean",
                Texts.Key("mean mark"),
                Texts.Key("points"),
                Texts.Key("term so far"),
                s => s.Work.MeanMark,
                v => L["Mean mark so far {0} of 100", Words.Whole(v)]
            ),
            Better(
                FeatureGroup.Marks,
                "mark_last",
                Texts.Key("latest mark"),
                Texts.Key("points"),
                Texts.Key("latest mark"),
                s => s.Work.LastMark,
                v => L["Latest mark {0} of 100", Words.Whole(v)]
            ),
            Better(
                FeatureGroup.Marks,
                "mark_lowest",
                Texts.Key("lowest mark"),
                Texts.Key("points"),
                Texts.Key("term so far"),
                s => s.Work.LowestMark,
                v => L["Lowest mark so far {0} of 100", Words.Whole(v)]
            ),
            Better(
                FeatureGroup.Marks,
                "mark_trend",
                Texts.Key("change in marks"),
                Texts.Key("points"),
                Texts.Key("last two marks against those before"),
                s => s.Work.MarkTrend,
                v =>
                    v switch
                    {
                        < -1 => Words.Count(
                            Words.Whole(-v),
                            Texts.Key("The last two marks are {0} point lower than before"),
                            Texts.Key("The last two marks are {0} points lower than before")
                        ),
                        > 1 => Words.Count(
                            Words.Whole(v),
                            Texts.Key("The last two marks are {0} point higher than before"),
                            Texts.Key("The last two marks are {0} points higher than before")
                        ),
                        _ => L["Marks as steady as before"],
                    },
                compares: false
            ),
            Better(
                FeatureGroup.Marks,
                "mark_vs_class",
                Texts.Key("marks against the class"),
                Texts.Key("points"),
                Texts.Key("term so far"),
                s => s.Work.VersusClass,
                v =>
                    v switch
                    {
                        < -0.5f => Words.Count(
                            Words.Whole(-v),
                            Texts.Key("Marks {0} point below the class's mean"),
                            Texts.Key("Marks {0} points below the class's mean")
                        ),
                        > 0.5f => Words.Count(
                            Words.Whole(v),
                            Texts.Key("Marks {0} point above the class's mean"),
                            Texts.Key("Marks {0} points above the class's mean")
                        ),
                        _ => L["Marks at the class's mean"],
                    },
                compares: false
            ),
            Better(
                FeatureGroup.Marks,
                "points_share",
                Texts.Key("points earned of those due"),
                Texts.Key("points"),
                Texts.Key("term so far"),
                s => s.Work.PointsShare,
                v => L["Earned {0} of 100 points due", Words.Whole(v)]
            ),
            new()
            {
                Name = "mark_count",
                Label = Texts.Key("marks known"),
                Unit = Texts.Key("marks"),
                Window = Texts.Key("term so far"),
                Group = FeatureGroup.Context,
                Compute = s => s.Work.MarkCount,
                Evidence = v =>
                    v < 0.5f
                        ? L["No marks yet"]
                        : Words.Count(v, Texts.Key("{0} mark so far"), Texts.Key("{0} marks so far")),
            },
        ];

    private static IEnumerable<FeatureDefinition> Work =>
        [
            Worse(
                FeatureGroup.Work,
                "missing_share",
                Texts.Key("share of work missing"),
                Texts.Key("share"),
                Texts.Key("term so far"),
                s => s.Work.MissingShare,
                v =>
                    v < 0.005f
                        ? L["Every piece of work due was handed in"]
                        : L["{0} of the work due is missing", Words.Percent(v)],
                percent: true
            ),
            Worse(
                FeatureGroup.Work,
                "missing_count",
                Texts.Key("pieces of work missing"),
                Texts.Key("pieces"),
                Texts.Key("term so far"),
                s => s.Work.Due == 0 ? float.NaN : s.Work.Missing,
                v =>
                    v < 0.5f
                        ? L["No work missing"]
                        : Words.Count(
                            v,
                            Texts.Key("{0} piece of work missing"),
                            Texts.Key("{0} pieces of work missing")
                        )
            ),
            Worse(
                FeatureGroup.Work,
                "missing_last_3",
                Texts.Key("missing of the last three"),
                Texts.Key("pieces"),
                Texts.Key("last three pieces due"),
                s => s.Work.MissingOfLastThree,
                v =>
                    v < 0.5f
                        ? L["The latest work was handed in"]
                        : L["{0} of the last three pieces of work missing", Words.Whole(v)]
            ),
            Worse(
                FeatureGroup.Work,
                "missing_vs_class",
                Texts.Key("missing work against the class"),
                Texts.Key("share"),
                Texts.Key("term so far"),
                s => s.Work.MissingVersusClass,
                v =>
                    v > 0
                        ? L["More work missing than usual in the class"]
                        : L["Less work missing than usual in the class"],
                compares: false
            ),
            Worse(
                FeatureGroup.Work,
                "late_share",
                Texts.Key("share handed in late"),
                Texts.Key("share"),
                Texts.Key("term so far"),
                s => s.Work.LateShare,
                v =>
                    v < 0.005f
                        ? L["Everything was handed in on time"]
                        : L["{0} of the work was handed in late", Words.Percent(v)],
                percent: true
            ),
            Worse(
                FeatureGroup.Work,
                "days_late",
                Texts.Key("days late on average"),
                Texts.Key("days"),
                Texts.Key("term so far"),
                s => s.Work.MeanDaysLate,
                v =>
                    v < 0.05f
                        ? L["No day late on average"]
                        : Words.Count(
                            Words.Short(v),
                            Texts.Key("Hands work in {0} day late on average"),
                            Texts.Key("Hands work in {0} days late on average")
                        )
            ),
            Better(
                FeatureGroup.Work,
                "hand_in_lead",
                Texts.Key("days handed in before due"),
                Texts.Key("days"),
                Texts.Key("term so far"),
                s => s.Work.MeanLead,
                v =>
                    v >= 0
                        ? Words.Count(
                            Words.Short(v),
                            Texts.Key("Hands work in {0} day early on average"),
                            Texts.Key("Hands work in {0} days early on average")
                        )
                        : Words.Count(
                            Words.Short(-v),
                            Texts.Key("Hands work in {0} day after it is due on average"),
                            Texts.Key("Hands work in {0} days after it is due on average")
                        )
            ),
            Worse(
                FeatureGroup.Work,
                "days_since_hand_in",
                Texts.Key("days since the last hand-in"),
                Texts.Key("days"),
                Texts.Key("term so far"),
                s =>
                    s.Work.LastHandIn < 0
                        ? (s.Work.Due > 0 ? s.AsOf - s.Enrollment.Class.Start : float.NaN)
                        : Math.Max(0, s.AsOf - s.Work.LastHandIn),
                v =>
                    Words.Count(
                        v,
                        Texts.Key("{0} day since work was last handed in"),
                        Texts.Key("{0} days since work was last handed in")
                    )
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
            Comparison = compares ? m => L["class median {0}", percent ? Words.Percent(m) : Words.Short(m)] : null,
        };
}
