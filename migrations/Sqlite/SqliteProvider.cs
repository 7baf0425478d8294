using EarlyWarning.Domain.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace EarlyWarning.Migrations.Sqlite;

/// <summary>The embedded default: one file, write-ahead log.</summary>
public sealed class SqliteProvider : DatabaseProvider
{
    /// <inheritdoc />
    public override string Name => "Sqlite";

    /// <inheritdoc />
    public override void Configure(DbContextOptionsBuilder options, string connectionString) =>
        options.UseSqlite(
            connectionString,
            sqlite => sqlite.MigrationsAssembly(typeof(SqliteProvider).Assembly.GetName().Name)
        );

    /// <inheritdoc />
    public override async Task MigrateAsync(EarlyWarningDb db, CancellationToken cancel)
    {
        if (!(await db.Database.GetPendingMigrationsAsync(cancel)).Any())
        {
            await PrepareAsync(db, cancel);
            return;
        }

        // EF Core guards migrations of SQLite with a row of a table, and a process killed in the middle leaves it behind:
        // every later start would wait for it for ever. Whoever holds the file's lock is the only one migrating, so that a
        // row found then belongs to nobody.
        await using var held = await HoldAsync(db, cancel);
        await ReleaseAbandonedAsync(db, cancel);
        await base.MigrateAsync(db, cancel);
    }

    /// <inheritdoc />
    protected override async Task PrepareAsync(EarlyWarningDb db, CancellationToken cancel)
    {
        // Readers go on while an import or a nightly run writes; the mode is kept in the file.
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancel);
    }

    /// <inheritdoc />
    public override async Task<long> BulkInsertAsync<T>(
        EarlyWarningDb db,
        IEnumerable<T> rows,
        CancellationToken cancel
    )
    {
        await db.Database.OpenConnectionAsync(cancel);
        try
        {
            var own = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancel) : null;
            await using (own)
            {
                var written = Write(db, rows, cancel);
                if (own is not null)
                {
                    await own.CommitAsync(cancel);
                }

                return written;
            }
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <inheritdoc />
    public override Task<IAsyncDisposable?> TryLockAsync(EarlyWarningDb db, string name, CancellationToken cancel)
    {
        // A lock file beside the database: the operating system frees it with the process, and the empty file stays, since
        // deleting it would let two processes hold two files of one name. SQLite's own lock would also stop every other writer.
        var database = new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource;
        var file = $"{Path.GetFullPath(database)}.{name}.lock";
        try
        {
            return Task.FromResult<IAsyncDisposable?>(
                new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1)
            );
        }
        catch (IOException) when (File.Exists(file))
        {
            return Task.FromResult<IAsyncDisposable?>(null);
        }
    }

    private async Task<IAsyncDisposable> HoldAsync(EarlyWarningDb db, CancellationToken cancel)
    {
        while (true)
        {
            if (await TryLockAsync(db, "migration", cancel) is { } held)
            {
                return held;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancel);
        }
    }

    private static async Task ReleaseAbandonedAsync(EarlyWarningDb db, CancellationToken cancel)
    {
        if (!await db.GetService<IRelationalDatabaseCreator>().ExistsAsync(cancel))
        {
            return;
        }

        var tables = await db
            .Database.SqlQuery<int>(
                $"SELECT COUNT(*) AS Value FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'"
            )
            .SingleAsync(cancel);
        if (tables > 0)
        {
            await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsLock\"", cancel);
        }
    }

    private static long Write<T>(EarlyWarningDb db, IEnumerable<T> rows, CancellationToken cancel)
        where T : class
    {
        using var writer = new SqliteBulkWriter<T>(db);
        long written = 0;
        foreach (var row in rows)
        {
            cancel.ThrowIfCancellationRequested();
            writer.Write(row);
            written++;
        }

        return written;
    }
}
