using System.Globalization;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Features.Models;

/// <summary>Figures of gates in words: with unit, interval and limit.</summary>
internal static class GateWords
{
    /// <summary>"−0.12 (−0.15 to −0.09)", or "+12 in 100 (3 to 21)" for a gap between groups.</summary>
    public static string Value(GateResult gate, GateFigure figure)
    {
        if (gate.Name == GateResult.Additivity && figure.Value <= figure.Limit)
        {
            return $"under {Tiny(figure.Limit)}";
        }

        if (figure.Value is not { } value)
        {
            return gate.Name == GateResult.Fairness ? "hidden: small group" : "not measured";
        }

        Func<double, string> words = gate.Name switch
        {
            GateResult.Fairness => InHundred,
            GateResult.ValueAdded or GateResult.Champion => Signed,
            _ => ModelWords.Number,
        };
        var unit = gate.Name == GateResult.Fairness ? " in 100" : "";
        return figure is { Low: { } low, High: { } high }
            ? $"{words(value)}{unit} ({words(low)} to {words(high)})"
            : words(value) + unit;
    }

    /// <summary>What the figure is held against.</summary>
    public static string Limit(GateResult gate, GateFigure figure) =>
        gate.Name switch
        {
            GateResult.Fairness => $"gap of {100 * figure.Limit:0} in 100 either way",
            GateResult.Champion => "not surely above 0",
            GateResult.ValueAdded => IsLoss(figure) ? "surely below 0" : "surely above 0",
            GateResult.Calibration when figure.Limit > 0.5 => $"at least {ModelWords.Percent(figure.Limit)}, or nearly",
            GateResult.Additivity => $"at most {Tiny(figure.Limit)}",
            _ => $"at most {ModelWords.Number(figure.Limit)}",
        };

    /// <summary>On how many it rests; people of a group are rounded.</summary>
    public static string CountedOn(GateResult gate, GateFigure figure) =>
        gate.Name == GateResult.Fairness
            ? figure.N == 0
                ? "few"
                : $"about {(5 * Math.Round(figure.N / 5.0)).ToString("N0", CultureInfo.CurrentCulture)} students"
            : $"{figure.N.ToString("N0", CultureInfo.CurrentCulture)} records";

    private static string Tiny(double value) => value.ToString("0.############", CultureInfo.CurrentCulture);

    private static bool IsLoss(GateFigure figure) =>
        ModelWords.IsLoss(figure.Name[(figure.Name.IndexOf('.', StringComparison.Ordinal) + 1)..]);

    private static string InHundred(double share)
    {
        var whole = Math.Round(100 * share);
        return whole > 0 ? $"+{whole:0}"
            : whole < 0 ? $"−{-whole:0}"
            : "0";
    }

    private static string Signed(double value) => value > 0 ? $"+{ModelWords.Number(value)}" : ModelWords.Number(value);
}
