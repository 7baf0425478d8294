using System.Globalization;
using EarlyWarning.Web.Figures.Fairness;

namespace EarlyWarning.Web.Features.Fairness;

/// <summary>How a rate is written.</summary>
public enum RateForm
{
    /// <summary>A share in whole percent.</summary>
    Share,

    /// <summary>Points of 100 above or below 0.</summary>
    Signed,

    /// <summary>A chance from 0.5, which is a coin, to 1.</summary>
    Chance,
}

/// <summary>A rate that groups are compared by: its words, and how it is written.</summary>
/// <param name="Key">Key in the sheets.</param>
/// <param name="LabelKey">Key of its name.</param>
/// <param name="HintKey">Key of what it means.</param>
/// <param name="Form">How it is written.</param>
public sealed record FairnessRate(string Key, string LabelKey, string HintKey, RateForm Form)
{
    /// <summary>All of them, in the order of the page.</summary>
    public static IReadOnlyList<FairnessRate> All { get; } =
    [
        new(
            FairnessKeys.FalsePositiveRate,
            Texts.Key("False alarms"),
            Texts.Key("flagged, of those who did not need support"),
            RateForm.Share
        ),
        new(
            FairnessKeys.FalseNegativeRate,
            Texts.Key("Missed"),
            Texts.Key("not flagged, of those who needed support"),
            RateForm.Share
        ),
        new(FairnessKeys.SelectionRate, Texts.Key("Flagged"), Texts.Key("flagged, of all"), RateForm.Share),
        new(
            FairnessKeys.Precision,
            Texts.Key("Right when flagged"),
            Texts.Key("needed support, of those flagged"),
            RateForm.Share
        ),
        new(FairnessKeys.BaseRate, Texts.Key("Needed support"), Texts.Key("needed support, of all"), RateForm.Share),
        new(
            FairnessKeys.CalibrationGap,
            Texts.Key("Says too much"),
            Texts.Key("frequency shown less what happened; above 0 the score says too much, below 0 too little"),
            RateForm.Signed
        ),
        new(
            FairnessKeys.Ece,
            Texts.Key("Calibration error"),
            Texts.Key("how far the frequencies shown lie from what happened; lower is better"),
            RateForm.Share
        ),
        new(
            FairnessKeys.Auc,
            Texts.Key("Ranking (AUC)"),
            Texts.Key("chance that a student who had the outcome ranks above one who had not; 0.5 is a coin"),
            RateForm.Chance
        ),
    ];

    /// <summary>Its name.</summary>
    public string Label => L[LabelKey];

    /// <summary>What it means.</summary>
    public string Hint => L[HintKey];

    /// <summary>The rate of a key; false alarms where there is none of that key.</summary>
    /// <param name="key">Key in the sheets, or null.</param>
    public static FairnessRate Of(string? key) =>
        All.FirstOrDefault(r => string.Equals(r.Key, key, StringComparison.Ordinal)) ?? All[0];

    /// <summary>Whether groups are held against everybody else: rates of people are, calibration and ranking are not.</summary>
    public bool IsCompared => Form == RateForm.Share && Key != FairnessKeys.Ece;

    /// <summary>The rate of a group; null where the group is hidden or the rate is not defined.</summary>
    /// <param name="group">The group.</param>
    public Rate? In(GroupFigures group) => Defined(group?.Rates);

    /// <summary>The difference to everybody else; null where it is not known.</summary>
    /// <param name="group">The group.</param>
    public Rate? ToRest(GroupFigures group) => Defined(group?.ToRest);

    /// <summary>A value: "12 %", "+3", "0.81".</summary>
    /// <param name="value">Share from 0 to 1.</param>
    public string Value(double value) =>
        Form switch
        {
            RateForm.Signed => Points(value),
            RateForm.Chance => value.ToString("0.00", CultureInfo.CurrentCulture),
            _ => L["{0:0} %", Whole(value)],
        };

    /// <summary>A value with its interval: "12 % (9 to 15)"; "not defined" where there is none.</summary>
    /// <param name="rate">The rate.</param>
    public string Words(Rate? rate) =>
        rate is null ? L["not defined"]
        : !double.IsFinite(rate.Low) || !double.IsFinite(rate.High) ? Value(rate.Value)
        : L["{0} ({1} to {2})", Value(rate.Value), End(rate.Low), End(rate.High)];

    /// <summary>A difference with its interval, in points of 100: "+4 (1 to 7)".</summary>
    /// <param name="rate">The difference.</param>
    public string Difference(Rate? rate) =>
        rate is null ? L["not known"]
        : !double.IsFinite(rate.Low) || !double.IsFinite(rate.High) ? Points(rate.Value)
        : L["{0} ({1} to {2})", Points(rate.Value), Plain(rate.Low), Plain(rate.High)];

    /// <summary>Whole points of 100, without negative zero.</summary>
    /// <param name="value">Share from -1 to 1.</param>
    public static double Whole(double value) => Math.Round(100 * value, MidpointRounding.AwayFromZero) + 0.0;

    /// <summary>A difference in points of 100 with its sign: "+4", "−4", "0".</summary>
    /// <param name="value">Share from -1 to 1.</param>
    public static string Points(double value) =>
        Whole(value) > 0 ? string.Create(CultureInfo.CurrentCulture, $"+{Whole(value):0}") : Plain(value);

    private static string Plain(double value) =>
        Whole(value) switch
        {
            < 0 and var below => string.Create(CultureInfo.CurrentCulture, $"−{-below:0}"),
            var above => above.ToString("0", CultureInfo.CurrentCulture),
        };

    private string End(double value) =>
        Form == RateForm.Chance ? value.ToString("0.00", CultureInfo.CurrentCulture) : Plain(value);

    private Rate? Defined(IReadOnlyDictionary<string, Rate>? rates) =>
        rates is not null && rates.TryGetValue(Key, out var rate) && double.IsFinite(rate.Value) ? rate : null;
}
