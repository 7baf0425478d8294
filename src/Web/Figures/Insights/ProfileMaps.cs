using EarlyWarning.Ml.Clustering;
using EarlyWarning.Ml.Projection;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>Makes the maps: places of a sample of students, in an order that tells nothing of who they are.</summary>
internal sealed class ProfileMaps(Points points, int orgs, int seed)
{
    private const int MostPoints = 1_000;
    private const int MostOfNeighbours = 600;
    private const int MostOfNeighboursBelow = 300;
    private const int FewestOfNeighbours = 100;

    // t-SNE takes seconds: of a district's many schools, only the whole has such a map.
    private const int MostOrgsWithNeighbours = 12;

    /// <summary>The two directions in which students differ most.</summary>
    public (IReadOnlyList<ProfilePoint> Points, double Share) Components(int[] here, int[] shownAs)
    {
        var (sample, chosen) = ProfileSpace.Sample(points, here, MostPoints);
        var components = PrincipalComponents.Fit(points, 2);
        return (
            Bare(components.Project(sample), chosen, shownAs),
            Math.Round(components.ExplainedShares.Take(2).Sum(), 2)
        );
    }

    /// <summary>A map on which students alike are neighbours; null where it is too costly or there are too few.</summary>
    public IReadOnlyList<ProfilePoint>? Neighbours(int[] here, int[] shownAs, bool isTop, CancellationToken cancel)
    {
        if (here.Length < FewestOfNeighbours || (!isTop && orgs > MostOrgsWithNeighbours))
        {
            return null;
        }

        var most = isTop ? MostOfNeighbours : MostOfNeighboursBelow;
        var (sample, chosen) = ProfileSpace.Sample(points, here, most);
        return Bare(Tsne.Fit(sample, new TsneOptions { Iterations = 400, Seed = seed }, cancel), chosen, shownAs);
    }

    private static List<ProfilePoint> Bare(Points places, int[] chosen, int[] shownAs) =>
        [
            .. Enumerable
                .Range(0, places.Count)
                .Select(i => new ProfilePoint(
                    Math.Round(places[i][0], 1),
                    Math.Round(places[i][1], 1),
                    shownAs[chosen[i]]
                ))
                .OrderBy(p => p.X)
                .ThenBy(p => p.Y)
                .ThenBy(p => p.Profile),
        ];
}
