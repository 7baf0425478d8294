using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Students;
using EarlyWarning.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Tests.Imports;

public class OneRosterImportTests
{
    private static readonly TestClock Clock = new(2025, 7, 15);

    private static readonly ImportOptions Options = new() { FinalCategory = "final", PassMark = 50 };

    [Theory, DatabaseData]
    public async Task A_whole_school_is_imported_and_twice_equals_once(DatabaseKind kind)
    {
        using var files = OneRosterSample.Create();
        await using var database = await TestDatabase.CreateAsync(kind);
        var first = await ImportAsync(database, files.Path);
        first.IsApplied.ShouldBeTrue(first.Message);
        first.Warnings.ShouldBeEmpty();
        await using var db = database.CreateDbContext();

        var school = await db.Orgs.SingleAsync(o => o.SourcedId == "school");
        var district = await db.Orgs.SingleAsync(o => o.SourcedId == "district");
        school.ParentId.ShouldBe(district.Id);
        school.Path.ShouldBe($"/{district.Id}/{school.Id}/");
        var @class = await db.Classes.SingleAsync();
        (@class.StartDate, @class.EndDate).ShouldBe((new DateOnly(2025, 1, 6), new DateOnly(2025, 7, 1)));
        (await db.Students.CountAsync()).ShouldBe(OneRosterSample.Students);
        (await db.Students.CountAsync(s => s.FamilyName == "Family, 7" && s.Grade == "09")).ShouldBe(1);
        (await db.Staff.Select(s => s.Role).OrderBy(r => r).ToListAsync()).ShouldBe(["counselor", "teacher"]);
        var assignment = await db.ClassAssignments.SingleAsync();
        (assignment.BeginsOn, assignment.EndsOn).ShouldBe((@class.StartDate, new DateOnly(2025, 6, 30)));
        (await db.Enrollments.CountAsync(e => e.BeginDate == @class.StartDate && e.EndDate == null)).ShouldBe(25);
        (await db.Courses.SingleAsync()).Subject.ShouldBe("Mathematics");
        (await db.CalendarExceptions.SingleAsync()).IsSchoolDay.ShouldBeFalse();

        var once = await Dump.OfAsync(database);
        Clock.Now.ShouldBeGreaterThan(new DateTimeOffset(2025, 7, 1, 0, 0, 0, TimeSpan.Zero));
        var second = await ImportAsync(database, files.Path);
        second.IsApplied.ShouldBeTrue(second.Message);
        (await Dump.OfAsync(database)).ShouldBe(once);
    }

    [Theory, DatabaseData]
    public async Task Outcomes_come_from_the_final_category_unless_the_school_states_them(DatabaseKind kind)
    {
        using var files = OneRosterSample.Create();
        files.Write(
            "outcomes.csv",
            "studentSourcedId,classSourcedId,finalScore,passed,decidedOn\ns25,maths,,withdrawn,2025-05-01\ns24,maths,12,,\n"
        );
        await using var database = await TestDatabase.CreateAsync(kind);
        var report = await ImportAsync(database, files.Path);
        report.IsApplied.ShouldBeTrue(report.Message);
        await using var db = database.CreateDbContext();
        var outcomes = await db
            .Outcomes.Include(o => o.Enrollment!.Student)
            .ToDictionaryAsync(o => o.Enrollment!.Student!.SourcedId, StringComparer.Ordinal);

        outcomes.Count.ShouldBe(25);
        // The final is out of 50 and student i has 2i points, so i = 13 is the first with 50 % and more.
        for (var i = 1; i <= 23; i++)
        {
            outcomes[$"s{i}"].FinalScore.ShouldBe(4.0 * i);
            outcomes[$"s{i}"].Kind.ShouldBe(i >= 13 ? OutcomeKind.Passed : OutcomeKind.Failed);
            outcomes[$"s{i}"].KnownFrom.ShouldBe(new DateOnly(2025, 6, 20));
        }

        (outcomes["s25"].Kind, outcomes["s25"].DecidedOn).ShouldBe((OutcomeKind.Withdrawn, new DateOnly(2025, 5, 1)));
        (outcomes["s24"].Kind, outcomes["s24"].DecidedOn).ShouldBe((OutcomeKind.Failed, new DateOnly(2025, 6, 30)));
        outcomes["s24"].KnownFrom.ShouldBe(new DateOnly(2025, 6, 30).AddDays(14));
    }

    [Theory, DatabaseData]
    public async Task Attributes_are_protected_or_unclassified_and_numbers_where_all_are(DatabaseKind kind)
    {
        using var files = OneRosterSample.Create();
        await using var database = await TestDatabase.CreateAsync(kind);
        await ImportAsync(database, files.Path);
        await using var db = database.CreateDbContext();
        var definitions = await db.AttributeDefinitions.ToDictionaryAsync(a => a.Name, StringComparer.Ordinal);

        (definitions["sex"].Use, definitions["asian"].Use).ShouldBe((AttributeUse.Protected, AttributeUse.Protected));
        definitions["birthDate"].Kind.ShouldBe(AttributeKind.Numeric);
        definitions["home language"].Use.ShouldBe(AttributeUse.Protected);
        var commute = definitions["commute minutes"];
        (commute.Use, commute.Kind).ShouldBe((AttributeUse.Unclassified, AttributeKind.Numeric));
        var values = await db.StudentAttributes.Where(a => a.AttributeId == commute.Id).ToListAsync();
        values.Select(v => v.Number).ShouldBe([35.0, 10.0], ignoreOrder: true);
        // Known since the student first enrolled, which is the class's first day.
        values.ShouldAllBe(v => v.KnownFrom == new DateOnly(2025, 1, 6));
        (await db.StudentAttributes.SingleAsync(a => a.AttributeId == definitions["birthDate"].Id)).Number.ShouldBe(
            2010
        );
    }

    [Theory, DatabaseData]
    public async Task What_a_live_feed_brings_was_not_known_before_the_import(DatabaseKind kind)
    {
        using var files = OneRosterSample.Create();
        await using var database = await TestDatabase.CreateAsync(kind);
        await ImportAsync(database, files.Path);
        files.Edit("attendance.csv", "s1,,2025-02-03,unexcused", "s1,,2025-02-03,present\ns3,,2025-02-03,excused");
        files.Edit("incidents.csv", "Disruption,minor", "Disruption,retracted");

        (await ImportAsync(database, files.Path)).IsApplied.ShouldBeTrue();

        await using var db = database.CreateDbContext();
        var day = await db
            .AttendanceEvents.Where(a => a.Student!.SourcedId == "s1" && a.ClassId == null)
            .OrderBy(a => a.Version)
            .ToListAsync();
        day.Select(a => a.Category).ShouldBe([AttendanceCategory.UnexcusedAbsence, AttendanceCategory.Present]);
        day.Select(a => a.KnownFrom).ShouldBe([new DateOnly(2025, 2, 3), Clock.Today]);
        (await db.AttendanceEvents.SingleAsync(a => a.Student!.SourcedId == "s3")).KnownFrom.ShouldBe(Clock.Today);
        (await db.AttendanceEvents.CountAsync(a => a.Student!.SourcedId == "s2")).ShouldBe(0);
        (await db.Incidents.OrderBy(i => i.Version).Select(i => i.Version).ToListAsync()).ShouldBe([
            (short)0,
            (short)1,
        ]);
    }

    [Theory]
    [InlineData("orgs.csv", "school,,,Hill School,school", "school,,,Hill School,castle", "type", "none of")]
    [InlineData("classes.csv", ",m,9a", ",nothing,9a", "courseSourcedId", "no course")]
    [InlineData("academicSessions.csv", "2025-01-06", "06/01/2025", "startDate", "yyyy-mm-dd")]
    [InlineData("users.csv", "s3,,,true,\"school\"", "s3,,,true,\"elsewhere\"", "orgSourcedIds", "no organisation")]
    [InlineData("enrollments.csv", "e5,,,maths,school,s5", "e5,,,maths,school,s1000", "userSourcedId", "no student")]
    [InlineData("enrollments.csv", "e5,,", "e4,,", "sourcedId", "same key")]
    [InlineData("results.csv", "s3,fully graded,3,", "s3,fully graded,,", "score", "no score")]
    [InlineData("results.csv", "s3,fully graded,3,", "s3,graded,3,", "scoreStatus", "none of")]
    [InlineData("attendance.csv", "tardy", "asleep", "category", "none of")]
    [InlineData("activity.csv", ",12", ",-1", "events", "negative")]
    public async Task A_faulty_row_is_set_aside_and_no_name_is_told(
        string file,
        string before,
        string after,
        string column,
        string says
    )
    {
        using var files = OneRosterSample.Create();
        await using var database = await TestDatabase.CreateAsync();
        files.Edit(file, before, after);

        var report = await new ImportRun(database, database.Provider, Clock, Options).RunAsync(
            new ImportRequest(files.Path, "oneroster", Accept: true)
        );

        report.IsApplied.ShouldBeTrue(report.Message);
        var fault = report.Quarantined.First(q => string.Equals(q.File, file, StringComparison.Ordinal));
        fault.Column.ShouldBe(column);
        fault.Reason.ShouldContain(says);
        report.Quarantined.ShouldAllBe(q => !q.Reason.Contains("Given") && !q.Reason.Contains("Family"));
    }

    [Theory]
    [InlineData("oneroster.version,1.1", "oneroster.version,1.2", "only 1.1 can be read")]
    [InlineData("file.users,bulk", "file.users,delta", "only bulk files can be read")]
    [InlineData("file.results,bulk", "file.results,bulk\nfile.demographics,bulk\nfile.orgs,bulk", "")]
    public async Task Manifests_are_obeyed(string before, string after, string says)
    {
        using var files = OneRosterSample.Create();
        await using var database = await TestDatabase.CreateAsync();
        files.Edit("manifest.csv", before, after);
        var report = await ImportAsync(database, files.Path);
        report.IsApplied.ShouldBe(says.Length == 0, report.Message);
        report.Message.ShouldContain(says);
    }

    [Fact]
    public async Task Without_a_manifest_the_headers_decide_and_a_warning_says_so()
    {
        using var files = OneRosterSample.Create();
        files.Delete("manifest.csv");
        files.Edit("demographics.csv", "hispanicOrLatinoEthnicity", "hispanicOrLatinoEtnicity");
        await using var database = await TestDatabase.CreateAsync();
        var report = await ImportAsync(database, files.Zip());
        report.IsApplied.ShouldBeTrue(report.Message);
        report.Warnings.ShouldContain(w => w.Contains("no manifest.csv"));
        report.Warnings.ShouldContain(w => w.Contains("\"hispanicOrLatinoEthnicity\" is the closest"));
    }

    [Theory]
    [InlineData("oneroster-oat", "classes.csv 3 of 3")]
    [InlineData("oneroster-moodle/Test_full_data_set", "Too many faulty rows")]
    [InlineData("oneroster-moodle/Test_full_data_set.zip", "Too many faulty rows")]
    [InlineData("oneroster-moodle/oneroster_test_data", "only 1.1 can be read")]
    [InlineData("oneroster-moodle/oneroster_test_data.zip", "only 1.1 can be read")]
    [InlineData("oneroster-moodle/v1p2_full_dataset", "only 1.1 can be read")]
    [InlineData("oneroster-moodle/v1p2_full_dataset.zip", "only 1.1 can be read")]
    [InlineData("oneroster-api-mock", "orgSourcedId")]
    [InlineData("ms-sds/v2.1", "")]
    public async Task Faulty_samples_are_refused_with_a_sentence(string sample, string says)
    {
        var path = SharedData.Require(sample);
        await using var database = await TestDatabase.CreateAsync();
        var before = await Dump.OfAsync(database);
        var report = await ImportAsync(database, path);
        report.IsApplied.ShouldBeFalse(report.Message);
        report.Message.ShouldContain(says, Case.Insensitive);
        report.Message.ShouldEndWith(".");
        (await Dump.OfAsync(database)).ShouldBe(before);
    }

    [Fact]
    public async Task What_is_sound_in_a_faulty_sample_can_be_accepted()
    {
        var path = SharedData.Require("oneroster-moodle/Test_full_data_set");
        await using var database = await TestDatabase.CreateAsync();
        var report = await new ImportRun(database, database.Provider, Clock, Options).RunAsync(
            new ImportRequest(path, "oneroster", Accept: true)
        );
        report.IsApplied.ShouldBeTrue(report.Message);
        await using var db = database.CreateDbContext();
        // One organisation whose parent is missing, three students, two teachers; its classes name courses that are not there.
        (await db.Orgs.CountAsync(), await db.Students.CountAsync(), await db.Staff.CountAsync()).ShouldBe((1, 3, 2));
        (await db.Classes.CountAsync()).ShouldBe(0);
        report.Quarantined.ShouldContain(q => string.Equals(q.Column, "courseSourcedId", StringComparison.Ordinal));
    }

    private static Task<ImportReport> ImportAsync(TestDatabase database, string path) =>
        new ImportRun(database, database.Provider, Clock, Options).RunAsync(new ImportRequest(path, "oneroster"));
}
