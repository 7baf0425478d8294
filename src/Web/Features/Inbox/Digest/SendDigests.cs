using System.Globalization;
using System.Net.Mail;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Inbox;
using EarlyWarning.Domain.Monitoring;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Monitoring;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace EarlyWarning.Web.Features.Inbox.Digest;

/// <summary>
/// Sends the letters of a week: one for each person to whom there is something to say, on any number of nodes. A letter's row
/// is written before the letter is sent. A process that dies between the two leaves one letter unsent, which is the lesser
/// evil: all it says stands in the inbox, and a letter that comes twice is one too many.
/// </summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="provider">Lets one node send at a time.</param>
/// <param name="alerts">Receives that letters do not leave.</param>
/// <param name="mail">The mail server, shared with alerts.</param>
/// <param name="settings">When, and where to.</param>
/// <param name="retraining">The time zone of the schedule.</param>
/// <param name="time">The clock.</param>
internal sealed class SendDigests(
    IDbContextFactory<EarlyWarningDb> factory,
    DatabaseProvider provider,
    Alerts alerts,
    AlertSettings mail,
    DigestSettings settings,
    RetrainingSettings retraining,
    TimeProvider time
)
{
    /// <summary>The family of the alert that says that letters do not leave.</summary>
    public const string Family = "digest";

    /// <summary>A letter that could not be sent for longer than this would be last week's news.</summary>
    private static readonly TimeSpan FurthestBack = TimeSpan.FromHours(36);

    /// <summary>Whether letters go anywhere.</summary>
    public bool IsSet => settings.Folder is not null || mail.Host is not null;

    /// <summary>Sends what is due and was not sent.</summary>
    /// <param name="address">Address of the application, where the settings name none; or null.</param>
    /// <param name="cancel">Cancels between letters.</param>
    /// <returns>Letters sent; -1 where the server did not take one.</returns>
    public async Task<int> SendAsync(Uri? address, CancellationToken cancel)
    {
        if (!IsSet || DueAt() is not { } due)
        {
            return 0;
        }

        var dueOn = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(due, retraining.TimeZone).DateTime);
        await using var db = await factory.CreateDbContextAsync(cancel);
        if (await db.DigestWeeks.AnyAsync(w => w.DueOn == dueOn, cancel))
        {
            return 0;
        }

        await using var held = await provider.TryLockAsync(db, "digest", cancel);
        return held is null ? 0 : await SendAllAsync(db, due.UtcDateTime, dueOn, settings.Address ?? address, cancel);
    }

    private DateTimeOffset? DueAt()
    {
        if (settings.Schedule is null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var cron = new CronExpression(settings.Schedule, retraining.TimeZone);
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

    private async Task<int> SendAllAsync(
        EarlyWarningDb db,
        DateTime dueAt,
        DateOnly dueOn,
        Uri? address,
        CancellationToken cancel
    )
    {
        var people = await DigestQuery
            .Recipients(db, dueAt, dueOn)
            .OrderBy(u => u.Id)
            .Select(u => new Recipient(u.Id, u.Email!, u.Culture))
            .ToListAsync(cancel);
        var sent = 0;
        try
        {
            using var client = mail.NewClient(settings.Folder);
            foreach (var person in people)
            {
                sent += await SendAsync(client, person, dueAt, dueOn, address, cancel) ? 1 : 0;
            }
        }
        catch (Exception e) when (e is SmtpException or IOException or UnauthorizedAccessException)
        {
            await alerts.UpdateAsync(Family, [Failed(e)], null, cancel);
            return -1;
        }

        db.DigestWeeks.Add(new DigestWeek { DueOn = dueOn, DoneAt = time.GetUtcNow().UtcDateTime });
        await db.SaveChangesAsync(cancel);
        await alerts.UpdateAsync(Family, [], null, cancel);
        return sent;
    }

    private async Task<bool> SendAsync(
        SmtpClient client,
        Recipient to,
        DateTime dueAt,
        DateOnly dueOn,
        Uri? address,
        CancellationToken cancel
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var scope = await CurrentScope.ReadAsync(db, to.UserId, time.GetUtcNow(), cancel);
        var counts = await DigestQuery.ReadAsync(db, scope, dueAt, dueOn, cancel);
        var row = new DigestLetter
        {
            UserId = to.UserId,
            DueOn = dueOn,
            Lines = DigestText.Lines(counts).Count,
        };
        if (!await TryClaimAsync(db, row, cancel) || counts.IsEmpty || !MailAddress.TryCreate(to.Email, out _))
        {
            return false;
        }

        using var letter = Letter(counts, to, address);
        try
        {
            await client.SendMailAsync(letter, cancel);
        }
        catch (SmtpFailedRecipientException)
        {
            // The server knows no such person: that is not for trying again, and no reason to keep the others waiting.
            return false;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // It did not leave, so it may be tried again.
            db.DigestLetters.Remove(row);
            await db.SaveChangesAsync(CancellationToken.None);
            throw;
        }

        row.SentAt = time.GetUtcNow().UtcDateTime;
        await db.SaveChangesAsync(CancellationToken.None);
        return true;
    }

    // No request is behind this work, so nothing but the account says in which language its letter speaks.
    private MailMessage Letter(DigestCounts counts, Recipient to, Uri? address)
    {
        var (before, languageBefore) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = settings.CultureOf(to.Culture);
            return DigestText.Letter(counts, mail.From, to.Email, address);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, languageBefore);
        }
    }

    private static async Task<bool> TryClaimAsync(EarlyWarningDb db, DigestLetter row, CancellationToken cancel)
    {
        db.DigestLetters.Add(row);
        try
        {
            await db.SaveChangesAsync(cancel);
            return true;
        }
        catch (DbUpdateException)
        {
            // Another node, which lost or took the lock, was quicker; anything else is a fault.
            db.ChangeTracker.Clear();
            if (await db.DigestLetters.AnyAsync(l => l.UserId == row.UserId && l.DueOn == row.DueOn, cancel))
            {
                return false;
            }

            throw;
        }
    }

    private Observation Failed(Exception e) =>
        new(
            Family,
            AlertSeverity.Warning,
            (
                settings.Folder is { } folder
                    ? $"Weekly letters could not be written to the folder {folder} ({e.Message}). Correct Alerts:Folder"
                    : $"Weekly letters could not be sent through {mail.Host}:{mail.Port} ({e.Message}). Correct Alerts:Smtp"
            ) + " and start again; those that are left are tried again until a day and a half after they were due.",
            Standing.Beyond
        );

    /// <summary>Somebody to whom there may be something to say.</summary>
    /// <param name="UserId">The account.</param>
    /// <param name="Email">Its address.</param>
    /// <param name="Culture">The culture the person chose, or null.</param>
    private sealed record Recipient(long UserId, string Email, string? Culture);
}
