using System.Globalization;
using EarlyWarning.Domain.Inbox;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Support;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Inbox;
using EarlyWarning.Web.Features.Inbox.Digest;
using EarlyWarning.Web.Features.Inbox.Making;
using EarlyWarning.Web.Nightly.Monitoring;
using EarlyWarning.Web.Shared.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace EarlyWarning.Web.Tests.Features.Inbox;

/// <summary>Letters are due on Monday 23 November at half past six; the world stands on Friday the 20th.</summary>
public sealed class SendDigestsTests : IDisposable
{
    private static readonly Uri Address = new("https://school.example/ew/");
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"letters-{Guid.NewGuid():n}");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Theory, DatabaseData]
    public async Task A_letter_counts_and_links_and_names_nobody(DatabaseKind kind)
    {
        await using var world = await WorldAsync(kind);
        (await Send(world).SendAsync(null, Cancel)).ShouldBe(0, "it is Friday");
        ToMonday(world);
        (await Send(world).SendAsync(null, Cancel)).ShouldBe(2);

        var letters = Letters();
        letters.Count.ShouldBe(2);
        foreach (var (head, body) in letters)
        {
            head.Split('\n')
                .Single(l => l.StartsWith("Subject:", StringComparison.Ordinal))
                .Trim()
                .ShouldBe("Subject: EarlyWarning: your week");
            foreach (var name in (string[])["Ada", "Okafor", "A. O.", "AO", "Algebra", "support for"])
            {
                head.ShouldNotContain(name, Case.Sensitive);
                body.ShouldNotContain(name, Case.Sensitive);
            }
        }

        var teacher = letters
            .Single(l => l.Head.Contains(SampleSchool.UserName(CastMember.TeacherA), StringComparison.Ordinal))
            .Body;
        teacher.ShouldContain("- 1 student needs more attention than before\r\n  https://school.example/ew/inbox\r\n");
        teacher.ShouldContain(
            "- 1 follow-up of yours is due this week\r\n  https://school.example/ew/support?show=mine\r\n"
        );
        teacher.ShouldContain("https://school.example/ew/inbox/settings");
        teacher.ShouldNotContain("overdue");
    }

    [Theory, DatabaseData]
    public async Task Each_letter_speaks_the_language_its_reader_chose(DatabaseKind kind)
    {
        await using var world = await WorldAsync(kind);
        await using (var db = world.Database.CreateDbContext())
        {
            var teacher = await db.Users.SingleAsync(u => u.Id == SampleSchool.UserId(CastMember.TeacherA), Cancel);
            teacher.Culture = "es-MX";
            await db.SaveChangesAsync(Cancel);
        }

        ToMonday(world);
        var (culture, language) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        (await Send(world).SendAsync(null, Cancel)).ShouldBe(2);

        var letters = Letters();
        var spanish = letters.Single(l => IsTo(l, CastMember.TeacherA));
        spanish.Head.ShouldContain("su semana");
        spanish.Body.ShouldContain("https://school.example/ew/inbox");
        spanish.Body.ShouldNotContain("student");
        var english = letters.Single(l => IsTo(l, CastMember.Counsellor));
        english.Head.ShouldContain("your week");
        english.Body.ShouldContain("1 student needs more attention than before");
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture).ShouldBe((culture, language));
    }

    private static bool IsTo((string Head, string Body) letter, CastMember member) =>
        letter.Head.Contains(SampleSchool.UserName(member), StringComparison.Ordinal);

    [Theory, DatabaseData]
    public async Task A_person_gets_one_letter_a_week_from_any_number_of_nodes(DatabaseKind kind)
    {
        await using var world = await WorldAsync(kind);
        ToMonday(world);
        var sent = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => Send(world).SendAsync(null, Cancel), Cancel))
        );
        sent.Sum().ShouldBe(2);
        // What is told after the hour is for the next letter.
        await PostAsync(world, CastMember.TeacherB, InboxWorld.English, InboxTopic.Better, "later");
        world.Clock.Advance(TimeSpan.FromHours(2));
        (await Send(world).SendAsync(null, Cancel)).ShouldBe(0);
        Letters().Count.ShouldBe(2);
        world.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromHours(2));
        (await Send(world).SendAsync(null, Cancel)).ShouldBe(
            2,
            "teacher B's news, and teacher A's follow-up, overdue by now"
        );
        Letters().ShouldContain(l => l.Body.Contains("1 follow-up of yours is overdue", StringComparison.Ordinal));
    }

    [Theory, DatabaseData]
    public async Task Empty_letters_and_those_nobody_wants_are_not_sent(DatabaseKind kind)
    {
        await using var world = await WorldAsync(kind);
        await world.OptOutAsync(CastMember.Counsellor, InboxTopic.Letter);
        await world.OptOutAsync(CastMember.TeacherA, InboxTopic.Graver, InboxTopic.FollowUp);
        // Told before, and out of reach since.
        await PostAsync(world, CastMember.TeacherUntilFortyDaysAgo, InboxWorld.Algebra, InboxTopic.Graver, "gone");
        await PostAsync(world, CastMember.TeacherB, InboxWorld.English, InboxTopic.Better, "read");
        await world.Mark.AllReadAsync(world.School.ScopeOf(CastMember.TeacherB), Cancel);
        ToMonday(world);
        (await Send(world).SendAsync(null, Cancel)).ShouldBe(0);
        Letters().ShouldBeEmpty();
    }

    [Theory, DatabaseData]
    public async Task Letters_that_cannot_leave_are_an_alert_and_leave_later(DatabaseKind kind)
    {
        await using var world = await WorldAsync(kind);
        ToMonday(world);
        await File.WriteAllTextAsync(_folder, "in the way", Cancel);
        (await Send(world).SendAsync(null, Cancel)).ShouldBe(-1);
        await using var db = world.Database.CreateDbContext();
        var alert = await db.Alerts.AsNoTracking().SingleAsync(Cancel);
        (alert.Subject, alert.ResolvedAt).ShouldBe((SendDigests.Family, null));
        File.Delete(_folder);
        (await Send(world).SendAsync(null, Cancel)).ShouldBe(2);
        (await db.Alerts.AsNoTracking().SingleAsync(Cancel)).ResolvedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_server_that_does_not_answer_keeps_every_letter_for_later()
    {
        await using var world = await WorldAsync(DatabaseKind.Sqlite);
        ToMonday(world);
        var mail = new AlertSettings
        {
            Host = "localhost",
            Port = 1,
            Encrypt = false,
        };
        (await Send(world, mail, new DigestSettings()).SendAsync(null, Cancel)).ShouldBe(-1);
        await using var db = world.Database.CreateDbContext();
        (await db.DigestLetters.AnyAsync(Cancel)).ShouldBeFalse();
        (await Send(world, new AlertSettings(), new DigestSettings()).SendAsync(null, Cancel)).ShouldBe(0);
        (
            await Send(world, mail, new DigestSettings { Schedule = null, Folder = _folder }).SendAsync(null, Cancel)
        ).ShouldBe(0);
    }

    [Theory]
    [InlineData("Development", false, null, true)]
    [InlineData("Development", false, "mail.school.example", false)]
    [InlineData("Production", false, null, false)]
    [InlineData("Production", true, "mail.school.example", true)]
    public void Without_a_server_letters_are_written_while_developing_and_those_of_the_demo_always(
        string environment,
        bool isDemo,
        string? host,
        bool isWritten
    )
    {
        var settings = Settings(environment, isDemo, ("Alerts:Smtp:Host", host));
        settings.Folder.ShouldBe(isWritten ? DigestSettings.UsualFolder : null);
        settings.Schedule.ShouldBe(DigestSettings.UsualSchedule);
    }

    [Fact]
    public void Settings_are_read_and_wrong_ones_end_with_a_sentence()
    {
        Settings("Production", false, ("Digest:Schedule", "off")).Schedule.ShouldBeNull();
        Settings("Production", false, ("Digest:Address", "https://school.example/ew")).Address.ShouldBe(Address);
        Should
            .Throw<SettingsException>(() => Settings("Production", false, ("Digest:Schedule", "Mondays")))
            .Message.ShouldContain("Digest:Schedule");
        Should
            .Throw<SettingsException>(() => Settings("Production", false, ("Digest:Address", "school")))
            .Message.ShouldContain("Digest:Address");
    }

    private static DigestSettings Settings(
        string environment,
        bool isDemo,
        params (string Key, string? Value)[] values
    ) =>
        DigestSettings.Of(
            new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(v => v.Key, v => v.Value)).Build(),
            new HostingEnvironment { EnvironmentName = environment },
            new DemoMode(isDemo, 800, 1)
        );

    // On Friday: Ada got graver for teacher A and her counsellor, and teacher A has a follow-up the week after.
    private static async Task<InboxWorld> WorldAsync(DatabaseKind kind)
    {
        var world = await InboxWorld.CreateAsync(kind);
        await PostAsync(world, CastMember.TeacherA, InboxWorld.Algebra, InboxTopic.Graver, "graver");
        await PostAsync(world, CastMember.Counsellor, InboxWorld.Algebra, InboxTopic.Graver, "graver");
        await using var db = world.Database.CreateDbContext();
        db.SupportCases.Add(
            new SupportCase
            {
                StudentId = SampleSchool.AdaId,
                OrgId = SampleSchool.NorthId,
                KindId = 2,
                Reason = "Two essays are missing.",
                ReferredById = SampleSchool.UserId(CastMember.TeacherA),
                OwnerId = SampleSchool.UserId(CastMember.TeacherA),
                ReferredOn = InboxWorld.Today,
                FollowUpOn = InboxWorld.Today.AddDays(6),
            }
        );
        await db.SaveChangesAsync(Cancel);
        return world;
    }

    private static Task PostAsync(
        InboxWorld world,
        CastMember member,
        long enrollment,
        InboxTopic topic,
        string fact
    ) =>
        new PostItems(world.Database).RunAsync(
            [
                new InboxItem
                {
                    UserId = SampleSchool.UserId(member),
                    Topic = topic,
                    Fact = fact,
                    MadeAt = world.Clock.GetUtcNow().UtcDateTime,
                    On = InboxWorld.Today,
                    EnrollmentId = enrollment,
                    State = RiskState.Watch,
                    Before = RiskState.OnTrack,
                },
            ],
            Cancel
        );

    private static void ToMonday(InboxWorld world) => world.Clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromHours(2));

    private SendDigests Send(InboxWorld world) =>
        Send(world, new AlertSettings(), new DigestSettings { Folder = _folder, Address = Address });

    private static SendDigests Send(InboxWorld world, AlertSettings mail, DigestSettings settings) =>
        new(
            world.Database,
            world.Database.Provider,
            new Alerts(world.Database, world.Clock),
            mail,
            settings,
            InboxWorld.Zone,
            world.Clock
        );

    private List<(string Head, string Body)> Letters() =>
        Directory.Exists(_folder) ? [.. Directory.GetFiles(_folder, "*.eml").Select(Letter)] : [];

    // Bodies travel as base64 or quoted-printable.
    private static (string Head, string Body) Letter(string file)
    {
        var letter = File.ReadAllText(file);
        var end = letter.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var (head, body) = (letter[..end], letter[(end + 4)..]);
        return letter.Contains("base64", StringComparison.OrdinalIgnoreCase)
            ? (head, System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(body.ReplaceLineEndings(""))))
            : (
                head,
                body.Replace("=\r\n", "", StringComparison.Ordinal)
                    .Replace("=3D", "=", StringComparison.Ordinal)
                    .Replace("..", ".", StringComparison.Ordinal)
            );
    }
}
