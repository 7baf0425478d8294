using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Tests.Features;

public sealed class ReasonWriterTests
{
    private static readonly FeatureCatalogue Catalogue = new([]);

    [Fact]
    public void Tells_at_most_five_reasons_strengths_first_and_changeable_concerns_before_fixed_ones()
    {
        var random = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            var reasons = Write(RandomValues(random), RandomContributions(random), seesWholeRecord: true);
            (reasons.Strengths.Count + reasons.Concerns.Count).ShouldBeLessThanOrEqualTo(ReasonWriter.MaxReasons);
            reasons.Strengths.ShouldAllBe(r => r.IsStrength && r.Contribution < 0);
            reasons.Concerns.ShouldAllBe(r => !r.IsStrength && r.Contribution > 0);
            reasons
                .Concerns.Select(r => r.Changeable)
                .ShouldBe(reasons.Concerns.Select(r => r.Changeable).OrderDescending());
        }
    }

    [Fact]
    public void Says_the_evidence_beside_the_class_median()
    {
        var (values, contributions, medians) = (Missing(), Zeros(), Missing());
        Set(values, "absence_last_20", 7);
        Set(contributions, "absence_last_20", 0.8f);
        Set(medians, "absence_last_20", 1);
        var reason = ReasonWriter
            .Write(Catalogue.Features, values, contributions, medians, true, false)
            .Concerns.ShouldHaveSingleItem();
        reason.Evidence.ShouldBe("Missed 7 of the last 20 school days");
        reason.Comparison.ShouldBe("class median 1");
        reason.Changeable.ShouldBeTrue();
        reason.Share.ShouldBe(1);
    }

    [Fact]
    public void Summarises_what_a_teacher_may_not_read_and_never_quotes_it()
    {
        var (values, contributions) = (Missing(), Zeros());
        Set(values, "suspensions_365", 3);
        Set(contributions, "suspensions_365", 1.5f);
        var forTeacher = Write(values, contributions, seesWholeRecord: false).Concerns.ShouldHaveSingleItem();
        forTeacher.Feature.ShouldBeNull();
        forTeacher.Evidence.ShouldBe("Other parts of the record add to the concern");
        Write(values, contributions, seesWholeRecord: true)
            .Concerns.ShouldHaveSingleItem()
            .Evidence.ShouldBe("3 suspensions in the last 365 days");
    }

    [Fact]
    public void What_a_teacher_may_not_read_is_one_sum_on_one_side_only()
    {
        var (values, contributions) = (Missing(), Zeros());
        Set(values, "suspensions_365", 3);
        Set(contributions, "suspensions_365", 1.5f);
        Set(values, "prior_failed", 0);
        Set(contributions, "prior_failed", -2);
        var reasons = Write(values, contributions, seesWholeRecord: false);
        reasons.Concerns.ShouldBeEmpty();
        var strength = reasons.Strengths.ShouldHaveSingleItem();
        strength.Evidence.ShouldBe("Other parts of the record speak for the student");
        strength.Contribution.ShouldBe(-0.5, 1e-6);
    }

    [Fact]
    public void The_waterfall_sums_to_all_contributions_for_every_reader()
    {
        var random = new Random(5);
        for (var round = 0; round < 100; round++)
        {
            var contributions = RandomContributions(random);
            foreach (var whole in (bool[])[true, false])
            {
                var bars = ReasonWriter.Waterfall(Catalogue.Features, RandomValues(random), contributions, whole, 6);
                bars.Sum(b => b.Contribution).ShouldBe(contributions.Sum(c => (double)c), 1e-9);
                bars.Count.ShouldBeLessThanOrEqualTo(8);
            }
        }
    }

    [Fact]
    public void Says_which_parts_of_the_record_are_empty()
    {
        var values = Missing();
        Set(values, "mark_mean", 60);
        var missing = Write(values, Zeros(), seesWholeRecord: false).Missing;
        missing.ShouldContain("No attendance is recorded");
        missing.ShouldNotContain("No marks are known yet");
    }

    [Fact]
    public void Refuses_a_score_of_another_model() =>
        Should.Throw<ArgumentException>(() =>
            ReasonWriter.Write(Catalogue.Features, new float[3], Zeros(), null, true, true)
        );

    [Fact]
    public void No_sentence_foretells_or_blames()
    {
        foreach (var feature in Catalogue.Features)
        {
            foreach (var value in (float[])[0, 0.3f, 1, 7, -4])
            {
                var sentence = feature.Evidence(value);
                sentence.ShouldNotBeNullOrWhiteSpace();
                sentence.ShouldNotEndWith(".");
                sentence.Contains("will ", StringComparison.OrdinalIgnoreCase).ShouldBeFalse(sentence);
                sentence.Contains("because", StringComparison.OrdinalIgnoreCase).ShouldBeFalse(sentence);
            }
        }
    }

    [Fact]
    public void Holds_thirty_features_and_more_of_every_part_of_the_record_and_no_protected_one()
    {
        Catalogue.Features.Count.ShouldBeGreaterThanOrEqualTo(30);
        Catalogue.Features.Select(f => f.Group).Distinct().Count().ShouldBeGreaterThanOrEqualTo(8);
        AttributeDefinition[] attributes =
        [
            Attribute("sex", AttributeUse.Protected),
            Attribute("postcode", AttributeUse.Unclassified),
            Attribute("shoe", AttributeUse.Ignored),
            Attribute("survey", AttributeUse.Feature),
        ];
        var names = new FeatureCatalogue(attributes).Features.Select(f => f.Name).ToList();
        names.ShouldBeUnique();
        names.Where(n => n.StartsWith("attribute:", StringComparison.Ordinal)).ShouldBe(["attribute:survey"]);
    }

    private static AttributeDefinition Attribute(string name, AttributeUse use) =>
        new()
        {
            Name = name,
            Label = name,
            Kind = AttributeKind.Numeric,
            Use = use,
        };

    private static Reasons Write(float[] values, float[] contributions, bool seesWholeRecord) =>
        ReasonWriter.Write(Catalogue.Features, values, contributions, null, true, seesWholeRecord);

    private static float[] Missing() => [.. Catalogue.Features.Select(_ => float.NaN)];

    private static float[] Zeros() => new float[Catalogue.Features.Count];

    private static float[] RandomValues(Random random) =>
        [.. Catalogue.Features.Select(_ => random.Next(4) == 0 ? float.NaN : random.Next(20))];

    private static float[] RandomContributions(Random random) =>
        [.. Catalogue.Features.Select(_ => (float)(random.NextDouble() - 0.5))];

    private static void Set(float[] target, string feature, float value) =>
        target[Catalogue.Features.Select((f, i) => (f.Name, i)).Single(f => f.Name == feature).i] = value;
}
