using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EarlyWarning.Domain.Data;
using EarlyWarning.Migrations.Sqlite;
using EarlyWarning.Web.Features.Inbox.Making;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Benchmarks;

/// <summary>
/// inbox: how long it takes to tell a district what changed in a night. On a copy of a database with scores in service it
/// remembers them, writes a next generation in which some states changed, and tells those.
/// </summary>
internal static class InboxBenchmark
{
    public static Command Create()
    {
        var database = new Option<FileInfo>("--database")
        {
            Description = "A SQLite file with scores in service. It is changed: give a copy.",
            Required = true,
        };
        var every = new Option<int>("--every")
        {
            Description = "One of so many enrollments changes its state.",
            DefaultValueFactory = _ => 30,
        };
        var command = new Command("inbox", "Times what fills inboxes after a night.") { database, every };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(database)!, parsed.GetValue(every), cancel));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo database, int every, CancellationToken cancel)
    {
        var provider = new SqliteProvider();
        var factory = new Contexts(provider.Options($"Data Source={database.FullName}"));
        await using var db = factory.CreateDbContext();
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(30));
        await provider.MigrateAsync(db, cancel);
        await AddAccountsAsync(db, cancel);
        var (settings, time) = (new RetrainingSettings(1, 40, 1000), TimeProvider.System);
        var post = new PostItems(factory);
        var states = new TellStates(factory, provider, post, settings, time);
        var cases = new TellCases(factory, post, settings, time);

        await TimedAsync("remembering the first scores", () => states.RunAsync(cancel));
        await TimedAsync("looking where nothing is new", () => states.RunAsync(cancel));
        var generation = await NextAsync(db, every, cancel);
        Console.WriteLine($"{await db.ToldStates.CountAsync(cancel):N0} states remembered");
        await TimedAsync("telling what changed", () => states.RunAsync(cancel));
        Console.WriteLine(
            $"{await db.ToldStates.CountAsync(t => t.GenerationId == generation, cancel):N0} states written, "
                + $"{await db.InboxItems.CountAsync(cancel):N0} items"
        );
        await TimedAsync("looking for cases and flags", () => cases.RunAsync(cancel));
        return 0;
    }

    // Every member of staff signs in, as in a district that uses it.
    private static Task<int> AddAccountsAsync(EarlyWarningDb db, CancellationToken cancel) =>
        db.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO AspNetUsers (UserName, NormalizedUserName, Email, EmailConfirmed, PhoneNumberConfirmed,
                TwoFactorEnabled, LockoutEnabled, AccessFailedCount, DisplayName, StaffId)
            SELECT 'staff' || Id, 'STAFF' || Id, 'staff' || Id || '@bench.example', 1, 0, 0, 1, 0, 'Staff ' || Id, Id
            FROM Staff WHERE Id NOT IN (SELECT StaffId FROM AspNetUsers WHERE StaffId IS NOT NULL);
            INSERT INTO RoleGrants (UserId, Role, OrgId, BeginsOn)
            SELECT u.Id, CASE WHEN EXISTS (SELECT 1 FROM CaseloadEntries c WHERE c.StaffId = s.Id) THEN 2 ELSE 1 END,
                s.OrgId, '2000-01-01'
            FROM AspNetUsers u JOIN Staff s ON s.Id = u.StaffId
            WHERE u.Id NOT IN (SELECT UserId FROM RoleGrants);
            """,
            cancel
        );

    // The same scores again, a week later for none of them; one of so many is graver or better than before.
    private static async Task<long> NextAsync(EarlyWarningDb db, int every, CancellationToken cancel)
    {
        var last = await db.CurrentScores.Select(c => c.GenerationId).SingleAsync(cancel);
        // Clear of the rows that an unfinished run may have left.
        var next = last + 1000;
        var columns = string.Join(
            ", ",
            db.Model.FindEntityType(typeof(Domain.Scores.Score))!
                .GetProperties()
                .Select(p => $"\"{p.GetColumnName()}\"")
        );
        var values = columns
            .Replace("\"GenerationId\"", next.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("\"MayChange\"", "0", StringComparison.Ordinal)
            .Replace(
                "\"State\"",
                $"CASE WHEN EnrollmentId % {every} <> 0 THEN State WHEN State = 1 THEN 2 WHEN State = 2 THEN 3 ELSE State END",
                StringComparison.Ordinal
            );
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO ScoreGenerations (Id, AsOf, IsHistoric, CreatedAt, CompletedAt)
            SELECT {next}, date(AsOf, '+1 day'), 0, CreatedAt, CompletedAt FROM ScoreGenerations WHERE Id = {last}
            """,
            cancel
        );
        var insert =
            $"INSERT INTO Scores ({columns}) SELECT {values} FROM Scores WHERE GenerationId = {last} AND Features IS NOT NULL";
#pragma warning disable EF1002 // Names of columns and numbers, none from outside.
        await db.Database.ExecuteSqlRawAsync(insert, cancel);
#pragma warning restore EF1002
        await db.CurrentScores.ExecuteUpdateAsync(c => c.SetProperty(x => x.GenerationId, next), cancel);
        return next;
    }

    private static async Task TimedAsync(string what, Func<Task<int>> run)
    {
        using var process = Process.GetCurrentProcess();
        var (clock, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
        var items = await run();
        process.Refresh();
        var worked = process.TotalProcessorTime - before;
        Console.WriteLine(
            $"{what}: {clock.Elapsed.TotalSeconds:0.0} s, of which {worked.TotalSeconds:0.0} s of processor; {items:N0} items"
        );
    }

    private sealed class Contexts(DbContextOptions<EarlyWarningDb> options) : IDbContextFactory<EarlyWarningDb>
    {
        public EarlyWarningDb CreateDbContext() => new(options);
    }
}
