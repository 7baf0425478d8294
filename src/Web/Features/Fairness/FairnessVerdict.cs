using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Nightly.Gates;
using MathNet.Numerics.Distributions;

namespace EarlyWarning.Web.Features.Fairness;

/// <summary>What may be said of a group's mistakes beside those of everybody else.</summary>
public enum GapReading
{
    /// <summary>No difference is sure, and one of a tenth is ruled out.</summary>
    NoneSeen,

    /// <summary>Surely more than others.</summary>
    More,

    /// <summary>Surely fewer than others.</summary>
    Fewer,

    /// <summary>The numbers are too small to rule out a tenth.</summary>
    CannotTell,
}

/// <summary>False alarms or misses of a group, beside everybody else.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Group">The group; empty where it is not known.</param>
/// <param name="Rate">Key of the rate.</param>
/// <param name="ToRest">The difference with its 95 % interval; null where the group or its rest is hidden.</param>
/// <param name="Reading">What may be said.</param>
public sealed record GroupGap(string Attribute, string Group, string Rate, Rate? ToRest, GapReading Reading);

/// <summary>
/// Is it fair, to whom not, and how sure is that: false alarms and misses of every group of every attribute, each against
/// everybody else. A difference is called sure only where it stays so after Holm's adjustment (1979) for the number of
/// comparisons. It is worked out from the published whole percents, each rounding taken against the difference, so that
/// rounding alone never makes one sure.
/// </summary>
/// <param name="Compared">Every comparison; of two groups, the one with more of the mistake speaks for both.</param>
/// <param name="Unknown">Groups that are hidden, or whose rest is, so that nothing is compared.</param>
public sealed record FairnessVerdict(IReadOnlyList<GroupGap> Compared, int Unknown)
{
    /// <summary>The chance of calling any difference sure where there is none.</summary>
    public const double Alpha = 0.05;

    private const double HalfPercent = 0.005;
    private static readonly string[] Mistakes = [FairnessKeys.FalsePositiveRate, FairnessKeys.FalseNegativeRate];

    /// <summary>A difference of this size has to be ruled out before "no difference" is said; the gate's limit.</summary>
    public static double Limit => FairnessGate.Limit;

    /// <summary>Differences that are sure, the greatest first.</summary>
    public IReadOnlyList<GroupGap> Sure =>
        [
            .. Compared
                .Where(g => g.Reading is GapReading.More or GapReading.Fewer)
                .OrderByDescending(g => Math.Abs(g.ToRest!.Value)),
        ];

    /// <summary>Comparisons that rest on numbers too small to tell.</summary>
    public int CannotTell => Compared.Count(g => g.Reading == GapReading.CannotTell);

    /// <summary>Differences that 95 % intervals alone would show by chance where there is none.</summary>
    public double ByChance => Alpha * Compared.Count;

    /// <summary>Judges a cut.</summary>
    /// <param name="cut">Groups at the cut.</param>
    public static FairnessVerdict Of(CutFigures cut)
    {
        ArgumentNullException.ThrowIfNull(cut);
        var candidates = new List<(GroupFigures Group, string Key, Rate Gap, double Z)>();
        var unknown = 0;
        foreach (
            var attribute in cut
                .Groups.Where(g => !IsIntersection(g.Attribute))
                .GroupBy(g => g.Attribute, StringComparer.Ordinal)
        )
        {
            var groups = attribute.ToList();
            var known = groups.Where(g => !g.Hidden && g.ToRest.Count > 0).ToList();
            unknown += groups.Count - known.Count;
            foreach (var key in Mistakes)
            {
                var gaps = known
                    .Select(g => (Group: g, Key: key, Gap: FairnessRate.Of(key).ToRest(g)))
                    .Where(g => g.Gap is not null)
                    .Select(g => (g.Group, g.Key, Gap: g.Gap!, Z: Distance(g.Gap!)))
                    .ToList();

                // Of two groups each is the other's rest: one comparison says it all.
                candidates.AddRange(groups.Count == 2 ? gaps.OrderByDescending(g => g.Gap.Value).Take(1) : gaps);
            }
        }

        return new FairnessVerdict(Judge(candidates), unknown);
    }

    /// <summary>What is said of a rate of a group; null where it is not among the mistakes compared.</summary>
    /// <param name="group">A group of the same cut.</param>
    /// <param name="rate">Key of the rate.</param>
    public GapReading? ReadingOf(GroupFigures group, string rate)
    {
        ArgumentNullException.ThrowIfNull(group);
        var ofAttribute = Compared.Where(g => g.Attribute == group.Attribute && g.Rate == rate).ToList();
        if (ofAttribute.Find(g => g.Group == group.Group) is { } own)
        {
            return own.Reading;
        }

        // The other one of two: what is more for one is fewer for the other.
        return FairnessRate.Of(rate).ToRest(group) is null || ofAttribute is not [var other]
            ? null
            : other.Reading switch
            {
                GapReading.More => GapReading.Fewer,
                GapReading.Fewer => GapReading.More,
                var same => same,
            };
    }

    /// <summary>Whether an attribute is made of two.</summary>
    /// <param name="attribute">Its label.</param>
    public static bool IsIntersection(string attribute) => attribute?.Contains(" x ", StringComparison.Ordinal) == true;

    // Holm's steps: the surest is held against alpha / m, the next against alpha / (m - 1), until one does not hold.
    private static List<GroupGap> Judge(List<(GroupFigures Group, string Key, Rate Gap, double Z)> candidates)
    {
        var judged = new List<GroupGap>();
        var stopped = false;
        foreach (var (candidate, rank) in candidates.OrderByDescending(c => c.Z).Select((c, i) => (c, i)))
        {
            var needed = Normal.InvCDF(0, 1, 1 - (Alpha / (candidates.Count - rank) / 2));
            stopped |= candidate.Z <= needed;
            var gap = candidate.Gap;
            var reading =
                !stopped ? (gap.Value > 0 ? GapReading.More : GapReading.Fewer)
                : RulesOutTheLimit(gap, needed) ? GapReading.NoneSeen
                : GapReading.CannotTell;
            judged.Add(new GroupGap(candidate.Group.Attribute, candidate.Group.Group, candidate.Key, gap, reading));
        }

        return judged;
    }

    private static bool RulesOutTheLimit(Rate gap, double z)
    {
        var wider = z / WilsonInterval.Z95;
        return gap.Value + ((gap.High - gap.Value) * wider) <= Limit
            && gap.Value - ((gap.Value - gap.Low) * wider) >= -Limit;
    }

    // The quantile at which the interval would touch 0, at the least that the rounded figures allow.
    private static double Distance(Rate gap)
    {
        var near = (gap.Value >= 0 ? gap.Low : -gap.High) - HalfPercent;
        var value = Math.Abs(gap.Value) + HalfPercent;
        return gap.Value == 0 || !double.IsFinite(near) || value <= near
            ? 0
            : WilsonInterval.Z95 * value / (value - near);
    }
}
