using System.Net;
using EarlyWarning.Domain.Support;
using EarlyWarning.Support;
using EarlyWarning.Web.Features;
using EarlyWarning.Web.Features.Support;
using EarlyWarning.Web.Shared.Pdf;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.Support;

/// <summary>A plan as a PDF file: the rights of the page, and its words when it is read back.</summary>
public sealed class PlanPdfTests
{
    [Theory, DatabaseData]
    public async Task A_plan_is_taken_by_those_who_read_the_case(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var open = await world.ReferAsync(CastMember.TeacherA, SampleSchool.AdaId, SupportWorld.Workload);
        var confidential = await world.ReferAsync(CastMember.Counsellor, SampleSchool.AdaId, SupportWorld.Counselling);
        Assert.SkipUnless(
            PdfFonts.OfThisMachine is not null,
            "This machine has no font that PDF files can be written with."
        );

        foreach (var id in (long[])[open, confidential])
        {
            foreach (var member in Enum.GetValues<CastMember>())
            {
                var may = await world.ReadAsync(member, id) is not null;
                (await PlanAsync(world, member, id) is not null).ShouldBe(may, $"{member} {id}");
            }
        }

        await using var db = world.Database.CreateDbContext();
        var logged = await db.AccessLog.Where(e => e.Action == PlanPdf.Action).Select(e => e.UserId).ToListAsync();
        logged
            .GroupBy(u => (CastMember)u)
            .ToDictionary(g => g.Key, g => g.Count())
            .ShouldBe(
                new Dictionary<CastMember, int>
                {
                    [CastMember.TeacherA] = 1,
                    [CastMember.TeacherB] = 1,
                    [CastMember.TeacherUntilTenDaysAgo] = 1,
                    [CastMember.Counsellor] = 2,
                    [CastMember.DistrictAdministrator] = 2,
                },
                ignoreOrder: true
            );
    }

    [Theory, DatabaseData]
    public async Task A_plan_reads_back_with_its_words_and_without_the_reason_and_the_log(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var id = await world.ReferAsync(CastMember.TeacherA, SampleSchool.AdaId, SupportWorld.Workload);
        var scope = world.School.ScopeOf(CastMember.TeacherA);
        var goals =
            "Hand in both essays – Čeština, Ελληνικά.\nThen talk again.\n"
            + string.Join('\n', Enumerable.Repeat("Step", 50));
        var plan = SupportWorld.Plan(CastMember.TeacherB) with { Goals = goals };
        (
            await world.Change.MoveAsync(scope, id, 1, plan, SupportStatus.Planned, CancellationToken.None)
        ).Problem.ShouldBeNull();
        var entry = new NewEntry(SupportEntryKind.Remark, SupportWorld.Today, null, "Spoke with the grandmother.");
        await world.Change.LogAsync(world.School.ScopeOf(CastMember.TeacherB), id, entry, CancellationToken.None);
        Assert.SkipUnless(
            PdfFonts.OfThisMachine is not null,
            "This machine has no font that PDF files can be written with."
        );

        var made = await PlanAsync(world, CastMember.TeacherA, id);

        made!.Value.Name.ShouldBe("plan-ada-okafor-workload-plan");
        var (pages, text) = PdfText.Read(made.Value.Content!);
        foreach (
            var words in (string[])
                [
                    "Workload plan: plan for Ada Okafor",
                    "TeacherB",
                    "Planned",
                    "20 Nov 2026",
                    "4 Dec 2026",
                    "Hand in both essays – Čeština, Ελληνικά.",
                    "Then talk again.",
                    "1. List missing work with the student; strike what no longer counts",
                    "Confidential",
                ]
        )
        {
            text.ShouldContain(PdfText.Squeezed(words));
        }

        text.ShouldNotContain(PdfText.Squeezed("Two essays are missing"));
        text.ShouldNotContain("grandmother");
        pages.ShouldBe(2);
        text.ShouldContain("1/2");
    }

    [Theory, DatabaseData]
    public async Task Where_no_font_holds_the_letters_nothing_is_made_or_logged(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var id = await world.ReferAsync(CastMember.TeacherA, SampleSchool.AdaId, SupportWorld.Workload);
        await using var db = world.Database.CreateDbContext();
        await db
            .Students.Where(s => s.Id == SampleSchool.AdaId)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.GivenName, "小明"));

        var made = await PlanAsync(world, CastMember.TeacherA, id);

        made!.Value.Content.ShouldBeNull();
        (await db.AccessLog.AnyAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task The_endpoint_gives_a_file_to_be_saved_and_nothing_to_others()
    {
        await using var host = await AppHost.StartAsync();
        var referral = new Referral(SampleSchool.AdaId, SupportWorld.Workload, "Two essays.", null, null);
        var made = await new ReferStudent(host.Database, host.Clock).RunAsync(
            host.School.ScopeOf(CastMember.TeacherA),
            referral,
            CancellationToken.None
        );
        using var teacher = await host.SignedInAsync(CastMember.TeacherA);
        using var other = await host.SignedInAsync(CastMember.SouthAdministrator);
        using var stranger = host.NewClient();

        using var plan = await teacher.GetAsync($"/support/{made.Id}/plan.pdf");
        if (PdfFonts.OfThisMachine is not null)
        {
            plan.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
            plan.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
            plan.Headers.CacheControl!.NoStore.ShouldBeTrue();
        }
        else
        {
            plan.StatusCode.ShouldBe(HttpStatusCode.NotImplemented);
            (await plan.Content.ReadAsStringAsync()).ShouldBe(PlanPdf.PrintInstead);
        }

        (await other.GetAsync($"/support/{made.Id}/plan.pdf")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetAsync($"/support/{made.Id}/plan.pdf")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    private static Task<(byte[]? Content, string Name)?> PlanAsync(
        SupportWorld world,
        CastMember member,
        long caseId
    ) =>
        new PlanPdf(world.Case, new AccessRecord(world.Database, TimeProvider.System), TimeProvider.System).MakeAsync(
            world.School.ScopeOf(member),
            caseId,
            CancellationToken.None
        );
}
