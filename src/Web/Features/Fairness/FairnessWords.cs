using System.Globalization;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Students;
using EarlyWarning.Web.Features.Models;
using EarlyWarning.Web.Figures.Fairness;

namespace EarlyWarning.Web.Features.Fairness;

/// <summary>Fairness in words: people first, then rates, and what may be said of them.</summary>
internal static class FairnessWords
{
    private const int Named = 2;

    /// <summary>"Of 30 flagged, 10 needed support"; counts are rounded to 5, so that 0 is said as fewer than 5.</summary>
    public static string Flagged(GroupFigures group) =>
        group is not { Flagged: { } flagged, FlaggedNeeded: { } right } ? TooFew
        : right == 0 ? L["Of {0:N0} flagged, fewer than 5 needed support", flagged]
        : L["Of {0:N0} flagged, {1:N0} needed support", flagged, right];

    /// <summary>"Of 25 who needed it, 15 were not flagged".</summary>
    public static string Missed(GroupFigures group) =>
        group is not { Needed: { } needed, FlaggedNeeded: { } right } ? TooFew
        // Sheets of before this was counted by itself stay until the next night.
        : (group.Missed ?? needed - right) is > 0 and var missed
            ? L["Of {0:N0} who needed it, {1:N0} were not flagged", needed, missed]
        : L["Of {0:N0} who needed it, fewer than 5 were not flagged", needed];

    /// <summary>That the model in service has no figures, and whose are shown instead.</summary>
    public static string Without(ServingGap gap, FairnessShown? shown)
    {
        string why =
            gap == ServingGap.NotKept
                ? L[
                    "The model in service has no figures: it was judged before such figures were kept. They come with the next model that is judged."
                ]
                : L[
                    "The model in service has no figures yet: it was put into service after they were made. The next night makes them."
                ];
        return shown is null ? why : $"{why} {L["These are those of: {0}.", Version(shown.Version, shown.Zone)]}";
    }

    /// <summary>Why an organisation has no figures of its own in a sampled district.</summary>
    public static string TooFewSampled =>
        L[
            "The figures are of a sample of the students, and of this organisation it holds fewer than {0}: look at the level above.",
            FairnessPublication.LeastSampled
        ];

    /// <summary>What stands for a hidden group: small itself, or hidden so that a small one cannot be worked out.</summary>
    public static string TooFew => L["hidden: fewer than 10, here or in a group beside it"];

    /// <summary>A group's name; those on no record are "not known".</summary>
    public static string Group(GroupFigures group) => group.Attribute.Length == 0 ? L["Everybody"] : Group(group.Group);

    /// <summary>A group's name; those on no record are "not known".</summary>
    public static string Group(string group) => group.Length == 0 ? L["not known"] : group;

    /// <summary>An attribute's label; of an intersection both.</summary>
    public static string Attribute(string attribute) =>
        string.Equals(attribute, FairnessKeys.School, StringComparison.Ordinal)
            ? L["School"]
            : attribute.Replace(" x ", " × ", StringComparison.Ordinal);

    /// <summary>What an attribute may be used for.</summary>
    public static string Use(AttributeUse use) =>
        use switch
        {
            AttributeUse.Protected => L["Protected: in the tables of groups only, never in a score"],
            AttributeUse.Feature => L["May be a signal of a score"],
            AttributeUse.Ignored => L["Kept, used for nothing"],
            _ => L["Not classed yet, used for nothing"],
        };

    /// <summary>A version in a list.</summary>
    public static string Version(FairnessVersion version, TimeZoneInfo zone) =>
        version switch
        {
            { IsRules: true } => L["Simple rules"],
            { Figures: { TrainedAt: { } at } model, Role: ModelRole.Champion } => L[
                "In service: {0}, {1}",
                ModelWords.TrainerWithin(model.Trainer),
                ModelWords.At(at, zone)
            ],
            { Figures: { TrainedAt: { } at } model } => L[
                "{0}, {1}",
                ModelWords.Trainer(model.Trainer),
                ModelWords.At(at, zone)
            ],
            _ => ModelWords.Trainer(version.Figures.Trainer),
        };

    /// <summary>A cut in a list: "10 % (about 80)".</summary>
    public static string Cut(CutFigures cut) =>
        cut.Share == 0 ? L["whom the rules flag"]
        : cut.Overall.Flagged is { } flagged ? L["{0:0} % (about {1:N0})", FairnessRate.Whole(cut.Share), flagged]
        : L["{0:0} %", FairnessRate.Whole(cut.Share)];

    /// <summary>What may be said of a group's false alarms and misses together.</summary>
    public static string Reading(FairnessVerdict verdict, GroupFigures group)
    {
        if (FairnessVerdict.IsIntersection(group.Attribute))
        {
            return L["not compared"];
        }

        var alarms = verdict.ReadingOf(group, FairnessKeys.FalsePositiveRate);
        var misses = verdict.ReadingOf(group, FairnessKeys.FalseNegativeRate);
        List<string> sure = [];
        Add(alarms, L["more false alarms"], L["fewer false alarms"]);
        Add(misses, L["more missed"], L["fewer missed"]);
        return sure.Count > 0 ? string.Join(", ", sure)
            : alarms == GapReading.NoneSeen && misses == GapReading.NoneSeen ? L["no difference seen"]
            : L["cannot tell"];

        void Add(GapReading? reading, string more, string fewer)
        {
            if (reading is GapReading.More or GapReading.Fewer)
            {
                sure.Add(reading == GapReading.More ? more : fewer);
            }
        }
    }

    /// <summary>Whether a group's mistakes surely differ.</summary>
    public static bool Differs(FairnessVerdict verdict, GroupFigures group) =>
        new[] { FairnessKeys.FalsePositiveRate, FairnessKeys.FalseNegativeRate }.Any(k =>
            verdict.ReadingOf(group, k) is GapReading.More or GapReading.Fewer
        );

    /// <summary>A sure difference: "More false alarms for “English learner: Yes”: 12 in 100 more than others (8 to 16)."</summary>
    public static string Sentence(GroupGap gap)
    {
        var isMore = gap.Reading == GapReading.More;
        var (size, low, high) = Size(gap.ToRest!);
        var name = L["“{0}: {1}”|attribute, group", Attribute(gap.Attribute), Group(gap.Group)];
        return (gap.Rate, isMore) switch
        {
            (FairnessKeys.FalsePositiveRate, true) => L[
                "More false alarms for {0}: {1} in 100 more than for others ({2} to {3}).",
                name,
                size,
                low,
                high
            ],
            (FairnessKeys.FalsePositiveRate, false) => L[
                "Fewer false alarms for {0}: {1} in 100 fewer than for others ({2} to {3}).",
                name,
                size,
                low,
                high
            ],
            (_, true) => L["More missed of {0}: {1} in 100 more than of others ({2} to {3}).", name, size, low, high],
            _ => L["Fewer missed of {0}: {1} in 100 fewer than of others ({2} to {3}).", name, size, low, high],
        };
    }

    /// <summary>Is it fair, to whom not, and how sure is that.</summary>
    public static string Lead(FairnessVerdict verdict)
    {
        var sure = verdict.Sure;
        if (sure.Count == 0)
        {
            return WithoutSure(verdict);
        }

        var rest = sure.Count - Named;
        List<string> said = [.. sure.Take(Named).Select(Sentence)];
        if (rest > 0)
        {
            said.Add(rest == 1 ? L["One more difference is sure."] : L["{0} more differences are sure.", rest]);
        }

        said.Add(
            verdict.CannotTell == 0 ? L["Nothing else differs by a tenth."]
            : verdict.CannotTell == 1
                ? L["Nothing else differs surely; for 1 comparison the numbers are too small to tell."]
            : L[
                "Nothing else differs surely; for {0} comparisons the numbers are too small to tell.",
                verdict.CannotTell
            ]
        );
        return string.Join(" ", said);
    }

    /// <summary>How many were compared, and what chance alone would show.</summary>
    public static string Comparisons(FairnessVerdict verdict) =>
        verdict.Compared.Count == 0
            ? L["Nothing could be compared: no group and its rest may both be shown at this cut."]
        : verdict.Compared.Count == 1 ? L["One comparison was made, so nothing had to be adjusted for their number."]
        : L[
            "{0} comparisons were made, of false alarms and of misses. Where there were no difference at all, 95 % intervals "
                + "would by chance still show a difference in about {1} of the {0}. So a difference is called sure only where it stays "
                + "beyond doubt after Holm's adjustment for their number.",
            verdict.Compared.Count,
            verdict.ByChance.ToString(verdict.ByChance < 0.95 ? "0.0" : "0", CultureInfo.CurrentCulture)
        ];

    private static string WithoutSure(FairnessVerdict verdict) =>
        verdict.Compared.Count == 0
            ? L["Cannot tell whether it is fair: no group is large enough to be compared with others."]
        : verdict.CannotTell == verdict.Compared.Count
            ? L["Cannot tell whether a group bears more false alarms or misses than others: the numbers are too small."]
        : verdict.CannotTell == 0
            ? L[
                "No group bears surely more false alarms or misses than others, and a difference of a tenth is ruled out."
            ]
        : L[
            "No group bears surely more false alarms or misses than others; for {0} of {1} comparisons the numbers are too "
                + "small to tell.",
            verdict.CannotTell,
            verdict.Compared.Count
        ];

    // Without its sign: the sentence says which way it goes.
    private static (double Size, double Low, double High) Size(Rate gap) =>
        gap.Value >= 0
            ? (FairnessRate.Whole(gap.Value), FairnessRate.Whole(gap.Low), FairnessRate.Whole(gap.High))
            : (FairnessRate.Whole(-gap.Value), FairnessRate.Whole(-gap.High), FairnessRate.Whole(-gap.Low));
}
