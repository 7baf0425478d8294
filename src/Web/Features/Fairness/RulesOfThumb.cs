using EarlyWarning.Web.Figures.Fairness;

namespace EarlyWarning.Web.Features.Fairness;

/// <summary>The shown groups with the smallest and the greatest rate.</summary>
/// <param name="Least">The smaller.</param>
/// <param name="Most">The greater.</param>
/// <param name="Low">Its rate.</param>
/// <param name="High">Its rate.</param>
public sealed record Extremes(string Least, string Most, double Low, double High)
{
    private const double HalfPercent = 0.005;

    /// <summary>The smaller as a share of the greater; null where the greater is 0.</summary>
    public double? Ratio => High > 0 ? Low / High : null;

    /// <summary>Whether the ratio lies under a limit; null where whole percents are too coarse to say.</summary>
    /// <param name="limit">The limit.</param>
    public bool? IsUnder(double limit) =>
        (Low + HalfPercent) / Math.Max(High - HalfPercent, HalfPercent) < limit ? true
        : Math.Max(0, Low - HalfPercent) / (High + HalfPercent) >= limit ? false
        : null;

    /// <summary>The shown groups that lie furthest apart; null under two.</summary>
    /// <param name="groups">Groups of an attribute at a cut.</param>
    /// <param name="key">Key of the rate.</param>
    public static Extremes? Of(IReadOnlyList<GroupFigures> groups, string key)
    {
        var rate = FairnessRate.Of(key);
        var known = groups
            .Where(g => !g.Hidden)
            .Select(g => (g.Group, Rate: rate.In(g)))
            .Where(g => g.Rate is not null)
            .OrderBy(g => g.Rate!.Value)
            .ToList();
        return known.Count < 2
            ? null
            : new Extremes(known[0].Group, known[^1].Group, known[0].Rate!.Value, known[^1].Rate!.Value);
    }
}

/// <summary>Two rules of thumb, each in a sentence with its figures, and what it does not say.</summary>
internal static class RulesOfThumb
{
    /// <summary>The ratio under which guidance asks for a closer look (29 CFR 1607.4 D, 1978).</summary>
    public const double FourFifths = 0.8;

    /// <summary>Selection rates: the least as a share of the greatest.</summary>
    public static string FourFifthsReading(IReadOnlyList<GroupFigures> groups)
    {
        if (Extremes.Of(groups, FairnessKeys.SelectionRate) is not { Ratio: { } ratio } ends)
        {
            return L["Fewer than two groups are large enough to be shown, so that nothing can be compared."];
        }

        object[] figures =
        [
            FairnessRate.Whole(ends.Low),
            FairnessWords.Group(ends.Least),
            FairnessRate.Whole(ends.High),
            FairnessWords.Group(ends.Most),
            ratio.ToString("0.00", System.Globalization.CultureInfo.CurrentCulture),
        ];
        return ends.IsUnder(FourFifths) switch
        {
            true => L[
                "Flagged are {0} in 100 of “{1}” and {2} in 100 of “{3}”: {4} times as many, less than four fifths (0.8), "
                    + "where the rule asks for a closer look.",
                figures
            ],
            false => L[
                "Flagged are {0} in 100 of “{1}” and {2} in 100 of “{3}”: {4} times as many, at least four fifths (0.8), "
                    + "so that the rule asks for nothing.",
                figures
            ],
            null => L[
                "Flagged are {0} in 100 of “{1}” and {2} in 100 of “{3}”: {4} times as many, too near to four fifths (0.8) to "
                    + "tell in whole percents.",
                figures
            ],
        };
    }

    /// <summary>What the rule of four fifths leaves out.</summary>
    public static string FourFifthsLimits =>
        L[
            "It does not ask who needed support: where more of a group need it, more of it should be flagged. It comes from "
                + "guidance on hiring, and says nothing about chance."
        ];

    /// <summary>False alarms and misses: how far groups lie apart.</summary>
    public static string EqualOddsReading(IReadOnlyList<GroupFigures> groups)
    {
        var alarms = Extremes.Of(groups, FairnessKeys.FalsePositiveRate);
        var misses = Extremes.Of(groups, FairnessKeys.FalseNegativeRate);
        return alarms is null || misses is null
            ? L["Fewer than two groups are large enough to be shown, so that nothing can be compared."]
            : L[
                "It asks that false alarms and misses be as frequent in every group. False alarms lie up to {0} in 100 apart "
                    + "({1} in 100 of “{2}”, {3} of “{4}”), misses up to {5} in 100 ({6} in 100 of “{7}”, {8} of “{9}”).",
                FairnessRate.Whole(alarms.High - alarms.Low),
                FairnessRate.Whole(alarms.Low),
                FairnessWords.Group(alarms.Least),
                FairnessRate.Whole(alarms.High),
                FairnessWords.Group(alarms.Most),
                FairnessRate.Whole(misses.High - misses.Low),
                FairnessRate.Whole(misses.Low),
                FairnessWords.Group(misses.Least),
                FairnessRate.Whole(misses.High),
                FairnessWords.Group(misses.Most)
            ];
    }

    /// <summary>What equalised odds leave out.</summary>
    public static string EqualOddsLimits =>
        L[
            "The groups furthest apart always differ a little by chance: the readings in the table say what is sure. Where groups "
                + "need support at different rates, no score can have equal odds and frequencies that hold for every group, "
                + "unless it foretells perfectly (Kleinberg, Mullainathan and Raghavan 2016)."
        ];
}
