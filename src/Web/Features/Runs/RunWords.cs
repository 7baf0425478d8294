using System.Globalization;
using EarlyWarning.Domain.Runs;

namespace EarlyWarning.Web.Features.Runs;

/// <summary>What runs are called on the page.</summary>
internal static class RunWords
{
    public static string Kind(RunKind kind) =>
        kind switch
        {
            RunKind.Retrain => "Retraining",
            RunKind.Rescore => "Scoring again",
            RunKind.Promote => "Putting a model into service",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of run."),
        };

    /// <summary>Why it was asked for, as the end of "Asked for ...".</summary>
    public static string Trigger(RunTrigger trigger) =>
        trigger switch
        {
            RunTrigger.Schedule => "by the nightly schedule",
            RunTrigger.CatchUp => "to make up for a missed night",
            RunTrigger.Button => "on this page",
            RunTrigger.Verb => "from the command line",
            RunTrigger.FirstStart => "at the first start",
            RunTrigger.Api => "by another program",
            RunTrigger.Import => "after an import",
            RunTrigger.Drift => "because of drift",
            RunTrigger.CodeUpgrade => "after an upgrade",
            _ => throw new ArgumentOutOfRangeException(nameof(trigger), trigger, "There is no such trigger."),
        };

    public static string Status(RunRow run) =>
        run switch
        {
            { IsOpen: true, CancelRequested: true } => "Stopping",
            { Status: RunStatus.Waiting } => "Waiting",
            { Status: RunStatus.Running } => "Running",
            { Status: RunStatus.Succeeded } => "Done",
            { Status: RunStatus.Failed } => "Failed",
            _ => "Stopped",
        };

    public static string Icon(RunStatus status) =>
        status switch
        {
            RunStatus.Succeeded => "track",
            RunStatus.Failed => "warning",
            RunStatus.Cancelled => "close",
            _ => "unknown",
        };

    public static string Outcome(StepOutcome outcome) =>
        outcome switch
        {
            StepOutcome.Running => "goes on",
            StepOutcome.Done => "done",
            StepOutcome.Failed => "failed",
            StepOutcome.Interrupted => "interrupted",
            StepOutcome.Reused => "not needed again",
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "There is no such outcome."),
        };

    /// <summary>"under 1 s", "41 s", "3 min 20 s", "1 h 05 min".</summary>
    public static string Duration(TimeSpan span) =>
        span < TimeSpan.FromSeconds(1) ? "under 1 s"
        : span < TimeSpan.FromMinutes(1) ? $"{(int)span.TotalSeconds} s"
        : span < TimeSpan.FromHours(1) ? $"{(int)span.TotalMinutes} min {span.Seconds:00} s"
        : $"{(int)span.TotalHours} h {span.Minutes:00} min";

    /// <summary>How long a run has worked, or worked; null before it began.</summary>
    public static string? Duration(RunRow run, DateTime now) =>
        run.StartedAt is { } start ? Duration((run.EndedAt ?? now) - start) : null;

    /// <summary>"Sun 22 Nov, 02:00", with the year where it is another.</summary>
    public static string At(DateTime utc, TimeZoneInfo zone, DateTime now)
    {
        var (local, here) = (In(utc, zone), In(now, zone));
        var format = local.Year == here.Year ? "ddd d MMM, HH:mm" : "d MMM yyyy, HH:mm";
        return local.ToString(format, CultureInfo.CurrentCulture);
    }

    /// <summary>"every night at 02:00" where the schedule is so simple, else the schedule itself.</summary>
    public static string Schedule(string cron) =>
        cron.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            is ["0", var minute, var hour, "*" or "?", "*", "*" or "?", ..]
        && int.TryParse(minute, CultureInfo.InvariantCulture, out var m)
        && int.TryParse(hour, CultureInfo.InvariantCulture, out var h)
            ? $"every night at {new TimeOnly(h, m).ToString("HH:mm", CultureInfo.InvariantCulture)}"
            : $"by the schedule \"{cron}\"";

    /// <summary>A time zone as people write it: "Europe/Berlin", "UTC".</summary>
    public static string Zone(TimeZoneInfo zone) =>
        zone.BaseUtcOffset == TimeSpan.Zero && zone.Id.EndsWith("UTC", StringComparison.Ordinal) ? "UTC" : zone.Id;

    private static DateTime In(DateTime utc, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone);
}
