using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Behaviour;
using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Students;
using EarlyWarning.Domain.Time;
using EarlyWarning.Support;
using EarlyWarning.Web.Features;
using EarlyWarning.Web.Features.Quality;
using EarlyWarning.Web.Figures.Quality;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Tests.Figures.Environs;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Figures.Quality;

/// <summary>Figures of data quality of records whose faults were planted. Longer than most: it plants them all.</summary>
public sealed class QualityFiguresTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, DatabaseData]
    public async Task Planted_faults_are_counted_exactly(DatabaseKind kind)
    {
        await using var made = await MadeCourses.CreateAsync(kind);
        var before = await RecordsAsync(made, SampleSchool.NorthId);
        await PlantAsync(made);

        var after = await RecordsAsync(made, SampleSchool.NorthId);

        long More(QualityTable table, string column, QualityFault fault) =>
            Of(after, table, column, fault).Count - Of(before, table, column, fault).Count;
        More(QualityTable.Results, "score", QualityFault.OutOfRange).ShouldBe(2);
        More(QualityTable.Results, "score", QualityFault.Missing).ShouldBe(1);
        More(QualityTable.Results, "", QualityFault.Orphan).ShouldBe(1);
        More(QualityTable.Attendance, "date", QualityFault.WrongDay).ShouldBe(1);
        More(QualityTable.Attendance, "category", QualityFault.Unseen).ShouldBe(1);
        More(QualityTable.Attendance, "", QualityFault.Duplicate).ShouldBe(1);
        More(QualityTable.Incidents, "behavior", QualityFault.Missing).ShouldBe(1);
        More(QualityTable.Students, "grade", QualityFault.Unseen).ShouldBe(1);
        More(QualityTable.Students, "", QualityFault.Orphan).ShouldBe(1);
        More(QualityTable.Attributes, "Way to school", QualityFault.Unseen).ShouldBe(1);
        More(QualityTable.Attributes, "Way to school", QualityFault.Missing).ShouldBe(1);
        More(QualityTable.LineItems, "resultValueMax", QualityFault.OutOfRange).ShouldBe(1);
        More(QualityTable.LineItems, "dueDate", QualityFault.WrongDay).ShouldBe(2);
        More(QualityTable.LineItems, "", QualityFault.Duplicate).ShouldBe(1);
        // Nothing was planted at South.
        var south = await RecordsAsync(made, SampleSchool.SouthId);
        south.Counts.Where(c => c.Table == QualityTable.Results).ShouldAllBe(c => c.Count == 0);
        var all = await RecordsAsync(made, SampleSchool.DistrictId);
        Of(all, QualityTable.Results, "score", QualityFault.OutOfRange).Count.ShouldBe(2);
        all.Tables[QualityTable.Results]
            .ShouldBe(after.Tables[QualityTable.Results] + south.Tables[QualityTable.Results]);
        all.Sources.ShouldContain(s => s.Table == QualityTable.Results && s.Source == "sample");
    }

    [Theory, DatabaseData]
    public async Task Feeds_say_their_latest_record_and_whether_they_stopped(DatabaseKind kind)
    {
        await using var made = await MadeCourses.CreateAsync(kind);
        await using (var db = made.Database.CreateDbContext())
        {
            await db
                .AttendanceEvents.Where(a => a.Date >= made.School.TermStart.AddDays(10))
                .ExecuteDeleteAsync(Cancel);
        }

        var feeds = (await RecordsAsync(made, SampleSchool.NorthId)).Feeds;

        feeds.Count.ShouldBe(4);
        var attendance = feeds.Single(f => f.Kind == FeedKinds.Attendance);
        (attendance.State, attendance.LastDay).ShouldBe((FeedState.Stopped, made.School.TermStart.AddDays(7)));
        attendance.SilentDays.ShouldNotBeNull().ShouldBeGreaterThan(attendance.AllowedDays.ShouldNotBeNull());
        attendance.LastImport.ShouldNotBeNull();
        (await RecordsAsync(made, SampleSchool.SouthId))
            .Feeds.Single(f => f.Kind == FeedKinds.Activity)
            .State.ShouldBe(FeedState.Never);
    }

    [Fact]
    public async Task A_feed_that_broke_before_the_term_is_broken()
    {
        await using var made = await MadeCourses.CreateAsync();
        await using (var db = made.Database.CreateDbContext())
        {
            await db.AttendanceEvents.Where(a => a.Date >= made.School.TermStart).ExecuteDeleteAsync(Cancel);
        }

        var attendance = (await RecordsAsync(made, SampleSchool.NorthId)).Feeds.Single(f =>
            f.Kind == FeedKinds.Attendance
        );

        (attendance.State, attendance.LastDay).ShouldBe((FeedState.Stopped, MadeCourses.Start.AddDays(81)));
        attendance.SilentDays.ShouldNotBeNull().ShouldBeGreaterThan(attendance.AllowedDays.ShouldNotBeNull());
    }

    [Fact]
    public async Task What_runs_beside_a_later_term_is_looked_at()
    {
        await using var made = await MadeCourses.CreateAsync();
        var before = await RecordsAsync(made, SampleSchool.NorthId);
        await using (var db = made.Database.CreateDbContext())
        {
            var start = made.School.TermStart.AddDays(20);
            db.AcademicSessions.Add(
                new AcademicSession
                {
                    Id = 3,
                    SourceId = 1,
                    SourcedId = "term-later",
                    OrgId = SampleSchool.DistrictId,
                    Title = "Later term",
                    Type = AcademicSessionType.Term,
                    StartDate = start,
                    EndDate = start.AddDays(84),
                    SchoolYear = 2026,
                }
            );
            db.Classes.Add(
                new Class
                {
                    Id = 301,
                    SourceId = 1,
                    SourcedId = "class-301",
                    OrgId = SampleSchool.NorthId,
                    CourseId = SampleSchool.AlgebraId,
                    SessionId = 3,
                    Title = "Class 301",
                    StartDate = start,
                    EndDate = start.AddDays(84),
                }
            );
            await db.SaveChangesAsync(Cancel);
        }

        var after = await RecordsAsync(made, SampleSchool.NorthId);

        after.Tables[QualityTable.Results].ShouldBe(before.Tables[QualityTable.Results]);
        after.Tables[QualityTable.Classes].ShouldBe(before.Tables[QualityTable.Classes] + 1);
    }

    [Fact]
    public async Task After_an_import_what_it_set_aside_is_new_and_the_counts_wait_for_the_night()
    {
        await using var made = await MadeCourses.CreateAsync();
        var before = await RecordsAsync(made, SampleSchool.DistrictId);
        await PlantAsync(made);
        await using (var db = made.Database.CreateDbContext())
        {
            db.QuarantinedRows.Add(
                new QuarantinedRow
                {
                    ImportId = 1,
                    File = "results.csv",
                    Line = 3,
                    Reason = "There is no line item with this key.",
                }
            );
            await db.SaveChangesAsync(Cancel);
        }

        await made.MakeAsync(new QualityFigures(), Cancel, RunKind.Rescore);

        async Task<T> Sheet<T>(string key)
            where T : class =>
            (await made.SheetAsync<T>(QualitySheets.Topic, SampleSchool.DistrictId, key, Cancel)).ShouldNotBeNull();
        var set = await Sheet<QualityImports>(QualitySheets.Imports);
        set.Quarantine.Single().Share!.Value.ShouldBe(1.0 / (before.Tables[QualityTable.Results] + 1), 1e-12);
        (await Sheet<QualityRecords>(QualitySheets.Records)).Tables.ShouldBe(before.Tables);
        // Corrections are no further results; that of a stranger to the class is.
        (await RecordsAsync(made, SampleSchool.DistrictId))
            .Tables[QualityTable.Results]
            .ShouldBe(before.Tables[QualityTable.Results] + 1);
    }

    [Theory, DatabaseData]
    public async Task Rows_set_aside_are_grouped_by_file_and_reason_for_top_administrators(DatabaseKind kind)
    {
        await using var made = await MadeCourses.CreateAsync(kind);
        await using (var db = made.Database.CreateDbContext())
        {
            db.QuarantinedRows.AddRange(
                Enumerable
                    .Range(0, 7)
                    .Select(i => new QuarantinedRow
                    {
                        ImportId = 1,
                        File = i < 5 ? "results.csv" : "users.csv",
                        Line = 40 - i,
                        Column = i < 5 ? "lineItemSourcedId" : null,
                        Reason = "There is no line item with this key.",
                    })
            );
            await db.SaveChangesAsync(Cancel);
        }

        await made.MakeAsync(new QualityFigures(), Cancel);
        var query = new QualityQuery(
            new FigureReader(made.Database),
            made.Database,
            new RetrainingSettings(1, 60, 1000)
        );
        Task<QualityView?> Get(CastMember member, long? org) =>
            query.GetAsync(made.School.ScopeOf(member), new QualityFilter(org, null), Cancel);

        var district = (await Get(CastMember.DistrictAdministrator, null)).ShouldNotBeNull();
        var set = district.Imports.ShouldNotBeNull().Quarantine;
        set.Select(q => (q.File, q.Rows, q.Table))
            .ShouldBe([("results.csv", 5, QualityTable.Results), ("users.csv", 2, QualityTable.Students)]);
        set[0].Lines.ShouldBe([36, 37, 38]);
        // Sixteen results of the running term are there, and five would come.
        set[0].Share!.Value.ShouldBe(5 / 21.0, 1e-12);
        (await Get(CastMember.DistrictAdministrator, SampleSchool.NorthId))!.Imports.ShouldBeNull();
        var south = (await Get(CastMember.SouthAdministrator, null)).ShouldNotBeNull();
        (south.Imports, south.Drift).ShouldBe((null, null));
        (await Get(CastMember.SouthAdministrator, SampleSchool.NorthId)).ShouldBeNull();
        (await Get(CastMember.TeacherA, null)).ShouldBeNull();
        (await Get(CastMember.WithoutRole, null)).ShouldBeNull();
    }

    [Theory]
    [InlineData("results.csv", QualityTable.Results)]
    [InlineData("studentAssessment.csv", QualityTable.Results)]
    [InlineData("lineItems.csv", QualityTable.LineItems)]
    [InlineData("enrollments.csv", QualityTable.Enrollments)]
    [InlineData("studentVle.csv", QualityTable.Activity)]
    [InlineData("users.csv", QualityTable.Students)]
    [InlineData("manifest.csv", null)]
    public void Files_are_known_by_their_names(string file, QualityTable? table) =>
        ImportFigures.TableOf(file).ShouldBe(table);

    private static QualityCount Of(QualityRecords records, QualityTable table, string column, QualityFault fault) =>
        records.Counts.Single(c => c.Table == table && c.Column == column && c.Fault == fault);

    private static async Task<QualityRecords> RecordsAsync(MadeCourses made, long org)
    {
        await made.MakeAsync(new QualityFigures(), Cancel);
        return (
            await made.SheetAsync<QualityRecords>(QualitySheets.Topic, org, QualitySheets.Records, Cancel)
        ).ShouldNotBeNull();
    }

    private static async Task PlantAsync(MadeCourses made)
    {
        await using var db = made.Database.CreateDbContext();
        var start = made.School.TermStart;
        var items = await db
            .LineItems.Where(l => l.ClassId == SampleSchool.AlgebraId)
            .OrderBy(l => l.Id)
            .ToListAsync(Cancel);
        var others = await db
            .Enrollments.Where(e => e.ClassId == SampleSchool.AlgebraId && e.StudentId != SampleSchool.BenId)
            .OrderBy(e => e.Id)
            .Select(e => e.StudentId)
            .ToListAsync(Cancel);
        Result ResultOf(long student, int item, short version, double? score) =>
            new()
            {
                StudentId = student,
                LineItemId = items[item].Id,
                Version = version,
                Status = ScoreStatus.FullyGraded,
                Score = score,
                SubmittedOn = start.AddDays(14),
                OccurredOn = start.AddDays(14),
                KnownFrom = start.AddDays(15),
                ImportId = 1,
            };
        db.Results.AddRange(
            ResultOf(SampleSchool.BenId, 0, 5, 101),
            ResultOf(SampleSchool.BenId, 1, 6, -1),
            ResultOf(others[0], 0, 7, null),
            // What was mended is no fault any more.
            ResultOf(others[1], 0, 5, 850),
            ResultOf(others[1], 0, 6, 85),
            // Dina is in English.
            ResultOf(SampleSchool.DinaId, 0, 0, 50)
        );
        AttendanceEvent Absence(DateOnly day, AttendanceCategory category, short version = 0) =>
            new()
            {
                StudentId = SampleSchool.BenId,
                Date = day,
                Category = category,
                Version = version,
                KnownFrom = day,
                ImportId = 1,
            };
        // The term starts on a Friday: two days on is a Sunday.
        var friday = start.AddDays(14);
        db.AttendanceEvents.AddRange(
            Absence(friday.AddDays(2), AttendanceCategory.Tardy),
            Absence(friday, AttendanceCategory.Tardy),
            Absence(friday, AttendanceCategory.Tardy),
            Absence(friday.AddDays(7), (AttendanceCategory)9),
            Absence(friday.AddDays(14), (AttendanceCategory)9),
            Absence(friday.AddDays(14), AttendanceCategory.Tardy, version: 1)
        );
        db.Incidents.Add(
            new Incident
            {
                SourceId = 1,
                SourcedId = "blank",
                StudentId = SampleSchool.BenId,
                OccurredOn = start.AddDays(20),
                Behavior = "",
                Severity = IncidentSeverity.Minor,
                KnownFrom = start.AddDays(20),
                ImportId = 1,
            }
        );
        db.Students.Add(
            new Student
            {
                Id = 90_000,
                SourceId = 1,
                SourcedId = "student-90000",
                OrgId = SampleSchool.NorthId,
                GivenName = "Nobody",
                FamilyName = "Inclass",
                Grade = "IX",
            }
        );
        (items[0].ResultValueMax, items[1].DueDate) = (100, start.AddDays(-30));
        db.LineItems.Add(
            new LineItem
            {
                SourceId = 1,
                SourcedId = "again",
                ClassId = items[1].ClassId,
                CategoryId = items[1].CategoryId,
                Title = items[1].Title,
                AssignDate = items[1].AssignDate,
                DueDate = start.AddDays(-30),
                ResultValueMin = items[1].ResultValueMin,
                ResultValueMax = items[1].ResultValueMax,
                Weight = 1,
            }
        );
        db.LineItems.Add(
            new LineItem
            {
                SourceId = 1,
                SourcedId = "flat",
                ClassId = SampleSchool.EnglishId,
                CategoryId = 1,
                Title = "Flat scale",
                AssignDate = start.AddDays(1),
                DueDate = start.AddDays(50),
                ResultValueMax = 0,
                Weight = 1,
            }
        );
        await db.SaveChangesAsync(Cancel);
        await db
            .StudentAttributes.Where(a => a.StudentId == 10400 && a.AttributeId == 2)
            .ExecuteUpdateAsync(s => s.SetProperty(a => a.Text, "Hot-air balloon"), Cancel);
    }
}
