using EarlyWarning.Ml.Clustering;

namespace EarlyWarning.Ml.Tests.Clustering;

public sealed class ProfileMatchTests
{
    [Fact]
    public void Groups_keep_their_numbers_whatever_order_they_come_in()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var count = random.Next(3, 8);
            var before = Enumerable.Range(0, count).Select(g => new[] { 3.0 * g, random.NextDouble() }).ToArray();
            int[] numbers = [.. Enumerable.Range(1, count).OrderBy(_ => random.Next())];
            int[] order = [.. Enumerable.Range(0, count).OrderBy(_ => random.Next())];
            var tonight = order
                .SelectMany(g => before[g].Select(v => v + (0.4 * (random.NextDouble() - 0.5))))
                .ToArray();

            ProfileMatch
                .Numbers(new Points(2, tonight), new Points(2, [.. before.SelectMany(b => b)]), numbers, 1.5)
                .ShouldBe(order.Select(g => numbers[g]));
        }
    }

    [Fact]
    public void A_group_that_was_not_there_gets_a_number_of_its_own_and_none_is_given_twice()
    {
        var before = new Points(1, [0, 10, 20]);

        var numbers = ProfileMatch.Numbers(new Points(1, [10.2, 50, 0.1, 20.3]), before, [1, 2, 5], 1.5);

        numbers.ShouldBe([2, 3, 1, 5]);
        ProfileMatch.Numbers(new Points(1, [4, 5]), null, [], 1).ShouldBe([1, 2]);
        ProfileMatch.Numbers(new Points(1, [0, 0.1]), new Points(1, [0.05]), [4], 1).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void The_smallest_sum_of_distances_decides_not_the_nearest_first()
    {
        // The first would take the second's place if each took what is nearest in turn.
        ProfileMatch.Numbers(new Points(1, [1.1, 2]), new Points(1, [0, 2]), [1, 2], 3).ShouldBe([1, 2]);
    }
}
