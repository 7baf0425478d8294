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
    ) => new OrgLines(orgs).Hide(countsOf, mayBeShown);
}

/// <summary>The sums of organisations, laid out once for many figures.</summary>
internal sealed class OrgLines
{
    private readonly FigureOrgs _orgs;
    private readonly List<IReadOnlySet<long>> _schools;
    private readonly List<SumLine> _lines = [];

    /// <summary>Lays them out.</summary>
    /// <param name="orgs">Organisations.</param>
    public OrgLines(FigureOrgs orgs)
    {
        _orgs = orgs;
        _schools = [.. orgs.All.Select(orgs.SchoolsOf)];
        var place = orgs.All.Select((o, i) => (o.Id, i)).ToDictionary(p => p.Id, p => p.i);
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
                members.Add(_schools.Count);
                _schools.Add(new HashSet<long> { org.Id });
            }

            _lines.Add(new SumLine(place[org.Id], members));
        }
    }

    /// <summary>Keys of the hidden ones.</summary>
    /// <param name="countsOf">Counts of some schools together.</param>
    /// <param name="mayBeShown">Whether counts are large enough.</param>
    public IReadOnlySet<long> Hide(Func<IReadOnlySet<long>, FrameCounts> countsOf, Predicate<FrameCounts> mayBeShown)
    {
        var hidden = Suppression.Hide(_schools.ConvertAll(s => countsOf(s)), _lines, mayBeShown);
        return _orgs.All.Where((_, i) => hidden[i]).Select(o => o.Id).ToHashSet();
    }
}
