using EarlyWarning.Ml.Fairness;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Features.Capacity;

/// <summary>A group's part in the places.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Group">The group; empty where it is not known.</param>
/// <param name="N">People in it, rounded to 5; 0 where hidden.</param>
/// <param name="Share">Share of them with a place, in whole percent; null where hidden.</param>
public sealed record GroupMixRow(string Attribute, string Group, int N, int? Share);

/// <summary>
/// Which groups get the places, at cuts of a fixed grid only: the list names people, so that a mix for any number of places
/// would tell a person's group by subtraction. It is of everybody scored: of those who have no support yet, or whom a kind of
/// support fits, it would change with every case, and tell the group of the student whose case it was.
/// </summary>
internal static class GroupMix
{
    /// <summary>The least of people, of places and of people without one that is shown.</summary>
    public const int Least = 10;

    /// <summary>Shares of people with a place for which a mix is made.</summary>
    public static IReadOnlyList<double> Grid { get; } = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5];

    /// <summary>The cut of the grid nearest to some places.</summary>
    public static double Nearest(int places, int people) =>
        Grid.MinBy(share => Math.Abs(share - (places / (double)Math.Max(1, people))));

    /// <summary>Rows of every attribute; hidden ones too, so that a reader sees that they are there.</summary>
    /// <param name="order">Students in the order of places.</param>
    /// <param name="share">A cut of the grid.</param>
    /// <param name="groups">Group of each student by attribute.</param>
    public static IReadOnlyList<GroupMixRow> Of(IReadOnlyList<long> order, double share, ProtectedGroups groups)
    {
        var taken = (int)Math.Ceiling(order.Count * share);
        var rows = new List<GroupMixRow>();
        foreach (var (attribute, byStudent) in groups.ByAttribute)
        {
            var members = order
                .Select((student, i) => (Group: byStudent.GetValueOrDefault(student, ""), HasPlace: i < taken))
                .GroupBy(m => m.Group, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (g.Key, Counts: Counts(g.Count(), g.Count(m => m.HasPlace))))
                .ToList();
            FrameCounts[] cells = [Counts(order.Count, taken), .. members.Select(m => m.Counts)];
            var hidden = Suppression.Hide(
                cells,
                [new SumLine(0, [.. Enumerable.Range(1, members.Count)])],
                c => c.N >= Least && c.Flagged >= Least && c.Negatives >= Least
            );
            rows.AddRange(
                members.Select(
                    (m, i) =>
                        hidden[i + 1]
                            ? new GroupMixRow(attribute, m.Key, 0, null)
                            : new GroupMixRow(
                                attribute,
                                m.Key,
                                (int)(5 * Math.Round(m.Counts.N / 5.0, MidpointRounding.AwayFromZero)),
                                (int)Math.Round(100.0 * m.Counts.Flagged / m.Counts.N)
                            )
                )
            );
        }

        return rows;
    }

    // "Positives" are those with a place, so that "negatives" are those without.
    private static FrameCounts Counts(int n, int flagged) => new(n, flagged, flagged);
}
