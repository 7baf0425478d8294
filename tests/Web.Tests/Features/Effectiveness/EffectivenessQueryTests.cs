using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Figures;
using EarlyWarning.Ml.Effects;
using EarlyWarning.Support;
using EarlyWarning.Web.Features;
using EarlyWarning.Web.Features.Effectiveness;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Effectiveness;

namespace EarlyWarning.Web.Tests.Features.Effectiveness;

/// <summary>Who reads which figures, and what the page says of them.</summary>
public sealed class EffectivenessQueryTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Administrators_read_their_own_organisations_only()
    {
        await using var database = await TestDatabase.CreateAsync();
        var school = await SampleSchool.CreateAsync(database, Today);
        await AddAsync(database, SampleSchool.DistrictId, EffectSheets.AllTerms, 10);
        await AddAsync(database, SampleSchool.SouthId, EffectSheets.AllTerms, 20);
        await AddAsync(database, SampleSchool.SouthId, "2026-01-12", 30);
        var query = new EffectivenessQuery(new FigureReader(database), database);

        async Task<int?> Students(CastMember who, long? org, string? term = null) =>
            (await query.GetAsync(school.ScopeOf(who), new EffectivenessQuestion(org, term, null), Cancel))
                ?.Figures
                .Content
                ?.Students;

        (await Students(CastMember.DistrictAdministrator, null)).ShouldBe(10);
        (await Students(CastMember.DistrictAdministrator, SampleSchool.SouthId)).ShouldBe(20);
        (await Students(CastMember.SouthAdministrator, null)).ShouldBe(20);
        (await Students(CastMember.SouthAdministrator, null, "2026-01-12")).ShouldBe(30);
        // A term that is not there reads as all terms.
        (await Students(CastMember.SouthAdministrator, null, "1999-01-01")).ShouldBe(20);
        (await Students(CastMember.SouthAdministrator, SampleSchool.DistrictId)).ShouldBeNull();
        (await Students(CastMember.TeacherA, null)).ShouldBeNull();
        (await Students(CastMember.Counsellor, null)).ShouldBeNull();
    }

    [Fact]
    public void An_estimate_is_said_as_a_comparison_with_its_interval()
    {
        EffectWords
            .Sentence(Kind(EffectVerdict.More, 0.08, 0.02, 0.14), 3)
            .ShouldBe(
                "Of 100 courses, students who got Tutoring passed 8 more than comparable students who did not (2 to 14)."
            );
        EffectWords
            .Sentence(Kind(EffectVerdict.Fewer, -0.08, -0.14, -0.02), 3)
            .ShouldBe(
                "Of 100 courses, students who got Tutoring passed 8 fewer than comparable students who did not (2 to 14)."
            );
        EffectWords
            .Sentence(Kind(EffectVerdict.NoDifference, 0.03, -0.03, 0.09), 3)
            .ShouldBe(
                "No difference was found between students who got Tutoring and comparable students who did not: of 100 courses, "
                    + "anything from −3 to +9 passed remains possible."
            );
        EffectWords.PerPass(Kind(EffectVerdict.NoDifference, 0.03, -0.03, 0.09)).ShouldBe("cannot be told");
    }

    [Fact]
    public void Where_nothing_can_be_said_no_figure_is()
    {
        var few = Kind(EffectVerdict.TooFew, 0, 0, 0) with { Pass = null, MoreNeeded = 12 };
        EffectWords.InHundred(few.Pass).ShouldBe("–");
        EffectWords.Sentence(few, 1).ShouldContain("12 more than there are");
        EffectWords.Sentence(few, 1, isSample: true).ShouldEndWith("about 12 more than there are in the sample read.");
        EffectWords
            .Sentence(few with { Verdict = EffectVerdict.Hidden, Students = null }, 1)
            .ShouldStartWith("Nothing is shown: fewer than 10 students got it, or ");
        EffectWords.Count(null).ShouldBe("fewer than 10");
    }

    [Fact]
    public void Columns_have_words()
    {
        var catalogue = new FeatureCatalogue([]);
        EffectWords.Column("mark_mean", catalogue).ShouldBe(catalogue.Named("mark_mean")[0].Label);
        EffectWords.Column("mark_mean?", catalogue).ShouldStartWith("not known: ");
        EffectWords.Column(EffectSheets.Foretold, catalogue).ShouldBe("what the model foretold");
        EffectWords.Column("gone=level", catalogue).ShouldBe("gone: level");
    }

    private static KindEffect Kind(EffectVerdict verdict, double difference, double low, double high) =>
        new(
            2,
            "Tutoring",
            8,
            50,
            null,
            null,
            null,
            [],
            [],
            null,
            verdict,
            null,
            null,
            new EffectEstimate(50, 200, 150, 0.7, difference, 0.03, low, high, 0.01),
            null,
            null,
            0.01,
            null,
            null,
            []
        );

    private static async Task AddAsync(TestDatabase database, long org, string key, int students)
    {
        await using var db = database.CreateDbContext();
        db.FigureSheets.Add(
            new FigureSheet
            {
                Topic = EffectSheets.Topic,
                OrgId = org,
                Key = key,
                AsOf = Today,
                MadeAt = Today.ToDateTime(default, DateTimeKind.Utc),
                Content = SheetStore.Pack(
                    new EffectSheet([], students, false, [], CutEffect.Nothing(CutAbsence.NoCut))
                ),
            }
        );
        await db.SaveChangesAsync(Cancel);
    }
}
