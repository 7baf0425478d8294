using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Runs;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace EarlyWarning.Web.Nightly;

/// <summary>
/// Asks for the run of each night at the time of the setting (Quartz: cron, time zone, daylight saving), and at the start
/// for that of a night that was missed. Every node does so; the fence lets one request through.
/// </summary>
/// <param name="requests">Asks for runs.</param>
/// <param name="factory">Makes contexts.</param>
/// <param name="settings">The schedule.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives what was asked for.</param>
internal sealed class NightlySchedule(
    RunRequests requests,
    IDbContextFactory<EarlyWarningDb> factory,
    RetrainingSettings settings,
    TimeProvider time,
    ILogger<NightlySchedule> logger
) : BackgroundService
{
    /// <summary>Nights further back than this are not looked for.</summary>
    private static readonly TimeSpan FurthestBack = TimeSpan.FromDays(8);

    /// <summary>How often it is looked for a night that was not asked for.</summary>
    private static readonly TimeSpan Watch = TimeSpan.FromMinutes(15);

    /// <summary>Asks for the latest night that should have been and has not, where there is a school to train on.</summary>
    /// <returns>The request, or null where nothing was missed.</returns>
    public async Task<RunRequest?> CatchUpAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (LatestBefore(now) is not { } due)
        {
            return null;
        }

        // What was written by a clock that stood ahead says nothing about a night that is still to come.
        var (dueAt, until) = (due.UtcDateTime, now.UtcDateTime);
        await using var db = await factory.CreateDbContextAsync(cancel);
        var isDone =
            await db.Runs.AnyAsync(
                r =>
                    r.Kind == RunKind.Retrain
                    && r.Status == RunStatus.Succeeded
                    && r.StartedAt >= dueAt
                    && r.StartedAt <= until,
                cancel
            )
            || await db.ScoreGenerations.AnyAsync(
                g => g.RunId == null && g.CompletedAt >= dueAt && g.CompletedAt <= until,
                cancel
            );
        if (isDone || !await db.Classes.AnyAsync(cancel))
        {
            return null;
        }

        var request = await requests.NightAsync(NightOf(due), RunTrigger.CatchUp, cancel);
        return request.IsNew ? request : null;
    }

    /// <summary>The local day on which the schedule fired: the name of a night.</summary>
    public DateOnly NightOf(DateTimeOffset fired) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(fired, settings.TimeZone).DateTime);

    /// <summary>The last time that the schedule should have fired, or null where that is long ago.</summary>
    public DateTimeOffset? LatestBefore(DateTimeOffset now)
    {
        var cron = Cron();
        DateTimeOffset? latest = null;
        for (
            var next = cron.GetNextValidTimeAfter(now - FurthestBack);
            next is { } due && due <= now;
            next = cron.GetNextValidTimeAfter(due)
        )
        {
            latest = due;
        }

        return latest;
    }

    /// <summary>The next time that the schedule fires.</summary>
    public DateTimeOffset? Next() => Cron().GetNextValidTimeAfter(time.GetUtcNow());

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Enabled)
        {
            return;
        }

        await TryCatchUpAsync(stoppingToken);
        var scheduler = await QuartzSchedulerBuilder.Create().BuildScheduler(stoppingToken);
        var job = JobBuilder.Create<NightJob>().Build();
        job.JobDataMap[NightJob.Schedule] = this;
        var trigger = TriggerBuilder
            .Create()
            .WithCronSchedule(
                settings.Schedule,
                cron =>
                    cron.InTimeZone(settings.TimeZone)
                        .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)
            )
            .Build();
        await scheduler.ScheduleJob(job, trigger, cancellationToken: stoppingToken);
        await scheduler.Start(stoppingToken);
        try
        {
            // Whatever kept Quartz from firing (a clock set back, a machine asleep, a database that did not answer), the night
            // is asked for within a quarter of an hour; the fence keeps it to once.
            using var timer = new PeriodicTimer(Watch, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryCatchUpAsync(stoppingToken);
            }
        }
        finally
        {
            await scheduler.Shutdown(waitForJobsToComplete: true, CancellationToken.None);
        }
    }

    private async Task TryCatchUpAsync(CancellationToken cancel)
    {
        try
        {
            if (await CatchUpAsync(cancel) is { } missed)
            {
                logger.LogInformation("The last night was missed; run {RunId} makes up for it.", missed.RunId);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The application goes on without; it is looked again a little later.
            logger.LogError(
                e,
                "Whether a night was missed could not be seen; looking again in {Minutes} minutes.",
                Watch.TotalMinutes
            );
        }
    }

    private Task AskAsync(DateTimeOffset due, CancellationToken cancel) =>
        requests.NightAsync(NightOf(due), RunTrigger.Schedule, cancel);

    private CronExpression Cron() => new(settings.Schedule, settings.TimeZone);

    // Quartz makes its jobs itself; what this one needs travels in its data, which a store in memory keeps as it is.
    private sealed class NightJob : IJob
    {
        public const string Schedule = "schedule";

        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            var schedule = (NightlySchedule)context.JobDetail.JobDataMap[Schedule]!;
            var due = context.ScheduledFireTimeUtc ?? context.FireTimeUtc;
            await schedule.AskAsync(due, cancellationToken);
        }
    }
}
