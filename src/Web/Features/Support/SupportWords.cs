using EarlyWarning.Domain.Support;

namespace EarlyWarning.Web.Features.Support;

/// <summary>Support in words.</summary>
internal static class SupportWords
{
    /// <summary>What is shown in place of a kind whose existence only may be known.</summary>
    public static string Restricted => L["Confidential support"];

    /// <summary>What is shown where a field of a case was or is empty.</summary>
    public static string Nothing => L["nothing|value"];

    public static string Status(SupportStatus status) =>
        status switch
        {
            SupportStatus.Referred => L["Referred"],
            SupportStatus.Planned => L["Planned"],
            SupportStatus.Active => L["Active|case"],
            _ => L["Closed|case"],
        };

    public static string Outcome(SupportOutcome outcome) =>
        outcome switch
        {
            SupportOutcome.GoalsMet => L["Goals met"],
            SupportOutcome.PartlyMet => L["Goals partly met"],
            SupportOutcome.NotMet => L["Goals not met"],
            SupportOutcome.NotTakenUp => L["Not taken up"],
            _ => L["Student left"],
        };

    public static string Entry(SupportEntryKind kind) =>
        kind switch
        {
            SupportEntryKind.Session => L["Session"],
            SupportEntryKind.Contact => L["Contact"],
            SupportEntryKind.Missed => L["Did not come"],
            _ => L["Remark"],
        };

    public static string Field(SupportField field) =>
        field switch
        {
            SupportField.Status => L["Status"],
            SupportField.Owner => L["Owner"],
            SupportField.StartsOn => L["Start|day"],
            SupportField.FollowUpOn => L["Follow-up"],
            SupportField.Goals => L["Goals"],
            _ => L["Outcome"],
        };

    public static string Day(DateOnly day) => Dates.Medium(day);

    /// <summary>When somebody looks again, seen from today.</summary>
    public static string FollowUp(SupportRow row, DateOnly today) =>
        row switch
        {
            { ClosedOn: { } closed } => L["closed {0}", Day(closed)],
            { FollowUpOn: null } => L["no follow-up date"],
            { FollowUpOn: { } day } when day == today => L["due today"],
            { FollowUpOn: { } day } when day < today => Overdue(today.DayNumber - day.DayNumber),
            _ => L["follow-up {0}", Day(row.FollowUpOn!.Value)],
        };

    /// <summary>Hours in words ("3 hours").</summary>
    public static string Hours(double hours) => hours == 1 ? L["{0:0.#} hour", hours] : L["{0:0.#} hours", hours];

    /// <summary>Weeks in words ("3 weeks").</summary>
    public static string Weeks(int weeks) => weeks == 1 ? L["{0} week", weeks] : L["{0} weeks", weeks];

    /// <summary>Minutes in words ("30 minutes").</summary>
    public static string Minutes(int minutes) => minutes == 1 ? L["{0} minute", minutes] : L["{0} minutes", minutes];

    private static string Overdue(int days) => days == 1 ? L["overdue by a day"] : L["overdue by {0} days", days];
}
