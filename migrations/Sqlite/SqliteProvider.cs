using EarlyWarning.Domain.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

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
    public override async Task PrepareAsync(EarlyWarningDb db, CancellationToken cancel)
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
        // A lock file beside the database: the operating system frees it with the process. SQLite's own lock would also
        // stop every other writer.
        var database = new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource;
        var file = $"{Path.GetFullPath(database)}.{name}.lock";
        try
        {
            return Task.FromResult<IAsyncDisposable?>(
                new FileStream(
                    file,
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    bufferSize: 1,
                    FileOptions.DeleteOnClose
                )
            );
        }
        catch (IOException) when (File.Exists(file))
        {
            return Task.FromResult<IAsyncDisposable?>(null);
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
