using System.Globalization;
using EarlyWarning.Domain.Features;
using EarlyWarning.Web.Figures.Insights;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>Numbers of exploring, trends and cohorts as people read them.</summary>
internal static class ExploreWords
{
    /// <summary>Stands where nothing may or can be said.</summary>
    public static string None => L["not shown"];

    /// <summary>A whole percent.</summary>
    public static string Percent(double share) =>
        Minus(string.Create(CultureInfo.CurrentCulture, $"{Whole(share * 100):0} %"));

    /// <summary>A share with its interval ("81 % (78 to 84)").</summary>
    public static string Percent(Measure? share) =>
        share is null
            ? None
            : L["{0:0} % ({1:0} to {2:0})", Whole(share.Value * 100), Whole(share.Low * 100), Whole(share.High * 100)];

    /// <summary>Marks with their interval ("68 (66 to 70)").</summary>
    public static string Points(Measure? score) =>
        score is null ? None : L["{0:0} ({1:0} to {2:0})", Whole(score.Value), Whole(score.Low), Whole(score.High)];

    /// <summary>A correlation with its interval.</summary>
    public static string Correlation(Measure? value) =>
        value is null ? None : Minus(L["{0:0.00} ({1:0.00} to {2:0.00})", value.Value, value.Low, value.High]);

    /// <summary>A part of all, in whole percent; what is there is never 0.</summary>
    public static string Part(double share) => share is > 0 and < 0.005 ? L["under 1 %"] : Percent(share);

    /// <summary>A value of a feature in its own unit, or the words of its level.</summary>
    public static string Value(ExploreRow row, double? value) =>
        value is { } v && (int)Math.Round(v) is >= 0 and var place && place < row.Levels.Count
            ? row.Levels[place]
            : Value(row.Figures.Name, value);

    /// <summary>A value of a feature in its own unit.</summary>
    public static string Value(string feature, double? value) =>
        value is not { } v ? None
        : FeatureCatalogue.IsShare(feature) ? Percent(v)
        : Minus((Math.Round(v, 1) + 0.0).ToString("0.#", CultureInfo.CurrentCulture));

    /// <summary>Whether chance alone would hardly give it.</summary>
    public static bool IsClear(Measure? value) => value is { } v && (v.Low > 0 || v.High < 0);

    /// <summary>The values in a bar.</summary>
    public static string Bar(string feature, ExploreBar bar) =>
        bar switch
        {
            { Level: { } level } => level,
            { From: null, To: { } to } => L["below {0}|values", Value(feature, to)],
            { From: { } from, To: null } => L["{0} and more", Value(feature, from)],
            { From: { } from, To: { } to } => L["{0} to {1}|values", Value(feature, from), Value(feature, to)],
            _ => L["any value"],
        };

    private static string Minus(string words) => words.Replace("-", "−", StringComparison.Ordinal);

    // Minus zero has no place on a page.
    private static double Whole(double value) => Math.Round(value) + 0.0;
}
