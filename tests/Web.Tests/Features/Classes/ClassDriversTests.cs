using EarlyWarning.Domain.Features;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Classes;

namespace EarlyWarning.Web.Tests.Features.Classes;

public sealed class ClassDriversTests
{
    [Fact]
    public void Shares_sum_to_one_for_every_reader()
    {
        var features = SampleScores.Catalogue.Features;
        var random = new Random(3);
        float[] means = [.. features.Select(_ => (float)random.NextDouble())];

        foreach (var seesWholeRecord in (bool[])[true, false])
        {
            var shares = ClassDrivers.Shares(features, means, seesWholeRecord);
            shares.Sum(s => s.Share).ShouldBe(1, 1e-6);
            shares.Count.ShouldBeLessThanOrEqualTo(10);
        }
    }

    [Fact]
    public void A_teacher_reads_no_label_of_a_field_reserved_to_others()
    {
        var features = SampleScores.Catalogue.Features;
        float[] means = [.. features.Select(f => f.Visibility == FeatureVisibility.WholeRecord ? 5f : 1f)];
        var reserved = features.Where(f => f.Visibility == FeatureVisibility.WholeRecord).Select(f => f.Label).ToList();

        var shares = ClassDrivers.Shares(features, means, seesWholeRecord: false);

        reserved.ShouldNotBeEmpty();
        shares.Select(s => s.Label.ToLowerInvariant()).ShouldNotContain(l => reserved.Contains(l));
        shares[^1].Label.ShouldBe("Parts of the record that counsellors see");
    }

    [Fact]
    public void A_class_where_nothing_moves_has_no_drivers() =>
        ClassDrivers
            .Shares(SampleScores.Catalogue.Features, new float[SampleScores.Catalogue.Features.Count], true)
            .ShouldBeEmpty();
}
