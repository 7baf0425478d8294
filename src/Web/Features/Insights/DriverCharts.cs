using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Web.Figures.Insights;
using EarlyWarning.Web.Shared.Charts;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>Pictures of what drives risk.</summary>
internal static class DriverCharts
{
    private const int MostBars = 12;
    private const int MostRows = 8;

    /// <summary>The strongest signals as bars.</summary>
    public static BarChart Bars(DriverView view)
    {
        var drivers = DriverWords.Ordered(view.Figures.Content!).Take(MostBars).ToList();
        return new BarChart(
            [
                .. drivers.Select(d => new Bar(
                    view.Features.Title(d.Feature),
                    view.Features.Part(d.Feature),
                    DriverWords.Here(d),
                    view.Features.Of(d.Feature).Changeable
                )),
            ],
            L["Signal"],
            L["Part of the record"],
            L["Share of what moves the score"]
        )
        {
            Title = L["What moves the score"],
            Description = L[
                "Share of all that moves the score, signal by signal. First: {0}, with {1}. Strong bars can still change.",
                view.Features.Title(drivers[0].Feature),
                DriverWords.Percent(DriverWords.Here(drivers[0]))
            ],
        };
    }

    /// <summary>Contributions of single students.</summary>
    public static SwarmChart Swarm(DriverView view)
    {
        var sheet = view.Figures.Content!;
        var isMark = sheet.Goal.IsMark();
        return new SwarmChart(
            [
                .. sheet.Swarms.Select(s => new SwarmRow(
                    view.Features.Title(s.Feature),
                    [.. s.Points.Select(p => new SwarmDot(p.Adds, Level(p.Place)))]
                )),
            ],
            L["Signal"],
            isMark ? L["lowers the mark"] : L["lowers the risk"],
            isMark ? L["raises the mark"] : L["raises the risk"]
        )
        {
            Title = L["What single values add"],
            Description = string.Join(
                ' ',
                Directions(view)
                    .Prepend(L["One point for each student of a sample, by what the signal adds to the score."])
            ),
        };
    }

    /// <summary>Which way the first signals point, in words.</summary>
    public static IReadOnlyList<string> Directions(DriverView view) =>
        [.. view.Figures.Content!.Swarms.Take(3).Select(s => Direction(view, s)).OfType<string>()];

    /// <summary>How what is shown moves with the chosen signal.</summary>
    public static DependenceChart? Curve(DriverView view)
    {
        if (view.Curve is not { } curve)
        {
            return null;
        }

        var isMark = view.Goal.IsMark();
        var places = Places(curve);
        return new DependenceChart(
            [.. curve.Mean.Select((m, i) => new DependencePoint(places[i], Value(curve, i), m))],
            curve.Lines,
            [.. curve.Bins.Select((b, i) => Bin(curve, b, places, i))],
            new Axis(
                view.Features.Title(curve.Feature),
                places[0] - Margin(places),
                places[^1] + Margin(places),
                XTicks(curve, places)
            ),
            YAxis(curve, isMark),
            m => isMark ? L["{0:0} of 100", m] : DriverWords.Percent(m)
        )
        {
            Title = view.Features.Title(curve.Feature),
            Description = CurveWords.Lead(view, curve),
            IsOrdered = curve.Names is null,
        };
    }

    /// <summary>When in the term each of the first signals counts.</summary>
    public static HeatMapChart Weeks(DriverView view)
    {
        var sheet = view.Figures.Content!;
        var drivers = sheet.Drivers.Take(MostRows).ToList();
        return new HeatMapChart(
            [.. drivers.Select(d => view.Features.Title(d.Feature))],
            [.. sheet.Weeks.Select(w => L["week {0}", w])],
            [.. drivers.Select(d => (IReadOnlyList<double?>)[.. d.ByWeek.Select(w => (double?)w)])],
            [.. drivers.Select(d => (IReadOnlyList<bool>)[.. d.ByWeek.Select(_ => false)])],
            Math.Max(0.01, drivers.SelectMany(d => d.ByWeek).DefaultIfEmpty(0).Max()),
            L["Signal"]
        )
        {
            Title = L["When in the term each signal counts"],
            Description = WeeksWords(view, drivers),
        };
    }

    private static string WeeksWords(DriverView view, List<DriverRow> drivers)
    {
        var weeks = view.Figures.Content!.Weeks;
        var early = drivers.MaxBy(d => d.ByWeek.Count == 0 ? 0 : d.ByWeek[0])!;
        var late = drivers.MaxBy(d => d.ByWeek.Count == 0 ? 0 : d.ByWeek[^1])!;
        return L[
            "Share of what moves the score, by week. In week {0} first of all: {1}; in week {2}: {3}.",
            weeks.DefaultIfEmpty(0).First(),
            view.Features.Within(early.Feature),
            weeks.DefaultIfEmpty(0).Last(),
            view.Features.Within(late.Feature)
        ];
    }

    private static string? Direction(DriverView view, Swarm swarm)
    {
        var high = swarm
            .Points.Where(p => Level(p.Place) == SwarmLevel.High)
            .Select(p => p.Adds)
            .DefaultIfEmpty()
            .Average();
        var low = swarm
            .Points.Where(p => Level(p.Place) == SwarmLevel.Low)
            .Select(p => p.Adds)
            .DefaultIfEmpty()
            .Average();
        var title = view.Features.Title(swarm.Feature);
        return (high - low, view.Goal.IsMark()) switch
        {
            (> 0.02, false) => L["{0}: high values go with a higher risk.", title],
            (< -0.02, false) => L["{0}: high values go with a lower risk.", title],
            (> 0.02, true) => L["{0}: high values go with a higher mark.", title],
            (< -0.02, true) => L["{0}: high values go with a lower mark.", title],
            _ => null,
        };
    }

    private static SwarmLevel Level(int? place) =>
        place switch
        {
            null => SwarmLevel.None,
            < 35 => SwarmLevel.Low,
            > 65 => SwarmLevel.High,
            _ => SwarmLevel.Middle,
        };

    // Values with names, and those that each stand for themselves, have places of their own on the axis.
    private static double[] Places(FeatureCurve curve) =>
        curve.Names is null ? [.. curve.Grid] : [.. curve.Grid.Select((_, i) => (double)i)];

    private static double Margin(double[] places) => Math.Max(0.03 * (places[^1] - places[0]), 1e-3);

    private static string Value(FeatureCurve curve, int i) =>
        curve.Names is { } names ? names[i] : InsightFeatures.Value(curve.Feature, curve.Grid[i]);

    private static DependenceBin Bin(FeatureCurve curve, ValueBin bin, double[] places, int i)
    {
        var (low, high) = curve.Names is null ? (bin.Low, bin.High) : (places[i], places[i]);
        var range =
            curve.Names is { } names ? names[i]
            : bin.Low == bin.High ? InsightFeatures.Value(curve.Feature, bin.Low)
            : CurveWords.Range(curve.Feature, bin.Low, bin.High);
        return new DependenceBin(
            low,
            high,
            bin.Share,
            bin.IsFew
                ? L["{0}: fewer than 10 students", range]
                : L["{0}: {1} of the snapshots", range, DriverWords.Percent(bin.Share)]
        );
    }

    private static IReadOnlyList<(double, string)> XTicks(FeatureCurve curve, double[] places)
    {
        if (curve.Names is { } names)
        {
            return [.. places.Select((p, i) => (p, names[i]))];
        }

        return FeatureCatalogue.IsShare(curve.Feature)
            ?
            [
                .. Enumerable
                    .Range(0, 5)
                    .Select(i => places[0] + ((places[^1] - places[0]) * i / 4))
                    .Select(at => (at, InsightFeatures.Value(curve.Feature, at))),
            ]
            : [];
    }

    private static Axis YAxis(FeatureCurve curve, bool isMark)
    {
        var all = curve.Lines.SelectMany(l => l).Concat(curve.Mean).ToList();
        if (isMark)
        {
            var (low, high) = (10 * Math.Floor(all.Min() / 10), 10 * Math.Ceiling(all.Max() / 10));
            return new Axis(
                L["Mark shown, of 100"],
                low,
                high,
                Ticks(low, high, high - low > 50 ? 20 : 10, t => $"{t:0}")
            );
        }

        var top = Math.Min(1, Math.Max(0.1, 0.1 * Math.Ceiling(all.Max() / 0.1)));
        return new Axis(L["Frequency shown"], 0, top * 1.02, Ticks(0, top, top > 0.5 ? 0.2 : 0.1, DriverWords.Percent));
    }

    private static IReadOnlyList<(double, string)> Ticks(
        double low,
        double high,
        double step,
        Func<double, string> words
    ) =>
        [
            .. Enumerable
                .Range(0, (int)Math.Round((high - low) / step) + 1)
                .Select(i => low + (i * step))
                .Select(at => (at, words(at))),
        ];
}
