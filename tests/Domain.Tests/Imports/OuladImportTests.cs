using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Students;
using EarlyWarning.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Tests.Imports;

public class OuladImportTests
{
    private static readonly TestClock Clock = new(2026, 1, 2);

    [Theory, DatabaseData]
    public async Task Twice_equals_once(DatabaseKind kind)
    {
        using var files = OuladSample.Create();
        await using var database = await TestDatabase.CreateAsync(kind);
        (await ImportAsync(database, files)).IsApplied.ShouldBeTrue();
        var once = await Dump.OfAsync(database);

        var again = await ImportAsync(database, files);

        again.IsApplied.ShouldBeTrue(again.Message);
        (await Dump.OfAsync(database)).ShouldBe(once);
        once.Count.ShouldBeGreaterThan(500);
    }

    [Theory, DatabaseData]
    public async Task Classes_work_and_results_carry_the_days_of_the_source(DatabaseKind kind)
    {
        using var files = OuladSample.Create();
        await using var database = await TestDatabase.CreateAsync(kind);
        await ImportAsync(database, files);
        await using var db = database.CreateDbContext();

        var autumn = await db.Classes.Include(c => c.Session).SingleAsync(c => c.Title == "AAA 2013J");
        autumn.StartDate.ShouldBe(new DateOnly(2013, 10, 1));
        autumn.EndDate.ShouldBe(new DateOnly(2013, 10, 1).AddDays(268));
        autumn.Session!.StartDate.ShouldBe(autumn.StartDate);
        (await db.Classes.SingleAsync(c => c.Title == "BBB 2014B")).StartDate.ShouldBe(new DateOnly(2014, 2, 1));

        var titles = await db
            .LineItems.Where(l => l.ClassId == autumn.Id)
            .ToDictionaryAsync(l => l.SourcedId, StringComparer.Ordinal);
        titles["11"].Title.ShouldBe("TMA 1");
        titles["12"].Title.ShouldBe("TMA 2");
        titles["13"].Title.ShouldBe("Exam");
        titles["13"].DueDate.ShouldBe(autumn.EndDate.AddDays(-1));

        var result = await db.Results.SingleAsync(r => r.Student!.SourcedId == "1" && r.LineItem!.SourcedId == "11");
        result.KnownFrom.ShouldBe(autumn.StartDate.AddDays(18));
        result.ScoreKnownFrom.ShouldBe(autumn.StartDate.AddDays(18 + 14));
        result.Score.ShouldBe(51);

        var clicks = await db.ActivityDays.OrderBy(a => a.Date).Select(a => a.Events).ToListAsync();
        clicks.ShouldBe([11, 1]);
        (await db.StudentAttributes.CountAsync(a => a.Text == "10-20%")).ShouldBe(2 * OuladSample.Students);
    }

    [Theory, DatabaseData]
    public async Task Leaving_is_not_known_before_the_day_it_happens(DatabaseKind kind)
    {
        using var files = OuladSample.Create();
        await using var database = await TestDatabase.CreateAsync(kind);
        await ImportAsync(database, files);
        await using var db = database.CreateDbContext();
        var left = new DateOnly(2013, 10, 1).AddDays(40);

        var enrollment = await db.Enrollments.SingleAsync(e => e.SourcedId == "AAA/2013J/3");
        enrollment.EndDate.ShouldBe(left);
        enrollment.EndKnownFrom.ShouldBe(left);
        var outcome = await db.Outcomes.SingleAsync(o => o.EnrollmentId == enrollment.Id);
        outcome.Kind.ShouldBe(OutcomeKind.Withdrawn);
        outcome.KnownFrom.ShouldBe(left);

        (await db.Enrollments.CountAsync(e => e.EndDate != null && e.EndKnownFrom == null)).ShouldBe(0);
        (await db.Enrollments.CountAsync(e => e.EndKnownFrom < e.EndDate)).ShouldBe(0);
        (await db.Outcomes.CountAsync(o => o.KnownFrom < o.DecidedOn)).ShouldBe(0);
        // Whoever stays is decided on the last day, whatever the source has known since.
        var lastDay = new DateOnly(2013, 10, 1).AddDays(267);
        var stayed = db.Outcomes.Where(o =>
            o.Enrollment!.Class!.Title == "AAA 2013J" && o.EnrollmentId != enrollment.Id
        );
        (await stayed.MinAsync(o => o.DecidedOn)).ShouldBe(lastDay);
    }

    [Theory, DatabaseData]
    public async Task A_leaving_heard_of_later_is_known_from_that_import(DatabaseKind kind)
    {
        using var files = OuladSample.Create();
        await using var database = await TestDatabase.CreateAsync(kind);
        await ImportAsync(database, files);
        files.Edit("studentRegistration.csv", "AAA,2013J,4,-20,\n", "AAA,2013J,4,-20,60\n");

        var report = await ImportAsync(database, files);

        report.Files.Sum(f => f.Applied).ShouldBe(1);
        await using var db = database.CreateDbContext();
        var enrollment = await db.Enrollments.SingleAsync(e => e.SourcedId == "AAA/2013J/4");
        enrollment.EndDate.ShouldBe(new DateOnly(2013, 10, 1).AddDays(60));
        enrollment.EndKnownFrom.ShouldBe(Clock.Today);
    }

    [Theory, DatabaseData]
    public async Task A_correction_adds_a_version_known_from_the_day_of_import(DatabaseKind kind)
    {
        using var files = OuladSample.Create();
        await using var database = await TestDatabase.CreateAsync(kind);
        await ImportAsync(database, files);
        files.Edit("studentAssessment.csv", "11,1,18,0,51\n", "11,1,18,0,99\n");
        files.Edit("studentVle.csv", "546614,-10,7", "546614,-10,8");
        files.Edit(
            "studentInfo.csv",
            "AAA,2013J,1,M,Scotland,HE Qualification,10-20,0-35,0,60,N,Pass",
            "AAA,2013J,1,M,Wales,HE Qualification,10-20,0-35,0,60,N,Fail"
        );

        var report = await ImportAsync(database, files);

        report.Files.Sum(f => f.Applied).ShouldBe(4, report.Message);
        await using var db = database.CreateDbContext();
        var results = await db
            .Results.Where(r => r.Student!.SourcedId == "1" && r.LineItem!.SourcedId == "11")
            .OrderBy(r => r.Version)
            .ToListAsync();
        results.Select(r => r.Score).ShouldBe([51.0, 99.0]);
        results[1].ScoreKnownFrom.ShouldBe(Clock.Today);
        var outcomes = await db
            .Outcomes.Where(o => o.Enrollment!.SourcedId == "AAA/2013J/1")
            .OrderBy(o => o.Version)
            .ToListAsync();
        outcomes.Select(o => o.Kind).ShouldBe([OutcomeKind.Passed, OutcomeKind.Failed]);
        outcomes[1].KnownFrom.ShouldBe(Clock.Today);
        (await db.StudentAttributes.SingleAsync(a => a.Text == "Wales")).KnownFrom.ShouldBe(Clock.Today);
        (await db.ActivityDays.CountAsync(a => a.Events == 12 && a.KnownFrom == Clock.Today)).ShouldBe(1);
    }

    [Theory, DatabaseData]
    public async Task Faulty_rows_are_set_aside_with_their_line_and_column(DatabaseKind kind)
    {
        using var files = OuladSample.Create();
        await using var database = await TestDatabase.CreateAsync(kind);
        files.Edit("studentAssessment.csv", "11,1,18,0,51\n", "11,1,eighteen,0,51\n");
        files.Edit("studentAssessment.csv", "21,2,18,0,52\n", "21,2,18,0,152\n");

        var report = await ImportAsync(database, files);

        report.IsApplied.ShouldBeTrue(report.Message);
        report
            .Quarantined.Select(q => (q.File, q.Line, q.Column))
            .ShouldBe([
                ("studentAssessment.csv", 2, "date_submitted"),
                ("studentAssessment.csv", OuladSample.Students + 3, "score"),
            ]);
        await using var db = database.CreateDbContext();
        (await db.Results.CountAsync()).ShouldBe(2 * OuladSample.Students - 2);
        (await db.QuarantinedRows.CountAsync()).ShouldBe(2);
        (await db.Imports.SingleAsync()).RowsQuarantined.ShouldBe(2);
    }

    [Theory, DatabaseData]
    public async Task More_than_five_percent_of_a_file_needs_accepting(DatabaseKind kind)
    {
        using var files = OuladSample.Create();
        await using var database = await TestDatabase.CreateAsync(kind);
        foreach (var student in (int[])[1, 2, 3, 4])
        {
            files.Edit("studentAssessment.csv", $"11,{student},18,0,{50 + student}\n", $"11,{student},18,0,x\n");
        }

        var before = await Dump.OfAsync(database);
        var refused = await ImportAsync(database, files);
        refused.IsApplied.ShouldBeFalse();
        refused.Message.ShouldContain("studentAssessment.csv 4 of 60");
        refused.Message.ShouldContain("--accept");
        (await Dump.OfAsync(database)).ShouldBe(before);

        var accepted = await ImportAsync(database, files, accept: true);
        accepted.IsApplied.ShouldBeTrue(accepted.Message);
        await using var db = database.CreateDbContext();
        (await db.Results.CountAsync()).ShouldBe(56);
        (await db.Imports.OrderBy(i => i.Id).Select(i => i.State).ToListAsync()).ShouldBe([
            ImportState.Refused,
            ImportState.Applied,
        ]);
    }

    [Theory, DatabaseData]
    public async Task An_administrators_class_of_an_attribute_survives_a_second_import(DatabaseKind kind)
    {
        using var files = OuladSample.Create();
        await using var database = await TestDatabase.CreateAsync(kind);
        await ImportAsync(database, files);
        await using (var db = database.CreateDbContext())
        {
            var uses = await db.AttributeDefinitions.ToDictionaryAsync(a => a.Name, a => a.Use, StringComparer.Ordinal);
            uses.Where(u => u.Value == AttributeUse.Protected)
                .Select(u => u.Key)
                .ShouldBe(["gender", "region", "imd_band", "age_band", "disability"], ignoreOrder: true);
            uses.Where(u => u.Value == AttributeUse.Feature)
                .Select(u => u.Key)
                .ShouldBe(["highest_education", "num_of_prev_attempts", "studied_credits"], ignoreOrder: true);
            var credits = await db.AttributeDefinitions.SingleAsync(a => a.Name == "studied_credits");
            credits.Use = AttributeUse.Ignored;
            await db.SaveChangesAsync();
        }

        await ImportAsync(database, files);

        await using var later = database.CreateDbContext();
        (await later.AttributeDefinitions.SingleAsync(a => a.Name == "studied_credits")).Use.ShouldBe(
            AttributeUse.Ignored
        );
    }

    private static Task<ImportReport> ImportAsync(TestDatabase database, CsvFolder files, bool accept = false) =>
        new ImportRun(database, database.Provider, Clock, new ImportOptions()).RunAsync(
            new ImportRequest(files.Path, "oulad", accept)
        );
}
