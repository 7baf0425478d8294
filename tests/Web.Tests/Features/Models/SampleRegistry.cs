using System.Text.Json;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Support;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Tests.Features.Models;

/// <summary>Versions of models as a run would record them, with figures that a test knows by heart.</summary>
internal static class SampleRegistry
{
    public static readonly DateTime Night = new(2026, 11, 20, 2, 14, 0, DateTimeKind.Utc);

    public static ModelVersion Of(
        string id,
        Goal goal = Goal.CourseFailure,
        ModelRole role = ModelRole.Champion,
        int night = 0,
        double auc = 0.77,
        long org = SampleSchool.DistrictId,
        string trainer = "gradientBoosting",
        string parameters = """{"maxLeaves":"31"}"""
    ) =>
        new()
        {
            Id = id,
            OrgId = org,
            Goal = goal,
            Trainer = trainer,
            Role = role,
            TrainedAt = Night.AddDays(night),
            AsOf = DateOnly.FromDateTime(Night),
            DataFingerprint = $"data of {night}",
            CodeVersion = "code",
            Seed = 1,
            Rows = 1200,
            FeatureNames = SampleScores.Catalogue.Names,
            Content = [1],
            ContentHash = "hash",
            Decision = "All gates let it pass.",
            Parameters = parameters,
            FlaggedRight = """{"8":0.62}""",
            Gates = Json(
                new[]
                {
                    new GateResult(
                        GateResult.ValueAdded,
                        GateOutcome.Passed,
                        "It adds.",
                        [new GateFigure("rules.logLoss", -0.1, -0.2, -0.05, 0, 900, GateOutcome.Passed)]
                    ),
                    new GateResult(
                        GateResult.Fairness,
                        GateOutcome.CannotTell,
                        "A group bears more of its mistakes than others: sex: x, misses +50 in 100 (10 to 90).",
                        [
                            new GateFigure("sex: f, misses", 0.05, -0.1, 0.2, 0.1, 25, GateOutcome.CannotTell),
                            new GateFigure("sex: x, misses", 0.5, 0.1, 0.9, 0.1, 5, GateOutcome.CannotTell),
                        ]
                    ),
                }
            ),
            Fairness = Json(Frame()),
            Report = Json(
                new RetrainingReport(
                    DateOnly.FromDateTime(Night),
                    [Goals("courseFailure", "auc", auc), Goals("finalGrade", "rmse", 10 * auc)]
                )
            ),
        };

    private static GoalReport Goals(string goal, string key, double value) =>
        new(
            goal,
            null,
            "gradientBoosting",
            null,
            [
                .. new[] { 4, 8 }.Select(week => new HorizonReport(
                    week,
                    ["Spring"],
                    "Autumn",
                    900,
                    180,
                    0.2,
                    [
                        Model("gradientBoosting", "champion", key, value + (week / 1000.0)),
                        Model("rules", "baseline", key, 0.6),
                    ],
                    new HorizonCurves(
                        [new CalibrationPart(90, 0.1, 0.12, 0.06, 0.2), new CalibrationPart(90, 0.6, 0.55, 0.45, 0.65)],
                        [new CurvePoint(0.5, 0.7), new CurvePoint(1, 0.2)],
                        [new CurvePoint(0.1, 0.4), new CurvePoint(1, 1)]
                    )
                )),
            ],
            [new CurvePoint(4, 0.3), new CurvePoint(8, 0.5)]
        );

    private static ModelReport Model(string name, string role, string key, double value) =>
        new(
            name,
            role,
            new Dictionary<string, MetricReport>(StringComparer.Ordinal)
            {
                [key] = new MetricReport(value, value - 0.03, value + 0.03),
            }
        );

    // One group is small, so its row is hidden; a rate of nobody is not a number, and must survive the journey.
    private static MetricFrame Frame()
    {
        var people = Enumerable.Range(0, 200).ToArray();
        return MetricFrame.Of(
            new FrameRows(
                [.. people.Select(i => i / 200.0)],
                [.. people.Select(i => i % 4 == 0 ? 1.0 : 0.0)],
                [.. people.Select(i => i % 5 == 0)],
                [
                    new FrameAttribute(
                        "sex",
                        [
                            .. people.Select(i =>
                                i < 5 ? "x"
                                : i % 2 == 0 ? "f"
                                : "m"
                            ),
                        ]
                    ),
                ]
            )
        );
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, ReportJson.Options);
}
