using EarlyWarning.Domain.Figures;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Features;
using EarlyWarning.Web.Features.Fairness;
using EarlyWarning.Web.Features.Models;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Tests.Features.Models;
using static EarlyWarning.Web.Tests.Features.Fairness.MadeSheets;

namespace EarlyWarning.Web.Tests.Features.Fairness;

public sealed class FairnessQueryTests
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    private static readonly RetrainingSettings Settings = new(1, 50, 1) { TimeZone = TimeZoneInfo.Utc };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, DatabaseData]
    public async Task Administrators_see_the_figures_of_what_they_administer_and_nobody_else_any(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        await StoreAllAsync(database, SampleSchool.DistrictId, 90, Champion);
        await StoreAllAsync(database, SampleSchool.NorthId, 60, Champion);
        await StoreAllAsync(database, SampleSchool.SouthId, 40, Champion);

        // Told apart by how many girls are flagged.
        (await GirlsAsync(CastMember.DistrictAdministrator, null)).ShouldBe(90);
        (await GirlsAsync(CastMember.DistrictAdministrator, SampleSchool.NorthId)).ShouldBe(60);
        (await GirlsAsync(CastMember.SouthAdministrator, null)).ShouldBe(40);
        (await GirlsAsync(CastMember.SouthAdministrator, SampleSchool.SouthId)).ShouldBe(40);
        (await GirlsAsync(CastMember.SouthAdministrator, SampleSchool.NorthId)).ShouldBeNull("another school");
        (await GirlsAsync(CastMember.SouthAdministrator, SampleSchool.DistrictId)).ShouldBeNull("above it");
        (await GirlsAsync(CastMember.TeacherA, null)).ShouldBeNull();
        (await GirlsAsync(CastMember.TeacherA, SampleSchool.NorthId)).ShouldBeNull();
        (await GirlsAsync(CastMember.Counsellor, null)).ShouldBeNull();
        (await GirlsAsync(CastMember.WithoutRole, null)).ShouldBeNull();
        (await GirlsAsync(CastMember.DistrictAdministrator, 4711)).ShouldBeNull("no such organisation");

        async Task<int?> GirlsAsync(CastMember member, long? org)
        {
            var view = await QueryOf(database).GetAsync(school.ScopeOf(member), new FairnessFilter(org), Cancel);
            var report = await ReportOf(database).GetAsync(school.ScopeOf(member), org, null, Cancel);
            (report is null).ShouldBe(view is null, "the report shows no more than the page");
            report?.View.Shown!.Groups[0].Flagged.ShouldBe(view!.Shown!.Groups[0].Flagged);
            return view?.Shown?.Groups.Single(g => g.Group == "F").Flagged;
        }
    }

    [Fact]
    public async Task What_is_left_open_is_the_model_in_service_the_later_cohort_and_the_week_nearest_to_eight()
    {
        await using var database = await TestDatabase.CreateAsync();
        var school = await SampleSchool.CreateAsync(database, Today);
        await RegisterAsync(database, SampleRegistry.Of("other", role: ModelRole.Refused, night: 1));
        await RegisterAsync(database, SampleRegistry.Of(Champion));
        await StoreAllAsync(database, SampleSchool.DistrictId, 50, "other", Champion, FairnessKeys.Rules);

        var shown = await ShownAsync(new FairnessFilter());

        shown.Version.Figures.Id.ShouldBe(Champion);
        shown.IsAnother.ShouldBeFalse();
        shown.Term.Start.ShouldBe(Later);
        shown.Week.ShouldBe(6, "of 4, 6 and 12");
        shown.Attribute.ShouldBe("Sex");
        shown.Cut.Share.ShouldBe(0.1);
        shown.Rate.Key.ShouldBe(FairnessKeys.FalsePositiveRate);
        shown.Attributes.ShouldBe(["Sex", "Language", "Sex x Language"]);

        var asked = await ShownAsync(
            new FairnessFilter(null, "other", "2025-09-01", 9, "Language", 25, FairnessKeys.Precision)
        );
        asked.Version.Figures.Id.ShouldBe("other");
        (asked.Term.Start, asked.Week).ShouldBe((Earlier, 8));
        (asked.Attribute, asked.Cut.Share, asked.Rate.Key).ShouldBe(("Language", 0.2, FairnessKeys.Precision));

        var rules = await ShownAsync(new FairnessFilter(Model: FairnessKeys.Rules));
        rules.Version.IsRules.ShouldBeTrue();
        rules.Cut.Share.ShouldBe(0);

        var gone = await ShownAsync(
            new FairnessFilter(Model: "gone", Term: "nonsense", Attribute: "Income", Rate: "x")
        );
        (gone.Version.Figures.Id, gone.IsAnother, gone.Attribute).ShouldBe((Champion, true, "Sex"));

        async Task<FairnessShown> ShownAsync(FairnessFilter filter) =>
            (
                await QueryOf(database).GetAsync(school.ScopeOf(CastMember.DistrictAdministrator), filter, Cancel)
            )!.Shown!;
    }

    [Fact]
    public async Task Before_the_first_night_there_is_a_page_without_figures()
    {
        await using var database = await TestDatabase.CreateAsync();
        var school = await SampleSchool.CreateAsync(database, Today);
        var scope = school.ScopeOf(CastMember.DistrictAdministrator);

        var view = (await QueryOf(database).GetAsync(scope, new FairnessFilter(), Cancel))!;
        (view.Shown, view.AsOf).ShouldBe((null, null));

        await StoreAsync(database, SampleSchool.DistrictId, (FairnessKeys.Index, new FairnessIndex([], [])));
        (await QueryOf(database).GetAsync(scope, new FairnessFilter(), Cancel))!.Shown.ShouldBeNull();
    }

    [Theory]
    [InlineData(false, ServingGap.NotKept)]
    [InlineData(true, ServingGap.NotMade)]
    public async Task A_model_that_serves_without_figures_is_said_to(bool isKept, ServingGap gap)
    {
        await using var database = await TestDatabase.CreateAsync();
        var school = await SampleSchool.CreateAsync(database, Today);
        var scope = school.ScopeOf(CastMember.DistrictAdministrator);
        (await ViewAsync()).Serving.ShouldBe(ServingGap.None, "rules decide");
        var serving = SampleRegistry.Of("serving");
        serving.JudgedRows = isKept ? [1] : null;
        await RegisterAsync(database, serving);
        var before = await ViewAsync();
        (before.Shown, before.Serving).ShouldBe((null, gap));
        await StoreAllAsync(database, SampleSchool.DistrictId, 50, "other", FairnessKeys.Rules);

        var view = await ViewAsync();

        view.Serving.ShouldBe(gap);
        view.Shown!.Version.IsRules.ShouldBeTrue();
        FairnessWords.Without(gap, view.Shown).ShouldEndWith("These are those of: Simple rules.");
        await RegisterAsync(database, SampleRegistry.Of("other", role: ModelRole.Refused));
        (await ViewAsync()).Serving.ShouldBe(gap, "another version has figures, the one that serves has none");

        async Task<FairnessView> ViewAsync() =>
            (await QueryOf(database).GetAsync(scope, new FairnessFilter(), Cancel))!;
    }

    [Fact]
    public async Task A_school_s_report_says_what_was_found_for_the_whole_installation_and_nothing_of_its_groups()
    {
        await using var database = await TestDatabase.CreateAsync();
        var school = await SampleSchool.CreateAsync(database, Today);
        await StoreAllAsync(database, SampleSchool.DistrictId, 50, Champion, FairnessKeys.Rules);
        await StoreAllAsync(database, SampleSchool.SouthId, 50, Champion);
        var before = (await ReportAsync(CastMember.SouthAdministrator, SampleSchool.SouthId))!;
        (before.Proof.Permuted, before.ProxiesAreAbove).ShouldBe((null, true));
        var proof = new PermutationProof(200, 900, 150, 0, 0);
        await using (var db = database.CreateDbContext())
        {
            db.FigureSheets.Add(
                new FigureSheet
                {
                    Topic = MitigationKeys.Topic,
                    OrgId = SampleSchool.DistrictId,
                    Key = MitigationKeys.Index,
                    AsOf = Today,
                    MadeAt = new DateTime(2026, 11, 21, 3, 0, 0, DateTimeKind.Utc),
                    Content = SheetStore.Pack(new MitigationIndex(MitigationGap.NoLaterTerm, "m", null, [], proof)),
                }
            );
            await db.SaveChangesAsync(Cancel);
        }

        var south = (await ReportAsync(CastMember.SouthAdministrator, SampleSchool.SouthId))!;
        (south.Proof.Permuted, south.ProxiesAreAbove, south.Proxies.Count).ShouldBe((proof, true, 0));
        var district = (await ReportAsync(CastMember.DistrictAdministrator, SampleSchool.DistrictId))!;
        (district.Proof.Permuted, district.ProxiesAreAbove).ShouldBe((proof, false));

        Task<FairnessReport?> ReportAsync(CastMember member, long org) =>
            ReportOf(database).GetAsync(school.ScopeOf(member), org, null, Cancel);
    }

    [Fact]
    public async Task The_report_has_the_record_of_the_model_for_the_whole_installation_only()
    {
        await using var database = await TestDatabase.CreateAsync();
        var school = await SampleSchool.CreateAsync(database, Today);
        await RegisterAsync(database, SampleRegistry.Of(Champion));
        await StoreAllAsync(database, SampleSchool.DistrictId, 50, Champion, FairnessKeys.Rules);
        await StoreAllAsync(database, SampleSchool.SouthId, 50, Champion);

        var district = (await ReadAsync(CastMember.DistrictAdministrator))!;
        district.Model!.Model.Info.Id.ShouldBe(Champion);
        district.Rules!.Share.ShouldBe(0);
        district.Sources.ShouldNotBeEmpty();

        var south = (await ReadAsync(CastMember.SouthAdministrator))!;
        south.Model.ShouldBeNull();
        south.Rules.ShouldBeNull("there are none for this school");
        south.View.Shown!.Version.Figures.Id.ShouldBe(Champion);

        Task<FairnessReport?> ReadAsync(CastMember member) =>
            ReportOf(database).GetAsync(school.ScopeOf(member), null, null, Cancel);
    }

    [Fact]
    public void A_question_is_its_address()
    {
        new FairnessFilter().Address.ShouldBe("fairness");
        new FairnessFilter(3, "a b", "2026-01-26", 8, "Sex x Språk", 15, "auc").Address.ShouldBe(
            "fairness?org=3&model=a%20b&term=2026-01-26&week=8&attribute=Sex%20x%20Spr%C3%A5k&cut=15&rate=auc"
        );
    }

    private static async Task RegisterAsync(TestDatabase database, ModelVersion version)
    {
        await using var db = database.CreateDbContext();
        db.ModelVersions.Add(version);
        await db.SaveChangesAsync(Cancel);
    }

    private static FairnessQuery QueryOf(TestDatabase database) => new(new FigureReader(database), database, Settings);

    private static FairnessReportQuery ReportOf(TestDatabase database) =>
        new(
            QueryOf(database),
            new ModelQuery(database, Settings),
            new FigureReader(database),
            new ProtectedProofQuery(database),
            database
        );
}
