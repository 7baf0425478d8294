using System.Globalization;
using EarlyWarning.Web.Figures.Fairness;

namespace EarlyWarning.Web.Features.Fairness;

/// <summary>Mitigations in words: what changes for the group that bears most, and what it costs.</summary>
internal static class MitigationWords
{
    /// <summary>A variant's name.</summary>
    public static string Variant(MitigationVariant variant) =>
        variant.Kind == MitigationKeys.WithoutProxies && variant.LeftOut.Count > 0
            ? variant.LeftOut.Count == 1
                ? L["Leaving out one signal that stands for the group"]
                : L["Leaving out {0} signals that stand for the group", variant.LeftOut.Count]
            : Kind(variant.Kind);

    /// <summary>A kind of variant.</summary>
    public static string Kind(string kind) =>
        kind switch
        {
            MitigationKeys.AsItIs => L["As it is|variant"],
            MitigationKeys.WithoutProxies => L["Leaving out signals that stand for the group"],
            MitigationKeys.Reweighed => L["Learning from weighted students"],
            MitigationKeys.GroupCalibration => L["A calibration for each group"],
            MitigationKeys.EqualFalseAlarms => L["Cuts by group: equal false alarms"],
            MitigationKeys.EqualMisses => L["Cuts by group: equal misses"],
            MitigationKeys.EqualSelection => L["Cuts by group: equal shares flagged"],
            _ => kind,
        };

    /// <summary>What a variant does.</summary>
    public static string Explained(string kind) =>
        kind switch
        {
            MitigationKeys.AsItIs => L["The trainer of the model in service, with nothing changed."],
            MitigationKeys.WithoutProxies => L[
                "The model is fitted without the signals that by themselves tell a group of the attribute best: those that do in at least "
                    + "6 of 10 pairs of students, at most five."
            ],
            MitigationKeys.Reweighed => L[
                "Students are weighted so that group and outcome are independent in what the model learns from (Kamiran and Calders 2012)."
            ],
            MitigationKeys.GroupCalibration => L[
                "The margin is turned into a frequency by a calibrator of each group. The protected attribute would be used for every "
                    + "student, so this serves only by a recorded decision."
            ],
            MitigationKeys.EqualFalseAlarms => L[
                "The cut lies at another risk for each group, so that of those who did not need support the same share is flagged."
            ],
            MitigationKeys.EqualMisses => L[
                "The cut lies at another risk for each group, so that of those who needed support the same share is missed."
            ],
            _ => L["The cut lies at another risk for each group, so that the same share of each group is flagged."],
        };

    /// <summary>What it changes for whom.</summary>
    public static string Effect(MitigationSheet sheet, MitigationVariant variant)
    {
        var (rate, group) = Worst(sheet);
        var (from, to) = (Of(sheet.Variants[0], group, rate), Of(variant, group, rate));
        var name = Named(sheet, group);
        return (rate == FairnessKeys.FalsePositiveRate, Math.Sign(to - from)) switch
        {
            (true, 0) => L["False alarms for {0} stay at {1} in 100.", name, to],
            (true, < 0) => L["False alarms for {0} fall from {1} to {2} in 100.", name, from, to],
            (true, _) => L["False alarms for {0} rise from {1} to {2} in 100.", name, from, to],
            (_, 0) => L["Of 100 in {0} who needed support, {1} are missed as before.", name, to],
            (_, < 0) => L["Of 100 in {0} who needed support, {2} are missed instead of {1}: fewer.", name, from, to],
            _ => L["Of 100 in {0} who needed support, {2} are missed instead of {1}: more.", name, from, to],
        };
    }

    /// <summary>What it costs everybody, in people.</summary>
    public static string Cost(MitigationVariant variant)
    {
        if (!variant.Cost.TryGetValue(FairnessKeys.FalseNegativeRate, out var change))
        {
            return L["What the others are held against."];
        }

        var (value, low, high) = (Whole(change.Value), Whole(change.Low), Whole(change.High));
        return value == 0
                ? L["Of 100 students who needed support, as many are missed ({0} to {1}).", Plain(low), Plain(high)]
            : value > 0
                ? L[
                    "Of 100 students who needed support, {0} more are missed ({1} to {2}), and as many students in all are flagged for nothing.",
                    value,
                    Plain(low),
                    Plain(high)
                ]
            : L[
                "Of 100 students who needed support, {0} fewer are missed ({1} to {2}).",
                -value,
                Plain(-high),
                Plain(-low)
            ];
    }

    /// <summary>How many students that is; empty where it is fewer than 5.</summary>
    public static string People(MitigationVariant variant) =>
        variant.MoreMissed switch
        {
            0 => L["fewer than 5 either way"],
            > 0 => L["about {0:N0} more", variant.MoreMissed],
            _ => L["about {0:N0} fewer", -variant.MoreMissed],
        };

    /// <summary>What the page says today.</summary>
    public static string Lead(MitigationSheet sheet)
    {
        var (rate, group) = Worst(sheet);
        var shown = sheet.Variants[0].Groups.Where(g => !g.Figures.Hidden).Select(g => g.Figures).ToList();
        var best = shown.MinBy(g => g.Rates[rate].Value)!.Rates[rate];
        var worst = shown.Single(g => g.Group == group).Rates[rate];
        var name = FairnessWords.Group(group);
        var (most, least) = (Whole(worst.Value), Whole(best.Value));
        List<string> said =
        [
            rate == FairnessKeys.FalsePositiveRate
                ? L[
                    "{0}: {1} in 100 false alarms for {2}, {3} for the group with the fewest.",
                    sheet.Attribute.Label,
                    most,
                    name,
                    least
                ]
                : L[
                    "{0}: {1} in 100 missed of {2}, {3} of the group with the fewest.",
                    sheet.Attribute.Label,
                    most,
                    name,
                    least
                ],
        ];
        if (worst.Low <= best.High)
        {
            said.Add(L["With so few students that may be chance."]);
        }

        var nearest = sheet.Variants.Skip(1).MinBy(v => (Spread(v, rate), Missed(v)));
        if (nearest is not null && Spread(nearest, rate) < Spread(sheet.Variants[0], rate))
        {
            said.Add(L["What brings them nearest: {0}.", Variant(nearest)]);
            said.Add(Cost(nearest));
        }
        else
        {
            said.Add(L["Nothing that was tried brings them nearer."]);
        }

        return string.Join(' ', said);
    }

    /// <summary>How far shown groups lie apart, in whole percent.</summary>
    public static int Spread(MitigationVariant variant, string rate)
    {
        var values = variant
            .Groups.Where(g => !g.Figures.Hidden && double.IsFinite(g.Figures.Rates[rate].Value))
            .ToList();
        return values.Count < 2
            ? 0
            : values.Max(g => Whole(g.Figures.Rates[rate].Value)) - values.Min(g => Whole(g.Figures.Rates[rate].Value));
    }

    /// <summary>A rate in whole percent with its interval.</summary>
    public static string Rate(Rate rate) =>
        double.IsFinite(rate.Value)
            ? L["{0} % ({1} to {2})", Whole(rate.Value), Whole(rate.Low), Whole(rate.High)]
            : L["not defined"];

    /// <summary>A change in points of percent with its interval.</summary>
    public static string Change(Rate rate) =>
        double.IsFinite(rate.Value)
            ? L["{0} ({1} to {2})", Signed(Whole(rate.Value)), Signed(Whole(rate.Low)), Signed(Whole(rate.High))]
            : L["not defined"];

    /// <summary>A ranking or loss with three digits.</summary>
    public static string Score(Rate rate) => string.Create(CultureInfo.CurrentCulture, $"{rate.Value:0.000}");

    /// <summary>Why nothing was compared.</summary>
    public static string Missing(MitigationGap gap) =>
        gap switch
        {
            MitigationGap.NoModel => L["Simple rules decide at present, so there is no model to change."],
            MitigationGap.NoDataset => L[
                "What the model was trained on is not kept any more, or its features have changed. The next retraining brings it."
            ],
            MitigationGap.NoLaterTerm => L[
                "Two finished terms are needed: one to learn from, and a later one to judge on."
            ],
            MitigationGap.NoAttribute => L["No attribute is classed as protected, so there are no groups to compare."],
            MitigationGap.NoTable => L[
                "No table of groups is published of the latest finished term yet, so that nobody knows which groups have to be hidden. "
                    + "The next retraining publishes one."
            ],
            _ => L["No attribute has two groups that are large enough to be shown under every variant."],
        };

    private static string Named(MitigationSheet sheet, string group) =>
        L["{0} ({1})|group, attribute", FairnessWords.Group(group), sheet.Attribute.Label];

    private static (string Rate, string Group) Worst(MitigationSheet sheet)
    {
        var asItIs = sheet.Variants[0];
        var rate =
            Spread(asItIs, FairnessKeys.FalseNegativeRate) > Spread(asItIs, FairnessKeys.FalsePositiveRate)
                ? FairnessKeys.FalseNegativeRate
                : FairnessKeys.FalsePositiveRate;
        return (
            rate,
            asItIs.Groups.Where(g => !g.Figures.Hidden).MaxBy(g => g.Figures.Rates[rate].Value)!.Figures.Group
        );
    }

    private static int Of(MitigationVariant variant, string group, string rate) =>
        Whole(variant.Groups.Single(g => g.Figures.Group == group).Figures.Rates[rate].Value);

    private static double Missed(MitigationVariant variant) =>
        variant.Cost.TryGetValue(FairnessKeys.FalseNegativeRate, out var change) ? change.Value : 0;

    private static int Whole(double share) => double.IsFinite(share) ? (int)Math.Round(100 * share) : 0;

    private static string Signed(int value) =>
        value > 0 ? string.Create(CultureInfo.CurrentCulture, $"+{value}") : Plain(value);

    private static string Plain(int value) =>
        value < 0
            ? string.Create(CultureInfo.CurrentCulture, $"−{-value}")
            : value.ToString(CultureInfo.CurrentCulture);
}
