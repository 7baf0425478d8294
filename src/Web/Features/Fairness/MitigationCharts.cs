using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Shared.Charts;

namespace EarlyWarning.Web.Features.Fairness;

/// <summary>Tables and figures of mitigations.</summary>
internal static class MitigationCharts
{
    /// <summary>The variants with their costs.</summary>
    public static ChartTable Variants(MitigationSheet sheet) =>
        new(
            [
                L["Variant"],
                L["What it costs"],
                L["Students missed"],
                L["For the group that bears most"],
                L["Gap in false alarms, in 100"],
                L["Gap in misses, in 100"],
                L["Right among the flagged"],
                L["Ranking (AUC)"],
                L["Log loss"],
            ],
            [
                .. sheet.Variants.Select(v =>
                    (IReadOnlyList<string>)
                        [
                            MitigationWords.Variant(v),
                            MitigationWords.Cost(v),
                            v.Cost.Count == 0 ? "" : MitigationWords.People(v),
                            v.Cost.Count == 0 ? "" : MitigationWords.Effect(sheet, v),
                            Number(MitigationWords.Spread(v, FairnessKeys.FalsePositiveRate)),
                            Number(MitigationWords.Spread(v, FairnessKeys.FalseNegativeRate)),
                            MitigationWords.Rate(v.Overall.Rates[FairnessKeys.Precision]),
                            MitigationWords.Score(v.Scores[MitigationKeys.Auc]),
                            MitigationWords.Score(v.Scores[MitigationKeys.LogLoss]),
                        ]
                ),
            ]
        );

    /// <summary>The groups under one variant, beside the model as it is.</summary>
    public static ChartTable Groups(MitigationVariant variant) =>
        new(
            [
                L["Group"],
                L["Students"],
                L["Flagged"],
                L["False alarms"],
                L["Change, in 100"],
                L["Missed"],
                L["Change of missed, in 100"],
                L["Right among the flagged"],
                L["Shown risk too high by, in 100"],
            ],
            [
                .. variant.Groups.Select(g =>
                    g.Figures.Hidden
                        ? (IReadOnlyList<string>)
                            [FairnessWords.Group(g.Figures.Group), FairnessWords.TooFew, "", "", "", "", "", "", ""]
                        :
                        [
                            FairnessWords.Group(g.Figures.Group),
                            Number(g.Figures.N ?? 0),
                            MitigationWords.Rate(g.Figures.Rates[FairnessKeys.SelectionRate]),
                            MitigationWords.Rate(g.Figures.Rates[FairnessKeys.FalsePositiveRate]),
                            Change(g, FairnessKeys.FalsePositiveRate),
                            MitigationWords.Rate(g.Figures.Rates[FairnessKeys.FalseNegativeRate]),
                            Change(g, FairnessKeys.FalseNegativeRate),
                            MitigationWords.Rate(g.Figures.Rates[FairnessKeys.Precision]),
                            MitigationWords.Change(g.Figures.Rates[FairnessKeys.CalibrationGap]),
                        ]
                ),
            ]
        );

    /// <summary>A rate of each group, as it is and under a variant.</summary>
    public static DotChart Dots(MitigationSheet sheet, MitigationVariant variant, string rate)
    {
        var title = rate == FairnessKeys.FalsePositiveRate ? L["False alarms"] : L["Missed"];
        var before = sheet.Variants[0];
        List<Dot> dots = [];
        foreach (var (was, now) in before.Groups.Zip(variant.Groups))
        {
            var name = FairnessWords.Group(was.Figures.Group);
            if (was.Figures.Hidden)
            {
                dots.Add(new Dot(name, null, null, null, FairnessWords.TooFew));
                continue;
            }

            dots.Add(DotOf(L["{0}: as it is", name], was.Figures.Rates[rate], false));
            if (!ReferenceEquals(before, variant))
            {
                dots.Add(DotOf(L["{0}: changed", name], now.Figures.Rates[rate], true));
            }
        }

        var high = Math.Max(0.1, dots.Max(d => d.High ?? 0));
        var step = high switch
        {
            <= 0.12 => 0.02,
            <= 0.3 => 0.05,
            <= 0.6 => 0.1,
            _ => 0.2,
        };
        var ticks = Enumerable.Range(0, (int)Math.Ceiling(high / step) + 1).Select(i => i * step).ToList();
        return new DotChart(
            dots,
            new Axis(title, -0.01, ticks[^1] + 0.01, [.. ticks.Select(t => (t, $"{100 * t:0} %"))]),
            null,
            L["Group"]
        )
        {
            Title = L["{0}: {1}", title, MitigationWords.Variant(variant)],
            Description = L[
                "{0} by group of {1}, as it is and changed, each with its 95 % interval. The table holds the figures.",
                title,
                sheet.Attribute.Label
            ],
        };
    }

    /// <summary>With what the features foretell each group.</summary>
    public static ChartTable Proxies(MitigationSheet sheet, IReadOnlyDictionary<string, string> labels) =>
        new(
            [
                L["Group"],
                L["Told by all signals"],
                L["Without those left out"],
                L["Signals that tell most by themselves"],
            ],
            [
                .. sheet.Proxies.Select(p =>
                    (IReadOnlyList<string>)
                        [
                            FairnessWords.Group(p.Group),
                            p.IsHidden ? FairnessWords.TooFew : Chance(p.Auc),
                            p.IsHidden ? "" : Chance(p.Without),
                            string.Join(
                                ", ",
                                p.Features.Select(f => L["{0} ({1})|signal, chance", Label(labels, f.Name), Two(f.Auc)])
                            ),
                        ]
                ),
            ]
        );

    /// <summary>A feature's label in the reader's language.</summary>
    public static string Label(IReadOnlyDictionary<string, string> labels, string feature) =>
        L[labels.GetValueOrDefault(feature, feature)];

    private static Dot DotOf(string label, Rate rate, bool emphasis) =>
        double.IsFinite(rate.Value)
            ? new Dot(label, rate.Value, rate.Low, rate.High, MitigationWords.Rate(rate), emphasis)
            : new Dot(label, null, null, null, L["not defined"]);

    private static string Change(VariantGroup group, string rate) =>
        group.Change.TryGetValue(rate, out var change) ? MitigationWords.Change(change) : "";

    private static string Chance(Rate? rate) =>
        rate is null || !double.IsFinite(rate.Value)
            ? L["not measured"]
            : L["{0} ({1} to {2})", Two(rate.Value), Two(rate.Low), Two(rate.High)];

    private static string Two(double value) => value.ToString("0.00", System.Globalization.CultureInfo.CurrentCulture);

    private static string Number(int value) => value.ToString("N0", System.Globalization.CultureInfo.CurrentCulture);
}
