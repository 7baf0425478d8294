using System.Globalization;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Web.Shared.Components;

namespace EarlyWarning.Web.Features.Students;

/// <summary>Risk in words: natural frequencies, states, rules. Never "will fail", never a percent.</summary>
public static class RiskWords
{
    /// <summary>Stands for what a teacher's colleagues may read and the teacher may not.</summary>
    public static string HiddenConcern => L["Something in a part of the record that counsellors see"];

    /// <summary>A frequency of ten people ("about 4 in 10", "fewer than 1 in 10", "more than 9 in 10").</summary>
    /// <param name="value">0 to 1.</param>
    public static string Frequency(double value) =>
        Tenths(value) switch
        {
            0 => L["fewer than 1 in 10"],
            10 => L["more than 9 in 10"],
            var n => L["about {0} in 10", n],
        };

    /// <summary>The interval beside a frequency ("3 to 5"), or null where it adds nothing.</summary>
    /// <param name="low">Lower end, 0 to 1.</param>
    /// <param name="high">Upper end, 0 to 1.</param>
    public static string? Interval(double? low, double? high) =>
        low is { } l && high is { } h && Tenths(l) != Tenths(h) ? L["{0} to {1}|of ten", Tenths(l), Tenths(h)] : null;

    /// <summary>Frequency and interval together ("about 4 in 10 (3 to 5)").</summary>
    public static string FrequencyWithInterval(double value, double? low, double? high) =>
        Interval(low, high) is { } interval ? $"{Frequency(value)} ({interval})" : Frequency(value);

    /// <summary>How a state moved in a week, or null where it did not.</summary>
    public static string? Change(RiskState now, RiskState? before) =>
        before is not { } was || was == now ? null
        : was == RiskState.NotEnoughData || now == RiskState.NotEnoughData
            ? L["was “{0}”", StateBadge.Word(was).ToLower(CultureInfo.CurrentCulture)]
        : now > was ? (now == RiskState.NeedsSupport ? L["new since last week"] : L["up since last week"])
        : L["better than last week"];

    /// <summary>How the state moved ("was “Watch” until 12 Nov").</summary>
    public static string Movement(StudentLine row) =>
        row.Before is { } before && before != row.State && before != RiskState.NotEnoughData
            ? L["was “{0}” until {1}", StateBadge.Word(before), Dates.Short(row.Since)]
            : L["since {0}", Dates.Short(row.Since)];

    /// <summary>Accepted rules that apply, in words; those on behaviour only for readers of the whole record.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="seesWholeRecord">Whether the reader may see fields reserved to counsellors and administrators.</param>
    public static IReadOnlyList<string> Rules(RuleSignals rules, bool seesWholeRecord)
    {
        List<string> words = [];
        Add(RuleSignals.ChronicAbsence, L["Attendance below 90 %"]);
        Add(RuleSignals.FailingCourse, L["Marks so far below the pass mark"]);
        Add(RuleSignals.MissingWork, L["A third or more of the work due is missing"]);
        Add(RuleSignals.Behaviour, seesWholeRecord ? L["Serious incidents in the last 90 days"] : HiddenConcern);
        return words;

        void Add(RuleSignals rule, string text)
        {
            if (rules.HasFlag(rule))
            {
                words.Add(text);
            }
        }
    }

    /// <summary>What nearly equal models say of a flag, in a sentence; null where there are none or nothing is flagged.</summary>
    /// <param name="state">The state.</param>
    /// <param name="agree">Models that agree on whether support is needed.</param>
    /// <param name="rivals">Nearly equal models.</param>
    public static string? Agreement(RiskState state, int agree, int rivals) =>
        rivals == 0 || state is not (RiskState.NeedsSupport or RiskState.Watch) ? null
        : agree == rivals
            ? (rivals == 1 ? L["A nearly equal model agrees."] : L["All {0} nearly equal models agree.", rivals])
        : agree == 0
            ? (rivals == 1 ? L["A nearly equal model decides otherwise."] : L["Nearly equal models decide otherwise."])
        : agree == 1 ? L["Of {0} nearly equal models 1 agrees.", rivals]
        : L["Of {0} nearly equal models {1} agree.", rivals, agree];

    /// <summary>Why there is no number, in a sentence: a feed that stopped, or too little so far.</summary>
    /// <param name="stopped">Feeds that stopped.</param>
    public static string WhyNothing(FeedKinds stopped) =>
        stopped == FeedKinds.None
            ? L["Too little is known for a number."]
            : L[
                "No records of {0} arrive from the school any more, so there is no number.",
                Feeds(stopped).Aggregate((some, next) => L["{0} and {1}", some, next])
            ];

    private static List<string> Feeds(FeedKinds stopped)
    {
        List<string> words = [];
        Add(FeedKinds.Attendance, L["attendance"]);
        Add(FeedKinds.Marks, L["marks"]);
        Add(FeedKinds.Activity, L["online activity"]);
        Add(FeedKinds.Behaviour, L["behaviour"]);
        return words;

        void Add(FeedKinds feed, string name)
        {
            if (stopped.HasFlag(feed))
            {
                words.Add(name);
            }
        }
    }

    private static int Tenths(double value) =>
        (int)Math.Round(Math.Clamp(value, 0, 1) * 10, MidpointRounding.AwayFromZero);
}
