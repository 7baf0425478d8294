using EarlyWarning.Ml.Fairness;

namespace EarlyWarning.Ml.Tests.Fairness;

public sealed class GroupThresholdsTests
{
    public static TheoryData<int, GroupRule> Cases()
    {
        var cases = new TheoryData<int, GroupRule>();
        foreach (var rule in Enum.GetValues<GroupRule>())
        {
            for (var seed = 0; seed < 25; seed++)
            {
                cases.Add(seed, rule);
            }
        }

        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public void No_choice_of_cuts_brings_groups_nearer(int seed, GroupRule rule)
    {
        var people = Made(seed, 24, 3);
        var places = 2 + (seed % 9);

        var found = GroupThresholds.Find(people, places, rule);

        found.Flagged.Values.Sum().ShouldBe(places, "as many are flagged in all as there are places");
        GapOf(people, found.Flagged, rule).ShouldBe(LeastGap(people, places, rule), 1e-12);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Cuts_flag_the_people_they_say(int seed, GroupRule rule)
    {
        var people = Made(seed, 30, 2);
        var found = GroupThresholds.Find(people, 7, rule);

        foreach (var (group, cut) in found.Cuts)
        {
            Enumerable
                .Range(0, 30)
                .Count(i => people.Groups[i] == group && people.Scores[i] >= cut)
                .ShouldBe(found.Flagged[group]);
        }
    }

    [Fact]
    public void Groups_too_small_to_learn_from_keep_the_common_cut()
    {
        var people = Made(3, 60, 3);
        string[] groups = [.. people.Groups.Select((g, i) => i < 4 ? "few" : g)];

        var found = GroupThresholds.Find(people with { Groups = groups }, 9, GroupRule.Selection, least: 5);

        found.Cuts["few"].ShouldBe(found.Common);
        found.Flagged.Values.Sum().ShouldBe(9);
        found.Cuts.Where(c => c.Key != "few").ShouldContain(c => c.Value != found.Common);
    }

    [Fact]
    public void Groups_with_the_same_scores_have_the_same_cut()
    {
        double[] scores = [.. Enumerable.Range(0, 40).Select(i => (double)(i / 2))];
        double[] outcomes = [.. Enumerable.Range(0, 40).Select(i => i % 8 < 2 ? 1.0 : 0)];
        string[] groups = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? "a" : "b")];

        var found = GroupThresholds.Find(new GroupScores(scores, outcomes, groups), 10, GroupRule.FalseAlarms);

        found.Cuts["a"].ShouldBe(found.Cuts["b"]);
        found.Flagged["a"].ShouldBe(5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void None_or_all_can_be_flagged(int places)
    {
        var people = Made(1, 20, 2);
        var found = GroupThresholds.Find(people, places, GroupRule.Misses);
        people.Scores.Where((s, i) => s >= found.Cuts[people.Groups[i]]).Count().ShouldBe(places);
    }

    [Fact]
    public void More_places_than_people_are_refused() =>
        Should.Throw<ArgumentException>(() => GroupThresholds.Find(Made(1, 5, 2), 6, GroupRule.Selection));

    private static GroupScores Made(int seed, int n, int groups)
    {
        var random = new Random(seed);
        var of = Enumerable.Range(0, n).Select(i => i < groups ? i : random.Next(groups)).ToArray();
        // Every group has both outcomes, so that every rate is among somebody.
        var outcomes = of.Select(
                (g, i) =>
                    i < groups ? 1.0
                    : i < 2 * groups ? 0
                    : random.Next(2)
            )
            .ToArray();
        for (var i = groups; i < 2 * groups; i++)
        {
            of[i] = i - groups;
        }

        var scores = of.Select((g, i) => random.NextDouble() + (0.3 * g) + (0.5 * outcomes[i])).ToArray();
        return new GroupScores(scores, outcomes, [.. of.Select(g => $"g{g}")]);
    }

    private static double LeastGap(GroupScores people, int places, GroupRule rule)
    {
        var sizes = people.Groups.GroupBy(g => g).OrderBy(g => g.Key).Select(g => (g.Key, Count: g.Count())).ToList();
        var best = double.PositiveInfinity;
        Try(0, places, []);
        return best;

        void Try(int at, int left, Dictionary<string, int> flagged)
        {
            if (at == sizes.Count)
            {
                best = left == 0 ? Math.Min(best, GapOf(people, flagged, rule)) : best;
                return;
            }

            for (var k = 0; k <= Math.Min(left, sizes[at].Count); k++)
            {
                Try(at + 1, left - k, new(flagged) { [sizes[at].Key] = k });
            }
        }
    }

    private static double GapOf(GroupScores people, IReadOnlyDictionary<string, int> flagged, GroupRule rule)
    {
        var rates = flagged
            .Select(f =>
            {
                var members = Enumerable
                    .Range(0, people.Scores.Length)
                    .Where(i => people.Groups[i] == f.Key)
                    .OrderByDescending(i => people.Scores[i])
                    .ToList();
                bool Counts(int i) =>
                    rule == GroupRule.Selection || people.Outcomes[i] == (rule == GroupRule.Misses ? 1 : 0);
                return (double)members.Take(f.Value).Count(Counts) / members.Count(Counts);
            })
            .ToList();
        return rates.Max() - rates.Min();
    }
}
