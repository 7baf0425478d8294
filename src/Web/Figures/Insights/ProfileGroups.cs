using EarlyWarning.Ml.Clustering;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>Groups of alike students, numbered and described the way they were last night where they are the same.</summary>
/// <param name="Centres">Their centres.</param>
/// <param name="Numbers">Their numbers.</param>
/// <param name="Traits">What stands out in each.</param>
/// <param name="GroupOf">The group of each student.</param>
/// <param name="Silhouette">How clearly they are apart.</param>
internal sealed record ProfileGroups(
    Points Centres,
    int[] Numbers,
    IReadOnlyList<ProfileTrait>[] Traits,
    int[] GroupOf,
    double Silhouette
)
{
    private const int Fewest = 3;
    private const int Most = 7;
    private const int MostTraits = 3;

    // Another number of groups must be clearly better before it takes the place of last night's.
    private const double Clearly = 0.02;

    // From so many spreads something stands out; what stood out last night stays while it is not far from that.
    private const double StandsOut = 0.5;
    private const double StillStandsOut = 0.35;
    private const double SameGroup = 1.5;

    /// <summary>Divides students; null where they cannot be divided.</summary>
    /// <param name="points">Students.</param>
    /// <param name="space">Where they lie.</param>
    /// <param name="before">Last night's; null the first time.</param>
    /// <param name="seed">Decides where to begin.</param>
    /// <param name="cancel">Checked in every round.</param>
    public static ProfileGroups? Of(
        Points points,
        ProfileSpace space,
        ProfileCentres? before,
        int seed,
        CancellationToken cancel
    )
    {
        var last = space.Place(before);
        var tried = Enumerable
            .Range(Fewest, Most - Fewest + 1)
            .Select(groups => Try(points, groups, seed, cancel))
            .OfType<Clusters>()
            .ToList();
        if (tried.MaxBy(c => c.Silhouette) is not { } best)
        {
            return null;
        }

        var same = tried.Find(c => c.Centres.Count == last?.Count);
        var chosen = same is not null && same.Silhouette >= best.Silhouette - Clearly ? same : best;
        var numbers = ProfileMatch.Numbers(
            chosen.Centres,
            last,
            last is null ? [] : [.. before!.Profiles.Select(p => p.Number)],
            SameGroup
        );
        return new ProfileGroups(
            chosen.Centres,
            numbers,
            Describe(chosen.Centres, numbers, space.Features, before),
            chosen.GroupOfPoint,
            chosen.Silhouette
        );
    }

    // Too few different students for so many groups, or a group that could never be shown: not this number.
    private static Clusters? Try(Points points, int groups, int seed, CancellationToken cancel)
    {
        try
        {
            var clusters = KMeans.Fit(
                points,
                groups,
                new KMeansOptions
                {
                    Restarts = 4,
                    MaxIterations = 100,
                    Seed = seed,
                },
                cancel
            );
            return clusters.GroupOfPoint.CountBy(g => g).All(g => g.Value >= ProfileSheets.Least) ? clusters : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static IReadOnlyList<ProfileTrait>[] Describe(
        Points centres,
        int[] numbers,
        IReadOnlyList<string> features,
        ProfileCentres? before
    )
    {
        var traits = new List<ProfileTrait>[centres.Count];
        foreach (var group in Enumerable.Range(0, centres.Count).OrderBy(g => numbers[g]))
        {
            var centre = centres[group].ToArray();
            var known = before?.Profiles.FirstOrDefault(p => p.Number == numbers[group])?.Traits ?? [];
            var kept = known
                .Where(t => Place(t.Feature) is >= 0 and var i && Stands(centre[i], t, StillStandsOut))
                .ToList();
            var order = Enumerable.Range(0, centre.Length).OrderByDescending(i => Math.Abs(centre[i])).ToList();
            traits[group] =
            [
                .. kept.Concat(
                        order
                            .Where(i => Math.Abs(centre[i]) >= StandsOut)
                            .Select(i => new ProfileTrait(features[i], centre[i] > 0))
                    )
                    .Distinct()
                    .Take(MostTraits),
            ];

            // No two profiles go by the same words: the next thing by which this one differs is named too.
            foreach (var i in order)
            {
                if (!traits.Any(t => t is not null && t != traits[group] && t.ToHashSet().SetEquals(traits[group])))
                {
                    break;
                }

                var next = new ProfileTrait(features[i], centre[i] > 0);
                if (!traits[group].Contains(next))
                {
                    traits[group].Add(next);
                }
            }
        }

        return traits;

        int Place(string feature) =>
            features.Index().Where(f => f.Item == feature).Select(f => f.Index).FirstOrDefault(-1);
    }

    private static bool Stands(double place, ProfileTrait trait, double from) =>
        trait.IsHigh ? place >= from : place <= -from;
}
