using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Imports.Files;
using EarlyWarning.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Imports;

/// <summary>
/// Runs imports. All files are checked first, without writing; then they are read again and written in one transaction, so
/// that everything becomes visible at once or nothing does. One import runs at a time. What became of it is recorded
/// outside that transaction.
/// </summary>
/// <param name="contexts">Makes contexts on a migrated database.</param>
/// <param name="provider">The database system.</param>
/// <param name="clock">Gives the day of the import, UTC.</param>
/// <param name="options">Settings.</param>
public sealed class ImportRun(
    IDbContextFactory<EarlyWarningDb> contexts,
    DatabaseProvider provider,
    TimeProvider clock,
    ImportOptions options
)
{
    private const string LockName = "import";

    /// <summary>Imports, or refuses with a sentence; either way the report says what happened.</summary>
    /// <param name="request">What to import.</param>
    /// <param name="progress">Told of rows as they are read.</param>
    /// <param name="cancel">Rolls everything back; the report then says so.</param>
    /// <exception cref="System.Data.Common.DbException">The database failed; nothing was changed.</exception>
    public async Task<ImportReport> RunAsync(
        ImportRequest request,
        IProgress<ImportProgress>? progress = null,
        CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (options.DemoEnabled || await HoldsDemoAsync(db, cancel))
        {
            return ImportReport.Refused(DemoRefusal);
        }

        await using var held = await provider.TryLockAsync(db, LockName, cancel);
        if (held is null)
        {
            return ImportReport.Refused(
                "Another import into this database is running. Wait until it has ended, then import again."
            );
        }

        await CloseInterruptedAsync(db, cancel);
        var batch = await BeginAsync(db, request, cancel);
        return await RunAsync(batch, request, progress, cancel);
    }

    /// <summary>What is said where the installation holds the demo school.</summary>
    public const string DemoRefusal =
        "This is a demo installation, which takes no real data. Set Demo__Enabled=false, and ConnectionStrings__Sqlite to "
        + "another file (for instance \"Data Source=data/school.db\"), then import again.";

    private async Task<ImportReport> RunAsync(
        ImportBatch batch,
        ImportRequest request,
        IProgress<ImportProgress>? progress,
        CancellationToken cancel
    )
    {
        var tally = new ImportTally();
        try
        {
            using var bundle = Bundle.Open(request.Path);
            var format = ImportFormat.Of(request.Format, bundle);
            tally = await CheckAsync(format, batch, request, progress, cancel);
            var written = await WriteAsync(format, batch, tally, progress, cancel);
            return Report(batch, written, tally);
        }
        catch (ImportRefusedException e)
        {
            await RefuseAsync(batch, e.Tally ?? tally, e.Message);
            return Report(batch, e.Tally ?? tally, e.Tally ?? tally);
        }
        catch (OperationCanceledException)
        {
            await RefuseAsync(batch, tally, "The import was cancelled; nothing was changed.");
            return Report(batch, tally, tally);
        }
        catch (Exception)
        {
            await RefuseAsync(batch, tally, "The import failed while it was being applied; nothing was changed.");
            throw;
        }
    }

    private async Task<ImportTally> CheckAsync(
        ImportFormat format,
        ImportBatch batch,
        ImportRequest request,
        IProgress<ImportProgress>? progress,
        CancellationToken cancel
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var source = await db.Sources.SingleOrDefaultAsync(s => s.Name == format.Source, cancel);
        var pass = Pass(db, batch, source?.Id ?? 0, null, progress, cancel);
        try
        {
            await format.ReadAsync(pass);
            if (!request.Accept)
            {
                pass.Tally.RefuseFaulty();
            }

            return pass.Tally;
        }
        catch (ImportRefusedException e)
        {
            e.Tally = pass.Tally;
            throw;
        }
    }

    private async Task<ImportTally> WriteAsync(
        ImportFormat format,
        ImportBatch batch,
        ImportTally check,
        IProgress<ImportProgress>? progress,
        CancellationToken cancel
    )
    {
        await using var outer = await contexts.CreateDbContextAsync(cancel);
        return await outer
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(
                async token =>
                {
                    // A context of its own for each attempt: nothing of a failed one is carried over.
                    await using var db = await contexts.CreateDbContextAsync(token);
                    await using var transaction = await db.Database.BeginTransactionAsync(token);
                    var source = await SourceAsync(db, format.Source, token);
                    var pass = Pass(db, batch, source, check.Read, progress, token, writes: true);
                    await format.ReadAsync(pass);
                    Close(batch, pass.Tally, ImportState.Applied, AppliedMessage(pass.Tally));
                    batch.SourceId = source;
                    db.Imports.Update(batch);
                    db.QuarantinedRows.AddRange(Named(pass.Tally, batch));
                    await db.SaveChangesAsync(token);
                    await transaction.CommitAsync(token);
                    return pass.Tally;
                },
                cancel
            );
    }

    private ImportPass Pass(
        EarlyWarningDb db,
        ImportBatch batch,
        int source,
        long? total,
        IProgress<ImportProgress>? progress,
        CancellationToken cancel,
        bool writes = false
    ) =>
        new(db, provider, writes)
        {
            Options = options,
            SourceId = source,
            ImportId = batch.Id,
            Today = DateOnly.FromDateTime(batch.StartedAt),
            Progress = progress,
            TotalRows = total,
            Cancel = cancel,
        };

    private static async Task<int> SourceAsync(EarlyWarningDb db, string name, CancellationToken cancel)
    {
        var source = await db.Sources.SingleOrDefaultAsync(s => s.Name == name, cancel);
        if (source is null)
        {
            source = new Source { Name = name };
            db.Sources.Add(source);
            await db.SaveChangesAsync(cancel);
        }

        return source.Id;
    }

    private static Task<bool> HoldsDemoAsync(EarlyWarningDb db, CancellationToken cancel) =>
        db.InstallationFacts.AnyAsync(f => f.Name == InstallationFact.DemoSchool, cancel);

    // The lock is held, so whatever still says "running" died with its process, and its transaction with it.
    private async Task CloseInterruptedAsync(EarlyWarningDb db, CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await db
            .Imports.Where(i => i.State == ImportState.Running)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(i => i.State, ImportState.Refused)
                        .SetProperty(i => i.EndedAt, now)
                        .SetProperty(i => i.Message, "The import was interrupted; nothing was changed."),
                cancel
            );
    }

    private async Task<ImportBatch> BeginAsync(EarlyWarningDb db, ImportRequest request, CancellationToken cancel)
    {
        var batch = new ImportBatch
        {
            Format = request.Format.Length <= 64 ? request.Format : request.Format[..64],
            StartedAt = clock.GetUtcNow().UtcDateTime,
            State = ImportState.Running,
        };
        db.Imports.Add(batch);
        await db.SaveChangesAsync(cancel);
        db.ChangeTracker.Clear();
        return batch;
    }

    // Recorded even where the caller has given up: the next one must be able to see what became of this import.
    private async Task RefuseAsync(ImportBatch batch, ImportTally tally, string message)
    {
        await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
        Close(batch, tally, ImportState.Refused, message);
        db.Imports.Update(batch);
        db.QuarantinedRows.AddRange(Named(tally, batch));
        await db.SaveChangesAsync(CancellationToken.None);
    }

    private void Close(ImportBatch batch, ImportTally tally, ImportState state, string message)
    {
        batch.State = state;
        batch.EndedAt = clock.GetUtcNow().UtcDateTime;
        batch.RowsRead = tally.Read;
        batch.RowsApplied = state == ImportState.Applied ? tally.Applied : 0;
        batch.RowsQuarantined = tally.Files.Sum(f => f.Quarantined);
        batch.Message = message.Length <= 2000 ? message : message[..2000];
    }

    private static string AppliedMessage(ImportTally tally) =>
        tally.Applied == 0
            ? "Nothing in these files was new."
            : string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{tally.Applied:N0} records were added or changed from {tally.Read:N0} rows."
            );

    private static IEnumerable<QuarantinedRow> Named(ImportTally tally, ImportBatch batch)
    {
        foreach (var row in tally.Quarantined)
        {
            row.ImportId = batch.Id;
            row.Id = 0;
            yield return row;
        }
    }

    private static ImportReport Report(ImportBatch batch, ImportTally counts, ImportTally check) =>
        new(batch.State, batch.Message!, counts.Files, counts.Quarantined, check.Warnings, batch.Id);
}
