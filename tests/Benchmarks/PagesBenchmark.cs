using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EarlyWarning.Domain.Data;
using EarlyWarning.Migrations.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Benchmarks;

/// <summary>
/// pages: how long a running instance takes to send the first paint of rosters and student pages, over HTTP, one request after
/// another, each for another class or student drawn from the whole district; and the pages of stored figures, for every school.
/// </summary>
internal static class PagesBenchmark
{
    private const int WarmUp = 20;

    private static readonly (string Role, string Email)[] SignIns =
    [
        ("teacher", "teacher@demo.example"),
        ("counsellor", "counsellor@demo.example"),
        ("administrator", "admin@demo.example"),
    ];

    public static Command Create()
    {
        var address = new Option<string>("--address")
        {
            Description = "Where the instance listens.",
            DefaultValueFactory = _ => "http://localhost:5080",
        };
        var password = new Option<string>("--password")
        {
            Description = "Password of the demo sign-ins, as the start prints it.",
            Required = true,
        };
        var database = new Option<FileInfo>("--database")
        {
            Description = "The instance's SQLite file; classes and students to ask for are drawn from it.",
            Required = true,
        };
        var requests = new Option<int>("--requests")
        {
            Description = "Requests of each page and role.",
            DefaultValueFactory = _ => 200,
        };
        var command = new Command("pages", "Times rosters and student pages of a running demo instance.")
        {
            address,
            password,
            database,
            requests,
        };
        command.SetAction(
            (parsed, cancel) =>
                RunAsync(
                    new Uri(parsed.GetValue(address)!),
                    parsed.GetValue(password)!,
                    parsed.GetValue(database)!,
                    parsed.GetValue(requests),
                    cancel
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Uri address,
        string password,
        FileInfo database,
        int requests,
        CancellationToken cancel
    )
    {
        Console.WriteLine("| page | reader | requests | median ms | p95 ms | slowest ms |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (role, email) in SignIns)
        {
            using var browser = await SignedInBrowser.OpenAsync(address, email, password, cancel);
            var (rosters, students) = await AddressesAsync(database, email, cancel);
            await MeasureAsync("roster", role, browser, rosters, requests, cancel);
            await MeasureAsync("student", role, browser, students, requests, cancel);
            if (role == "administrator")
            {
                foreach (var (page, addresses) in await FiguresAsync(database, cancel))
                {
                    await MeasureAsync(page, role, browser, addresses, requests, cancel);
                }
            }
        }

        return 0;
    }

    private static async Task MeasureAsync(
        string page,
        string role,
        SignedInBrowser browser,
        IReadOnlyList<string> paths,
        int requests,
        CancellationToken cancel
    )
    {
        if (paths.Count == 0)
        {
            return;
        }

        var times = new List<double>(requests);
        for (var i = -WarmUp; i < requests; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await browser.GetAsync(paths[(i + WarmUp) % paths.Count], cancel);
            if (i >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        times.Sort();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {page} | {role} | {requests} | {Quantile(times, 0.5):0} | {Quantile(times, 0.95):0} | {times[^1]:0} |"
            )
        );
    }

    // Nearest rank.
    private static double Quantile(List<double> sorted, double share) =>
        sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];

    private static async Task<IReadOnlyList<(string Page, IReadOnlyList<string> Addresses)>> FiguresAsync(
        FileInfo database,
        CancellationToken cancel
    )
    {
        await using var db = Open(database);
        return await FigurePages.OfAsync(db, cancel);
    }

    private static EarlyWarningDb Open(FileInfo database) =>
        new(new SqliteProvider().Options($"Data Source={database.FullName};Mode=ReadOnly"));

    // What each role reaches: a teacher and a counsellor their own, an administrator anybody.
    private static async Task<(List<string> Rosters, List<string> Students)> AddressesAsync(
        FileInfo database,
        string email,
        CancellationToken cancel
    )
    {
        await using var db = Open(database);
        var staff = await db.Users.Where(u => u.Email == email).Select(u => u.StaffId).SingleAsync(cancel);
        var running = await db.AcademicSessions.MaxAsync(s => s.Id, cancel);
        var taught = db.ClassAssignments.Where(a => a.StaffId == staff).Select(a => a.ClassId);
        var caseload = db.CaseloadEntries.Where(c => c.StaffId == staff).Select(c => c.StudentId);
        var all = email.StartsWith("admin", StringComparison.Ordinal);
        var enrollments = db.Enrollments.Where(e => e.Class!.SessionId == running && e.EndDate == null);

        // A multiplicative hash of the key draws from the whole district, the same ones every time.
        var places = await enrollments
            .Where(e => all || taught.Contains(e.ClassId) || caseload.Contains(e.StudentId))
            .OrderBy(e => e.Id * 2654435761 % 4294967296)
            .Select(e => new { e.ClassId, e.StudentId })
            .Take(400)
            .ToListAsync(cancel);
        var opensClasses = all || await taught.AnyAsync(cancel);
        return (
            opensClasses ? [.. places.Select(p => p.ClassId).Distinct().Select(id => Invariant($"classes/{id}"))] : [],
            [.. places.Select(p => p.StudentId).Distinct().Select(id => Invariant($"students/{id}"))]
        );
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
