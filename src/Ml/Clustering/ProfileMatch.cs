namespace EarlyWarning.Ml.Clustering;

/// <summary>
/// Gives the groups of tonight the numbers of last night's, so that a group keeps its number while it stays about where it
/// was: of all ways to pair them, the one with the smallest sum of distances; pairs too far apart are none.
/// </summary>
public static class ProfileMatch
{
    /// <summary>The most groups on either side: all pairings are tried.</summary>
    public const int MostGroups = 8;

    /// <summary>The number of each of tonight's groups; those without a partner get the smallest numbers not used before.</summary>
    /// <param name="centres">Tonight's centres.</param>
    /// <param name="before">Last night's centres, in the same space.</param>
    /// <param name="numbers">Their numbers, from 1.</param>
    /// <param name="farthest">The greatest distance at which two are the same group.</param>
    /// <exception cref="ArgumentException">Spaces differ, or there are too many groups.</exception>
    public static int[] Numbers(Points centres, Points? before, IReadOnlyList<int> numbers, double farthest)
    {
        ArgumentNullException.ThrowIfNull(centres);
        ArgumentNullException.ThrowIfNull(numbers);
        if (
            centres.Count > MostGroups
            || numbers.Count > MostGroups
            || numbers.Count != (before?.Count ?? 0)
            || (before is not null && before.Dimensions != centres.Dimensions)
        )
        {
            throw new ArgumentException(
                "Centres must lie in one space, a number for each, and be few.",
                nameof(before)
            );
        }

        var best = (Sum: double.PositiveInfinity, Pairs: new int[centres.Count]);
        Pair(0, 0, new int[centres.Count], new bool[numbers.Count]);
        var given = Array.ConvertAll(best.Pairs, old => old < 0 ? 0 : numbers[old]);
        var free = Enumerable.Range(1, 3 * MostGroups).Except(numbers).Except(given).GetEnumerator();
        for (var i = 0; i < given.Length; i++)
        {
            if (given[i] == 0 && free.MoveNext())
            {
                given[i] = free.Current;
            }
        }

        return given;

        void Pair(int group, double sum, int[] pairs, bool[] taken)
        {
            if (sum >= best.Sum)
            {
                return;
            }

            if (group == centres.Count)
            {
                best = (sum, (int[])pairs.Clone());
                return;
            }

            for (var old = 0; old < numbers.Count; old++)
            {
                var distance = Math.Sqrt(Points.SquaredDistance(centres[group], before![old]));
                if (!taken[old] && distance <= farthest)
                {
                    (taken[old], pairs[group]) = (true, old);
                    Pair(group + 1, sum + distance, pairs, taken);
                    taken[old] = false;
                }
            }

            pairs[group] = -1;
            Pair(group + 1, sum + farthest, pairs, taken);
        }
    }
}
