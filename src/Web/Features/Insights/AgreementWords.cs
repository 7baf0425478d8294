using System.Globalization;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Web.Features.Models;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Figures.Insights;
using EarlyWarning.Web.Shared.Charts;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>Where two models agree, in sentences, tables and a picture.</summary>
internal static class AgreementWords
{
    private const int MostPairs = 15;

    /// <summary>The sentence at the top.</summary>
    public static string Lead(AgreementView view) =>
        view.Figures.Content is not { } sheet
            ? L["Where two models agree and where they part."]
            : L[
                "Of 10 students that the model in service flags in week {0}, another model flags {1}.",
                sheet.Week,
                Tenths(sheet.FlaggedByBoth.Value)
            ];

    /// <summary>Which two models are compared.</summary>
    public static string Which(AgreementSheet sheet) =>
        sheet.Kind == RivalKind.Finalist
            ? L[
                "{0} is in service; {1} did nearly as well when both were judged. A flag that the two do not share is marked “may change”.",
                ModelWords.Trainer(sheet.First),
                ModelWords.TrainerWithin(sheet.Second)
            ]
            : L[
                "{0} is in service; no other did nearly as well. It is held against a plain one ({1}), fitted for this comparison on the same earlier terms.",
                ModelWords.Trainer(sheet.First),
                ModelWords.TrainerWithin(sheet.Second)
            ];

    /// <summary>How far they agree, in figures.</summary>
    public static IReadOnlyList<string> Figures(AgreementSheet sheet) =>
        [
            L[
                "Both flag about {0:N0} of {1:N0} students of {2}: the tenth of each school with the highest risk.",
                sheet.Flagged,
                sheet.Students,
                sheet.Term
            ],
            L[
                "They share {0} of their flags ({1} to {2} with other students).",
                DriverWords.Percent(sheet.FlaggedByBoth.Value),
                DriverWords.Percent(sheet.FlaggedByBoth.Low),
                DriverWords.Percent(sheet.FlaggedByBoth.High)
            ],
            L[
                "Their order of all students: rank correlation {0:0.00}, where 1 is the same order and 0 is chance.",
                sheet.Correlation
            ],
            sheet.Goal.IsMark()
                ? L[
                    "Mean error: {0:0.0} points in service, {1:0.0} points the other.",
                    sheet.FirstLoss,
                    sheet.SecondLoss
                ]
                : L[
                    "Log loss: {0:0.000} in service, {1:0.000} the other; lower is better.",
                    sheet.FirstLoss,
                    sheet.SecondLoss
                ],
        ];

    /// <summary>Who of those flagged had the outcome.</summary>
    public static ChartTable Right(AgreementSheet sheet) =>
        new(
            [L["Flagged by"], L["Students"], L["Of them, had the outcome"]],
            [
                .. sheet.Right.Select(r =>
                    (string[])
                        [
                            By(r.By),
                            r.Students?.ToString("N0", CultureInfo.CurrentCulture) ?? L["too few to show"],
                            r.Share is { } share ? Interval(share) : L["too few to show"],
                        ]
                ),
            ]
        );

    /// <summary>What those that only one flags are worth.</summary>
    public static string RightLead(AgreementSheet sheet)
    {
        var both = sheet.Right.FirstOrDefault(r => r.By == FlaggedBy.Both)?.Share;
        var first = sheet.Right.FirstOrDefault(r => r.By == FlaggedBy.First)?.Share;
        return (both, first) switch
        {
            ({ } b, { } f) => L[
                "Of those that both flag, {0} had the outcome; of those that the model in service flags alone, {1}.",
                RiskWords.FrequencyWithInterval(b.Value, b.Low, b.High),
                RiskWords.FrequencyWithInterval(f.Value, f.Low, f.High)
            ],
            ({ } b, null) => L[
                "Of those that both flag, {0} had the outcome; those that only one flags are too few to say.",
                RiskWords.FrequencyWithInterval(b.Value, b.Low, b.High)
            ],
            _ => L["Those flagged are too few to say how many had the outcome."],
        };
    }

    /// <summary>Importance in both.</summary>
    public static ChartTable Importance(AgreementView view)
    {
        var sheet = view.Figures.Content!;
        return new ChartTable(
            [L["Signal"], L["Part of the record"], L["In service|model"], L["The other|model"]],
            [
                .. sheet
                    .Importance.OrderByDescending(p => Math.Max(p.First, p.Second))
                    .Take(MostPairs)
                    .Select(p =>
                        (string[])
                            [
                                view.Features.Title(p.Feature),
                                view.Features.Part(p.Feature),
                                DriverWords.Percent(p.First),
                                DriverWords.Percent(p.Second),
                            ]
                    ),
            ]
        );
    }

    /// <summary>Which signal the two weigh most differently.</summary>
    public static string ImportanceLead(AgreementView view)
    {
        var pair = view.Figures.Content!.Importance.MaxBy(p => Math.Abs(p.First - p.Second));
        return pair is null
            ? ""
            : L[
                "They differ most over “{0}”: {1} of what moves the score in the model in service, {2} in the other.",
                view.Features.Title(pair.Feature),
                DriverWords.Percent(pair.First),
                DriverWords.Percent(pair.Second)
            ];
    }

    /// <summary>Where their ranks differ, in sentences.</summary>
    public static IReadOnlyList<string> Parting(AgreementView view) =>
        [
            .. view.Figures.Content!.Parting.Select(p =>
                p.Gap > 0
                    ? L[
                        "{0} ({1}): the model in service ranks these students {2:0} places of 100 higher on average. About {3:N0} students.",
                        view.Features.Title(p.Feature),
                        Values(view, p),
                        p.Gap,
                        p.Students
                    ]
                    : L[
                        "{0} ({1}): the other ranks these students {2:0} places of 100 higher on average. About {3:N0} students.",
                        view.Features.Title(p.Feature),
                        Values(view, p),
                        -p.Gap,
                        p.Students
                    ]
            ),
        ];

    /// <summary>Ranks by both models.</summary>
    public static PairChart Chart(AgreementView view)
    {
        var sheet = view.Figures.Content!;
        (FlaggedBy By, bool IsStrong, string Symbol)[] kinds =
        [
            (FlaggedBy.Neither, false, "circle-open"),
            (FlaggedBy.Both, false, "circle"),
            (FlaggedBy.First, true, "triangle-up"),
            (FlaggedBy.Second, true, "square-open"),
        ];
        return new PairChart(
            [
                .. kinds.Select(k => new PairKind(
                    By(k.By),
                    k.IsStrong,
                    k.Symbol,
                    [.. sheet.Points.Where(p => p.By == k.By).Select(p => ((double)p.X, (double)p.Y))]
                )),
            ],
            Places(L["Place by the model in service"]),
            Places(L["Place by the other"])
        )
        {
            Title = L["Places by both models"],
            Description = L[
                "A sample of students by their place of 100 in both models, the highest risk at the upper end. Rank correlation {0:0.00}; points far from the line are ranked differently.",
                sheet.Correlation
            ],
        };
    }

    private static Axis Places(string title) =>
        new(title, -2, 102, [.. new[] { 0, 25, 50, 75, 100 }.Select(t => ((double)t, $"{t}"))]);

    private static string By(FlaggedBy by) =>
        by switch
        {
            FlaggedBy.Both => L["Both models"],
            FlaggedBy.First => L["Only the model in service"],
            FlaggedBy.Second => L["Only the other"],
            _ => L["Neither|model"],
        };

    private static string Interval(Proportion share) =>
        L[
            "{0} ({1} to {2})",
            DriverWords.Percent(share.Value),
            DriverWords.Percent(share.Low),
            DriverWords.Percent(share.High)
        ];

    private static string Values(AgreementView view, PartingRow row) =>
        row is { Low: { } low, High: { } high }
            ? view.Features.Words(row.Feature, low) is { } first && view.Features.Words(row.Feature, high) is { } last
                ? low == high
                    ? first
                    : L["{0} to {1}|values", first, last]
                : low == high
                    ? InsightFeatures.Value(row.Feature, low)
                    : CurveWords.Range(row.Feature, low, high)
            : L["not known|value"];

    private static int Tenths(double share) => (int)Math.Round(10 * share, MidpointRounding.AwayFromZero);
}
