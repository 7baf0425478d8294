using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Benchmarks.Nights;

/// <summary>Nights whose processes are killed.</summary>
/// <param name="school">The school.</param>
/// <param name="report">Receives what happened.</param>
/// <param name="random">Draws the instants.</param>
internal sealed class KilledNights(NightSchool school, FaultsReport report, Random random)
{
    /// <summary>Kills of a night before it is let through; three of three exhaust its attempts.</summary>
    private static readonly int[] KillsOfNight = [2, 1, 2, 3];

    private readonly SchoolChecks _checks = new(school);
    private DateOnly _night = new(2026, 1, 1);
    private int _boundary;
    private double _typicalSeconds = 5;
    private int _steps = 8;

    /// <summary>A night that nobody disturbs, so that there is a champion.</summary>
    public async Task FirstAsync(CancellationToken cancel)
    {
        var runId = await AskAsync(cancel);
        var began = Stopwatch.GetTimestamp();
        using var child = school.StartRun(runId);
        await school.EndAsync(child, "The first night", cancel);
        _typicalSeconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await using var db = school.CreateDbContext();
        _steps = await db.RunSteps.CountAsync(s => s.RunId == runId, cancel);
        await CheckAsync(runId, wasKilled: false, cancel);
    }

    /// <summary>A night that is killed some times, then let through.</summary>
    public async Task NextAsync(int most, CancellationToken cancel)
    {
        var planned = Math.Min(KillsOfNight[report.Nights % KillsOfNight.Length], most - report.Kills);
        var runId = await AskAsync(cancel);
        var killed = 0;
        while (killed < planned && !await IsOverAsync(runId, cancel))
        {
            if (await KillAsync(runId, killed, cancel))
            {
                killed++;
                await CheckAsync(runId, wasKilled: true, cancel);
            }
        }

        while (!await IsOverAsync(runId, cancel))
        {
            using var child = await StartAsync(runId, killed, cancel);
            await school.EndAsync(child, $"Run {runId}", cancel);
        }

        await CheckAsync(runId, wasKilled: false, cancel);
        await EndAsync(runId, killed, cancel);
    }

    // Two ask at once, as two nodes would.
    private async Task<long> AskAsync(CancellationToken cancel)
    {
        _night = _night.AddDays(1);
        report.Nights++;
        var asked = await Task.WhenAll(
            school.Requests.NightAsync(_night, RunTrigger.Schedule, cancel),
            school.Requests.NightAsync(_night, RunTrigger.CatchUp, cancel)
        );
        if (asked[0].RunId != asked[1].RunId || asked.Count(r => r.IsNew) != 1)
        {
            report.Violations.Add($"The night {_night:yyyy-MM-dd} was asked for twice and got two runs.");
        }

        return asked[0].RunId;
    }

    // As the application's worker: the run is taken up when the lease of the dead process has ended.
    private async Task<Process> StartAsync(long runId, int killed, CancellationToken cancel)
    {
        await using var db = school.CreateDbContext();
        var began = Stopwatch.GetTimestamp();
        while (await RunWorker.NextAsync(db, school.Leases, cancel) is var next && next != runId)
        {
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(1))
            {
                throw new InvalidOperationException($"Run {runId} is not taken up again; next is {next}.");
            }

            await Task.Delay(50, cancel);
        }

        report.Restarts += killed > 0 ? 1 : 0;
        return school.StartRun(runId);
    }

    // False where the run ended before its time had come.
    private async Task<bool> KillAsync(long runId, int killed, CancellationToken cancel)
    {
        await using var db = school.CreateDbContext();
        var before = await db.RunSteps.CountAsync(s => s.RunId == runId, cancel);
        using var child = await StartAsync(runId, killed, cancel);
        var atBoundary = (report.Kills & 1) == 0;
        if (atBoundary)
        {
            var wanted = before + 1 + (_boundary++ % _steps);
            while (!child.HasExited && await db.RunSteps.CountAsync(s => s.RunId == runId, cancel) < wanted)
            {
                await Task.Delay(2, cancel);
            }
        }
        else
        {
            using var instant = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            instant.CancelAfter(TimeSpan.FromSeconds(0.2 + (random.NextDouble() * _typicalSeconds)));
            await child.WaitForExitAsync(instant.Token).ContinueWith(_ => { }, CancellationToken.None);
        }

        var wasAlive = !child.HasExited;
        child.Kill();
        await child.WaitForExitAsync(cancel);
        if (wasAlive && child.ExitCode != 0)
        {
            // As the application's worker does for a child that ended with a code.
            await RunExecution.CloseStepsOfEndedAsync(db, TimeProvider.System.GetUtcNow().UtcDateTime, cancel);
            report.Kills++;
            var step = await db
                .RunSteps.Where(s => s.RunId == runId)
                .OrderByDescending(s => s.Number)
                .Select(s => s.Name)
                .FirstOrDefaultAsync(cancel);
            var counts = atBoundary ? report.AtBoundary : report.AtRandom;
            counts[step ?? "Starting"] = counts.GetValueOrDefault(step ?? "Starting") + 1;
            return true;
        }

        return false;
    }

    private async Task<bool> IsOverAsync(long runId, CancellationToken cancel)
    {
        await using var db = school.CreateDbContext();
        return (await db.Runs.AsNoTracking().SingleAsync(r => r.Id == runId, cancel)).IsOver;
    }

    private async Task EndAsync(long runId, int killed, CancellationToken cancel)
    {
        await using var db = school.CreateDbContext();
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == runId, cancel);
        report.StepsReused += await db.RunSteps.CountAsync(
            s => s.RunId == runId && s.Outcome == StepOutcome.Reused,
            cancel
        );
        if (run.Status == RunStatus.Succeeded)
        {
            report.Resumed += killed > 0 ? 1 : 0;
        }
        else if (run.Status == RunStatus.Failed && killed >= school.Settings.Attempts)
        {
            report.MarkedFailed++;
        }
        else
        {
            report.Violations.Add($"Run {runId}, killed {killed} times, ended as {run.Status}: {run.Error}");
        }
    }

    private async Task CheckAsync(long runId, bool wasKilled, CancellationToken cancel)
    {
        report.Checks++;
        var found = await _checks.AlwaysAsync(cancel);
        await using var db = school.CreateDbContext();
        if (!wasKilled && await db.Runs.AnyAsync(r => r.Id == runId && r.Status == RunStatus.Succeeded, cancel))
        {
            found.AddRange(await _checks.AfterSuccessAsync(cancel));
        }

        report.Held += wasKilled && found.Count == 0 ? 1 : 0;
        foreach (var violation in found)
        {
            report.Violations.Add($"Night {_night:yyyy-MM-dd}, run {runId}: {violation}");
            Console.WriteLine($"  VIOLATION {report.Violations[^1]}");
        }
    }
}
