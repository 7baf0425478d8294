using EarlyWarning.Ml.Clustering;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Projection;
using EarlyWarning.Ml.Tests.Clustering;
using MathNet.Numerics.LinearAlgebra;

namespace EarlyWarning.Ml.Tests.Projection;

public class ProjectionTests
{
    [Theory]
    [InlineData(40, 6)]
    [InlineData(300, 25)]
    [InlineData(5, 8)]
    public void Components_are_those_of_a_singular_value_decomposition(int count, int dimensions)
    {
        var points = Random(count, dimensions, 1);
        var found = PrincipalComponents.Fit(points, Math.Min(3, dimensions));
        var centred = Matrix<double>.Build.Dense(
            count,
            dimensions,
            (i, j) => points[i][j] - Enumerable.Range(0, count).Average(p => points[p][j])
        );
        var svd = centred.Svd();
        for (var k = 0; k < 3; k++)
        {
            found.Variances[k].ShouldBe(svd.S[k] * svd.S[k] / (count - 1), 1e-9 * svd.S[0] * svd.S[0]);
            var dot = svd.VT.Row(k).Zip(found.Components[k], (a, b) => a * b).Sum();
            Math.Abs(dot).ShouldBe(1, 1e-9);
            found.Components[k].MaxBy(Math.Abs).ShouldBeGreaterThan(0);
        }

        found.ExplainedShares.Sum().ShouldBeLessThanOrEqualTo(1 + 1e-12);
    }

    [Fact]
    public void Points_on_a_line_have_one_component_and_keep_their_distances()
    {
        double[] along = [0, 1, 3, 7, 12];
        var points = new Points(2, [.. along.SelectMany(t => new[] { 1 + (3 * t / 5), 2 - (4 * t / 5) })]);
        var found = PrincipalComponents.Fit(points, 2);
        found.ExplainedShares[0].ShouldBe(1, 1e-12);
        found.Variances[1].ShouldBe(0, 1e-12);
        found.Components[0].ShouldBe([-0.6, 0.8], 1e-12);
        var projected = found.Project(points);
        (projected[0][0] - projected[4][0]).ShouldBe(12, 1e-9);
        Should.Throw<ArgumentException>(() => found.Project(new Points(3, [1, 2, 3])));
        Should.Throw<ArgumentException>(() => PrincipalComponents.Fit(points, 3));
    }

    [Fact]
    public void Neighbours_have_the_entropy_that_the_perplexity_asks_for()
    {
        var random = new SeededRandom(2, 0);
        foreach (var perplexity in new[] { 2.0, 10, 30 })
        {
            double[] distances = [.. Enumerable.Range(0, 120).Select(_ => 1e4 + (1e3 * random.NextDouble()))];
            var p = TsneAffinities.Conditional(distances, perplexity);
            p.Sum().ShouldBe(1, 1e-12);
            Math.Exp(-p.Where(v => v > 0).Sum(v => v * Math.Log(v))).ShouldBe(perplexity, 1e-6);
        }
    }

    [Fact]
    public void Affinities_are_symmetric_and_sum_to_one()
    {
        var points = Random(80, 4, 3);
        foreach (var all in new[] { true, false })
        {
            var found = TsneAffinities.Of(points, 5, all, 2, CancellationToken.None);
            found.Values.Sum(row => row.Sum()).ShouldBe(1, 1e-12);
            for (var i = 0; i < 80; i++)
            {
                foreach (var (j, value) in found.Neighbours[i].Zip(found.Values[i]))
                {
                    found.Values[j][Array.IndexOf(found.Neighbours[j], i)].ShouldBe(value);
                }
            }
        }
    }

    [Fact]
    public void The_gradient_is_that_of_the_divergence()
    {
        var points = Random(30, 4, 4);
        var forces = new TsneForces(TsneAffinities.Of(points, 5, all: true, 1, CancellationToken.None), 0, 1);
        var random = new SeededRandom(5, 0);
        double[] places = [.. Enumerable.Range(0, 60).Select(_ => (4 * random.NextDouble()) - 2)];
        var gradient = new double[60];
        forces.Gradient(places, 1, gradient, CancellationToken.None);
        const double step = 1e-5;
        for (var i = 0; i < 60; i++)
        {
            double At(double shift)
            {
                var moved = (double[])places.Clone();
                moved[i] += shift;
                return forces.Cost(moved);
            }

            gradient[i].ShouldBe((At(step) - At(-step)) / (2 * step), 1e-8);
        }
    }

    [Fact]
    public void The_quadtree_is_exact_at_angle_0_and_close_at_a_half()
    {
        var random = new SeededRandom(6, 0);
        double[] places = [.. Enumerable.Range(0, 600).Select(_ => (40 * random.NextDouble()) - 20)];
        // Some in one place.
        places.AsSpan(0, 2).CopyTo(places.AsSpan(100));
        places.AsSpan(0, 2).CopyTo(places.AsSpan(200));
        var tree = new QuadTree(places);
        var (errors, sizes) = (0.0, 0.0);
        for (var point = 0; point < 300; point++)
        {
            var (x, y, normaliser) = (0.0, 0.0, 0.0);
            for (var j = 0; j < 300; j++)
            {
                if (j != point)
                {
                    var (dx, dy) = (places[point * 2] - places[j * 2], places[(point * 2) + 1] - places[(j * 2) + 1]);
                    var q = 1 / (1 + (dx * dx) + (dy * dy));
                    (x, y, normaliser) = (x + (q * q * dx), y + (q * q * dy), normaliser + q);
                }
            }

            var exact = tree.Repulsion(point, 0);
            exact.X.ShouldBe(x, 1e-9);
            exact.Y.ShouldBe(y, 1e-9);
            exact.Normaliser.ShouldBe(normaliser, 1e-9);
            var near = tree.Repulsion(point, 0.5);
            errors += Math.Abs(near.X - x) + Math.Abs(near.Y - y);
            sizes += Math.Abs(x) + Math.Abs(y);
        }

        errors.ShouldBeLessThan(0.03 * sizes);
    }

    [Theory]
    [InlineData(200, 750)]
    [InlineData(2_100, 120)]
    public void Separate_groups_stay_apart_on_the_map_and_threads_change_nothing(int count, int iterations)
    {
        var points = KMeansTests.Blobs(count, 4, spread: 1, 8);
        var options = new TsneOptions { Iterations = iterations, Perplexity = 15 };
        var map = Tsne.Fit(points, options with { Threads = 2 });
        var again = Tsne.Fit(points, options with { Threads = 1 });
        var right = 0;
        for (var i = 0; i < count; i++)
        {
            again[i].SequenceEqual(map[i]).ShouldBeTrue();
            var nearest = Enumerable.Range(0, count).Where(j => j != i).MinBy(j => map.SquaredDistance(i, j));
            right += nearest % 4 == i % 4 ? 1 : 0;
        }

        right.ShouldBeGreaterThan((int)(0.98 * count));
    }

    [Fact]
    public void A_perplexity_that_the_points_do_not_allow_is_refused() =>
        Should
            .Throw<ArgumentOutOfRangeException>(() => Tsne.Fit(Random(60, 3, 1)))
            .Message.ShouldContain("third of the 60 points");

    private static Points Random(int count, int dimensions, int seed)
    {
        var random = new SeededRandom(seed, 0);
        return new Points(
            dimensions,
            [.. Enumerable.Range(0, count * dimensions).Select(i => random.NextDouble() * (1 + (i % dimensions)))]
        );
    }
}
