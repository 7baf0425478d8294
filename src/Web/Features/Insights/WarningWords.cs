using System.Globalization;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Figures.Insights;
using EarlyWarning.Web.Shared.Charts;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>When the warning comes, in sentences, tables and a picture.</summary>
internal static class WarningWords
{
    /// <summary>The sentence at the top.</summary>
    public static string Lead(WarningView view)
    {
        if (view.Term is not { Needed: { } needed, Model: { } model } term)
        {
            return L["How early those who did not pass were flagged."];
        }

        var found = model.Weeks.FirstOrDefault(w => w.Week == view.Week)?.FoundSoFar;
        return (found, model.Never) switch
        {
            ({ } f, { } never) => L[
                "Of about {0:N0} students who did not pass a course in {1}, {2} were flagged by week {3}, and {4} in no week.",
                needed,
                term.Title,
                RiskWords.Frequency(f.Value),
                view.Week,
                RiskWords.Frequency(never.Value)
            ],
            _ => L["Too few students are flagged here to say how early the warning comes."],
        };
    }

    /// <summary>How long before the end the first flag came.</summary>
    public static string Leads(WarningTerm term) =>
        (term.Model?.Lead, term.Rules?.Lead) switch
        {
            ({ } model, { } rules) => L[
                "Of those who did not pass and were flagged by the model, half had their first flag at least {0:0} weeks before the end of the course (the middle half: {1:0} to {2:0}); by the rules, {3:0} weeks.",
                model.Median,
                model.Low,
                model.High,
                rules.Median
            ],
            ({ } model, null) => L[
                "Of those who did not pass and were flagged by the model, half had their first flag at least {0:0} weeks before the end of the course (the middle half: {1:0} to {2:0}).",
                model.Median,
                model.Low,
                model.High
            ],
            _ => L["Too few were flagged to say how long before the end of the course."],
        };

    /// <summary>How many could be found at all; null where there are places for everybody.</summary>
    public static string? Places(WarningView view)
    {
        var most = view.Term?.Model?.Weeks.Max(w => w.Flagged);
        return most is { } places && view.Term!.Needed is { } needed && places < needed
            ? L[
                "A tenth of the students is about {0:N0} places, so that no week can flag more than {1} of those who did not pass.",
                places,
                DriverWords.Percent((double)places / needed)
            ]
            : null;
    }

    /// <summary>Whether flags hold.</summary>
    public static string Holds(WarningView view)
    {
        var week = view.Term?.Model?.Weeks.FirstOrDefault(w => w.Week == view.Week);
        var next = view.Term?.Model?.Weeks.FirstOrDefault(w => w.Week > view.Week);
        return week?.Holds is { } holds && next is not null
            ? L[
                "Of those flagged in week {0}, {1} were flagged in week {2} too.",
                view.Week,
                RiskWords.FrequencyWithInterval(holds.Value, holds.Low, holds.High),
                next.Week
            ]
            : "";
    }

    /// <summary>Every week by one kind of warning.</summary>
    public static ChartTable Weeks(WarningSide side) =>
        new(
            [
                L["Week"],
                L["Flagged|students"],
                L["Found so far"],
                L["Found this week"],
                L["Right|of those flagged"],
                L["Flagged again"],
            ],
            [
                .. side.Weeks.Select(w =>
                    (string[])
                        [
                            w.Week.ToString(CultureInfo.CurrentCulture),
                            w.Flagged?.ToString("N0", CultureInfo.CurrentCulture) ?? L["too few to show"],
                            Share(w.FoundSoFar),
                            Share(w.Found),
                            Share(w.Right),
                            w.Flagged is not null && w.Week == side.Weeks[^1].Week ? "–" : Share(w.Holds),
                        ]
                ),
            ]
        );

    /// <summary>Whom of those who did not pass each week has found so far.</summary>
    public static LineChart Chart(WarningView view)
    {
        var term = view.Term!;
        var lines = new[]
        {
            (L["Rules|baseline"], LineStyle.Other, term.Rules),
            (L["Model"], LineStyle.Main, term.Model),
        }
            .Where(l => l.Item3 is not null && l.Item3.Weeks.Any(w => w.FoundSoFar is not null))
            .Select(l => new Line(
                l.Item1,
                l.Item2,
                [
                    .. l.Item3!.Weeks.Where(w => w.FoundSoFar is not null)
                        .Select(w => new LinePoint(
                            w.Week,
                            w.FoundSoFar!.Value,
                            w.FoundSoFar.Low,
                            w.FoundSoFar.High,
                            w.Week.ToString(CultureInfo.CurrentCulture),
                            Share(w.FoundSoFar)
                        )),
                ]
            ))
            .ToList();
        var weeks = lines.SelectMany(l => l.Points.Select(p => p.X)).Distinct().Order().ToList();
        return new LineChart(
            lines,
            new Axis(
                L["Week of the course"],
                weeks.DefaultIfEmpty(0).Min() - 1,
                weeks.DefaultIfEmpty(20).Max() + 1,
                [.. weeks.Select(w => (w, $"{w:0}"))]
            ),
            Axis.OfShares(L["Flagged so far"])
        )
        {
            Title = L["Flagged so far, of those who did not pass"],
            Description = Lead(view),
        };
    }

    private static string Share(Proportion? share) =>
        share is null
            ? L["too few to show"]
            : L[
                "{0} ({1} to {2})",
                DriverWords.Percent(share.Value),
                DriverWords.Percent(share.Low),
                DriverWords.Percent(share.High)
            ];
}
