using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Identity;

namespace EarlyWarning.Web.Shared.Layout;

/// <summary>An entry of the left rail.</summary>
/// <param name="Path">Where it leads, relative to the base address.</param>
/// <param name="Label">Its word in English: a key of the texts.</param>
/// <param name="Icon">Its icon's name.</param>
internal sealed record RailItem(string Path, string Label, string Icon);

/// <summary>What each role finds in the rail; a role sees its own only.</summary>
internal static class RailItems
{
    private static readonly RailItem Home = new("home", Texts.Key("Home"), "home");
    private static readonly RailItem Queue = new("queue", Texts.Key("Queue"), "queue");
    private static readonly RailItem Classes = new("classes", Texts.Key("Classes"), "classes");
    private static readonly RailItem Students = new("students", Texts.Key("Students"), "students");
    private static readonly RailItem Support = new("support", Texts.Key("Support"), "help");
    public static readonly RailItem Inbox = new("inbox", Texts.Key("Inbox"), "inbox");
    private static readonly RailItem[] Administration =
    [
        new("fairness", Texts.Key("Fairness"), "fairness"),
        new("insights", Texts.Key("Insights"), "insights"),
        new("assessments", Texts.Key("Assessments"), "assessments"),
        new("environment", Texts.Key("Environment"), "environment"),
        new("effectiveness", Texts.Key("Support that worked"), "effectiveness"),
        new("data", Texts.Key("Data"), "data"),
        new("people", Texts.Key("People"), "people"),
        new("calendar", Texts.Key("School days"), "calendar"),
    ];

    // What holds for the whole installation.
    private static readonly RailItem[] Installation =
    [
        new("models", Texts.Key("Models"), "models"),
        new("nightly", Texts.Key("Nightly"), "nightly"),
        new("attributes", Texts.Key("Attributes"), "attributes"),
    ];

    public static IEnumerable<RailItem> For(StaffScope? scope)
    {
        if (scope is null || (!scope.IsTeacher && !scope.IsCounsellor && !scope.IsAdministrator))
        {
            return [];
        }

        RailItem[] start =
        [
            .. scope.IsTeacher ? [Home] : Array.Empty<RailItem>(),
            .. scope.IsCounsellor ? [Queue] : Array.Empty<RailItem>(),
        ];
        RailItem[] own =
            scope.IsTeacher || scope.IsAdministrator
                ? [.. start, Classes, Students, Support]
                : [.. start, Students, Support];
        RailItem[] installation = Policies.AdministersTop(scope) ? Installation : [];
        return scope.IsAdministrator ? [.. own, Inbox, .. installation, .. Administration] : [.. own, Inbox];
    }
}
