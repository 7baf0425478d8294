using EarlyWarning.Domain.Access;
using EarlyWarning.Support;
using EarlyWarning.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Identity;

public sealed class OneTimeLinksTests
{
    private readonly SettableClock _clock = new(new DateTimeOffset(2026, 11, 16, 8, 0, 0, TimeSpan.Zero));

    [Theory, DatabaseData]
    public async Task A_link_works_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var links = new OneTimeLinks(database, _clock);
        var token = await links.CreateAsync(OneTimeLinkPurpose.SetUp, null, null, CancellationToken.None);
        var link = await links.FindAsync(token, CancellationToken.None);
        await using var db = database.CreateDbContext();

        (await links.UseAsync(db, link!, CancellationToken.None)).ShouldBeTrue();

        (await links.UseAsync(db, link!, CancellationToken.None)).ShouldBeFalse();
        (await links.FindAsync(token, CancellationToken.None)).ShouldBeNull();
    }

    [Theory]
    [InlineData(OneTimeLinkPurpose.SetUp, 24)]
    [InlineData(OneTimeLinkPurpose.PasswordReset, 24)]
    [InlineData(OneTimeLinkPurpose.Invitation, 7 * 24)]
    public async Task A_link_expires(OneTimeLinkPurpose purpose, int hours)
    {
        await using var database = await TestDatabase.CreateAsync();
        var links = new OneTimeLinks(database, _clock);
        var token = await links.CreateAsync(purpose, 1, null, CancellationToken.None);

        _clock.Advance(TimeSpan.FromHours(hours) - TimeSpan.FromSeconds(1));
        (await links.FindAsync(token, CancellationToken.None)).ShouldNotBeNull();
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await links.FindAsync(token, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_new_link_ends_the_one_before_for_the_same_account_only()
    {
        await using var database = await TestDatabase.CreateAsync();
        var links = new OneTimeLinks(database, _clock);
        var first = await links.CreateAsync(OneTimeLinkPurpose.PasswordReset, 1, null, CancellationToken.None);
        var other = await links.CreateAsync(OneTimeLinkPurpose.PasswordReset, 2, null, CancellationToken.None);
        var second = await links.CreateAsync(OneTimeLinkPurpose.PasswordReset, 1, null, CancellationToken.None);

        (await links.FindAsync(first, CancellationToken.None)).ShouldBeNull();
        (await links.FindAsync(other, CancellationToken.None))!.UserId.ShouldBe(2);
        (await links.FindAsync(second, CancellationToken.None))!.UserId.ShouldBe(1);
    }

    [Fact]
    public async Task The_database_holds_no_token()
    {
        await using var database = await TestDatabase.CreateAsync();
        var links = new OneTimeLinks(database, _clock);
        var token = await links.CreateAsync(OneTimeLinkPurpose.SetUp, null, null, CancellationToken.None);
        await using var db = database.CreateDbContext();

        var kept = await db.OneTimeLinks.SingleAsync();

        kept.TokenHash.ShouldBe(OneTimeLinks.Hash(token));
        kept.TokenHash.ShouldNotContain(token);
        token.Length.ShouldBe(43, "256 bits in base64url");
    }
}
