using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Domain.Tests.Snapshots;

/// <summary>No later fact moves a snapshot: the promise that every figure of the product rests on.</summary>
public sealed class AsOfHonestyTests
{
    private static readonly FeatureCatalogue Catalogue = new(RandomWorld.Attributes);

    // What a snapshot tells: features, weekly signals, rules.
    private static readonly string[] Names =
    [
        .. Catalogue.Features.Select(f => f.Name),
        .. WeeklySignal.All.SelectMany(s => Enumerable.Range(0, WeeklySignal.Weeks).Select(ago => $"{s.Name} {ago}")),
        "rules",
    ];

    [Fact]
    public void Removing_every_fact_known_later_moves_no_feature()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var world = new RandomWorld(seed);
            var asOf = RandomWorld.TermStart + (seed % 120);
            var known = world.Facts.Where(f => f.KnownFrom <= asOf).ToList();
            Compare(Features(world.Facts, asOf), Features(known, asOf), $"seed {seed}");
        }
    }

    [Fact]
    public void Altering_every_fact_known_later_moves_no_feature()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var world = new RandomWorld(seed);
            var asOf = RandomWorld.TermStart + (seed * 7 % 120);
            var altered = world.Facts.Select(f => f.KnownFrom > asOf ? world.Alter(f) : f).ToList();
            Compare(Features(world.Facts, asOf), Features(altered, asOf), $"seed {seed}");
        }
    }

    [Fact]
    public void A_score_that_is_known_later_than_its_hand_in_does_not_leak_through_it()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var world = new RandomWorld(seed);
            var asOf = RandomWorld.TermStart + 60;
            var altered = world
                .Facts.Select(f =>
                    f.Fact is ResultFact r && r.ScoreKnownFrom > asOf ? f with { Fact = r with { Score = 1 } } : f
                )
                .ToList();
            Compare(Features(world.Facts, asOf), Features(altered, asOf), $"seed {seed}");
        }
    }

    [Fact]
    public void Altering_facts_known_by_then_does_move_features()
    {
        var moved = 0;
        for (var seed = 0; seed < 20; seed++)
        {
            var world = new RandomWorld(seed);
            var asOf = RandomWorld.TermStart + 90;
            var altered = world.Facts.Select(f => f.KnownFrom <= asOf ? world.Alter(f) : f).ToList();
            moved += Features(world.Facts, asOf).SequenceEqual(Features(altered, asOf)) ? 0 : 1;
        }

        moved.ShouldBe(20);
    }

    [Fact]
    public void Most_features_are_filled_in_the_made_up_school()
    {
        var filled = new HashSet<int>();
        for (var seed = 0; seed < 20; seed++)
        {
            // Work is due every second week: two days a week apart see every week filled.
            var asOf = RandomWorld.TermStart + 90 + (7 * (seed % 2));
            var features = Features(new RandomWorld(seed).Facts, asOf);
            var stride = Names.Length;
            filled.UnionWith(
                Enumerable
                    .Range(0, features.Length)
                    .Where(i => !float.IsNaN(features[i]) && i % stride < stride - 1)
                    .Select(i => i % stride)
            );
        }

        // The property would hold of features that are always missing, too.
        filled.Count.ShouldBe(Names.Length - 1);
    }

    private static float[] Features(IReadOnlyList<WorldFact> facts, int asOf)
    {
        var (school, timeline) = RandomWorld.Build(facts);
        var student = new StudentAsOf(timeline, school, asOf);
        var all = new List<float>();
        foreach (
            var enrollment in timeline.Enrollments.Where(e =>
                RandomWorld.TestEnrollments.Contains(e.Id) && e.Begin <= asOf
            )
        )
        {
            var values = new float[Catalogue.Features.Count];
            Catalogue.Compute(student.Of(enrollment), values);
            all.AddRange(values);
            var weekly = new float[WeeklySignal.ValueCount];
            WeeklySignal.ComputeAll(student.Of(enrollment), weekly);
            all.AddRange(weekly);
            all.Add((float)RuleBaseline.Of(student.Of(enrollment)));
        }

        return [.. all];
    }

    private static void Compare(float[] before, float[] after, string because)
    {
        after.Length.ShouldBe(before.Length, because);
        for (var i = 0; i < before.Length; i++)
        {
            var name = Names[i % Names.Length];
            BitConverter
                .SingleToInt32Bits(after[i])
                .ShouldBe(
                    BitConverter.SingleToInt32Bits(before[i]),
                    $"{name}: {before[i]} became {after[i]}, {because}"
                );
        }
    }
}
