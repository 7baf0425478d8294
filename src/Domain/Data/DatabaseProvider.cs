using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Data;

/// <summary>
/// What differs between database systems, in one place: how a context is configured, how a new database is prepared and
/// how many rows are written fast. Everything else is written once, against EF Core.
/// </summary>
public abstract class DatabaseProvider
{
    /// <summary>Name in the setting Database:Provider.</summary>
    public abstract string Name { get; }

    /// <summary>Points a context at the database and at this provider's migrations.</summary>
    /// <param name="options">The context's options.</param>
    /// <param name="connectionString">Connection string in the system's own syntax.</param>
    public abstract void Configure(DbContextOptionsBuilder options, string connectionString);

    /// <summary>
    /// Brings the database to this version: creates and migrates it where need be, and applies what must hold for the whole
    /// of it. Safe to repeat, from several processes at once, and after one that was killed in the middle.
    /// </summary>
    /// <param name="db">A context.</param>
    /// <param name="cancel">Cancels the work.</param>
    public virtual async Task MigrateAsync(EarlyWarningDb db, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        await db.Database.MigrateAsync(cancel);
        await PrepareAsync(db, cancel);
    }

    /// <summary>Applies what must hold for the whole database (write-ahead log, snapshot reads); safe to repeat.</summary>
    /// <param name="db">An open context.</param>
    /// <param name="cancel">Cancels the work.</param>
    protected abstract Task PrepareAsync(EarlyWarningDb db, CancellationToken cancel);

    /// <summary>
    /// Writes rows with the keys they carry, past the change tracker, in the context's current transaction or one of its own.
    /// </summary>
    /// <typeparam name="T">An entity type of the model.</typeparam>
    /// <param name="db">The context.</param>
    /// <param name="rows">The rows; enumerated once, never held together.</param>
    /// <param name="cancel">Cancels between rows; a transaction of its own is then rolled back.</param>
    /// <returns>The number of rows written.</returns>
    public abstract Task<long> BulkInsertAsync<T>(EarlyWarningDb db, IEnumerable<T> rows, CancellationToken cancel)
        where T : class;

    /// <summary>
    /// Takes a lock that only one process at a time holds on this database. It ends when it is disposed and when the process
    /// dies, so that nothing is left behind by a kill.
    /// </summary>
    /// <param name="db">The context.</param>
    /// <param name="name">Name of the lock, in letters and hyphens.</param>
    /// <param name="cancel">Cancels the attempt.</param>
    /// <returns>The lock, or null at once where another holds it.</returns>
    public abstract Task<IAsyncDisposable?> TryLockAsync(EarlyWarningDb db, string name, CancellationToken cancel);

    /// <summary>Configures and returns options for a context outside dependency injection.</summary>
    /// <param name="connectionString">Connection string in the system's own syntax.</param>
    public DbContextOptions<EarlyWarningDb> Options(string connectionString)
    {
        var builder = new DbContextOptionsBuilder<EarlyWarningDb>();
        Configure(builder, connectionString);
        return builder.Options;
    }
}
