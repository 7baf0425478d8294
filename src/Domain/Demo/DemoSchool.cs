using System.Globalization;
using System.Threading.Channels;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Demo;

/// <summary>
/// The demo school: a seeded simulator of a district whose true risks are known. It holds nothing real, so that a generation
/// that was interrupted is wiped and made again.
/// </summary>
public static class DemoSchool
{
    /// <summary>Final score from which a course of the demo school is passed.</summary>
    public const double PassMark = 60;

    private const int LeastStudents = 20;

    /// <summary>Whether the database holds the demo school, whole or in part.</summary>
    /// <param name="contexts">Where contexts come from.</param>
    /// <param name="cancel">Cancels the query.</param>
    public static async Task<DemoState> StateAsync(IDbContextFactory<EarlyWarningDb> contexts, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await StateAsync(db, cancel);
    }

    /// <summary>
    /// Makes the demo school in a migrated database that is empty or holds an interrupted generation, and writes the true
    /// risks to a side file. The rows follow from the options alone.
    /// </summary>
    /// <param name="contexts">Where contexts come from.</param>
    /// <param name="provider">Writes rows in bulk.</param>
    /// <param name="options">Size, seed, day and side file.</param>
    /// <param name="progress">Told after every school.</param>
    /// <param name="cancel">Stops between rows; what was written is wiped by the next generation.</param>
    /// <exception cref="DemoRefusedException">The database holds real data or a whole demo school, or the size is too small.</exception>
    public static async Task GenerateAsync(
        IDbContextFactory<EarlyWarningDb> contexts,
        DatabaseProvider provider,
        DemoOptions options,
        IProgress<DemoProgress>? progress,
        CancellationToken cancel
    )
    {
        ArgumentNullException.ThrowIfNull(contexts);
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Students < LeastStudents)
        {
            throw new DemoRefusedException(
                $"A demo school of {options.Students} students cannot be made; ask for {LeastStudents} or more."
            );
        }

        await using (var db = await contexts.CreateDbContextAsync(cancel))
        {
            await ClearAsync(db, cancel);
        }

        var calendar = new DemoCalendar(options.Today);
        await BeginAsync(contexts, provider, options, calendar, cancel);
        var rows = await WriteSchoolsAsync(contexts, provider, options, calendar, progress, cancel);
        await CompleteAsync(contexts, options, rows, cancel);
    }

    /// <summary>Staff whose view is worth showing: those of the first school with most to see.</summary>
    /// <param name="contexts">Where contexts come from.</param>
    /// <param name="cancel">Cancels the queries.</param>
    /// <exception cref="DemoRefusedException">The database does not hold a whole demo school.</exception>
    public static async Task<DemoPersonas> PersonasAsync(
        IDbContextFactory<EarlyWarningDb> contexts,
        CancellationToken cancel
    )
    {
        ArgumentNullException.ThrowIfNull(contexts);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await StateAsync(db, cancel) is not DemoState.Complete)
        {
            throw new DemoRefusedException("The database holds no demo school; run the demo command first.");
        }

        var schoolId = DemoRoster.School(0).Id;
        var teacherId = await BusiestTeacherAsync(db, schoolId, cancel);
        var teacher = await db.Staff.AsNoTracking().SingleAsync(s => s.Id == teacherId, cancel);
        var counsellor = await db
            .Staff.AsNoTracking()
            .Where(s => s.OrgId == schoolId && s.Role == DemoStaff.Counsellor)
            .OrderBy(s => s.Id)
            .FirstAsync(cancel);
        var administrator = await db
            .Staff.AsNoTracking()
            .SingleAsync(s => s.Id == DemoSchoolBuilder.DistrictAdministratorId, cancel);
        return new DemoPersonas(teacher, counsellor, administrator);
    }

    private static async Task<DemoState> StateAsync(EarlyWarningDb db, CancellationToken cancel)
    {
        if (await db.InstallationFacts.AnyAsync(f => f.Name == InstallationFact.DemoSchool, cancel))
        {
            return DemoState.Complete;
        }

        return await db.Sources.AnyAsync(s => s.Name == DemoRoster.SourceName, cancel)
            ? DemoState.Partial
            : DemoState.Absent;
    }

    private static async Task ClearAsync(EarlyWarningDb db, CancellationToken cancel)
    {
        var state = await StateAsync(db, cancel);
        if (state is DemoState.Complete)
        {
            throw new DemoRefusedException(
                "The database already holds a demo school. Point the connection string at an empty database to make another."
            );
        }

        if (await HoldsRealDataAsync(db, cancel))
        {
            throw new DemoRefusedException(
                "The database holds data that is not the demo school's. Point the connection string at an empty database."
            );
        }

        if (state is DemoState.Partial)
        {
            await DemoWipe.RunAsync(db, cancel);
        }
    }

    private static async Task<bool> HoldsRealDataAsync(EarlyWarningDb db, CancellationToken cancel) =>
        await db.Sources.AnyAsync(s => s.Name != DemoRoster.SourceName, cancel)
        || await db.Orgs.AnyAsync(o => !db.Sources.Any(s => s.Id == o.SourceId), cancel)
        || await db.Students.AnyAsync(s => !db.Sources.Any(x => x.Id == s.SourceId), cancel);

    private static async Task BeginAsync(
        IDbContextFactory<EarlyWarningDb> contexts,
        DatabaseProvider provider,
        DemoOptions options,
        DemoCalendar calendar,
        CancellationToken cancel
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var import = new ImportBatch
        {
            Id = DemoRoster.ImportId,
            SourceId = DemoRoster.SourceId,
            Format = DemoRoster.SourceName,
            StartedAt = options.Today.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
            State = ImportState.Running,
        };
        var administrator = DemoStaff.Member(
            new Dice(options.Seed, 12, DemoSchoolBuilder.DistrictAdministratorId),
            DemoSchoolBuilder.DistrictAdministratorId,
            DemoRoster.DistrictId,
            DemoStaff.Administrator
        );
        await provider.BulkInsertAsync(
            db,
            [new Source { Id = DemoRoster.SourceId, Name = DemoRoster.SourceName }],
            cancel
        );
        await provider.BulkInsertAsync(db, [import], cancel);
        await provider.BulkInsertAsync(db, [DemoRoster.District()], cancel);
        await provider.BulkInsertAsync(db, calendar.Sessions(DemoRoster.DistrictId), cancel);
        await provider.BulkInsertAsync(db, DemoRoster.Courses(), cancel);
        await provider.BulkInsertAsync(db, DemoRoster.Categories, cancel);
        await provider.BulkInsertAsync(db, DemoRoster.Attributes, cancel);
        await provider.BulkInsertAsync(db, [administrator], cancel);
    }

    // One school is made while the one before it is written; at most three are in memory.
    private static async Task<long> WriteSchoolsAsync(
        IDbContextFactory<EarlyWarningDb> contexts,
        DatabaseProvider provider,
        DemoOptions options,
        DemoCalendar calendar,
        IProgress<DemoProgress>? progress,
        CancellationToken cancel
    )
    {
        var made = Channel.CreateBounded<SchoolBatch>(1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var making = Task.Run(() => MakeAsync(options, calendar, made.Writer, stop.Token), stop.Token);
        try
        {
            await using var truth = new TruthFile(options.TruthPath);
            var (students, rows) = (0, 0L);
            await foreach (var batch in made.Reader.ReadAllAsync(cancel))
            {
                await using var db = await contexts.CreateDbContextAsync(cancel);
                rows += await batch.WriteAsync(db, provider, cancel);
                await truth.WriteAsync(batch.Truth, cancel);
                students += batch.Students.Count;
                progress?.Report(new DemoProgress(students, options.Students, rows));
            }

            return rows;
        }
        finally
        {
            await stop.CancelAsync();
            await making.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task MakeAsync(
        DemoOptions options,
        DemoCalendar calendar,
        ChannelWriter<SchoolBatch> made,
        CancellationToken cancel
    )
    {
        try
        {
            foreach (var batch in new DemoSchoolBuilder(options, calendar).Schools())
            {
                await made.WriteAsync(batch, cancel);
            }

            made.Complete();
        }
        catch (Exception e)
        {
            // The reader of the channel throws it.
            made.Complete(e);
            throw;
        }
    }

    private static async Task CompleteAsync(
        IDbContextFactory<EarlyWarningDb> contexts,
        DemoOptions options,
        long rows,
        CancellationToken cancel
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var import = await db.Imports.SingleAsync(i => i.Id == DemoRoster.ImportId, cancel);
        import.State = ImportState.Applied;
        import.EndedAt = import.StartedAt;
        import.RowsRead = rows;
        import.RowsApplied = rows;
        import.Message = "The demo school was generated.";
        db.InstallationFacts.Add(
            new InstallationFact
            {
                Name = InstallationFact.DemoSchool,
                Value = string.Create(CultureInfo.InvariantCulture, $"students={options.Students};seed={options.Seed}"),
            }
        );
        await db.SaveChangesAsync(cancel);
    }

    // The teacher of the first school with most missing and failed work this term, among those with most classes.
    private static async Task<long> BusiestTeacherAsync(EarlyWarningDb db, long schoolId, CancellationToken cancel)
    {
        var running = await db.AcademicSessions.MaxAsync(s => s.Id, cancel);
        var loads = await db
            .ClassAssignments.Where(a => a.Class!.OrgId == schoolId && a.Class.SessionId == running)
            .GroupBy(a => a.StaffId)
            .Select(g => new { StaffId = g.Key, Classes = g.Count() })
            .ToListAsync(cancel);
        var most = Math.Min(5, loads.Max(l => l.Classes));
        var candidates = loads.Where(l => l.Classes >= most).Select(l => l.StaffId).ToList();
        return await db
            .ClassAssignments.Where(a => candidates.Contains(a.StaffId) && a.Class!.SessionId == running)
            .Select(a => new
            {
                a.StaffId,
                Trouble = db.Results.Count(r =>
                    r.LineItem!.ClassId == a.ClassId
                    && (r.Status == Grades.ScoreStatus.NotSubmitted || r.Score < 0.6 * r.LineItem.ResultValueMax)
                ),
            })
            .GroupBy(a => a.StaffId)
            .OrderByDescending(g => g.Sum(a => a.Trouble))
            .ThenBy(g => g.Key)
            .Select(g => g.Key)
            .FirstAsync(cancel);
    }
}
