using EarlyWarning.Domain.Data;
using EarlyWarning.Migrations.Sqlite;
using EarlyWarning.Migrations.SqlServer;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Support;

/// <summary>A migrated, empty database of its own for one test; dropped when disposed.</summary>
public sealed class TestDatabase : IAsyncDisposable, IDbContextFactory<EarlyWarningDb>
{
    private static readonly Lazy<string> Template = new(CreateTemplate);
    private readonly DbContextOptions<EarlyWarningDb> _options;

    private TestDatabase(DatabaseProvider provider, string connectionString)
    {
        Provider = provider;
        ConnectionString = connectionString;
        _options = provider.Options(connectionString);
    }

    /// <summary>The provider under test.</summary>
    public DatabaseProvider Provider { get; }

    /// <summary>Connection string of this database.</summary>
    public string ConnectionString { get; }

    /// <summary>Creates an empty, migrated database.</summary>
    /// <param name="kind">Which system.</param>
    public static async Task<TestDatabase> CreateAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        if (kind == DatabaseKind.Sqlite)
        {
            var file = Path.Combine(Path.GetTempPath(), $"earlywarning-{Guid.NewGuid():n}.db");
            File.Copy(Template.Value, file);
            return new TestDatabase(new SqliteProvider(), $"Data Source={file}");
        }

        var server = new Microsoft.Data.SqlClient.SqlConnectionStringBuilder(
            Environment.GetEnvironmentVariable(DatabaseDataAttribute.SqlServerVariable)
        )
        {
            InitialCatalog = $"earlywarning_{Guid.NewGuid():n}",
        };
        var database = new TestDatabase(new SqlServerProvider(), server.ConnectionString);
        await using var db = database.CreateDbContext();
        await database.Provider.MigrateAsync(db, CancellationToken.None);
        return database;
    }

    /// <inheritdoc />
    public EarlyWarningDb CreateDbContext() => new(_options);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await using (var db = CreateDbContext())
        {
            if (Provider is SqlServerProvider)
            {
                await db.Database.EnsureDeletedAsync();
                return;
            }
        }

        SqliteConnection.ClearPool(new SqliteConnection(ConnectionString));
        var file = new SqliteConnectionStringBuilder(ConnectionString).DataSource;
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            File.Delete(file + suffix);
        }
    }

    /// <summary>A copy of this database with all that is in it, for a test that changes it. SQLite only.</summary>
    /// <param name="settings">More for the connection string, such as "Default Timeout=1".</param>
    public async Task<TestDatabase> CopyAsync(string settings = "")
    {
        var file = Path.Combine(Path.GetTempPath(), $"earlywarning-{Guid.NewGuid():n}.db");
        await using var db = CreateDbContext();
        await db.Database.ExecuteSqlAsync($"VACUUM INTO {file}");
        var copy = new TestDatabase(Provider, $"Data Source={file};{settings}");
        await using var copied = copy.CreateDbContext();
        await copied.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL");
        return copy;
    }

    // Migrating takes seconds, copying a migrated file takes none.
    private static string CreateTemplate()
    {
        var file = Path.Combine(Path.GetTempPath(), $"earlywarning-template-{Guid.NewGuid():n}.db");
        var connection = $"Data Source={file};Pooling=False";
        using var db = new EarlyWarningDb(new SqliteProvider().Options(connection));
        db.Database.Migrate();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(file);
        return file;
    }
}
