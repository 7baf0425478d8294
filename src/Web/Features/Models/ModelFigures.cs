using System.Globalization;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Shared.Charts;

namespace EarlyWarning.Web.Features.Models;

/// <summary>A chart with its heading and a sentence on how to read it.</summary>
internal sealed record ModelFigure(string Heading, string Reading, ChartSpec Chart);

/// <summary>The figures of a model's page.</summary>
internal static class ModelFigures
{
    private const double Tenth = 0.1;

    /// <summary>Those for which there are data, in the order of the page.</summary>
    public static IReadOnlyList<ModelFigure> Of(ModelRecord model, int week) =>
        [
            .. new[]
            {
                ByWeek(model),
                Calibration(model, week),
                Lift(model, week),
                LeadTime(model),
                PrecisionRecall(model, week),
            }.OfType<ModelFigure>(),
        ];

    /// <summary>Drift of features over the latest runs.</summary>
    public static HeatMapChart Drift(DriftView drift, TimeZoneInfo zone) =>
        new(drift.Features, [.. drift.Runs.Select(r => ShortDay(r, zone))], drift.Values, drift.Beyond, 0.3, "Signal")
        {
            Title = "Drift of signals",
            Description =
                $"Shades of how far {drift.Features.Count} signals moved from the training data in the latest {drift.Runs.Count} runs. "
                + (
                    drift.Beyond.Any(b => b.Any(x => x))
                        ? "Some lie beyond their limit."
                        : "None lies beyond its limit."
                ),
        };

    private static ModelFigure? ByWeek(ModelRecord model)
    {
        if (model.Report is not { Horizons.Count: > 0 } report)
        {
            return null;
        }

        var key = model.IsBinary ? MetricKeys.Auc : MetricKeys.Rmse;
        var lines = new[]
        {
            (Baselines.ClassAverage, LineStyle.Third),
            (Baselines.Rules, LineStyle.Other),
            (null, LineStyle.Main),
        }
            .Select(l => WeekLine(model, key, l.Item1, l.Item2))
            .Where(l => l.Points.Count > 0)
            .ToList();
        var values = lines
            .SelectMany(l => l.Points)
            .SelectMany(p => new[] { p.Y, p.Low ?? p.Y, p.High ?? p.Y })
            .ToList();
        if (values.Count == 0)
        {
            return null;
        }

        var weeks = report.Horizons.Select(h => h.Week).ToList();
        var y = model.IsBinary
            ? new Axis("Ranking (AUC)", Math.Min(0.45, values.Min() - 0.02), 1.01, Ticks([0.5, 0.6, 0.7, 0.8, 0.9, 1]))
            : new Axis("Typical error, points", 0, values.Max() * 1.08, Ticks([0, 5, 10, 15, 20, 25, 30]));
        return new ModelFigure(
            model.IsBinary ? "Ranking by week" : "Error by week",
            model.IsBinary
                ? "How well the model orders students as the term goes on, beside rules and the class average. Bars are 95 % intervals over students."
                : "How far predicted marks lie from the final ones, in points of 100, beside rules and the class average.",
            new LineChart(lines, Weeks(weeks), y)
            {
                Title = model.IsBinary ? "Ranking by week" : "Error by week",
                Description =
                    $"The model at week {weeks[0]}: {lines[^1].Points[0].YWords}; at week {weeks[^1]}: {lines[^1].Points[^1].YWords}.",
            }
        );
    }

    private static Line WeekLine(ModelRecord model, string key, string? baseline, LineStyle style) =>
        new(
            baseline is null ? "This model" : ModelWords.Baseline(baseline),
            style,
            [
                .. model
                    .Weeks.Select(w => (Week: w, Metric: model.Metric(w, key, baseline)))
                    .Where(p => p.Metric?.Value is not null)
                    .Select(p => new LinePoint(
                        p.Week,
                        p.Metric!.Value!.Value,
                        p.Metric.Low,
                        p.Metric.High,
                        $"week {p.Week}",
                        ModelWords.Value(p.Metric)
                    )),
            ]
        );

    private static ModelFigure? Calibration(ModelRecord model, int week)
    {
        if (model.At(week)?.Curves is not { Calibration.Count: > 0 } curves)
        {
            return null;
        }

        var scale = model.IsBinary ? 1.0 : 100.0;
        var points = curves
            .Calibration.Select(p => new LinePoint(
                p.Shown,
                p.Happened,
                p.Low,
                p.High,
                Amount(p.Shown),
                $"{Amount(p.Happened)} ({Amount(p.Low)} to {Amount(p.High)}), about {p.N} enrollments"
            ))
            .ToList();
        var diagonal = new Line(
            "As foretold",
            LineStyle.Reference,
            [new LinePoint(0, 0, null, null, "", ""), new LinePoint(scale, scale, null, null, "", "")]
        );
        var (x, y) = model.IsBinary
            ? (Axis.OfShares("Frequency shown"), Axis.OfShares("Had the outcome"))
            : (Points("Mark foretold"), Points("Final mark, mean"));
        return new ModelFigure(
            $"Do its {(model.IsBinary ? "frequencies" : "marks")} hold? Week {week}",
            "Ten parts of equal size. On the dotted line, what was foretold is what happened; above it, more happened.",
            new LineChart([diagonal, new Line("This model", LineStyle.Main, points)], x, y)
            {
                Title = $"Calibration at week {week}",
                Description =
                    $"From {points[0].XWords} foretold and {Amount(curves.Calibration[0].Happened)} seen, to {points[^1].XWords} foretold and {Amount(curves.Calibration[^1].Happened)} seen.",
            }
        );

        string Amount(double value) =>
            model.IsBinary ? ModelWords.Percent(value) : value.ToString("0.0", CultureInfo.CurrentCulture);
    }

    private static ModelFigure? PrecisionRecall(ModelRecord model, int week)
    {
        if (model.At(week) is not { Curves.PrecisionRecall: { Count: > 0 } curve } horizon)
        {
            return null;
        }

        var chance = Level("Chance", horizon.BaseRate);
        return new ModelFigure(
            $"What finding more of them costs. Week {week}",
            "The more of those at risk are to be found, the more others are flagged with them. The dashed line is flagging at random.",
            new LineChart(
                [chance, new Line("This model", LineStyle.Main, Shares(curve))],
                Axis.OfShares("Found of those at risk (recall)"),
                Axis.OfShares("Right (precision)")
            )
            {
                Title = $"Precision and recall at week {week}",
                Description = $"To find half of those at risk, {Near(curve, 0.5)} of the flagged are right.",
            }
        );
    }

    private static ModelFigure? Lift(ModelRecord model, int week)
    {
        if (model.At(week)?.Curves is not { Lift: { Count: > 0 } curve })
        {
            return null;
        }

        CurvePoint[] whole = [new(0, 0), .. curve];
        var chance = new Line("At random", LineStyle.Other, Shares([new(0, 0), new(1, 1)]));
        return new ModelFigure(
            $"What a number of places achieves. Week {week}",
            "If this share of students gets support, highest risk first, so many of those who had the outcome are among them.",
            new LineChart(
                [chance, new Line("This model", LineStyle.Main, Shares(whole))],
                Axis.OfShares("Students who get support"),
                Axis.OfShares("Reached")
            )
            {
                Title = $"Lift at week {week}",
                Description =
                    $"With places for 10 % of the students, {Near(curve, Tenth)} of those who had the outcome are reached; with 20 %, {Near(curve, 2 * Tenth)}.",
            }
        );
    }

    private static ModelFigure? LeadTime(ModelRecord model)
    {
        if (model.Report?.LeadTime is not { Count: > 0 } curve)
        {
            return null;
        }

        var points = curve
            .Select(p => new LinePoint(p.X, p.Y, null, null, $"week {p.X:0}", ModelWords.Percent(p.Y)))
            .ToList();
        return new ModelFigure(
            "How early the warning comes",
            "Of all students who had the outcome, the share flagged at least once by that week, where a tenth of the students is flagged each week.",
            new LineChart(
                [new Line("This model", LineStyle.Main, points)],
                Weeks([.. curve.Select(p => (int)p.X)]),
                Axis.OfShares("Flagged by then")
            )
            {
                Title = "Lead time",
                Description =
                    $"By {points[0].XWords} {points[0].YWords} of those who had the outcome were flagged at least once, by {points[^1].XWords} {points[^1].YWords}.",
            }
        );
    }

    private static Line Level(string name, double y) =>
        new(name, LineStyle.Other, Shares([new CurvePoint(0, y), new CurvePoint(1, y)]));

    private static IReadOnlyList<LinePoint> Shares(IEnumerable<CurvePoint> points) =>
        [.. points.Select(p => new LinePoint(p.X, p.Y, null, null, ModelWords.Percent(p.X), ModelWords.Percent(p.Y)))];

    private static string Near(IReadOnlyList<CurvePoint> curve, double x) =>
        ModelWords.Percent(curve.MinBy(p => Math.Abs(p.X - x))!.Y);

    private static Axis Weeks(IReadOnlyList<int> weeks) =>
        new("Week of the class", weeks[0] - 0.6, weeks[^1] + 0.6, [.. weeks.Select(w => ((double)w, $"{w}"))]);

    private static Axis Points(string title) => new(title, -2, 102, Ticks([0, 25, 50, 75, 100]));

    private static IReadOnlyList<(double, string)> Ticks(double[] at) =>
        [.. at.Select(t => (t, t.ToString(t < 1 && t > 0 ? "0.0" : "0", CultureInfo.CurrentCulture)))];

    private static string ShortDay(DateTime utc, TimeZoneInfo zone) =>
        TimeZoneInfo
            .ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone)
            .ToString("d MMM", CultureInfo.CurrentCulture);
}
