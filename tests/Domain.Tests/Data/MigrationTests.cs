using EarlyWarning.Domain.Data;
using EarlyWarning.Migrations.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Tests.Data;

/// <summary>A database that was left in the middle of a migration comes up again.</summary>
public sealed class MigrationTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"earlywarning-{Guid.NewGuid():n}.db");
    private readonly SqliteProvider _provider = new();

    [Fact]
    public async Task A_start_after_one_that_was_killed_while_migrating_does_not_wait_for_it()
    {
        // What EF Core leaves behind: its lock table with a row that nobody will take away.
        await using (var connection = new SqliteConnection($"Data Source={_file};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = """
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00+00:00');
                """;
            await command.ExecuteNonQueryAsync();
        }

        await using var db = Open();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await _provider.MigrateAsync(db, patience.Token);

        (await db.Students.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Many_processes_may_bring_up_one_database_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(MigrateAsync)));

        await using var db = Open();
        (await db.Database.GetPendingMigrationsAsync()).ShouldBeEmpty();
        (await db.Students.CountAsync()).ShouldBe(0);

        async Task MigrateAsync()
        {
            await using var own = Open();
            await _provider.MigrateAsync(own, CancellationToken.None);
        }
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_file)!, Path.GetFileName(_file) + "*"))
        {
            File.Delete(file);
        }
    }

    private EarlyWarningDb Open() => new(_provider.Options($"Data Source={_file};Pooling=False"));
}
