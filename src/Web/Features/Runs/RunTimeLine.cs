using System.Globalization;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Web.Shared.Charts;

namespace EarlyWarning.Web.Features.Runs;

/// <summary>The steps of a run as a figure.</summary>
internal static class RunTimeLine
{
    private static readonly string[] Columns = ["Step", "Began after", "Took", "Rows", "Outcome"];

    /// <summary>Bars by start and length; a step that goes on reaches to now.</summary>
    public static SpanChart Of(RunDetail detail, DateTime now)
    {
        var start = detail.Steps[0].StartedAt;
        var attempts = detail.Steps.Max(s => s.Attempt);
        var longest = detail.Steps.MaxBy(s => Length(s, now))!;
        return new SpanChart([.. detail.Steps.Select(s => Bar(s, start, now, attempts > 1))], Columns)
        {
            Title = $"Steps of run {detail.Run.Id}",
            Description =
                $"{detail.Steps.Count} steps on a time line. The longest is \"{longest.Name}\" with "
                + $"{RunWords.Duration(Length(longest, now))}.",
        };
    }

    private static Span Bar(StepRow step, DateTime start, DateTime now, bool showAttempt)
    {
        var length = Length(step, now);
        var name = showAttempt ? $"{step.Name} (attempt {step.Attempt})" : step.Name;
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
                rows ?? "not counted",
                step.Detail is null ? outcome : $"{outcome}: {ShortDetail(step.Detail)}",
            ]
        );
    }

    // A hash of 64 digits is for machines.
    private static string ShortDetail(string detail) =>
        detail.Length == 64 && !detail.Contains(' ', StringComparison.Ordinal) ? detail[..12] : detail;

    private static TimeSpan Length(StepRow step, DateTime now)
    {
        var length = (step.EndedAt ?? now) - step.StartedAt;
        return length < TimeSpan.Zero ? TimeSpan.Zero : length;
    }
}
