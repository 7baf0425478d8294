using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Tests.Imports;

/// <summary>All or nothing, whatever goes wrong.</summary>
public class ImportRunTests
{
    private static readonly TestClock Clock = new(2026, 1, 2);

    [Theory, DatabaseData]
    public async Task A_failure_while_writing_changes_nothing_and_the_next_import_works(DatabaseKind kind)
    {
        using var files = OuladSample.Create();
        await using var database = await TestDatabase.CreateAsync(kind);
        var before = await Dump.OfAsync(database);
        var failing = new ImportRun(database, new FailingProvider(database.Provider), Clock, new ImportOptions());

        await Should.ThrowAsync<InvalidOperationException>(() =>
            failing.RunAsync(new ImportRequest(files.Path, "oulad"))
        );

        (await Dump.OfAsync(database)).ShouldBe(before);
        await using var db = database.CreateDbContext();
        (await db.Imports.SingleAsync()).State.ShouldBe(ImportState.Refused);
        (await RunAsync(database, files.Path)).IsApplied.ShouldBeTrue();
    }

    [Theory, DatabaseData]
    public async Task Cancelling_while_writing_changes_nothing(DatabaseKind kind)
    {
        using var files = OuladSample.Create();
        await using var database = await TestDatabase.CreateAsync(kind);
        var before = await Dump.OfAsync(database);
        using var cancel = new CancellationTokenSource();
        var progress = new CallBack(p =>
        {
            if (p.Writing && string.Equals(p.File, "studentAssessment.csv", StringComparison.Ordinal))
            {
                cancel.Cancel();
            }
        });

        var report = await new ImportRun(database, database.Provider, Clock, new ImportOptions()).RunAsync(
            new ImportRequest(files.Path, "oulad"),
            progress,
            cancel.Token
        );

        report.IsApplied.ShouldBeFalse();
        report.Message.ShouldContain("cancelled");
        (await Dump.OfAsync(database)).ShouldBe(before);
    }

    [Theory, DatabaseData]
    public async Task A_second_import_at_once_is_refused(DatabaseKind kind)
    {
        using var files = OuladSample.Create();
        await using var database = await TestDatabase.CreateAsync(kind);
        ImportReport? second = null;
        var progress = new CallBack(p =>
        {
            if (p.Writing && second is null)
            {
                second = RunAsync(database, files.Path).GetAwaiter().GetResult();
            }
        });

        var first = await new ImportRun(database, database.Provider, Clock, new ImportOptions()).RunAsync(
            new ImportRequest(files.Path, "oulad"),
            progress
        );

        first.IsApplied.ShouldBeTrue(first.Message);
        second.ShouldNotBeNull().IsApplied.ShouldBeFalse();
        second.Message.ShouldContain("Another import");
    }

    [Theory, DatabaseData]
    public async Task A_killed_import_is_closed_by_the_next_one(DatabaseKind kind)
    {
        using var files = OuladSample.Create();
        await using var database = await TestDatabase.CreateAsync(kind);
        await using (var db = database.CreateDbContext())
        {
            db.Imports.Add(
                new ImportBatch
                {
                    Format = "oulad",
                    StartedAt = Clock.Now.UtcDateTime,
                    State = ImportState.Running,
                }
            );
            await db.SaveChangesAsync();
        }

        (await RunAsync(database, files.Path)).IsApplied.ShouldBeTrue();

        await using var later = database.CreateDbContext();
        var killed = await later.Imports.OrderBy(i => i.Id).FirstAsync();
        killed.State.ShouldBe(ImportState.Refused);
        killed.Message!.ShouldContain("interrupted");
    }

    [Theory, DatabaseData]
    public async Task A_demo_takes_no_real_data(DatabaseKind kind)
    {
        using var files = OuladSample.Create();
        await using var database = await TestDatabase.CreateAsync(kind);
        var bySetting = await new ImportRun(
            database,
            database.Provider,
            Clock,
            new ImportOptions { DemoEnabled = true }
        ).RunAsync(new ImportRequest(files.Path, "oulad"));
        bySetting.IsApplied.ShouldBeFalse();
        bySetting.Message.ShouldContain("Demo__Enabled=false");

        await using var db = database.CreateDbContext();
        db.InstallationFacts.Add(
            new InstallationFact { Name = InstallationFact.DemoSchool, Value = "students=1;seed=1" }
        );
        await db.SaveChangesAsync();
        (await RunAsync(database, files.Path)).IsApplied.ShouldBeFalse();
        (await db.Students.CountAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("no file", "studentInfo", "has no studentInfo.csv")]
    [InlineData("no column", "final_result", "has no column \"final_result\"")]
    [InlineData("misspelt column", "final_resullt", "\"final_resullt\" is the closest")]
    [InlineData("empty file", "studentInfo.csv", "is empty")]
    [InlineData("windows-1252", "offset", "studentInfo.csv is not UTF-8: the byte at offset 20")]
    [InlineData("utf-16", "UTF-16", "the byte at offset 0")]
    [InlineData("bad gzip", "studentInfo.csv.gz", "cannot be unpacked")]
    [InlineData("bad zip", "readable zip", "neither a folder nor a readable zip file")]
    [InlineData("escaping zip", "../", "points outside the archive")]
    [InlineData("zip bomb", "200 times", "unpacks to more than 200 times")]
    [InlineData("no path", "There is no folder", "Check the path")]
    [InlineData("twice", "studentInfo twice", "Leave one of them")]
    [InlineData("no format", "There is no format", "oulad, oneroster")]
    public async Task A_structural_fault_changes_nothing_and_is_told_in_a_sentence(
        string fault,
        string word,
        string says
    )
    {
        using var files = OuladSample.Create();
        await using var database = await TestDatabase.CreateAsync();
        var before = await Dump.OfAsync(database);
        var (path, format) = StructuralFaults.Make(fault, files);

        var report = await new ImportRun(database, database.Provider, Clock, new ImportOptions()).RunAsync(
            new ImportRequest(path, format)
        );

        report.IsApplied.ShouldBeFalse();
        report.Message.ShouldContain(word);
        report.Message.ShouldContain(says);
        (await Dump.OfAsync(database)).ShouldBe(before);
        await using var db = database.CreateDbContext();
        var batch = await db.Imports.SingleAsync();
        (batch.State, batch.Message).ShouldBe((ImportState.Refused, report.Message));
    }

    [Fact]
    public async Task Zip_files_are_read_whether_or_not_a_folder_is_inside()
    {
        using var files = OuladSample.Create();
        await using var database = await TestDatabase.CreateAsync();
        var flat = await RunAsync(database, files.Zip());
        flat.IsApplied.ShouldBeTrue(flat.Message);
        var nested = await RunAsync(database, files.Zip("export/"));
        nested.IsApplied.ShouldBeTrue(nested.Message);
        nested.Files.Sum(f => f.Applied).ShouldBe(0);
    }

    private static Task<ImportReport> RunAsync(TestDatabase database, string path) =>
        new ImportRun(database, database.Provider, Clock, new ImportOptions()).RunAsync(
            new ImportRequest(path, "oulad")
        );

    private sealed class CallBack(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }

    private sealed class FailingProvider(DatabaseProvider inner) : DatabaseProvider
    {
        public override string Name => inner.Name;

        public override void Configure(DbContextOptionsBuilder options, string connectionString) =>
            inner.Configure(options, connectionString);

        public override Task MigrateAsync(EarlyWarningDb db, CancellationToken cancel) =>
            inner.MigrateAsync(db, cancel);

        protected override Task PrepareAsync(EarlyWarningDb db, CancellationToken cancel) => Task.CompletedTask;

        public override Task<IAsyncDisposable?> TryLockAsync(
            EarlyWarningDb db,
            string name,
            CancellationToken cancel
        ) => inner.TryLockAsync(db, name, cancel);

        public override Task<long> BulkInsertAsync<T>(
            EarlyWarningDb db,
            IEnumerable<T> rows,
            CancellationToken cancel
        ) =>
            typeof(T) == typeof(Result)
                ? throw new InvalidOperationException("The disk is full.")
                : inner.BulkInsertAsync(db, rows, cancel);
    }
}
