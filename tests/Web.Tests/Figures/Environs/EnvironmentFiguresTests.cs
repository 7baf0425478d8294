using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Students;
using EarlyWarning.Support;
using EarlyWarning.Web.Features;
using EarlyWarning.Web.Features.Environs;
using EarlyWarning.Web.Figures.Environs;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Figures.Environs;

/// <summary>Figures of made courses, known by heart. Longer than most: every rule of what is counted and hidden, of one school.</summary>
public sealed class EnvironmentFiguresTests
{
    private static readonly string Term = $"{EnvironmentSheets.Finished}{MadeCourses.Start:yyyy-MM-dd}";

    private static readonly string Late = $"{EnvironmentSheets.Running}{MadeCourses.Start:yyyy-MM-dd}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, DatabaseData]
    public async Task Shares_are_those_of_the_records(DatabaseKind kind)
    {
        await using var made = await MadeCourses.CreateAsync(kind);
        var north = (await SheetAsync(made, SampleSchool.NorthId)).ShouldNotBeNull();

        var failure = north.Failure.ShouldNotBeNull();
        failure.Share.Value.ShouldBe(29 / 118.0, 1e-12);
        failure.Students.ShouldBe(120);
        var courses = Cut(failure, EnvironmentSheets.Course).Groups;
        courses.Select(g => g.Name).ShouldBe(["Algebra", "English"]);
        courses[0].Share.Value.ShouldBe(19 / 50.0, 1e-12);
        courses[1].Share.Value.ShouldBe(10 / 68.0, 1e-12);
        courses[0].Standing.ShouldBe(GroupStanding.Higher);
        courses.ShouldAllBe(g => g.Steadied.Value > 10 / 68.0 && g.Steadied.Value < 19 / 50.0);
        var all = (await SheetAsync(made, SampleSchool.DistrictId)).ShouldNotBeNull();
        all.Failure!.Share.Value.ShouldBe(39 / 142.0, 1e-12);
        Cut(all.Failure, EnvironmentSheets.School).Groups.Select(g => g.Share.Value).ShouldBe([29 / 118.0, 10 / 24.0]);
        all.Failure.Cuts.ShouldNotContain(c => c.By == EnvironmentSheets.Class);
    }

    [Theory, DatabaseData]
    public async Task Days_missed_are_of_school_days_and_without_what_was_taken_back(DatabaseKind kind)
    {
        await using var made = await MadeCourses.CreateAsync(kind);
        var absence = (await SheetAsync(made, SampleSchool.NorthId))!.Absence.ShouldNotBeNull();

        // 118 students of 60 school days; 24 of them miss twelve Mondays, the others one.
        absence.Share.Value.ShouldBe(((24 * 12) + 94) / (118 * 60.0), 1e-12);
        var days = Cut(absence, EnvironmentSheets.Weekday).Groups;
        days.Select(d => d.Name).ShouldBe(["1", "2", "3", "4", "5"]);
        days[0].Share.Value.ShouldBe(((24 * 12) + 94) / (118 * 12.0), 1e-12);
        days.Skip(1).ShouldAllBe(d => d.Share.Value == 0);
        days[0].Standing.ShouldBe(GroupStanding.Higher);
        var classes = Cut(absence, EnvironmentSheets.Class).Groups;
        classes.Single(c => c.Name == "Class 104").Share.Value.ShouldBe(1 / 60.0, 1e-12);
    }

    [Theory, DatabaseData]
    public async Task A_class_of_six_is_hidden_and_another_with_it(DatabaseKind kind)
    {
        await using var made = await MadeCourses.CreateAsync(kind);
        var north = (await SheetAsync(made, SampleSchool.NorthId))!;
        var (failure, absence) = (north.Failure!, north.Absence!);

        var classes = Cut(absence, EnvironmentSheets.Class).Groups;
        // The six of class 103 could be worked out from Algebra less the others: the next smallest goes too. Period 3 is
        // class 103 alone, so another period goes, and one of its classes.
        classes.Single(c => c.Name == "Class 103").Students.ShouldBeNull();
        classes.Single(c => c.Name == "Class 102").Students.ShouldBeNull();
        classes.Single(c => c.Name == "Class 104").Students.ShouldBe(30);
        var periods = Cut(absence, EnvironmentSheets.Period).Groups;
        periods.Single(p => p.Name == "3").Students.ShouldBeNull();
        periods.Count(p => p.Students is null).ShouldBeGreaterThanOrEqualTo(2);
        foreach (var period in periods.Where(p => p.Students is null))
        {
            var own = MadeCourses.Classes.Where(c => c.Org == SampleSchool.NorthId && c.Period == period.Name);
            own.ShouldContain(c => classes.Single(g => g.Name == $"Class {c.Id}").Students == null);
        }

        // Every sum that is shown leaves at least ten students who cannot be told apart.
        foreach (var course in MadeCourses.Classes.Where(c => c.Org == SampleSchool.NorthId).GroupBy(c => c.Course))
        {
            var hidden = course.Where(c => classes.Single(g => g.Name == $"Class {c.Id}").Students is null).ToList();
            (hidden.Count == 0 || (hidden.Count > 1 && hidden.Sum(c => c.Students) >= 10)).ShouldBeTrue();
        }

        classes.Where(c => c.Students is null).ShouldAllBe(c => c.Share.Value == 0 && c.Steadied.High == 0);
        // The district is the sum of both schools: with South's shown, North's could be worked out from it.
        var above = (
            await made.SheetAsync<EnvironmentSheet>(EnvironmentSheets.Topic, SampleSchool.DistrictId, Term, Cancel)
        )!;
        var south = (
            await made.SheetAsync<EnvironmentSheet>(EnvironmentSheets.Topic, SampleSchool.SouthId, Term, Cancel)
        )!;
        south.Failure!.Share.Value.ShouldBe(10 / 24.0);
        foreach (var period in periods.Where(p => p.Students is null))
        {
            Cut(above.Absence!, EnvironmentSheets.Period)
                .Groups.Single(g => g.Name == period.Name)
                .Students.ShouldBeNull();
        }

        var ended = Cut(failure, EnvironmentSheets.Period).Groups;
        ended.Single(p => p.Name == "3").Students.ShouldBeNull();
        ended.Count(p => p.Students is null).ShouldBeGreaterThanOrEqualTo(2);
        // Three by bicycle, all of whom failed.
        var ways = Cut(failure, $"{EnvironmentSheets.Attribute}2").Groups;
        ways.Select(w => w.Name).ShouldBe(["Bus", "On foot", "Bicycle"]);
        ways[2].Students.ShouldBeNull();
        ways.Count(w => w.Students is null).ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Of_classes_no_raw_share_of_failure_is_kept()
    {
        await using var made = await MadeCourses.CreateAsync();
        var failure = (await SheetAsync(made, SampleSchool.NorthId))!.Failure!;

        var classes = Cut(failure, EnvironmentSheets.Class).Groups;
        // Three of thirty did not pass in class 104: as a raw share it would say so. Nothing can be added up, so that none but
        // the class of six is hidden.
        classes.Where(c => c.Students is null).Select(c => c.Name).ShouldBe(["Class 103"]);
        foreach (var shown in classes.Where(c => c.Students is not null))
        {
            double.IsNaN(shown.Share.Value).ShouldBeTrue();
            foreach (var value in new[] { shown.Steadied.Value, shown.Steadied.Low, shown.Steadied.High })
            {
                value.ShouldBe(Math.Round(value, 2));
            }
        }

        classes.Single(c => c.Name == "Class 101").Steadied.Value.ShouldBeInRange(0.3, 0.5);
        classes.Single(c => c.Name == "Class 104").Steadied.Value.ShouldBeInRange(0.1, 0.25);
    }

    [Fact]
    public async Task A_course_with_fewer_than_ten_who_did_not_pass_is_hidden()
    {
        await using var made = await MadeCourses.CreateAsync();
        await using (var db = made.Database.CreateDbContext())
        {
            await db
                .Outcomes.Where(o => o.EnrollmentId == MadeCourses.Student(106, 0))
                .ExecuteUpdateAsync(s => s.SetProperty(o => o.Kind, OutcomeKind.Passed), Cancel);
        }

        var failure = (await SheetAsync(made, SampleSchool.NorthId))!.Failure!;

        // English now has nine; Algebra would tell them.
        failure.Share.Value.ShouldBe(28 / 118.0, 1e-12);
        Cut(failure, EnvironmentSheets.Course).Groups.ShouldAllBe(g => g.Students == null);
    }

    [Fact]
    public async Task A_school_whose_outcomes_have_not_come_yet_has_no_share()
    {
        await using var made = await MadeCourses.CreateAsync();
        await using (var db = made.Database.CreateDbContext())
        {
            // Of South only those who did not pass are known so far: ten of twenty-four.
            await db
                .Outcomes.Where(o => o.Enrollment!.ClassId == 107 && o.Kind == OutcomeKind.Passed)
                .ExecuteDeleteAsync(Cancel);
        }

        (await SheetAsync(made, SampleSchool.DistrictId))!.Failure!.Share.Value.ShouldBe(29 / 118.0, 1e-12);
        var south = await LateAsync(made, SampleSchool.SouthId);
        (south.IsRunning, south.IsOver).ShouldBe((true, true));
        south.Failure.ShouldBeNull();
        south.Terms.ShouldContain(t => t.Key == Late);
    }

    [Fact]
    public async Task A_large_school_whose_outcomes_are_late_does_not_hold_up_the_others()
    {
        await using var made = await MadeCourses.CreateAsync();
        await using (var db = made.Database.CreateDbContext())
        {
            // Of North, 118 of the 142, nothing has come.
            await db.Outcomes.Where(o => o.Enrollment!.Class!.OrgId == SampleSchool.NorthId).ExecuteDeleteAsync(Cancel);
        }

        var south = (await SheetAsync(made, SampleSchool.SouthId))!;
        (south.IsRunning, south.Failure!.Share.Value).ShouldBe((false, 10 / 24.0));
        (await SheetAsync(made, SampleSchool.DistrictId))!.Failure!.Share.Value.ShouldBe(10 / 24.0, 1e-12);
        var north = await LateAsync(made, SampleSchool.NorthId);
        (north.IsRunning, north.IsOver, north.Failure).ShouldBe((true, true, null));
        var query = new EnvironmentQuery(new FigureReader(made.Database));
        var filter = new EnvironmentFilter(SampleSchool.NorthId, Term, null, null, null);
        var view = await query.GetAsync(made.School.ScopeOf(CastMember.DistrictAdministrator), filter, Cancel);
        view!.Filter.Term.ShouldBe(Late, "the term asked for, as it stands at North");
    }

    [Fact]
    public async Task A_school_with_fewer_than_ten_who_did_not_pass_has_no_share_and_no_other_gives_it_away()
    {
        await using var made = await MadeCourses.CreateAsync();
        await using (var db = made.Database.CreateDbContext())
        {
            await db
                .Outcomes.Where(o => o.EnrollmentId == MadeCourses.Student(107, 0))
                .ExecuteUpdateAsync(s => s.SetProperty(o => o.Kind, OutcomeKind.Passed), Cancel);
        }

        // Nine of South's 24: with North's share shown the district would tell it.
        var all = (await SheetAsync(made, SampleSchool.DistrictId))!.Failure!;
        all.Share.Value.ShouldBe(38 / 142.0, 1e-12);
        Cut(all, EnvironmentSheets.School).Groups.ShouldAllBe(g => g.Students == null && g.Share.Value == 0);
        foreach (var school in new[] { SampleSchool.NorthId, SampleSchool.SouthId })
        {
            var sheet = (await SheetAsync(made, school))!;
            (sheet.IsRunning, sheet.Failure, sheet.Parts).ShouldBe((false, null, null));
            sheet.Absence.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Classes_of_one_title_are_told_apart_and_hidden_by_themselves()
    {
        await using var made = await MadeCourses.CreateAsync();
        await using (var db = made.Database.CreateDbContext())
        {
            foreach (var (id, code) in new[] { (101L, "A"), (102L, "B"), (103L, "C") })
            {
                await db
                    .Classes.Where(c => c.Id == id)
                    .ExecuteUpdateAsync(
                        s => s.SetProperty(c => c.Title, "Algebra I").SetProperty(c => c.ClassCode, code),
                        Cancel
                    );
            }
        }

        var classes = Cut((await SheetAsync(made, SampleSchool.NorthId))!.Failure!, EnvironmentSheets.Class).Groups;

        classes
            .Where(c => c.Of == "Algebra")
            .Select(c => (c.Name, c.Students is null))
            .ShouldBe([("Algebra I (A)", false), ("Algebra I (B)", false), ("Algebra I (C)", true)]);
    }

    [Fact]
    public async Task Year_levels_are_for_terms_of_this_school_year()
    {
        await using var made = await MadeCourses.CreateAsync();
        (await SheetAsync(made, SampleSchool.NorthId))!.Failure!.Cuts.ShouldContain(c =>
            c.By == EnvironmentSheets.Grade
        );
        await using (var db = made.Database.CreateDbContext())
        {
            await db
                .AcademicSessions.Where(s => s.Id == 2)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.SchoolYear, 2025), Cancel);
        }

        (await SheetAsync(made, SampleSchool.NorthId))!.Failure!.Cuts.ShouldNotContain(c =>
            c.By == EnvironmentSheets.Grade
        );
    }

    [Fact]
    public void Numbers_that_look_alike_are_levels_of_their_own()
    {
        var definition = new AttributeDefinition
        {
            Id = 7,
            SourceId = 1,
            Name = "share",
            Label = "Share",
            Kind = AttributeKind.Numeric,
            Use = AttributeUse.Ignored,
        };
        double[] numbers = [0.001, 0.004, 0.25];
        var values = new TraitValues(
            new Dictionary<long, string>(),
            [(definition, [.. numbers.Select((n, i) => new TraitValue(i, i, 0, null, n, MadeCourses.Start))])],
            0
        );

        var traits = StudentTraits.At(values, MadeCourses.Today);

        traits.All.Single().Levels.ShouldBe(["0.001", "0.004", "0.25"]);
        PlaceCut.All(traits, new Dictionary<long, string>(), isThisYear: false).ShouldNotBeEmpty();
        StudentTraits.At(values, MadeCourses.Start.AddDays(-1)).All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Protected_attributes_and_people_are_not_in_it()
    {
        await using var made = await MadeCourses.CreateAsync();
        var north = (await SheetAsync(made, SampleSchool.NorthId))!;

        north.Failure!.Cuts.Select(c => c.Label).ShouldNotContain("Sex");
        north.Failure.Cuts.ShouldContain(c => c.Label == "Way to school");
        await using var db = made.Database.CreateDbContext();
        foreach (var sheet in await db.FigureSheets.ToListAsync(Cancel))
        {
            var text = System.Text.Encoding.UTF8.GetString(Unpacked(sheet.Content));
            text.ShouldNotContain("Zacharias");
            text.ShouldNotContain("student-");
            text.ShouldNotContain("Sample TeacherA");
        }
    }

    [Theory, DatabaseData]
    public async Task What_became_known_later_does_not_count(DatabaseKind kind)
    {
        await using var made = await MadeCourses.CreateAsync(kind);
        await using (var db = made.Database.CreateDbContext())
        {
            // A correction that nobody knows yet, and an outcome that comes tomorrow.
            db.Outcomes.Add(
                new Outcome
                {
                    EnrollmentId = MadeCourses.Student(104, 0),
                    Version = 1,
                    Kind = OutcomeKind.Passed,
                    DecidedOn = MadeCourses.Start.AddDays(80),
                    KnownFrom = MadeCourses.Today.AddDays(1),
                    ImportId = 1,
                }
            );
            await db.SaveChangesAsync(Cancel);
            await db
                .Outcomes.Where(o => o.EnrollmentId == MadeCourses.Student(105, 25))
                .ExecuteUpdateAsync(s => s.SetProperty(o => o.KnownFrom, MadeCourses.Today.AddDays(1)), Cancel);
        }

        var north = (await SheetAsync(made, SampleSchool.NorthId))!;

        north.Failure!.Share.Value.ShouldBe(29 / 117.0, 1e-12);
    }

    [Fact]
    public async Task Each_opens_what_they_administer()
    {
        await using var made = await MadeCourses.CreateAsync();
        await made.MakeAsync(new EnvironmentFigures(), Cancel);
        var query = new EnvironmentQuery(new FigureReader(made.Database));
        Task<EnvironmentView?> Get(CastMember member, long? org, string? by = null) =>
            query.GetAsync(made.School.ScopeOf(member), new EnvironmentFilter(org, null, null, by, null), Cancel);

        (await Get(CastMember.TeacherA, null)).ShouldBeNull();
        (await Get(CastMember.Counsellor, SampleSchool.NorthId)).ShouldBeNull();
        (await Get(CastMember.SouthAdministrator, SampleSchool.NorthId)).ShouldBeNull();
        (await Get(CastMember.SouthAdministrator, null))!.Org.Id.ShouldBe(SampleSchool.SouthId);
        var view = (await Get(CastMember.DistrictAdministrator, SampleSchool.NorthId, EnvironmentSheets.Class))!;
        // The finished term goes before the one that runs.
        (view.Filter.Term, view.Filter.Count).ShouldBe((Term, EnvironmentCount.Failure));
        view.Cut!.By.ShouldBe(EnvironmentSheets.Class);
        EnvironmentTables.Groups(view.Cut, view.Groups).Rows.Count.ShouldBe(6);
        EnvironmentWords.Lead(view).ShouldStartWith("In Term before, about 25 in 100 courses taken were not passed.");
    }

    [Fact]
    public void Of_a_hundred_points_a_hundred_are_given_out()
    {
        EnvironmentWords.Hundredths(0.0147, 0.2126, 0.7727).ShouldBe([2, 21, 77]);
        EnvironmentWords.Hundredths(1 / 3.0, 1 / 3.0, 1 / 3.0).Sum().ShouldBe(100);
        EnvironmentWords.Hundredths(0, 0, 1).ShouldBe([0, 0, 100]);
    }

    private static EnvironmentCut Cut(EnvironmentMeasure measure, string by) => measure.Cuts.Single(c => c.By == by);

    private static async Task<EnvironmentSheet?> SheetAsync(MadeCourses made, long org)
    {
        await made.MakeAsync(new EnvironmentFigures(), Cancel);
        return await made.SheetAsync<EnvironmentSheet>(EnvironmentSheets.Topic, org, Term, Cancel);
    }

    private static async Task<EnvironmentSheet> LateAsync(MadeCourses made, long org) =>
        (await made.SheetAsync<EnvironmentSheet>(EnvironmentSheets.Topic, org, Late, Cancel)).ShouldNotBeNull();

    private static byte[] Unpacked(byte[] content)
    {
        using var deflate = new System.IO.Compression.DeflateStream(
            new MemoryStream(content),
            System.IO.Compression.CompressionMode.Decompress
        );
        using var plain = new MemoryStream();
        deflate.CopyTo(plain);
        return plain.ToArray();
    }
}
