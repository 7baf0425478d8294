using System.Net;
using EarlyWarning.Domain.Monitoring;

namespace EarlyWarning.Web.Tests.Nightly.Monitoring;

public sealed class AlertsCheckTests
{
    [Fact]
    public async Task Ready_says_which_critical_alerts_are_open_and_still_answers()
    {
        await using var host = await AppHost.StartAsync();
        using var client = host.NewClient();
        await AddAsync(host, AlertSeverity.Warning, "Scores are spread otherwise.", isOver: false);
        await AddAsync(host, AlertSeverity.Critical, "The marks feed of South School stopped.", isOver: true);
        (await client.GetStringAsync("/health/ready", TestContext.Current.CancellationToken)).ShouldBe("Healthy");

        await AddAsync(host, AlertSeverity.Critical, "The attendance feed of North School stopped.", isOver: false);
        using var degraded = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        degraded.StatusCode.ShouldBe(HttpStatusCode.OK);
        var body = await degraded.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        body.ShouldStartWith("Degraded");
        body.ShouldContain("The attendance feed of North School stopped.");
        body.ShouldNotContain("South");
    }

    private static async Task AddAsync(AppHost host, AlertSeverity severity, string sentence, bool isOver)
    {
        await using var db = host.Database.CreateDbContext();
        var now = host.Clock.GetUtcNow().UtcDateTime;
        db.Alerts.Add(
            new Alert
            {
                Subject = $"feed {sentence.Length}",
                Severity = severity,
                Sentence = sentence,
                RaisedAt = now,
                LastSeenAt = now,
                ResolvedAt = isOver ? now : null,
            }
        );
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}
