using System.IO.Compression;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Support;
using EarlyWarning.Web.Figures.Assessments;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Figures.Assessments;

/// <summary>Figures of work whose every result is known by heart.</summary>
public sealed class AssessmentFiguresTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, DatabaseData]
    public async Task Marks_are_in_percent_of_the_scale_and_times_in_shares_of_the_term(DatabaseKind kind)
    {
        await using var made = await MadeWork.CreateAsync(kind);
        await made.MakeAsync(Cancel);

        var quiz = (await made.ItemAsync(SampleSchool.NorthId, "Opening quiz", Cancel)).ShouldNotBeNull();
        (quiz.Due, quiz.Marked, quiz.Missing, quiz.Classes, quiz.Number).ShouldBe((30, 30, 0, 1, 0));
        // Fifteen even students with 8 x 40 and 7 x 50, fifteen odd ones with 8 x 80 and 7 x 90.
        quiz.Mean!.Value.ShouldBe(((8 * 40) + (7 * 50) + (8 * 80) + (7 * 90)) / 30.0, 1e-3);
        quiz.Passing.ShouldBe(0.5);
        quiz.DueAt.ShouldBe(20.0 / 126, 1e-4);
        quiz.KnownAt!.Value.ShouldBe(27.0 / 126, 1e-4);
        quiz.WeeksLeft!.Value.ShouldBe((126 - 27) / 7.0, 1e-4);

        var project = (await made.ItemAsync(SampleSchool.NorthId, "Project", Cancel)).ShouldNotBeNull();
        project.WeeksLeft!.Value.ShouldBe(6 / 7.0, 1e-4);
        (project.Foretells!.Value, project.Before).ShouldBe((1, 1));
        project.Twin.ShouldBe(quiz.Id);
        project.TwinRest!.Value.ShouldBe(1, 1e-3);
    }

    [Fact]
    public async Task A_district_pools_its_schools_and_each_school_has_its_own()
    {
        await using var made = await MadeWork.CreateAsync();
        await made.MakeAsync(Cancel);

        // 42 and 12, rounded to 5; the mean is of all of them.
        var district = (await made.ItemAsync(SampleSchool.DistrictId, "Opening quiz", Cancel))!;
        (district.Due, district.Classes).ShouldBe((40, 2));
        district.Mean!.Value.ShouldBe(((11 * 40) + (10 * 50) + (11 * 80) + (10 * 90)) / 42.0, 1e-3);
        var south = (await made.ItemAsync(SampleSchool.SouthId, "Opening quiz", Cancel))!;
        south.Due.ShouldBe(10);
        south.Mean!.Value.ShouldBe(((3 * 40) + (3 * 50) + (3 * 80) + (3 * 90)) / 12.0, 1e-3);
        var index = (await made.SheetAsync<AssessmentIndex>(SampleSchool.NorthId, AssessmentFigures.IndexKey, Cancel))!;
        index.Terms.Select(t => (t.Title, t.IsRunning)).ShouldBe([("This term", true), ("Last term", false)]);
        (index.PassMark, index.Students, index.AllStudents).ShouldBe((60, 49, 49));
    }

    [Fact]
    public async Task Work_that_nobody_recorded_and_work_of_fewer_than_ten_is_not_shown()
    {
        await using var made = await MadeWork.CreateAsync();
        await made.MakeAsync(Cancel);

        var last = (
            await made.SheetAsync<TermSheet>(SampleSchool.NorthId, AssessmentFigures.TermKey(MadeWork.Start), Cancel)
        )!;
        last.Items.Select(i => i.Title).ShouldBe(["Opening quiz", "Project"]);
        last.TooSmall.ShouldBe(1);

        // The running term of the sample school has three students in a class.
        var running = (
            await made.SheetAsync<TermSheet>(
                SampleSchool.NorthId,
                AssessmentFigures.TermKey(made.School.TermStart),
                Cancel
            )
        )!;
        running.Items.ShouldBeEmpty();
        running.TooSmall.ShouldBe(4);
    }

    [Fact]
    public async Task Only_what_was_known_counts_in_its_latest_version()
    {
        await using var made = await MadeWork.CreateAsync();
        var quiz = MadeWork.Quiz(MadeWork.NorthClass);
        long Student(int n) => MadeWork.Student(MadeWork.NorthClass, n);
        long[] late = [Student(0), Student(2)];
        await made.ChangeAsync(async db =>
        {
            // 0: missing, then handed in and marked 100: known. 2: the same, but known only tomorrow.
            await db.Results.Where(r => r.LineItemId == quiz && late.Contains(r.StudentId)).ExecuteDeleteAsync();
            db.Results.AddRange(late.Select(s => MadeWork.NewResult(s, quiz, null, 21, 21)));
            var unknown = MadeWork.NewResult(late[1], quiz, 50, 40, 47, 1);
            unknown.KnownFrom = MadeWork.Today.AddDays(1);
            unknown.ScoreKnownFrom = MadeWork.Today.AddDays(1);
            db.Results.AddRange(MadeWork.NewResult(late[0], quiz, 50, 40, 47, 1), unknown);
        });
        await made.MakeAsync(Cancel);

        var figures = (await made.ItemAsync(SampleSchool.NorthId, "Opening quiz", Cancel))!;
        (figures.Due, figures.Marked).ShouldBe((30, 30), "30 and 29, rounded to 5");
        figures.Missing.ShouldBe(1 / 30.0, 1e-4);
        // Two marks less (40 and 50), one of 100 more.
        figures.Mean!.Value.ShouldBe(((7 * 40) + (6 * 50) + (8 * 80) + (7 * 90) + 100) / 29.0, 1e-3);
    }

    [Fact]
    public async Task Exempt_banked_and_absent_students_are_not_counted()
    {
        await using var made = await MadeWork.CreateAsync();
        var quiz = MadeWork.Quiz(MadeWork.NorthClass);
        long Student(int n) => MadeWork.Student(MadeWork.NorthClass, n);
        await made.ChangeAsync(async db =>
        {
            var results = await db.Results.Where(r => r.LineItemId == quiz).ToDictionaryAsync(r => r.StudentId);
            results[Student(0)].Status = ScoreStatus.Exempt;
            results[Student(1)].IsBanked = true;
            // 2 came after it was due, 3 had left before; 4 left later and counts.
            var enrollments = await db
                .Enrollments.Where(e => e.ClassId == MadeWork.NorthClass)
                .ToDictionaryAsync(e => e.StudentId);
            enrollments[Student(2)].BeginDate = MadeWork.Start.AddDays(21);
            enrollments[Student(3)].EndDate = enrollments[Student(3)].EndKnownFrom = MadeWork.Start.AddDays(20);
            enrollments[Student(4)].EndDate = enrollments[Student(4)].EndKnownFrom = MadeWork.Start.AddDays(21);
        });
        await made.MakeAsync(Cancel);

        // 26 and 28 of 30, rounded to 5; the means say who is counted: of the quiz all but 0 to 3, of the project all but 3 and 4.
        var exact = (await made.ItemAsync(SampleSchool.NorthId, "Opening quiz", Cancel))!;
        exact.Due.ShouldBe(25);
        exact.Mean!.Value.ShouldBe(((7 * 40) + (6 * 50) + (7 * 80) + (6 * 90)) / 26.0, 1e-3);
        var project = (await made.ItemAsync(SampleSchool.NorthId, "Project", Cancel))!;
        project.Due.ShouldBe(30);
        project.Mean!.Value.ShouldBe(((7 * 40) + (7 * 50) + (8 * 80) + (6 * 90)) / 28.0, 1e-3);
    }

    [Fact]
    public async Task Handed_in_and_not_marked_is_not_missing()
    {
        await using var made = await MadeWork.CreateAsync();
        var quiz = MadeWork.Quiz(MadeWork.NorthClass);
        await made.ChangeAsync(async db =>
        {
            var results = await db.Results.Where(r => r.LineItemId == quiz).ToDictionaryAsync(r => r.StudentId);
            var one = results[MadeWork.Student(MadeWork.NorthClass, 0)];
            (one.Status, one.Score, one.ScoreKnownFrom) = (ScoreStatus.Submitted, null, null);
            // A mark whose day of knowledge has not come is not known yet.
            results[MadeWork.Student(MadeWork.NorthClass, 1)].ScoreKnownFrom = MadeWork.Today.AddDays(1);
        });
        await made.MakeAsync(Cancel);

        var figures = (await made.ItemAsync(SampleSchool.NorthId, "Opening quiz", Cancel))!;
        (figures.Due, figures.Marked, figures.Missing).ShouldBe((30, 30, 0), "30 and 28, rounded to 5");
        figures.Mean!.Value.ShouldBe(((7 * 40) + (7 * 50) + (7 * 80) + (7 * 90)) / 28.0, 1e-3);
    }

    [Fact]
    public async Task What_a_school_has_too_little_of_cannot_be_worked_out_from_the_other()
    {
        await using var made = await MadeWork.CreateAsync();
        long[] left = [.. Enumerable.Range(0, 4).Select(n => MadeWork.Student(MadeWork.SouthClass, n))];
        await made.ChangeAsync(async db =>
        {
            // Eight are left at South when the project is due: the district less North would be those eight.
            foreach (var e in await db.Enrollments.Where(e => left.Contains(e.StudentId)).ToListAsync())
            {
                e.EndDate = e.EndKnownFrom = MadeWork.Start.AddDays(60);
            }
        });
        await made.MakeAsync(Cancel);

        (await made.ItemAsync(SampleSchool.DistrictId, "Project", Cancel)).ShouldNotBeNull();
        (await made.ItemAsync(SampleSchool.SouthId, "Project", Cancel)).ShouldBeNull();
        (await made.ItemAsync(SampleSchool.NorthId, "Project", Cancel)).ShouldBeNull();
        (await made.ItemAsync(SampleSchool.NorthId, "Opening quiz", Cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task No_sheet_names_a_student()
    {
        await using var made = await MadeWork.CreateAsync();
        await made.MakeAsync(Cancel);

        await using var db = made.Database.CreateDbContext();
        var sheets = await db.FigureSheets.Select(s => s.Content).ToListAsync(Cancel);
        sheets.Count.ShouldBeGreaterThan(6);
        foreach (var sheet in sheets)
        {
            using var text = new StreamReader(new DeflateStream(new MemoryStream(sheet), CompressionMode.Decompress));
            (await text.ReadToEndAsync(Cancel)).ShouldNotContain("Zenobia");
        }
    }
}
