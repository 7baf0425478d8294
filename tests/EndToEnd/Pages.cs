using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.EndToEnd;

/// <summary>Every page by a short name, with the persona who opens it.</summary>
internal static class Pages
{
    /// <summary>Pages of figures for administrators, by their addresses; the first figures are made after the start.</summary>
    public static IReadOnlyList<string> Figures { get; } =
    [
        "fairness",
        "fairness/report",
        "fairness/mitigations",
        "insights",
        "insights/agreement",
        "insights/weeks",
        "insights/explore",
        "insights/trends",
        "insights/cohorts",
        "insights/profiles",
        "assessments",
        "environment",
        "effectiveness",
        "data",
    ];

    /// <summary>Pages that other tests do not fill first.</summary>
    public static IReadOnlyList<string> Plain { get; } =
    [
        "sign-in",
        "home",
        "queue",
        "capacity",
        "potential",
        "classes",
        "roster",
        "student",
        "students",
        "caseload-student",
        "all-classes",
        "models",
        "model",
        "compare",
        "nightly",
        "people",
        "person",
        "invite",
        "attributes",
        "calendar",
        "password",
        "nowhere",
        .. Figures,
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Plain,
        "inbox",
        "inbox-settings",
        "notes",
        "flags",
        "support-nobody",
        "support-open",
        "support-kinds",
        "letter",
    ];

    /// <summary>A page's name as part of a file's.</summary>
    public static string File(string page) => page.Replace('/', '-');

    /// <summary>Who opens a page, and where it is.</summary>
    public static async Task<(string? Role, string Path)> OfAsync(RunningApp app, string page)
    {
        app.RequireBrowser();
        return page switch
        {
            "sign-in" => (null, "account/sign-in"),
            "home" or "potential" or "classes" or "students" or "inbox" => ("teacher", page),
            "queue" or "notes" or "flags" => ("counsellor", page),
            "capacity" or "models" or "nightly" or "people" or "attributes" or "calendar" => ("admin", page),
            "roster" => ("teacher", $"classes/{(await Demo.StudentAtRiskAsync(app)).ClassId}"),
            "student" => ("teacher", await StudentAsync(app, "")),
            "letter" => ("teacher", await StudentAsync(app, "/letter")),
            "caseload-student" => ("counsellor", $"students/{await Demo.StudentOfCaseloadAsync(app)}"),
            "all-classes" => ("admin", "classes"),
            "model" => ("admin", $"models/{(await Demo.ModelsAsync(app))[0]}"),
            "compare" => (
                "admin",
                $"models/compare?a={(await Demo.ModelsAsync(app))[0]}&b={(await Demo.ModelsAsync(app))[0]}"
            ),
            "person" => ("admin", $"people/{await TeacherAsync(app)}"),
            "invite" => ("admin", "people/invite"),
            "password" => ("teacher", "account/password"),
            "nowhere" => ("teacher", "no/such/page"),
            "inbox-settings" => ("teacher", "inbox/settings"),
            "support-nobody" => ("teacher", "support?show=nobody"),
            "support-open" => ("admin", "support?show=open"),
            "support-kinds" => ("admin", "support/kinds"),
            _ when Figures.Contains(page) => ("admin", await FigureAsync(app, page)),
            _ => throw new ArgumentException($"There is no page called {page}.", nameof(page)),
        };
    }

    private static async Task<string> FigureAsync(RunningApp app, string page)
    {
        await app.FiguresAsync();
        return page;
    }

    private static async Task<string> StudentAsync(RunningApp app, string part)
    {
        var (classId, studentId) = await Demo.StudentAtRiskAsync(app);
        return $"students/{studentId}{part}?class={classId}";
    }

    private static async Task<long> TeacherAsync(RunningApp app)
    {
        await using var db = app.Database();
        return await db.Users.Where(u => u.Email == "teacher@demo.example").Select(u => u.Id).SingleAsync();
    }
}
