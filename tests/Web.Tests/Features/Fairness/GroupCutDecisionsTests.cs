using EarlyWarning.Domain.Figures;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Students;
using EarlyWarning.Support;
using EarlyWarning.Web.Features;
using EarlyWarning.Web.Features.Fairness;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.Fairness;

/// <summary>Who may decide on cuts by group, what is kept of it, and that nothing is applied without.</summary>
public sealed class GroupCutDecisionsTests
{
    private const string Why = "The board agreed on it after hearing the families.";
    private static readonly DateOnly Today = new(2026, 11, 20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, DatabaseData]
    public async Task A_decision_is_kept_with_who_when_and_why_and_on_the_models_record(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var (school, attribute) = await MadeAsync(database);
        var clock = new SettableClock(new DateTimeOffset(2026, 11, 20, 9, 30, 0, TimeSpan.Zero));
        var decisions = new GroupCutDecisions(database, clock);
        var scope = school.ScopeOf(CastMember.DistrictAdministrator);

        (await decisions.DecideAsync(scope, Wish(attribute), Cancel)).ShouldBeNull();

        await using var db = database.CreateDbContext();
        var kept = await db.GroupCutDecisions.SingleAsync(Cancel);
        (kept.Attribute, kept.Rule, kept.Reason, kept.DecidedById).ShouldBe(
            ("Trait", MitigationKeys.EqualMisses, Why, scope.UserId)
        );
        kept.DecidedAt.ShouldBe(new DateTime(2026, 11, 20, 9, 30, 0));
        var entry = await db.ModelDecisions.SingleAsync(Cancel);
        (entry.Kind, entry.UserId, entry.Reason, entry.ModelId).ShouldBe(
            (DecisionKind.CutByGroup, scope.UserId, Why, SampleScores.ModelId)
        );

        clock.Advance(TimeSpan.FromHours(1));
        (
            await decisions.WithdrawAsync(scope, kept.Id, "It helped nobody, as the figures of the term show.", Cancel)
        ).ShouldBeNull();
        var row = (await GroupCutDecisions.ListAsync(db, SampleSchool.DistrictId, Cancel)).ShouldHaveSingleItem();
        row.By.ShouldNotBeEmpty();
        row.WithdrawnBy.ShouldBe(row.By);
        row.WithdrawnAt.ShouldBe(new DateTime(2026, 11, 20, 10, 30, 0));
        row.WithdrawnWhy.ShouldBe("It helped nobody, as the figures of the term show.");
        (await db.ModelDecisions.CountAsync(d => d.Kind == DecisionKind.CommonCut, Cancel)).ShouldBe(1);
    }

    [Theory]
    [InlineData(CastMember.TeacherA)]
    [InlineData(CastMember.Counsellor)]
    [InlineData(CastMember.SouthAdministrator)]
    [InlineData(CastMember.WithoutRole)]
    public async Task Others_than_administrators_at_the_top_can_neither_decide_nor_withdraw(CastMember member)
    {
        await using var database = await TestDatabase.CreateAsync();
        var (school, attribute) = await MadeAsync(database);
        var decisions = new GroupCutDecisions(database, TimeProvider.System);
        (
            await decisions.DecideAsync(school.ScopeOf(CastMember.DistrictAdministrator), Wish(attribute), Cancel)
        ).ShouldBeNull();
        await using var db = database.CreateDbContext();
        var id = await db.GroupCutDecisions.Select(d => d.Id).SingleAsync(Cancel);
        var scope = school.ScopeOf(member);

        (await decisions.WithdrawAsync(scope, id, Why, Cancel)).ShouldNotBeNull();
        (await decisions.DecideAsync(scope, Wish(attribute), Cancel)).ShouldNotBeNull();
        (
            await decisions.DecideAsync(scope, Wish(attribute) with { OrgId = SampleSchool.SouthId }, Cancel)
        ).ShouldNotBeNull();

        (await db.GroupCutDecisions.AsNoTracking().SingleAsync(Cancel)).WithdrawnAt.ShouldBeNull();
    }

    [Fact]
    public async Task What_is_not_whole_is_refused_and_leaves_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (school, attribute) = await MadeAsync(database);
        var decisions = new GroupCutDecisions(database, TimeProvider.System);
        var scope = school.ScopeOf(CastMember.DistrictAdministrator);
        GroupCutWish[] wishes =
        [
            Wish(attribute) with
            {
                IsConfirmed = false,
            },
            Wish(attribute) with
            {
                Reason = "Because.",
            },
            Wish(attribute) with
            {
                Reason = new string('x', GroupCutDecision.LongestReason + 1),
            },
            Wish(attribute) with
            {
                Rule = MitigationKeys.Reweighed,
            },
            // No figures of it are shown.
            Wish(attribute) with
            {
                Rule = MitigationKeys.EqualSelection,
            },
            Wish(attribute) with
            {
                AttributeId = 12345,
            },
            Wish(attribute) with
            {
                OrgId = SampleSchool.NorthId,
            },
        ];
        foreach (var wish in wishes)
        {
            (await decisions.DecideAsync(scope, wish, Cancel)).ShouldNotBeNullOrEmpty();
        }

        await using var db = database.CreateDbContext();
        (await db.GroupCutDecisions.CountAsync(Cancel)).ShouldBe(0);
        (await db.ModelDecisions.CountAsync(Cancel)).ShouldBe(0);

        (await decisions.DecideAsync(scope, Wish(attribute), Cancel)).ShouldBeNull();
        (await decisions.DecideAsync(scope, Wish(attribute), Cancel)).ShouldBe(
            "A decision is in force already. Withdraw it first."
        );
        (await db.GroupCutDecisions.CountAsync(Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_decision_in_force_there_are_no_cuts_by_group()
    {
        await using var database = await TestDatabase.CreateAsync();
        await MadeAsync(database);
        var nobody = new Serving(new Dictionary<Domain.Outcomes.Goal, ServingModel>(), "rules");
        (await GroupCuts.ReadAsync(database, nobody, Today, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task The_page_is_for_the_whole_installation_and_opens_the_attribute_asked_for()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (school, attribute) = await MadeAsync(database);
        var query = new MitigationsQuery(
            new FigureReader(database),
            new ProtectedProofQuery(database),
            database,
            new RetrainingSettings(1, 40, 1000) { TimeZone = TimeZoneInfo.Utc }
        );

        var view = (await query.GetAsync(school.ScopeOf(CastMember.DistrictAdministrator), null, attribute, Cancel))!;
        view.IsTop.ShouldBeTrue();
        view.Sheet!.Attribute.Label.ShouldBe("Trait");
        view.Orgs.Select(o => o.Id).ShouldBe([SampleSchool.DistrictId]);
        view.Proof!.IsRead.ShouldBeFalse();
        view.Proof.IsUnchanged.ShouldBeTrue();
        view.Proof.Attributes.ShouldContain(a => a.Label == "Trait");

        var other = (await query.GetAsync(school.ScopeOf(CastMember.SouthAdministrator), null, attribute, Cancel))!;
        (other.IsTop, other.Index, other.Sheet, other.Proof).ShouldBe((false, null, null, null));
        (await query.GetAsync(school.ScopeOf(CastMember.TeacherA), null, null, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_model_that_reads_what_is_protected_now_is_named()
    {
        await using var database = await TestDatabase.CreateAsync();
        await MadeAsync(database);
        await using var db = database.CreateDbContext();
        var model = await db.ModelVersions.SingleAsync(Cancel);
        model.FeatureNames += "\nattribute:trait";
        await db.SaveChangesAsync(Cancel);

        var view = await new ProtectedProofQuery(database).GetAsync(null, Cancel);

        view.IsRead.ShouldBeTrue();
        view.Attributes.Single(a => a.Label == "Trait").Readers.ShouldBe([model.Goal]);
        view.IsUnchanged.ShouldBeFalse("nothing was permuted");
    }

    private static GroupCutWish Wish(int attribute) =>
        new(SampleSchool.DistrictId, attribute, MitigationKeys.EqualMisses, Why, true);

    private static async Task<(SampleSchool School, int Attribute)> MadeAsync(TestDatabase database)
    {
        var school = await SampleSchool.CreateAsync(database, Today);
        await SampleScores.WriteGenerationsAsync(database, Today, SampleSchool.DistrictId);
        await using var db = database.CreateDbContext();
        var attribute = new AttributeDefinition
        {
            SourceId = await db.Sources.Select(s => s.Id).FirstAsync(Cancel),
            Name = "trait",
            Label = "Trait",
            Kind = AttributeKind.Categorical,
            Use = AttributeUse.Protected,
            Levels = "a\nb",
        };
        db.AttributeDefinitions.Add(attribute);
        await db.SaveChangesAsync(Cancel);
        var listed = new MitigationAttribute(attribute.Id, "Trait", true, true, 0.1);
        var proof = new PermutationProof(5, 9, 5, 0, 0);
        db.FigureSheets.AddRange(
            Sheet(
                MitigationKeys.Index,
                new MitigationIndex(MitigationGap.None, SampleScores.ModelId, null, [listed], proof)
            ),
            Sheet(
                MitigationKeys.Attribute(attribute.Id),
                new MitigationSheet(
                    listed,
                    [Variant(MitigationKeys.AsItIs), Variant(MitigationKeys.EqualMisses)],
                    [],
                    []
                )
            )
        );
        // A school has figures of other pages, but none of these.
        var other = Sheet("", new Rate(0, 0, 0));
        (other.Topic, other.OrgId) = ("other", SampleSchool.SouthId);
        db.FigureSheets.Add(other);
        await db.SaveChangesAsync(Cancel);
        return (school, attribute.Id);
    }

    private static MitigationVariant Variant(string kind)
    {
        var none = new Dictionary<string, Rate>();
        return new MitigationVariant(
            kind,
            [],
            new GroupFigures("", "", false, 100, 20, 10, 5, none, none),
            [],
            none,
            none,
            0
        );
    }

    private static FigureSheet Sheet(string key, object content) =>
        new()
        {
            Topic = MitigationKeys.Topic,
            OrgId = SampleSchool.DistrictId,
            Key = key,
            AsOf = Today,
            MadeAt = Today.ToDateTime(TimeOnly.MinValue),
            Content = SheetStore.Pack(content),
        };
}
