using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Orgs;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Tests.Data;

/// <summary>Rows written in bulk read back as those that EF Core writes, whatever their types.</summary>
public sealed class BulkInsertTests
{
    [Theory]
    [DatabaseData]
    public async Task Reads_back_every_type_as_it_was(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await SampleSchool.CreateAsync(database, new DateOnly(2026, 3, 18));
        await using var db = database.CreateDbContext();
        await database.Provider.BulkInsertAsync(db, [NewUser(101), NewUser(102)], CancellationToken.None);
        await database.Provider.BulkInsertAsync(db, [NewScore(1), NewScore(2)], CancellationToken.None);

        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == 102);
        user.ShouldBeEquivalentTo(NewUser(102));
        var score = await db.Scores.AsNoTracking().SingleAsync(s => s.EnrollmentId == 2);
        score.ShouldBeEquivalentTo(NewScore(2));
    }

    [Fact]
    public async Task Stores_the_same_bytes_in_sqlite_as_ef_core_does()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var db = database.CreateDbContext();
        await database.Provider.BulkInsertAsync(db, [NewUser(1)], CancellationToken.None);
        var twin = NewUser(2);
        db.Users.Add(twin);
        await db.SaveChangesAsync();
        await db.Database.OpenConnectionAsync();
        await using var command = ((SqliteConnection)db.Database.GetDbConnection()).CreateCommand();
        command.CommandText = "SELECT * FROM AspNetUsers ORDER BY Id";
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object[]>();
        while (await reader.ReadAsync())
        {
            rows.Add([
                .. Enumerable
                    .Range(0, reader.FieldCount)
                    .Where(i => reader.GetName(i) is not "Id")
                    .Select(reader.GetValue),
            ]);
        }

        rows[0].Select(v => v.GetType()).ShouldBe(rows[1].Select(v => v.GetType()));
        rows[0].Select(Neutral).ShouldBe(rows[1].Select(Neutral));
    }

    [Fact]
    public async Task Nothing_is_written_where_a_row_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var db = database.CreateDbContext();
        Source[] twins = [new() { Id = 1, Name = "twin" }, new() { Id = 2, Name = "twin" }];
        await Should.ThrowAsync<SqliteException>(() =>
            database.Provider.BulkInsertAsync(db, twins, CancellationToken.None)
        );
        (await db.Sources.CountAsync()).ShouldBe(0);
    }

    private static string Neutral(object value) => $"{value}".Replace("user-2", "user-1").Replace("USER-2", "USER-1");

    private static AppUser NewUser(long id) =>
        new()
        {
            Id = id,
            UserName = $"user-{id}",
            NormalizedUserName = $"USER-{id}",
            DisplayName = "Zoë Ångström 学校 " + new string('x', 100),
            PasswordHash = "",
            ConcurrencyStamp = "c",
            LockoutEnd = new DateTimeOffset(2026, 3, 18, 7, 8, 9, 123, TimeSpan.Zero),
            DeactivatedAt = new DateTime(2026, 3, 18, 7, 8, 9, 120),
            LockoutEnabled = true,
            AccessFailedCount = 3,
        };

    private static Score NewScore(long enrollmentId) =>
        new()
        {
            EnrollmentId = enrollmentId,
            Goal = Goal.CourseFailure,
            Week = 300,
            GenerationId = 5_000_000_000,
            AsOf = new DateOnly(2026, 3, 17),
            State = RiskState.NeedsSupport,
            PreviousState = enrollmentId == 2 ? RiskState.Watch : null,
            Basis = SignalBasis.Model,
            Margin = -0.1234567890123456,
            StateSince = new DateOnly(2026, 3, 1),
            MainConcern = -1,
            Rules = RuleSignals.MissingWork | RuleSignals.ChronicAbsence,
            MayChange = true,
            Contributions = [1, 0, 255],
            Features = [],
        };
}
