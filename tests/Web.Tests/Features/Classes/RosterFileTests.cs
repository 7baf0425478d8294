using System.Net;
using System.Text;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Features;
using EarlyWarning.Web.Features.Classes;
using EarlyWarning.Web.Features.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.Classes;

public sealed class RosterFileTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    [Theory, DatabaseData]
    public async Task Those_who_open_the_page_take_the_file_and_each_student_in_it_is_logged(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        CastMember[] may = [CastMember.TeacherA, CastMember.TeacherUntilTenDaysAgo, CastMember.DistrictAdministrator];

        foreach (var member in Enum.GetValues<CastMember>())
        {
            var file = await MakeAsync(db, school, member);
            (file is not null).ShouldBe(may.Contains(member), $"{member}");
        }

        await using var context = db.CreateDbContext();
        var entries = await context.AccessLog.OrderBy(e => e.UserId).ThenBy(e => e.StudentId).ToListAsync();
        entries
            .Select(e => ((CastMember)e.UserId, e.StudentId, e.Reason))
            .ShouldBe(
                may.Order()
                    .SelectMany(m =>
                        new[] { SampleSchool.AdaId, SampleSchool.BenId }.Select(student =>
                            (
                                m,
                                student,
                                m == CastMember.DistrictAdministrator
                                    ? AccessReason.Administers
                                    : AccessReason.TeachesClass
                            )
                        )
                    )
            );
        entries.ShouldAllBe(e => e.Action == RosterFile.Action);
    }

    [Theory, DatabaseData]
    public async Task The_file_says_what_the_page_says_to_the_same_reader(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        await SampleScores.WriteGenerationsAsync(db, Today, SampleSchool.DistrictId);
        var ben = SampleScores.Of(2, 8, RiskState.Watch, 0.3, Today, RiskState.NeedsSupport);
        ben.MainConcern = SampleScores.IndexOf("major_incidents_90");
        await SampleScores.WriteAsync(db, [SampleScores.Of(1, 8, RiskState.NeedsSupport, 0.4, Today), ben]);

        var teachers = await LinesAsync(db, school, CastMember.TeacherA);
        var administrators = await LinesAsync(db, school, CastMember.DistrictAdministrator);

        teachers.Length.ShouldBe(3);
        teachers[1]
            .ShouldStartWith(
                "Algebra,2026-11-20,Okafor,Ada,Needs support,,2026-11-13,no,about 4 in 10 (3 to 5),Missed 7 of the last 20 school days,"
            );
        teachers[2].ShouldStartWith("Algebra,2026-11-20,Lindqvist,Ben,Watch,Needs support,");
        teachers[2].ShouldContain(RiskWords.HiddenConcern);
        administrators[2].ShouldContain("referral");
    }

    [Theory, DatabaseData]
    public async Task A_filter_is_followed_and_only_those_listed_are_logged(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);

        var lines = await LinesAsync(db, school, CastMember.TeacherA, new RosterFilter(Search: "Lindq", Page: 9));

        lines.Length.ShouldBe(2);
        lines[1].ShouldContain("Lindqvist");
        await using var context = db.CreateDbContext();
        (await context.AccessLog.SingleAsync()).StudentId.ShouldBe(SampleSchool.BenId);
    }

    [Theory, DatabaseData]
    public async Task A_large_class_is_whole(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        await SampleScores.WriteGenerationsAsync(db, Today, SampleSchool.DistrictId);
        var crowd = await Crowd.WriteAsync(db, Today, 95, seed: 7);

        var lines = await LinesAsync(db, school, CastMember.TeacherA);

        lines.Length.ShouldBe(1 + crowd.Count);
        await using var context = db.CreateDbContext();
        (await context.AccessLog.Select(e => e.StudentId).Distinct().CountAsync()).ShouldBe(crowd.Count);
    }

    [Fact]
    public async Task The_endpoint_gives_a_file_to_be_saved_and_nothing_to_others()
    {
        await using var host = await AppHost.StartAsync();
        var path = $"/classes/{SampleSchool.AlgebraId}/roster.csv";
        await using (var db = host.Database.CreateDbContext())
        {
            await db
                .Students.Where(s => s.Id == SampleSchool.BenId)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.GivenName, "=HYPERLINK(\"http://x\",\"y\")"));
        }

        using var teacher = await host.SignedInAsync(CastMember.TeacherA);
        using var file = await teacher.GetAsync(path);
        file.StatusCode.ShouldBe(HttpStatusCode.OK);
        file.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        file.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        file.Content.Headers.ContentDisposition.FileName!.ShouldStartWith("roster-algebra-");
        file.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var bytes = await file.Content.ReadAsByteArrayAsync();
        bytes[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
        Encoding.UTF8.GetString(bytes).ShouldContain(",\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",");

        foreach (
            var member in (CastMember[])[CastMember.TeacherB, CastMember.Counsellor, CastMember.SouthAdministrator]
        )
        {
            using var client = await host.SignedInAsync(member);
            (await client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound, $"{member}");
        }

        using var stranger = host.NewClient();
        (await stranger.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    private static async Task<string[]> LinesAsync(
        TestDatabase db,
        SampleSchool school,
        CastMember member,
        RosterFilter? filter = null
    ) =>
        Encoding
            .UTF8.GetString((await MakeAsync(db, school, member, filter))!.Value.Table.ToBytes())
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    private static Task<(EarlyWarning.Web.Shared.Csv Table, string Name)?> MakeAsync(
        TestDatabase db,
        SampleSchool school,
        CastMember member,
        RosterFilter? filter = null
    ) =>
        new RosterFile(new RosterQuery(db), new AccessRecord(db, TimeProvider.System)).MakeAsync(
            school.ScopeOf(member),
            SampleSchool.AlgebraId,
            filter ?? new RosterFilter(),
            CancellationToken.None
        );
}
