using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Figures.Insights;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>How what is shown moves with one signal, in sentences.</summary>
internal static class CurveWords
{
    private const double Few = 0.01;
    private const int MostRanges = 3;

    /// <summary>From where to where the mean goes.</summary>
    public static string Lead(DriverView view, FeatureCurve curve)
    {
        var (from, to) = curve.Names is null
            ? (0, curve.Mean.Count - 1)
            : (Index(curve.Mean, curve.Mean.Min()), Index(curve.Mean, curve.Mean.Max()));
        var title = view.Features.Title(curve.Feature);
        return view.Goal.IsMark()
            ? L[
                "{0}: where it is {1}, {2:0} of 100 points would be shown on average; where it is {3}, {4:0}.",
                title,
                Value(curve, from),
                curve.Mean[from],
                Value(curve, to),
                curve.Mean[to]
            ]
            : L[
                "{0}: where it is {1}, {2} would be shown on average; where it is {3}, {4}.",
                title,
                Value(curve, from),
                RiskWords.Frequency(curve.Mean[from]),
                Value(curve, to),
                RiskWords.Frequency(curve.Mean[to])
            ];
    }

    /// <summary>Whether single students follow the mean.</summary>
    public static string Lines(FeatureCurve curve)
    {
        var rise = curve.Mean[^1] - curve.Mean[0];
        var along = curve.Lines.Count(l => Math.Sign(Math.Round(l[^1] - l[0], 3)) == Math.Sign(rise));
        return curve.Names is not null || curve.Lines.Count == 0 ? ""
            : Math.Abs(rise) < 0.005 ? L["From one end to the other the mean hardly moves."]
            : L[
                "{0} of {1} single students' lines go the way of the mean from one end to the other.",
                along,
                curve.Lines.Count
            ];
    }

    /// <summary>Where there is little data.</summary>
    public static string LittleData(FeatureCurve curve)
    {
        var missing =
            curve.Missing >= Few
                ? " " + L["{0} of the snapshots have no value.", DriverWords.Percent(curve.Missing)]
                : "";
        if (curve.Names is not null)
        {
            return L["Values that fewer than 10 students have are left out."] + missing;
        }

        var thin = curve
            .Bins.Where(b => b.IsFew || b.Share < Few)
            .Select(b =>
                b.Low == b.High ? InsightFeatures.Value(curve.Feature, b.Low) : Range(curve.Feature, b.Low, b.High)
            )
            .ToList();
        return (
                thin.Count == 0
                    ? L["Every part of the range has at least 1 in 100 of the snapshots."]
                    : L[
                        "There is little data at {0}: fewer than 1 in 100 snapshots, or fewer than 10 students. The line says little there.",
                        string.Join("; ", thin.Take(MostRanges)) + (thin.Count > MostRanges ? " …" : "")
                    ]
            ) + missing;
    }

    /// <summary>A range of values.</summary>
    public static string Range(string feature, double low, double high) =>
        L["{0} to {1}|values", InsightFeatures.Value(feature, low), InsightFeatures.Value(feature, high)];

    private static string Value(FeatureCurve curve, int i) =>
        curve.Names is { } names ? $"“{names[i]}”" : InsightFeatures.Value(curve.Feature, curve.Grid[i]);

    private static int Index(IReadOnlyList<double> values, double wanted) =>
        Enumerable.Range(0, values.Count).First(i => values[i] == wanted);
}
