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
            return L["under {0}", Tiny(figure.Limit)];
        }

        if (figure.Value is not { } value)
        {
            return gate.Name == GateResult.Fairness ? L["hidden, to protect privacy"] : L["not measured"];
        }

        Func<double, string> words = gate.Name switch
        {
            GateResult.Fairness => InHundred,
            GateResult.ValueAdded or GateResult.Champion => Signed,
            _ => ModelWords.Number,
        };
        if (gate.Name == GateResult.Fairness)
        {
            return figure is { Low: { } least, High: { } most }
                ? L["{0} in 100 ({1} to {2})", words(value), words(least), words(most)]
                : L["{0} in 100", words(value)];
        }

        return figure is { Low: { } low, High: { } high }
            ? L["{0} ({1} to {2})", words(value), words(low), words(high)]
            : words(value);
    }

    /// <summary>What the figure is held against.</summary>
    public static string Limit(GateResult gate, GateFigure figure) =>
        gate.Name switch
        {
            GateResult.Fairness => L["gap of {0:0} in 100 either way", 100 * figure.Limit],
            GateResult.Champion => L["not surely above 0"],
            GateResult.ValueAdded => IsLoss(figure) ? L["surely below 0"] : L["surely above 0"],
            GateResult.Calibration when figure.Limit > 0.5 => L[
                "at least {0}, or nearly",
                ModelWords.Percent(figure.Limit)
            ],
            GateResult.Additivity => L["at most {0}", Tiny(figure.Limit)],
            _ => L["at most {0}", ModelWords.Number(figure.Limit)],
        };

    /// <summary>On how many it rests; people of a group are rounded.</summary>
    public static string CountedOn(GateResult gate, GateFigure figure) =>
        gate.Name == GateResult.Fairness
            ? figure.N == 0
                ? L["few|students"]
                : L["about {0:N0} students", 5 * Math.Round(figure.N / 5.0)]
            : figure.N == 1
                ? L["1 record"]
                : L["{0:N0} records", figure.N];

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
