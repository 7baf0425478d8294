using EarlyWarning.Ml.Fairness;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>
/// Which organisations are hidden: those that are too small, and enough others that they cannot be worked out from what lies
/// above them. Schools are disjoint: a person at two counts in both.
/// </summary>
internal static class OrgSums
{
    /// <summary>Keys of the hidden ones.</summary>
    /// <param name="orgs">Organisations.</param>
    /// <param name="countsOf">Counts of some schools together.</param>
    /// <param name="mayBeShown">Whether counts are large enough.</param>
    public static IReadOnlySet<long> Hide(
        FigureOrgs orgs,
        Func<IReadOnlySet<long>, FrameCounts> countsOf,
        Predicate<FrameCounts> mayBeShown
    )
    {
        var cells = orgs.All.Select(o => countsOf(orgs.SchoolsOf(o))).ToList();
        var place = orgs.All.Select((o, i) => (o.Id, i)).ToDictionary(p => p.Id, p => p.i);
        var lines = new List<SumLine>();
        foreach (var org in orgs.All)
        {
            var below = orgs.Below(org);
            if (below.Count == 0)
            {
                continue;
            }

            var members = below.Select(b => place[b.Id]).ToList();
            if (orgs.Schools.Any(s => s.Id == org.Id))
            {
                // Its own classes, beside those of the schools below it, have no page: what is left of the sum.
                members.Add(cells.Count);
                cells.Add(countsOf(new HashSet<long> { org.Id }));
            }

            lines.Add(new SumLine(place[org.Id], members));
        }

        var hidden = Suppression.Hide(cells, lines, mayBeShown);
        return orgs.All.Where(o => hidden[place[o.Id]]).Select(o => o.Id).ToHashSet();
    }
}
