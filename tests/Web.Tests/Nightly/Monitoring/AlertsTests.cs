using EarlyWarning.Domain.Monitoring;
using EarlyWarning.Support;
using EarlyWarning.Web.Nightly.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Nightly.Monitoring;

public sealed class AlertsTests : IAsyncLifetime
{
    private readonly SettableClock _clock = new(new DateTimeOffset(2026, 3, 2, 2, 0, 0, TimeSpan.Zero));
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"letters-{Guid.NewGuid():n}");
    private TestDatabase _database = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Alerts Alerts => new(_database, _clock);

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task An_alert_is_raised_once_while_it_lasts_and_again_after_it_was_over()
    {
        (await SeeAsync(Standing.Beyond)).ShouldBe(1);
        _clock.Advance(TimeSpan.FromDays(1));
        (await SeeAsync(Standing.Beyond)).ShouldBe(0);
        var open = (await AllAsync()).ShouldHaveSingleItem();
        (open.LastSeenAt - open.RaisedAt).ShouldBe(TimeSpan.FromDays(1));
        await SeeAsync(Standing.Clear);
        (await AllAsync()).ShouldHaveSingleItem().ResolvedAt.ShouldBe(_clock.GetUtcNow().UtcDateTime);
        (await SeeAsync(Standing.Beyond)).ShouldBe(1);
        (await AllAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task At_its_limit_an_alert_neither_begins_nor_ends()
    {
        (await SeeAsync(Standing.Near)).ShouldBe(0);
        await SeeAsync(Standing.Beyond);
        await SeeAsync(Standing.Near);
        (await AllAsync()).ShouldHaveSingleItem().ResolvedAt.ShouldBeNull();
    }

    [Fact]
    public async Task What_is_not_seen_any_more_is_over_but_only_in_its_family()
    {
        await SeeAsync(Standing.Beyond);
        await Alerts.UpdateAsync("feeding", [], null, Cancel);
        await Alerts.UpdateAsync("drift", [], null, Cancel);
        (await AllAsync())[0].ResolvedAt.ShouldBeNull();
        await Alerts.UpdateAsync("feed", [], null, Cancel);
        (await AllAsync())[0].ResolvedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task Letters_say_what_happened_in_the_body_and_nothing_in_the_subject()
    {
        await SeeAsync(Standing.Beyond);
        var mail = Mail(new AlertSettings { Folder = _folder, To = ["office@school.test"] });
        (await mail.SendAsync(Cancel)).ShouldBe(1);
        (await mail.SendAsync(Cancel)).ShouldBe(0);
        var letter = await File.ReadAllTextAsync(Directory.GetFiles(_folder, "*.eml").ShouldHaveSingleItem(), Cancel);
        letter.ShouldContain("Subject: EarlyWarning: 1 alert");
        letter.ShouldContain("To: office@school.test");
        Subject(letter).ShouldNotContain("North");
        Body(letter).ShouldContain("The attendance feed of North School stopped.");
        (await AllAsync())[0].EmailedAt.ShouldBe(_clock.GetUtcNow().UtcDateTime);
    }

    [Fact]
    public async Task A_letter_that_cannot_leave_is_shown_kept_and_sent_later()
    {
        await SeeAsync(Standing.Beyond);
        await File.WriteAllTextAsync(_folder, "in the way", Cancel);
        var mail = Mail(new AlertSettings { Folder = _folder });
        (await mail.SendAsync(Cancel)).ShouldBe(-1);
        (await mail.SendAsync(Cancel)).ShouldBe(-1);
        var failed = (await AllAsync()).Where(a => a.Subject == AlertMail.Family).ShouldHaveSingleItem();
        failed.Sentence.ShouldContain("Alerts:Folder");
        (await AllAsync()).ShouldAllBe(a => a.EmailedAt == null);

        // The alert was over before its letter could leave: it is sent all the same.
        await SeeAsync(Standing.Clear);
        File.Delete(_folder);
        (await mail.SendAsync(Cancel)).ShouldBe(1);
        Body(await File.ReadAllTextAsync(Directory.GetFiles(_folder)[0], Cancel)).ShouldContain("over since");
        (await AllAsync()).ShouldAllBe(a => a.ResolvedAt != null);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named()
    {
        await SeeAsync(Standing.Beyond);
        var settings = new AlertSettings
        {
            Host = "localhost",
            Port = 1,
            Encrypt = false,
            To = ["a@school.test"],
        };
        (await Mail(settings).SendAsync(Cancel)).ShouldBe(-1);
        (await AllAsync()).ShouldContain(a => a.Sentence.Contains("localhost:1", StringComparison.Ordinal));
        (await Mail(new AlertSettings()).SendAsync(Cancel)).ShouldBe(0);
    }

    private AlertMail Mail(AlertSettings settings) => new(_database, _database.Provider, Alerts, settings, _clock);

    private Task<int> SeeAsync(Standing standing) =>
        Alerts.UpdateAsync(
            "feed",
            [
                new Observation(
                    "feed attendance 2",
                    AlertSeverity.Critical,
                    "The attendance feed of North School stopped.",
                    standing
                ),
            ],
            null,
            Cancel
        );

    private async Task<List<Alert>> AllAsync()
    {
        await using var db = _database.CreateDbContext();
        return await db.Alerts.AsNoTracking().OrderBy(a => a.Id).ToListAsync(Cancel);
    }

    private static string Subject(string letter) =>
        letter.Split('\n').Single(l => l.StartsWith("Subject:", StringComparison.Ordinal));

    // Bodies travel as base64 or quoted-printable.
    private static string Body(string letter)
    {
        var body = letter[(letter.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        return letter.Contains("base64", StringComparison.OrdinalIgnoreCase)
            ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(body.ReplaceLineEndings("")))
            : body.Replace("=\r\n", "", StringComparison.Ordinal);
    }
}
