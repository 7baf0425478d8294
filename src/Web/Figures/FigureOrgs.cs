using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures;

/// <summary>An organisation that figures are made for.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Name">Its name.</param>
/// <param name="Path">Keys from the top down to it: "/1/4/".</param>
internal sealed record FigureOrg(long Id, string Name, string Path)
{
    /// <summary>Whether another lies at or below this one.</summary>
    public bool Holds(FigureOrg other) => other.Path.StartsWith(Path, StringComparison.Ordinal);
}

/// <summary>Organisations with classes, and all above them, the highest first.</summary>
/// <param name="All">All of them.</param>
/// <param name="Schools">Those that have classes of their own.</param>
internal sealed record FigureOrgs(IReadOnlyList<FigureOrg> All, IReadOnlyList<FigureOrg> Schools)
{
    /// <summary>Keys of the schools at or below an organisation.</summary>
    public IReadOnlySet<long> SchoolsOf(FigureOrg org) => Schools.Where(org.Holds).Select(s => s.Id).ToHashSet();

    /// <summary>Those next below an organisation: what it holds is the sum of what they hold, and of its own classes.</summary>
    public IReadOnlyList<FigureOrg> Below(FigureOrg org) =>
        [
            .. All.Where(o =>
                o.Id != org.Id
                && org.Holds(o)
                && !All.Any(m => m.Id != o.Id && m.Id != org.Id && org.Holds(m) && m.Holds(o))
            ),
        ];

    /// <summary>Reads them.</summary>
    public static async Task<FigureOrgs> ReadAsync(EarlyWarningDb db, CancellationToken cancel)
    {
        var all = await db.Orgs.Select(o => new FigureOrg(o.Id, o.Name, o.Path)).ToListAsync(cancel);
        var teaching = (await db.Classes.Select(c => c.OrgId).Distinct().ToListAsync(cancel)).ToHashSet();
        var schools = all.Where(o => teaching.Contains(o.Id)).OrderBy(o => o.Path, StringComparer.Ordinal).ToList();
        return new FigureOrgs(
            [
                .. all.Where(o => schools.Exists(o.Holds))
                    .OrderBy(o => o.Path.Count(c => c == '/'))
                    .ThenBy(o => o.Name, StringComparer.Ordinal)
                    .ThenBy(o => o.Id),
            ],
            schools
        );
    }
}
