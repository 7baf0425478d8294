using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Exploration;

namespace EarlyWarning.Ml.Tests.Exploration;

public sealed class OutcomeAssociationTests
{
    private const int N = 400;
    private static readonly int[] Index = [.. Enumerable.Range(0, N)];
    private static readonly float[] X = Array.ConvertAll(Index, i => (i * 7919 % 23) + (0.5f * (i * 31 % 7)));
    private static readonly bool[] Y = [.. Index.Select(i => (i * 48271 % 97) + (3 * X[i]) > 90)];

    // Figures of scipy: Fixtures/make_exploration.py.
    [Fact]
    public void It_equals_what_scipy_says()
    {
        OutcomeAssociations.Of(X, Y, Index, N, 1).Value.ShouldBe(0.42606271292293946, 1e-12);
        OutcomeAssociations
            .Of(Array.ConvertAll(X, v => v > 14 ? 1f : 0f), Y, Index, N, 1)
            .Value.ShouldBe(0.364541123272271, 1e-12);
        float[] z = [.. Index.Select(i => (i * 104729 % 101) - (3 * X[i]))];
        Ranks.Correlation(Ranks.Of(X), Ranks.Of(z)).ShouldBe(-0.5408034938596242, 1e-12);
    }

    [Fact]
    public void Its_error_is_that_of_drawing_people_again_and_again()
    {
        var (values, outcome, people) = Draw(new Random(1), 150, 0.4);
        var found = OutcomeAssociations.Of(values, outcome, people, 150, 1);
        var random = new Random(2);
        var rows = Enumerable
            .Range(0, 150)
            .Select(p => Enumerable.Range(0, people.Length).Where(i => people[i] == p).ToArray())
            .ToArray();
        var again = new List<double>();
        for (var draw = 0; draw < 1500; draw++)
        {
            int[] taken = [.. Enumerable.Range(0, 150).SelectMany(_ => rows[random.Next(150)])];
            again.Add(
                Math.Atanh(
                    OutcomeAssociations
                        .Of(
                            [.. taken.Select(i => values[i])],
                            [.. taken.Select(i => outcome[i])],
                            new int[taken.Length],
                            1,
                            1
                        )
                        .Value
                )
            );
        }

        var mean = again.Average();
        var deviation = Math.Sqrt(again.Average(a => (a - mean) * (a - mean)));
        var error = (Math.Atanh(found.High) - Math.Atanh(found.Low)) / 2 / WilsonInterval.Z95;
        error.ShouldBe(deviation, 0.08 * deviation);
    }

    [Fact]
    public void Where_nothing_goes_with_the_outcome_the_interval_holds_0_as_often_as_it_says()
    {
        var (missed, all) = (0, 600);
        for (var seed = 0; seed < all; seed++)
        {
            var (values, outcome, people) = Draw(new Random(seed), 120, 0);
            var found = OutcomeAssociations.Of(values, outcome, people, 120, 1);
            missed += found.Low > 0 || found.High < 0 ? 1 : 0;
        }

        // 30 of 600 expected; rows taken for people would miss more than twice as often.
        missed.ShouldBeInRange(15, 48);
    }

    [Fact]
    public void More_looks_make_wider_intervals_and_no_variation_says_nothing()
    {
        var one = OutcomeAssociations.Of(X, Y, Index, N, 1);
        var many = OutcomeAssociations.Of(X, Y, Index, N, 50);

        many.Low.ShouldBeLessThan(one.Low);
        many.High.ShouldBeGreaterThan(one.High);
        many.Value.ShouldBe(one.Value);
        double.IsNaN(OutcomeAssociations.Of(new float[N], Y, Index, N, 1).Value).ShouldBeTrue();
        double.IsNaN(OutcomeAssociations.Of(X, new bool[N], Index, N, 1).Value).ShouldBeTrue();
    }

    // Students with six rows each that share both the value and the outcome's chance.
    private static (float[] Values, bool[] Outcome, int[] People) Draw(Random random, int students, double effect)
    {
        var (values, outcome, people) = (new List<float>(), new List<bool>(), new List<int>());
        for (var s = 0; s < students; s++)
        {
            var (ability, luck) = (random.NextDouble(), random.NextDouble());
            for (var r = 0; r < 6; r++)
            {
                values.Add((float)Math.Round((10 * ability) + random.NextDouble()));
                outcome.Add((effect * ability) + ((1 - effect) * luck) + (0.2 * random.NextDouble()) > 0.65);
                people.Add(s);
            }
        }

        return ([.. values], [.. outcome], [.. people]);
    }
}
