using System.Globalization;
using EarlyWarning.Domain.Runs;

namespace EarlyWarning.Web.Features.Runs;

/// <summary>What runs are called on the page.</summary>
internal static class RunWords
{
    public static string Kind(RunKind kind) =>
        kind switch
        {
            RunKind.Retrain => L["Retraining"],
            RunKind.Rescore => L["Scoring again"],
            RunKind.Promote => L["Putting a model into service"],
            RunKind.Figures => L["Making figures"],
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of run."),
        };

    /// <summary>Says that a run of this kind is at work.</summary>
    public static string AtWork(RunKind kind) =>
        kind switch
        {
            RunKind.Retrain => L["Retraining is at work."],
            RunKind.Rescore => L["Scoring again is at work."],
            RunKind.Promote => L["Putting a model into service is at work."],
            RunKind.Figures => L["Making figures is at work."],
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of run."),
        };

    /// <summary>Why it was asked for, as the end of "Asked for ...".</summary>
    public static string Trigger(RunTrigger trigger) =>
        trigger switch
        {
            RunTrigger.Schedule => L["by the nightly schedule"],
            RunTrigger.CatchUp => L["to make up for a missed night"],
            RunTrigger.Button => L["on this page"],
            RunTrigger.Verb => L["from the command line"],
            RunTrigger.FirstStart => L["at the first start"],
            RunTrigger.Api => L["by another program"],
            RunTrigger.Import => L["after an import"],
            RunTrigger.Drift => L["because of drift"],
            RunTrigger.CodeUpgrade => L["after an upgrade"],
            _ => throw new ArgumentOutOfRangeException(nameof(trigger), trigger, "There is no such trigger."),
        };

    public static string Status(RunRow run) =>
        run switch
        {
            { IsOpen: true, CancelRequested: true } => L["Stopping|run"],
            { Status: RunStatus.Waiting } => L["Waiting|run"],
            { Status: RunStatus.Running } => L["Running|run"],
            { Status: RunStatus.Succeeded } => L["Done|run"],
            { Status: RunStatus.Failed } => L["Failed|run"],
            _ => L["Stopped|run"],
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
            StepOutcome.Running => L["goes on"],
            StepOutcome.Done => L["done|step"],
            StepOutcome.Failed => L["failed|step"],
            StepOutcome.Interrupted => L["interrupted|step"],
            StepOutcome.Reused => L["not needed again"],
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "There is no such outcome."),
        };

    /// <summary>"under 1 s", "41 s", "3 min 20 s", "1 h 05 min".</summary>
    public static string Duration(TimeSpan span) =>
        span < TimeSpan.FromSeconds(1) ? L["under 1 s"]
        : span < TimeSpan.FromMinutes(1) ? L["{0} s", (int)span.TotalSeconds]
        : span < TimeSpan.FromHours(1) ? L["{0} min {1:00} s", (int)span.TotalMinutes, span.Seconds]
        : L["{0} h {1:00} min", (int)span.TotalHours, span.Minutes];

    /// <summary>How long a run has worked, or worked; null before it began.</summary>
    public static string? Duration(RunRow run, DateTime now) =>
        run.StartedAt is { } start ? Duration((run.EndedAt ?? now) - start) : null;

    /// <summary>"Sun 22 Nov, 02:00", with the year where it is another.</summary>
    public static string At(DateTime utc, TimeZoneInfo zone, DateTime now)
    {
        var (local, here) = (In(utc, zone), In(now, zone));
        var culture = CultureInfo.CurrentCulture;
        var day = DateOnly.FromDateTime(local);
        var words = local.Year == here.Year ? $"{day.ToString("ddd", culture)} {Dates.Short(day)}" : Dates.Medium(day);
        return $"{words}, {local.ToString("HH:mm", culture)}";
    }

    /// <summary>"Sunday 22 November, 02:00".</summary>
    public static string Night(DateTimeOffset local)
    {
        var culture = CultureInfo.CurrentCulture;
        var day = local.ToString(culture.DateTimeFormat.MonthDayPattern, culture);
        return $"{local.ToString("dddd", culture)} {day}, {local.ToString("HH:mm", culture)}";
    }

    /// <summary>"every night at 02:00" where the schedule is so simple, else the schedule itself.</summary>
    public static string Schedule(string cron) =>
        cron.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            is ["0", var minute, var hour, "*" or "?", "*", "*" or "?", ..]
        && int.TryParse(minute, CultureInfo.InvariantCulture, out var m)
        && int.TryParse(hour, CultureInfo.InvariantCulture, out var h)
            ? L["every night at {0}", new TimeOnly(h, m).ToString("HH:mm", CultureInfo.CurrentCulture)]
            : L["by the schedule \"{0}\"", cron];

    /// <summary>A time zone as people write it: "Europe/Berlin", "UTC".</summary>
    public static string Zone(TimeZoneInfo zone) =>
        zone.BaseUtcOffset == TimeSpan.Zero && zone.Id.EndsWith("UTC", StringComparison.Ordinal) ? "UTC" : zone.Id;

    private static DateTime In(DateTime utc, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone);
}
