using EarlyWarning.Domain.Data;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace EarlyWarning.Migrations.SqlServer;

/// <summary>SQL Server 2019 or later, and Azure SQL.</summary>
public sealed class SqlServerProvider : DatabaseProvider
{
    /// <inheritdoc />
    public override string Name => "SqlServer";

    /// <inheritdoc />
    public override void Configure(DbContextOptionsBuilder options, string connectionString) =>
        options.UseSqlServer(
            connectionString,
            server =>
                server
                    .MigrationsAssembly(typeof(SqlServerProvider).Assembly.GetName().Name)
                    .UseCompatibilityLevel(150)
                    .EnableRetryOnFailure()
        );

    /// <inheritdoc />
    protected override async Task PrepareAsync(EarlyWarningDb db, CancellationToken cancel)
    {
        // Readers see the last committed rows while an import or a nightly run writes.
        const string Sql = """
            IF (SELECT is_read_committed_snapshot_on FROM sys.databases WHERE database_id = DB_ID()) = 0
                ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE;
            """;
        await db.Database.ExecuteSqlRawAsync(Sql, cancel);
    }

    /// <inheritdoc />
    public override async Task<long> BulkInsertAsync<T>(
        EarlyWarningDb db,
        IEnumerable<T> rows,
        CancellationToken cancel
    )
    {
        var table = BulkTable<T>.Of(db);
        await db.Database.OpenConnectionAsync(cancel);
        try
        {
            var transaction = db.Database.CurrentTransaction?.GetDbTransaction() as SqlTransaction;
            var options = SqlBulkCopyOptions.KeepIdentity | SqlBulkCopyOptions.CheckConstraints;
            if (transaction is null)
            {
                options |= SqlBulkCopyOptions.UseInternalTransaction;
            }

            using var copy = new SqlBulkCopy((SqlConnection)db.Database.GetDbConnection(), options, transaction)
            {
                DestinationTableName = table.Schema is null ? $"[{table.Name}]" : $"[{table.Schema}].[{table.Name}]",
                BulkCopyTimeout = 0,
                EnableStreaming = true,
            };
            foreach (var column in table.Columns)
            {
                copy.ColumnMappings.Add(column.Name, column.Name);
            }

            using var reader = new BulkReader<T>(table, rows);
            await copy.WriteToServerAsync(reader, cancel);
            return reader.RowsRead;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <inheritdoc />
    public override async Task<IAsyncDisposable?> TryLockAsync(EarlyWarningDb db, string name, CancellationToken cancel)
    {
        // A session of its own: the lock must outlive the transactions of the context, and end with the process.
        var connection = new SqlConnection(db.Database.GetConnectionString());
        await connection.OpenAsync(cancel);
        var held = new ApplicationLock(connection, $"EarlyWarning {name}");
        if (await held.TakeAsync(cancel))
        {
            return held;
        }

        await connection.DisposeAsync();
        return null;
    }
}
