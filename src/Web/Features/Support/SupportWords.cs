using System.Globalization;
using EarlyWarning.Domain.Support;

namespace EarlyWarning.Web.Features.Support;

/// <summary>Support in words.</summary>
internal static class SupportWords
{
    /// <summary>What is shown in place of a kind whose existence only may be known.</summary>
    public const string Restricted = "Confidential support";

    public static string Status(SupportStatus status) =>
        status switch
        {
            SupportStatus.Referred => "Referred",
            SupportStatus.Planned => "Planned",
            SupportStatus.Active => "Active",
            _ => "Closed",
        };

    public static string Outcome(SupportOutcome outcome) =>
        outcome switch
        {
            SupportOutcome.GoalsMet => "Goals met",
            SupportOutcome.PartlyMet => "Goals partly met",
            SupportOutcome.NotMet => "Goals not met",
            SupportOutcome.NotTakenUp => "Not taken up",
            _ => "Student left",
        };

    public static string Entry(SupportEntryKind kind) =>
        kind switch
        {
            SupportEntryKind.Session => "Session",
            SupportEntryKind.Contact => "Contact",
            SupportEntryKind.Missed => "Did not come",
            _ => "Remark",
        };

    public static string Field(SupportField field) =>
        field switch
        {
            SupportField.Status => "Status",
            SupportField.Owner => "Owner",
            SupportField.StartsOn => "Start",
            SupportField.FollowUpOn => "Follow-up",
            SupportField.Goals => "Goals",
            _ => "Outcome",
        };

    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.CurrentCulture);

    /// <summary>When somebody looks again, seen from today.</summary>
    public static string FollowUp(SupportRow row, DateOnly today) =>
        row switch
        {
            { ClosedOn: { } closed } => $"closed {Day(closed)}",
            { FollowUpOn: null } => "no follow-up date",
            { FollowUpOn: { } day } when day == today => "due today",
            { FollowUpOn: { } day } when day < today => Overdue(today.DayNumber - day.DayNumber),
            _ => $"follow-up {Day(row.FollowUpOn!.Value)}",
        };

    /// <summary>Hours in words ("3 hours").</summary>
    public static string Hours(double hours) =>
        string.Create(CultureInfo.CurrentCulture, $"{hours:0.#} {(hours == 1 ? "hour" : "hours")}");

    private static string Overdue(int days) => days == 1 ? "overdue by a day" : $"overdue by {days} days";
}
