using System.Globalization;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Web.Nightly.Monitoring;
using EarlyWarning.Web.Shared.Components;

namespace EarlyWarning.Web.Features.Students;

/// <summary>Risk in words: natural frequencies, states, rules. Never "will fail", never a percent.</summary>
public static class RiskWords
{
    /// <summary>Stands for what a teacher's colleagues may read and the teacher may not.</summary>
    public const string HiddenConcern = "Something in a part of the record that counsellors see";

    /// <summary>A frequency of ten people ("about 4 in 10", "fewer than 1 in 10", "more than 9 in 10").</summary>
    /// <param name="value">0 to 1.</param>
    public static string Frequency(double value) =>
        Tenths(value) switch
        {
            0 => "fewer than 1 in 10",
            10 => "more than 9 in 10",
            var n => string.Create(CultureInfo.CurrentCulture, $"about {n} in 10"),
        };

    /// <summary>The interval beside a frequency ("3 to 5"), or null where it adds nothing.</summary>
    /// <param name="low">Lower end, 0 to 1.</param>
    /// <param name="high">Upper end, 0 to 1.</param>
    public static string? Interval(double? low, double? high) =>
        low is { } l && high is { } h && Tenths(l) != Tenths(h)
            ? string.Create(CultureInfo.CurrentCulture, $"{Tenths(l)} to {Tenths(h)}")
            : null;

    /// <summary>Frequency and interval together ("about 4 in 10 (3 to 5)").</summary>
    public static string FrequencyWithInterval(double value, double? low, double? high) =>
        Interval(low, high) is { } interval ? $"{Frequency(value)} ({interval})" : Frequency(value);

    /// <summary>How a state moved in a week, or null where it did not.</summary>
    public static string? Change(RiskState now, RiskState? before) =>
        before is not { } was || was == now ? null
        : was == RiskState.NotEnoughData || now == RiskState.NotEnoughData
            ? $"was “{StateBadge.Word(was).ToLowerInvariant()}”"
        : now > was ? (now == RiskState.NeedsSupport ? "new since last week" : "up since last week")
        : "better than last week";

    /// <summary>How the state moved ("was “Watch” until 12 Nov").</summary>
    public static string Movement(StudentLine row) =>
        row.Before is { } before && before != row.State && before != RiskState.NotEnoughData
            ? $"was “{StateBadge.Word(before)}” until {row.Since.ToString("d MMM", CultureInfo.CurrentCulture)}"
            : $"since {row.Since.ToString("d MMM", CultureInfo.CurrentCulture)}";

    /// <summary>Accepted rules that apply, in words; those on behaviour only for readers of the whole record.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="seesWholeRecord">Whether the reader may see fields reserved to counsellors and administrators.</param>
    public static IReadOnlyList<string> Rules(RuleSignals rules, bool seesWholeRecord)
    {
        List<string> words = [];
        Add(RuleSignals.ChronicAbsence, "Attendance below 90 %");
        Add(RuleSignals.FailingCourse, "Marks so far below the pass mark");
        Add(RuleSignals.MissingWork, "A third or more of the work due is missing");
        Add(RuleSignals.Behaviour, seesWholeRecord ? "Serious incidents in the last 90 days" : HiddenConcern);
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
            ? $"{(rivals == 1 ? "A nearly equal model agrees." : $"All {rivals} nearly equal models agree.")}"
        : agree == 0
            ? $"{(rivals == 1 ? "A nearly equal model decides otherwise." : "Nearly equal models decide otherwise.")}"
        : $"Of {rivals} nearly equal models {agree} {(agree == 1 ? "agrees" : "agree")}.";

    /// <summary>Why there is no number, in a sentence: a feed that stopped, or too little so far.</summary>
    /// <param name="stopped">Feeds that stopped.</param>
    public static string WhyNothing(FeedKinds stopped) =>
        stopped == FeedKinds.None
            ? "Too little is known for a number."
            : $"No records of {string.Join(" and ", FeedWords.Of(stopped))} arrive from the school any more, so there is no number.";

    private static int Tenths(double value) =>
        (int)Math.Round(Math.Clamp(value, 0, 1) * 10, MidpointRounding.AwayFromZero);
}
