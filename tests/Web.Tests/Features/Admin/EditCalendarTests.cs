using EarlyWarning.Domain.Students;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Admin;
using EarlyWarning.Web.Features.Admin.Attributes;
using EarlyWarning.Web.Features.Admin.Calendar;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.Admin;

public sealed class EditCalendarTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    // A Monday.
    private static readonly DateOnly Today = new(2026, 11, 16);

    [Theory, DatabaseData]
    public async Task A_holiday_skips_the_week_end_and_reads_as_one_span(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        var scope = school.ScopeOf(CastMember.SouthAdministrator);
        var edit = new EditCalendar(database);
        var holiday = new DaySpan(Today, Today.AddDays(11), false, "Autumn holiday", 0);

        (await edit.AddAsync(scope, SampleSchool.SouthId, holiday, None)).ShouldBeNull();

        var days = await new CalendarQuery(database).GetAsync(scope, SampleSchool.SouthId, Today, None);
        days!.Spans.ShouldBe([holiday with { Days = 10 }]);
        (await edit.RemoveAsync(scope, SampleSchool.SouthId, days.Spans[0], None)).ShouldBeNull();
        (await new CalendarQuery(database).GetAsync(scope, SampleSchool.SouthId, Today, None))!.Spans.ShouldBeEmpty();
    }

    [Theory, DatabaseData]
    public async Task A_holiday_takes_an_extra_school_day_within_it_back(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        var scope = school.ScopeOf(CastMember.SouthAdministrator);
        var edit = new EditCalendar(database);
        var saturday = Today.AddDays(5);
        await edit.AddAsync(scope, SampleSchool.SouthId, new DaySpan(saturday, saturday, true, null, 0), None);

        var week = new DaySpan(Today, Today.AddDays(6), false, null, 0);
        (await edit.AddAsync(scope, SampleSchool.SouthId, week, None)).ShouldBeNull();

        await using var db = database.CreateDbContext();
        var kept = await db.CalendarExceptions.OrderBy(e => e.Date).ToListAsync();
        kept.Count.ShouldBe(5);
        kept.ShouldAllBe(e => !e.IsSchoolDay && e.Date < saturday);
    }

    [Fact]
    public async Task What_is_wrong_is_said()
    {
        await using var database = await TestDatabase.CreateAsync();
        var school = await SampleSchool.CreateAsync(database, Today);
        var scope = school.ScopeOf(CastMember.SouthAdministrator);
        var edit = new EditCalendar(database);
        var sunday = Today.AddDays(6);

        (await Add(new DaySpan(Today, Today.AddDays(-1), false, null, 0)))!.ShouldContain("must not lie before");
        (await Add(new DaySpan(Today, Today.AddDays(100), false, null, 0)))!.ShouldContain("more than 100 days");
        (await Add(new DaySpan(sunday, sunday, false, null, 0)))!.ShouldContain("anyway");
        (await Add(new DaySpan(Today, Today, true, null, 0)))!.ShouldContain("anyway");
        (await edit.SetPatternAsync(scope, SampleSchool.SouthId, 0, "Etc/UTC", None))!.ShouldContain(
            "at least one day"
        );
        (await edit.SetPatternAsync(scope, SampleSchool.SouthId, 62, "Mars/Base", None))!.ShouldContain("not known");

        Task<string?> Add(DaySpan span) => edit.AddAsync(scope, SampleSchool.SouthId, span, None);
    }

    [Theory, DatabaseData]
    public async Task Another_schools_calendar_is_not_there(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        var south = school.ScopeOf(CastMember.SouthAdministrator);
        var edit = new EditCalendar(database);
        var day = new DaySpan(Today, Today, false, null, 0);

        (await new CalendarQuery(database).GetAsync(south, SampleSchool.NorthId, Today, None)).ShouldBeNull();
        (await edit.AddAsync(south, SampleSchool.NorthId, day, None)).ShouldBe(Administration.NotFound);
        (await edit.RemoveAsync(south, SampleSchool.NorthId, day, None)).ShouldBe(Administration.NotFound);
        (await edit.SetPatternAsync(south, SampleSchool.NorthId, 62, "Etc/UTC", None)).ShouldBe(
            Administration.NotFound
        );
        (await edit.SetPatternAsync(south, SampleSchool.SouthId, 3, "Etc/UTC", None)).ShouldBeNull();
        await using var db = database.CreateDbContext();
        (await db.Orgs.SingleAsync(o => o.Id == SampleSchool.SouthId)).SchoolWeekdays.ShouldBe((byte)3);
    }

    [Theory, DatabaseData]
    public async Task Attributes_are_classed_by_those_who_administer_a_top_organisation(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        var command = new ClassAttribute(database);
        var south = school.ScopeOf(CastMember.SouthAdministrator);
        var district = school.ScopeOf(CastMember.DistrictAdministrator);

        (await command.RunAsync(south, 1, AttributeUse.Feature, None)).ShouldBe(Administration.NotFound);
        (await command.RunAsync(district, 1, (AttributeUse)9, None))!.ShouldContain("Choose");
        (await new AttributesQuery(database).GetAsync(None)).Single().Use.ShouldBe(AttributeUse.Protected);
        (await command.RunAsync(district, 1, AttributeUse.Ignored, None)).ShouldBeNull();
        (await new AttributesQuery(database).GetAsync(None)).Single().Use.ShouldBe(AttributeUse.Ignored);
    }

    [Theory]
    [InlineData("imd_band", true)]
    [InlineData("age_band", true)]
    [InlineData("Home language", true)]
    [InlineData("Free or reduced lunch", true)]
    [InlineData("highest_education", false)]
    [InlineData("studied_credits", false)]
    [InlineData("Average of last year", false)]
    public void Names_that_speak_of_what_a_student_is_are_known(string name, bool isProtected) =>
        ProtectedByDefault.Matches(name).ShouldBe(isProtected);
}
