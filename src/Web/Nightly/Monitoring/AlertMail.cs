using System.Globalization;
using System.Net.Mail;
using System.Text;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Monitoring;
using EarlyWarning.Web.Shared.Hosting;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly.Monitoring;

/// <summary>
/// Sends alerts that were not sent yet, all in one letter. An alert counts as sent once the server took the letter: one that
/// could not be sent stays to be sent, and that it could not is an alert itself.
/// </summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="provider">Lets one node send at a time.</param>
/// <param name="alerts">Receives that a letter could not be sent.</param>
/// <param name="settings">Where to.</param>
/// <param name="time">The clock.</param>
internal sealed class AlertMail(
    IDbContextFactory<EarlyWarningDb> factory,
    DatabaseProvider provider,
    Alerts alerts,
    AlertSettings settings,
    TimeProvider time
)
{
    /// <summary>The family of the alert that says that letters do not leave.</summary>
    public const string Family = "mail";

    /// <summary>Alerts that ended longer ago than this are not written about any more.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromDays(7);

    /// <summary>Sends what waits.</summary>
    /// <returns>Alerts sent; -1 where the letter could not be sent.</returns>
    public async Task<int> SendAsync(CancellationToken cancel)
    {
        if (!settings.IsSet)
        {
            return 0;
        }

        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var held = await provider.TryLockAsync(db, "alert-mail", cancel);
        var waiting = held is null ? [] : await WaitingAsync(db, cancel);
        if (waiting.Count == 0)
        {
            return 0;
        }

        try
        {
            await SendAsync(waiting, cancel);
        }
        catch (Exception e) when (e is SmtpException or IOException or UnauthorizedAccessException)
        {
            await alerts.UpdateAsync(Family, [Failed(e)], null, cancel);
            return -1;
        }

        var now = time.GetUtcNow().UtcDateTime;
        foreach (var alert in waiting)
        {
            alert.EmailedAt = now;
        }

        await db.SaveChangesAsync(CancellationToken.None);
        await alerts.UpdateAsync(Family, [], null, CancellationToken.None);
        return waiting.Count;
    }

    private Task<List<Alert>> WaitingAsync(EarlyWarningDb db, CancellationToken cancel)
    {
        var since = time.GetUtcNow().UtcDateTime - Stale;
        // That letters do not leave is for the page to say; in a letter it would be past.
        return db
            .Alerts.Where(a =>
                a.EmailedAt == null && a.Subject != Family && (a.ResolvedAt == null || a.ResolvedAt > since)
            )
            .OrderByDescending(a => a.Severity)
            .ThenBy(a => a.Id)
            .ToListAsync(cancel);
    }

    private Observation Failed(Exception e) =>
        new(
            Family,
            AlertSeverity.Warning,
            (
                settings.Folder is { } folder
                    ? $"Alerts could not be written to the folder {folder} ({e.Message}). Correct Alerts:Folder"
                    : $"Alerts could not be sent by e-mail through {settings.Host}:{settings.Port} ({e.Message}). Correct Alerts:Smtp"
            ) + " and start again; until then they are kept and tried again.",
            Standing.Beyond
        );

    private async Task SendAsync(List<Alert> waiting, CancellationToken cancel)
    {
        using var letter = Letter(waiting);
        using var client = settings.NewClient(settings.Folder);
        await client.SendMailAsync(letter, cancel);
    }

    // The subject goes through servers and notification screens: it counts, and says nothing about anyone.
    private MailMessage Letter(List<Alert> waiting)
    {
        var letter = new MailMessage
        {
            From = new MailAddress(settings.From),
            Subject = waiting.Count == 1 ? "EarlyWarning: 1 alert" : $"EarlyWarning: {waiting.Count} alerts",
            SubjectEncoding = Encoding.UTF8,
            Body = Body(waiting),
            BodyEncoding = Encoding.UTF8,
        };
        foreach (var recipient in settings.To.DefaultIfEmpty(settings.From))
        {
            letter.To.Add(recipient);
        }

        return letter;
    }

    private static string Body(List<Alert> waiting)
    {
        var body = new StringBuilder();
        foreach (var alert in waiting)
        {
            body.Append(CultureInfo.InvariantCulture, $"{alert.Severity}, {alert.RaisedAt:yyyy-MM-dd HH:mm} UTC")
                .Append(alert.ResolvedAt is { } over ? $", over since {over:yyyy-MM-dd HH:mm} UTC" : "")
                .Append(":\r\n")
                .Append(alert.Sentence)
                .Append("\r\n\r\n");
        }

        return body.Append("Details are on the page Nightly runs of EarlyWarning.\r\n").ToString();
    }
}

/// <summary>Sends alerts every minute, and less often while that fails.</summary>
/// <param name="mail">Sends.</param>
/// <param name="startUp">Nothing is sent before the application is ready.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives what went wrong.</param>
internal sealed class AlertSender(AlertMail mail, StartUp startUp, TimeProvider time, ILogger<AlertSender> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = Pause;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, time, stoppingToken);
            try
            {
                var sent = startUp.IsReady ? await mail.SendAsync(stoppingToken) : 0;
                pause = sent >= 0 ? Pause : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, 2 * pause.Ticks));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The alerts' rows still say what is to be sent.
                logger.LogError(e, "Alerts could not be sent; trying again.");
            }
        }
    }
}
