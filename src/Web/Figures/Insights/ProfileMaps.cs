using EarlyWarning.Ml.Clustering;
using EarlyWarning.Ml.Projection;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>
/// Makes the maps: places of a sample of the students of every profile that is shown, in an order that tells nothing of who
/// they are.
/// </summary>
internal sealed class ProfileMaps(Points points, int orgs, int seed)
{
    private const int MostPoints = 1_000;
    private const int Step = 5;
    private const int MostOfNeighbours = 600;
    private const int MostOfNeighboursBelow = 300;
    private const int FewestOfNeighbours = 100;

    // t-SNE takes seconds: of a district's many schools, only the whole has such a map.
    private const int MostOrgsWithNeighbours = 12;

    /// <summary>The two directions in which students differ most.</summary>
    /// <param name="shown">Students of each profile that is shown, by its number; of no other is a point drawn.</param>
    public (IReadOnlyList<ProfilePoint> Points, double Share) Components(
        IReadOnlyList<(int Number, int[] Students)> shown
    )
    {
        var (sample, drawn) = Draw(shown, MostPoints);
        var components = PrincipalComponents.Fit(points, 2);
        return (
            drawn.Count == 0 ? [] : Bare(components.Project(sample), drawn),
            Math.Round(components.ExplainedShares.Take(2).Sum(), 2)
        );
    }

    /// <summary>A map on which students alike are neighbours; null where it is too costly or there are too few.</summary>
    /// <param name="shown">Students of each profile that is shown, by its number.</param>
    /// <param name="isTop">Whether it is the whole.</param>
    /// <param name="cancel">Checked in every round.</param>
    public IReadOnlyList<ProfilePoint>? Neighbours(
        IReadOnlyList<(int Number, int[] Students)> shown,
        bool isTop,
        CancellationToken cancel
    )
    {
        var (sample, drawn) = Draw(shown, isTop ? MostOfNeighbours : MostOfNeighboursBelow);
        return drawn.Count < FewestOfNeighbours || (!isTop && orgs > MostOrgsWithNeighbours)
            ? null
            : Bare(Tsne.Fit(sample, new TsneOptions { Iterations = 400, Seed = seed }, cancel), drawn);
    }

    // Whoever counts points learns no more than the rounded size says: each profile has five points fewer than that, or its
    // part of the most there may be.
    private (Points Sample, List<int> Numbers) Draw(IReadOnlyList<(int Number, int[] Students)> shown, int most)
    {
        var all = Math.Max(1, shown.Sum(s => ProfileCounts.Rounded(s.Students.Length)));
        var (chosen, numbers) = (new List<int>(), new List<int>());
        foreach (var (number, students) in shown)
        {
            var rounded = ProfileCounts.Rounded(students.Length);
            var part = Step * (int)Math.Floor((double)most * rounded / all / Step);
            var (_, taken) = ProfileSpace.Sample(points, students, Math.Max(0, Math.Min(rounded - Step, part)));
            chosen.AddRange(taken);
            numbers.AddRange(taken.Select(_ => number));
        }

        return (ProfileSpace.Sample(points, [.. chosen], chosen.Count).Points, numbers);
    }

    private static List<ProfilePoint> Bare(Points places, List<int> numbers) =>
        [
            .. Enumerable
                .Range(0, places.Count)
                .Select(i => new ProfilePoint(Math.Round(places[i][0], 1), Math.Round(places[i][1], 1), numbers[i]))
                .OrderBy(p => p.X)
                .ThenBy(p => p.Y)
                .ThenBy(p => p.Profile),
        ];
}
