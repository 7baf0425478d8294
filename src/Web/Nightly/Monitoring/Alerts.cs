using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly.Monitoring;

/// <summary>Whether something is so that it should be known.</summary>
internal enum Standing
{
    /// <summary>Not so: an open alert ends.</summary>
    Clear,

    /// <summary>Nearly: an open alert stays open, none is raised. It keeps a figure at its limit from flickering.</summary>
    Near,

    /// <summary>So: an alert is raised, or seen again.</summary>
    Beyond,
}

/// <summary>What was seen of a subject.</summary>
/// <param name="Subject">What it is about; begins with the family's name.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Sentence">What was seen and what to do, without a student's name.</param>
/// <param name="Standing">Whether it holds.</param>
internal sealed record Observation(string Subject, AlertSeverity Severity, string Sentence, Standing Standing);

/// <summary>Raises alerts once while they last, and resolves them when they hold no more.</summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="time">The clock.</param>
internal sealed class Alerts(IDbContextFactory<EarlyWarningDb> factory, TimeProvider time)
{
    private const int LongestSentence = 2000;

    /// <summary>Takes everything that was seen of a family of subjects; what is open and was not seen is over.</summary>
    /// <param name="family">First word of the family's subjects, such as "feed".</param>
    /// <param name="seen">What was seen, a subject at most once.</param>
    /// <param name="runId">The run that saw it, or null.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>How many alerts were raised.</returns>
    public async Task<int> UpdateAsync(
        string family,
        IReadOnlyCollection<Observation> seen,
        long? runId,
        CancellationToken cancel
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var prefix = family + " ";
        var open = await db
            .Alerts.Where(a => a.ResolvedAt == null && (a.Subject == family || a.Subject.StartsWith(prefix)))
            .ToListAsync(cancel);
        var now = time.GetUtcNow().UtcDateTime;
        var raised = 0;
        foreach (var observation in seen.Where(o => o.Standing == Standing.Beyond))
        {
            var alert = open.Find(a => a.Subject == observation.Subject);
            if (alert is null)
            {
                alert = new Alert
                {
                    Subject = observation.Subject,
                    Sentence = "",
                    RaisedAt = now,
                    RunId = runId,
                };
                db.Alerts.Add(alert);
                raised++;
            }

            alert.Severity = observation.Severity;
            alert.Sentence =
                observation.Sentence.Length <= LongestSentence
                    ? observation.Sentence
                    : observation.Sentence[..LongestSentence];
            alert.LastSeenAt = now;
        }

        var lasting = seen.Where(o => o.Standing != Standing.Clear)
            .Select(o => o.Subject)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var alert in open.Where(a => !lasting.Contains(a.Subject)))
        {
            alert.ResolvedAt = now;
        }

        await db.SaveChangesAsync(cancel);
        return raised;
    }

    /// <summary>Open alerts, the gravest first.</summary>
    public static IQueryable<Alert> Open(EarlyWarningDb db) =>
        db.Alerts.Where(a => a.ResolvedAt == null).OrderByDescending(a => a.Severity).ThenBy(a => a.Id);
}
