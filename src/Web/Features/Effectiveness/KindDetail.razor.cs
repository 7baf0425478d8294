using EarlyWarning.Domain.Features;
using EarlyWarning.Ml.Effects;
using EarlyWarning.Web.Figures.Effectiveness;
using EarlyWarning.Web.Shared.Charts;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Effectiveness;

/// <summary>Everything that is known of one kind of support.</summary>
public sealed partial class KindDetail
{
    private const int MostDrawn = 14;

    /// <summary>The kind.</summary>
    [Parameter, EditorRequired]
    public required KindEffect Kind { get; set; }

    /// <summary>How many kinds were looked at.</summary>
    [Parameter, EditorRequired]
    public required int Kinds { get; set; }

    /// <summary>Whether records were read for a sample of the students.</summary>
    [Parameter]
    public bool IsSample { get; set; }

    /// <summary>Features, for the words of the columns.</summary>
    [Parameter, EditorRequired]
    public required FeatureCatalogue Catalogue { get; set; }

    private ChartTable Differences() =>
        new(
            [L["Measure"], L["Difference and 95 % interval"], L["Students|got support"], L["Compared with"]],
            [
                Row(L["Courses passed"], EffectWords.InHundred(Kind.Pass), Kind.Pass),
                Row(L["Final score"], EffectWords.InPoints(Kind.Score), Kind.Score),
                Row(
                    L["Courses passed, against those without support to the end of the term"],
                    EffectWords.InHundred(Kind.WithoutLater),
                    Kind.WithoutLater
                ),
            ]
        );

    private static string[] Row(string name, string words, EffectEstimate? effect) =>
        [
            name,
            effect is null ? L["no estimate"] : words,
            EffectWords.Count(effect?.Persons ?? 0),
            effect is null ? "–" : L["{0:N0} students", effect.Compared],
        ];

    private string PerPassSentence() =>
        Kind switch
        {
            { PerPass: { } hours } => L[
                "About {0:N0} hours of staff were given for each course passed beyond what comparable students passed ({1:N0} to {2:N0}).",
                hours.Hours,
                hours.Low,
                hours.High
            ],
            _ => L["Hours for one more pass cannot be told: the interval holds no difference, or a worse end."],
        };

    private string HiddenSentence()
    {
        if (Kind.Sensitivity is not { } sensitivity)
        {
            return "";
        }

        if (sensitivity.AtLimit <= 1)
        {
            return L["The interval holds 0, so that nothing hidden is needed to explain what is seen."];
        }

        var needed = L[
            "Something not recorded could explain the difference away if it made both getting support and the outcome about {0} times as likely ({1} times for the end of the interval next to 0).",
            EffectWords.Number(sensitivity.Value),
            EffectWords.Number(sensitivity.AtLimit)
        ];
        return sensitivity switch
        {
            { Strongest: null } => needed,
            { IsFragile: true } => needed
                + " "
                + L[
                    "That is not much: something as strong as “{0}” would be enough. Take the figure with care.",
                    EffectWords.Column(sensitivity.Strongest!, Catalogue)
                ],
            _ => needed
                + " "
                + L[
                    "Something as strong as “{0}”, the strongest entry that was matched on, would not be enough.",
                    EffectWords.Column(sensitivity.Strongest!, Catalogue)
                ],
        };
    }

    private string DoseSentence(EffectDose dose)
    {
        var hours = L[
            "A student took {0} hours of staff on the average, all their cases of it together; half of them between {1} and {2}.",
            EffectWords.Number(dose.Hours),
            EffectWords.Number(dose.HoursLow),
            EffectWords.Number(dose.HoursHigh)
        ];
        var source =
            dose.Logged >= 1
                ? L["The hours come from the log of sessions."]
                : L[
                    "For {0} the log holds minutes; for the others the hours planned are taken.",
                    EffectWords.Percent(dose.Logged)
                ];
        return dose is { Sessions: { } sessions, Missed: { } missed }
            ? $"{hours} {source} "
                + L[
                    "In the middle {0} sessions were held ({1} to {2}); {3} of sessions were missed by the student.",
                    EffectWords.Number(sessions),
                    EffectWords.Number(dose.SessionsLow ?? sessions),
                    EffectWords.Number(dose.SessionsHigh ?? sessions),
                    EffectWords.Percent(missed)
                ]
            : $"{hours} {source}";
    }

    private string TooFewSentence() =>
        IsSample && Kind.Verdict != EffectVerdict.Hidden
            ? L[
                "Fewer than {0} students in the sample read got it; nothing more is shown of them.",
                EffectSheets.LeastShown
            ]
            : L["Nothing more is shown: too few students got it, or it could be worked out how few."];

    private static string MatchSentence(EffectMatch match)
    {
        var counts = L[
            "About {0:N0} enrollments of students who got it were matched among {1:N0}; {2} had nobody alike or no record before it began.",
            match.Enrollments,
            match.Pool,
            EffectWords.Count(match.Unmatched)
        ];
        var apart = match.Balance.Count(b => b.IsForemost && Math.Abs(b.After) > MatchedGroups.MostDifference);
        var alike =
            apart == 0
                ? L["In every entry that goes with the outcome most, both groups are alike after matching."]
                : L[
                    "In {0} of the entries that go with the outcome most, both groups still differ after matching.",
                    apart
                ];
        return match.AlsoOther > 0
            ? $"{counts} {alike} "
                + L[
                    "About {0:N0} of those students had another kind of support during the same course.",
                    match.AlsoOther
                ]
            : $"{counts} {alike}";
    }

    private LovePlotChart LovePlot(EffectMatch match)
    {
        var rows = match
            .Balance.OrderByDescending(b => b.IsForemost)
            .ThenByDescending(b => Math.Abs(b.Before))
            .Take(MostDrawn)
            .Select(b => new LoveRow(EffectWords.Column(b.Name, Catalogue), b.Before, b.After, b.IsForemost))
            .ToList();
        return new LovePlotChart(rows, MatchedGroups.MostDifference)
        {
            Title = L["Likeness before and after matching"],
            Description = L[
                "Differences between students who got {0} and others in {1} entries of the record: the greatest is {2:0.00} standard deviations before matching and {3:0.00} after.",
                Kind.Name,
                rows.Count,
                rows.Select(r => Math.Abs(r.Before)).DefaultIfEmpty().Max(),
                rows.Select(r => Math.Abs(r.After)).DefaultIfEmpty().Max()
            ],
        };
    }

    private ChartTable ByRules() =>
        new(
            [L["Accepted rules that applied"], L["Students|got support"]],
            [
                .. Kind.ByRules.Select(c =>
                    (string[])
                        [
                            c.From switch
                            {
                                < 0 => L["nothing known yet|rules"],
                                0 => L["none|rules"],
                                1 => L["one|rules"],
                                _ => L["two or more|rules"],
                            },
                            EffectWords.Part(c.Students),
                        ]
                ),
            ]
        );

    private ChartTable ByWeek() =>
        new(
            [L["Week of the term"], L["Students|got support"]],
            [
                .. Kind.ByWeek.Select(c =>
                    (string[])
                        [
                            c.To is { } to ? L["{0} to {1}|weeks", c.From, to] : L["{0} and later|weeks", c.From],
                            EffectWords.Part(c.Students),
                        ]
                ),
            ]
        );

    private ChartTable ByDose() =>
        new(
            [L["Hours of staff"], L["Students|got support"], L["Courses passed"]],
            [
                .. Kind.ByDose.Select(d =>
                    (string[])
                        [
                            L["{0} to {1}|hours", EffectWords.Number(d.From), EffectWords.Number(d.To)],
                            EffectWords.Count(d.Students),
                            L[
                                "{0} ({1} to {2})",
                                EffectWords.Percent(d.Passed),
                                EffectWords.Percent(d.Low),
                                EffectWords.Percent(d.High)
                            ],
                        ]
                ),
            ]
        );
}
