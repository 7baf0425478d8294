using System.Globalization;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Shared.Charts;

namespace EarlyWarning.Web.Features.Models;

/// <summary>A chart with its heading and a sentence on how to read it.</summary>
internal sealed record ModelFigure(string Heading, string Reading, ChartSpec Chart);

/// <summary>The figures of a model's page.</summary>
// Above 300 lines: a list of figures, each by itself, on the same axes.
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
        new(
            drift.Features,
            [.. drift.Runs.Select(r => ShortDay(r, zone))],
            drift.Values,
            drift.Beyond,
            0.3,
            L["Signal|column"]
        )
        {
            Title = L["Drift of signals"],
            Description =
                (
                    drift.Runs.Count == 1
                        ? L[
                            "Shades of how far {0} signals moved from the training data in the latest run.",
                            drift.Features.Count
                        ]
                        : L[
                            "Shades of how far {0} signals moved from the training data in the latest {1} runs.",
                            drift.Features.Count,
                            drift.Runs.Count
                        ]
                )
                + " "
                + (
                    drift.Beyond.Any(b => b.Any(x => x))
                        ? L["Some lie beyond their limit."]
                        : L["None lies beyond its limit."]
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
            ? new Axis(
                L["Ranking (AUC)"],
                Math.Min(0.45, values.Min() - 0.02),
                1.01,
                Ticks([0.5, 0.6, 0.7, 0.8, 0.9, 1])
            )
            : new Axis(L["Typical error, points"], 0, values.Max() * 1.08, Ticks([0, 5, 10, 15, 20, 25, 30]));
        return new ModelFigure(
            model.IsBinary ? L["Ranking by week"] : L["Error by week"],
            model.IsBinary
                ? L[
                    "How well the model orders students as the term goes on, beside rules and the class average. "
                        + "Bars are 95 % intervals over students."
                ]
                : L[
                    "How far predicted marks lie from the final ones, in points of 100, "
                        + "beside rules and the class average."
                ],
            new LineChart(lines, Weeks(weeks), y)
            {
                Title = model.IsBinary ? L["Ranking by week"] : L["Error by week"],
                Description = L[
                    "The model at week {0}: {1}; at week {2}: {3}.",
                    weeks[0],
                    lines[^1].Points[0].YWords,
                    weeks[^1],
                    lines[^1].Points[^1].YWords
                ],
            }
        );
    }

    private static Line WeekLine(ModelRecord model, string key, string? baseline, LineStyle style) =>
        new(
            baseline is null ? L["This model"] : ModelWords.Baseline(baseline),
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
                        L["week {0}", p.Week],
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
                L["{0} ({1} to {2}), about {3} enrollments", Amount(p.Happened), Amount(p.Low), Amount(p.High), p.N]
            ))
            .ToList();
        var diagonal = new Line(
            L["As foretold"],
            LineStyle.Reference,
            [new LinePoint(0, 0, null, null, "", ""), new LinePoint(scale, scale, null, null, "", "")]
        );
        var (x, y) = model.IsBinary
            ? (Axis.OfShares(L["Frequency shown"]), Axis.OfShares(L["Had the outcome"]))
            : (Points(L["Mark foretold"]), Points(L["Final mark, mean"]));
        return new ModelFigure(
            model.IsBinary ? L["Do its frequencies hold? Week {0}", week] : L["Do its marks hold? Week {0}", week],
            L[
                "Ten parts of equal size. On the dotted line, what was foretold is what happened; "
                    + "above it, more happened."
            ],
            new LineChart([diagonal, new Line(L["This model"], LineStyle.Main, points)], x, y)
            {
                Title = L["Calibration at week {0}", week],
                Description = L[
                    "From {0} foretold and {1} seen, to {2} foretold and {3} seen.",
                    points[0].XWords,
                    Amount(curves.Calibration[0].Happened),
                    points[^1].XWords,
                    Amount(curves.Calibration[^1].Happened)
                ],
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

        var chance = Level(L["Chance|line"], horizon.BaseRate);
        return new ModelFigure(
            L["What finding more of them costs. Week {0}", week],
            L[
                "The more of those at risk are to be found, the more others are flagged with them. "
                    + "The dashed line is flagging at random."
            ],
            new LineChart(
                [chance, new Line(L["This model"], LineStyle.Main, Shares(curve))],
                Axis.OfShares(L["Found of those at risk (recall)"]),
                Axis.OfShares(L["Right (precision)"])
            )
            {
                Title = L["Precision and recall at week {0}", week],
                Description = L["To find half of those at risk, {0} of the flagged are right.", Near(curve, 0.5)],
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
        var chance = new Line(L["At random"], LineStyle.Other, Shares([new(0, 0), new(1, 1)]));
        return new ModelFigure(
            L["What a number of places achieves. Week {0}", week],
            L[
                "If this share of students gets support, highest risk first, "
                    + "so many of those who had the outcome are among them."
            ],
            new LineChart(
                [chance, new Line(L["This model"], LineStyle.Main, Shares(whole))],
                Axis.OfShares(L["Students who get support"]),
                Axis.OfShares(L["Reached"])
            )
            {
                Title = L["Lift at week {0}", week],
                Description = L[
                    "With places for 10 % of the students, {0} of those who had the outcome are reached; "
                        + "with 20 %, {1}.",
                    Near(curve, Tenth),
                    Near(curve, 2 * Tenth)
                ],
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
            .Select(p => new LinePoint(p.X, p.Y, null, null, L["week {0:0}", p.X], ModelWords.Percent(p.Y)))
            .ToList();
        return new ModelFigure(
            L["How early the warning comes"],
            L[
                "Of all students who had the outcome, the share flagged at least once by that week, "
                    + "where a tenth of the students is flagged each week."
            ],
            new LineChart(
                [new Line(L["This model"], LineStyle.Main, points)],
                Weeks([.. curve.Select(p => (int)p.X)]),
                Axis.OfShares(L["Flagged by then"])
            )
            {
                Title = L["Lead time"],
                Description = L[
                    "By week {0:0} {1} of those who had the outcome were flagged at least once, by week {2:0} {3}.",
                    points[0].X,
                    points[0].YWords,
                    points[^1].X,
                    points[^1].YWords
                ],
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
        new(L["Week of the class"], weeks[0] - 0.6, weeks[^1] + 0.6, [.. weeks.Select(w => ((double)w, $"{w}"))]);

    private static Axis Points(string title) => new(title, -2, 102, Ticks([0, 25, 50, 75, 100]));

    private static IReadOnlyList<(double, string)> Ticks(double[] at) =>
        [.. at.Select(t => (t, t.ToString(t < 1 && t > 0 ? "0.0" : "0", CultureInfo.CurrentCulture)))];

    private static string ShortDay(DateTime utc, TimeZoneInfo zone) =>
        Dates.Short(
            DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone))
        );
}
