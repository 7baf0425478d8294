using System.Net;
using System.Text;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Support;
using EarlyWarning.Support;
using EarlyWarning.Web.Features;
using EarlyWarning.Web.Features.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.Support;

/// <summary>The list of support as a file: the rights of the page, and nothing more in it than on the page.</summary>
public sealed class SupportFileTests
{
    [Theory, DatabaseData]
    public async Task A_list_holds_what_its_reader_may_read_and_every_student_in_it_is_logged(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        await world.ReferAsync(CastMember.TeacherA, SampleSchool.AdaId, SupportWorld.Workload, CastMember.TeacherB);
        await world.ReferAsync(CastMember.Counsellor, SampleSchool.AdaId, SupportWorld.Counselling);
        await world.ReferAsync(CastMember.DistrictAdministrator, SampleSchool.GoroId, SupportWorld.Tutoring);

        (await ListAsync(world, CastMember.TeacherA)).ShouldBe(
            """
            Student,Support,Status,Outcome,Who acts,Asked for on,Look again on,Closed on
            Ada Okafor,Workload plan,Referred,,TeacherB,2026-11-20,,

            """.ReplaceLineEndings("\r\n")
        );
        var counsellors = await ListAsync(world, CastMember.Counsellor);
        counsellors.ShouldContain("Ada Okafor,Counselling,");
        counsellors.ShouldNotContain("Goro");
        (await ListAsync(world, CastMember.WithoutRole)).Split("\r\n").Length.ShouldBe(2);

        await using var db = world.Database.CreateDbContext();
        var entries = await db.AccessLog.OrderBy(e => e.UserId).ToListAsync();
        entries
            .Select(e => ((CastMember)e.UserId, e.StudentId, e.Action, e.Reason))
            .ShouldBe([
                (CastMember.TeacherA, SampleSchool.AdaId, SupportFile.Action, AccessReason.TeachesClass),
                (CastMember.Counsellor, SampleSchool.AdaId, SupportFile.Action, AccessReason.Caseload),
            ]);
    }

    [Theory, DatabaseData]
    public async Task A_long_list_is_whole_and_in_the_order_of_the_page(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        await using (var db = world.Database.CreateDbContext())
        {
            db.SupportCases.AddRange(
                Enumerable
                    .Range(0, 70)
                    .Select(i => new SupportCase
                    {
                        StudentId = SampleSchool.AdaId,
                        OrgId = SampleSchool.NorthId,
                        KindId = SupportWorld.Tutoring,
                        Reason = "x",
                        ReferredById = SampleSchool.UserId(CastMember.TeacherA),
                        ReferredOn = SupportWorld.Today.AddDays(-i),
                        Status = SupportStatus.Closed,
                        Outcome = SupportOutcome.GoalsMet,
                        ClosedOn = SupportWorld.Today.AddDays(-i),
                    })
            );
            await db.SaveChangesAsync();
        }

        var closed = (await ListAsync(world, CastMember.Counsellor, SupportShow.Closed)).Split("\r\n")[1..^1];

        closed.Length.ShouldBe(70);
        closed
            .Select(line => line[^10..])
            .ShouldBe(Enumerable.Range(0, 70).Select(i => $"{SupportWorld.Today.AddDays(-i):yyyy-MM-dd}"));
    }

    [Fact]
    public async Task The_endpoint_gives_a_file_to_be_saved_of_what_its_reader_may_read()
    {
        await using var host = await AppHost.StartAsync();
        var referral = new Referral(SampleSchool.AdaId, SupportWorld.Workload, "Two essays.", null, null);
        await new ReferStudent(host.Database, host.Clock).RunAsync(
            host.School.ScopeOf(CastMember.TeacherA),
            referral,
            CancellationToken.None
        );
        using var teacher = await host.SignedInAsync(CastMember.TeacherA);
        using var other = await host.SignedInAsync(CastMember.SouthAdministrator);
        using var stranger = host.NewClient();

        using var list = await teacher.GetAsync("/support/list.csv?show=open");
        list.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        list.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        Encoding.UTF8.GetString(await list.Content.ReadAsByteArrayAsync()).ShouldContain("Ada Okafor");
        (await other.GetStringAsync("/support/list.csv?show=open")).ShouldNotContain("Ada");
        (await stranger.GetAsync("/support/list.csv")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    private static async Task<string> ListAsync(
        SupportWorld world,
        CastMember member,
        SupportShow show = SupportShow.Open
    )
    {
        var file = new SupportFile(world.List, new AccessRecord(world.Database, TimeProvider.System));
        var made = await file.MakeAsync(world.School.ScopeOf(member), show, CancellationToken.None);
        return Encoding.UTF8.GetString(made.Table.ToBytes())[1..];
    }
}
