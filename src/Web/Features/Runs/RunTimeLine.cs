using System.Globalization;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Web.Shared.Charts;

namespace EarlyWarning.Web.Features.Runs;

/// <summary>The steps of a run as a figure.</summary>
internal static class RunTimeLine
{
    private static string[] Columns => [L["Step"], L["Began after"], L["Took"], L["Rows"], L["Outcome"]];

    /// <summary>Bars by start and length; a step that goes on reaches to now.</summary>
    public static SpanChart Of(RunDetail detail, DateTime now)
    {
        var start = detail.Steps[0].StartedAt;
        var attempts = detail.Steps.Max(s => s.Attempt);
        var longest = detail.Steps.MaxBy(s => Length(s, now))!;
        return new SpanChart([.. detail.Steps.Select(s => Bar(s, start, now, attempts > 1))], Columns)
        {
            Title = L["Steps of run {0}", detail.Run.Id],
            Description =
                detail.Steps.Count == 1
                    ? L[
                        "One step on a time line: \"{0}\" with {1}.",
                        Said(longest.Name),
                        RunWords.Duration(Length(longest, now))
                    ]
                    : L[
                        "{0} steps on a time line. The longest is \"{1}\" with {2}.",
                        detail.Steps.Count,
                        Said(longest.Name),
                        RunWords.Duration(Length(longest, now))
                    ],
        };
    }

    private static Span Bar(StepRow step, DateTime start, DateTime now, bool showAttempt)
    {
        var length = Length(step, now);
        var name = showAttempt ? L["{0} (attempt {1})", Said(step.Name), step.Attempt] : Said(step.Name);
        var outcome = RunWords.Outcome(step.Outcome);
        var rows = step.Rows?.ToString("N0", CultureInfo.CurrentCulture);
        var label = string.Join(
            " · ",
            new[]
            {
                name,
                length < TimeSpan.FromSeconds(1) ? null : RunWords.Duration(length),
                step.Outcome == StepOutcome.Done ? null : outcome,
            }.Where(p => p is not null)
        );
        return new Span(
            label,
            (step.StartedAt - start).TotalSeconds,
            length.TotalSeconds,
            step.Outcome switch
            {
                StepOutcome.Done or StepOutcome.Reused => SpanKind.Done,
                StepOutcome.Running => SpanKind.Running,
                _ => SpanKind.Broken,
            },
            [
                name,
                RunWords.Duration(step.StartedAt - start),
                RunWords.Duration(length),
                rows ?? L["not counted"],
                step.Detail is null ? outcome : $"{outcome}: {ShortDetail(step.Detail)}",
            ]
        );
    }

    // A hash of 64 digits is for machines.
    private static string ShortDetail(string detail) =>
        detail.Length == 64 && !detail.Contains(' ', StringComparison.Ordinal) ? detail[..12] : Said(detail);

    private static string Said(string recorded) => RecordedTexts.Say(recorded) ?? recorded;

    private static TimeSpan Length(StepRow step, DateTime now)
    {
        var length = (step.EndedAt ?? now) - step.StartedAt;
        return length < TimeSpan.Zero ? TimeSpan.Zero : length;
    }
}
