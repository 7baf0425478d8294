using System.Globalization;
using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Benchmarks;

/// <summary>Addresses of the pages of stored figures: each page for every organisation that has figures, with varying filters.</summary>
internal static class FigurePages
{
    private const int Weeks = 20;

    // Page, and filters that are taken in turn.
    private static readonly (string Path, string[] Filters)[] All =
    [
        ("fairness", [.. Of("week"), .. Of("cut")]),
        ("fairness/report", [""]),
        ("fairness/mitigations", [.. Of("attribute").Take(5)]),
        ("insights", ["", "&goal=course-failure", "&goal=final-grade", "&goal=next-mark"]),
        ("insights/agreement", ["", "&goal=final-grade"]),
        ("insights/weeks", [.. Of("week")]),
        ("insights/explore", [.. Of("week")]),
        ("insights/trends", [""]),
        ("insights/cohorts", [""]),
        ("insights/profiles", [""]),
        ("assessments", ["", "&sort=early"]),
        ("environment", [""]),
        ("effectiveness", [""]),
        ("data", [""]),
    ];

    /// <summary>Pages by their paths, each with its addresses in a fixed order that mixes organisations and filters.</summary>
    public static async Task<IReadOnlyList<(string Page, IReadOnlyList<string> Addresses)>> OfAsync(
        EarlyWarningDb db,
        CancellationToken cancel
    )
    {
        // The whole district is the largest: every tenth request is for it.
        var orgs = await db
            .Orgs.Where(o => db.FigureSheets.Any(s => s.OrgId == o.Id))
            .OrderBy(o => o.Path.Length)
            .ThenBy(o => o.Id)
            .Select(o => o.Id)
            .ToListAsync(cancel);
        return
        [
            .. All.Select(page =>
                (
                    page.Path,
                    (IReadOnlyList<string>)
                        [
                            .. Enumerable
                                .Range(0, 400)
                                .Select(i =>
                                    string.Create(
                                        CultureInfo.InvariantCulture,
                                        $"{page.Path}?org={Org(orgs, i)}{page.Filters[i % page.Filters.Length]}"
                                    )
                                ),
                        ]
                )
            ),
        ];
    }

    private static long Org(List<long> orgs, int i) => i % 10 == 0 ? orgs[0] : orgs[i * 7 % orgs.Count];

    private static IEnumerable<string> Of(string filter) =>
        Enumerable.Range(1, Weeks).Select(i => string.Create(CultureInfo.InvariantCulture, $"&{filter}={i}"));
}
