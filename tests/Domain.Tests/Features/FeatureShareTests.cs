using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Tests.Snapshots;

namespace EarlyWarning.Domain.Tests.Features;

/// <summary>What is read in percent lies between nothing and all: a value of 63 read so would be "6300 %".</summary>
public sealed class FeatureShareTests
{
    private static readonly FeatureCatalogue Catalogue = new(RandomWorld.Attributes);

    [Fact]
    public void Values_read_in_percent_are_parts_of_one_and_no_others_are()
    {
        var (low, high, isWhole) = (
            new float[Catalogue.Features.Count],
            new float[Catalogue.Features.Count],
            Enumerable.Repeat(true, Catalogue.Features.Count).ToArray()
        );
        for (var seed = 0; seed < 60; seed++)
        {
            foreach (var values in Features(seed))
            {
                for (var i = 0; i < values.Length; i++)
                {
                    if (!float.IsNaN(values[i]))
                    {
                        (low[i], high[i]) = (Math.Min(low[i], values[i]), Math.Max(high[i], values[i]));
                        isWhole[i] &= values[i] == MathF.Floor(values[i]);
                    }
                }
            }
        }

        var parts = Catalogue.Features.Where((_, i) => !isWhole[i] && low[i] >= -1 && high[i] <= 1).Select(f => f.Name);
        Catalogue.Features.Where(f => FeatureCatalogue.IsShare(f.Name)).Select(f => f.Name).ShouldBe(parts);
    }

    private static IEnumerable<float[]> Features(int seed)
    {
        var (school, timeline) = RandomWorld.Build(new RandomWorld(seed).Facts);
        var asOf = RandomWorld.TermStart + 20 + (seed * 7 % 100);
        var student = new StudentAsOf(timeline, school, asOf);
        foreach (
            var enrollment in timeline.Enrollments.Where(e =>
                RandomWorld.TestEnrollments.Contains(e.Id) && e.Begin <= asOf
            )
        )
        {
            var values = new float[Catalogue.Features.Count];
            Catalogue.Compute(student.Of(enrollment), values);
            yield return values;
        }
    }
}
