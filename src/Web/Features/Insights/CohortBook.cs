using EarlyWarning.Domain.Data;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Insights;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>The stored cells of a few organisations, and what follows from them about cohorts.</summary>
internal sealed class CohortBook
{
    private readonly CohortIndex _index;
    private readonly IReadOnlyDictionary<long, string> _paths;
    private readonly Dictionary<(long Org, string Key), Dictionary<(int, int, int), CohortFigures>> _cells = [];

    /// <summary>Makes it.</summary>
    /// <param name="index">What cohorts can be chosen by.</param>
    /// <param name="paths">Paths of the organisations.</param>
    /// <param name="sheets">Their cells: organisation, key and content.</param>
    public CohortBook(
        CohortIndex index,
        IReadOnlyDictionary<long, string> paths,
        IEnumerable<(long Org, string Key, CohortCells Cells)> sheets
    )
    {
        (_index, _paths) = (index, paths);
        foreach (var (org, key, cells) in sheets)
        {
            _cells[(org, key)] = cells.Cells.ToDictionary(c => (c.Grade, c.Subject, c.State), c => c.Figures);
        }
    }

    /// <summary>Reads the cells of organisations that the reader administers; who asks has checked that.</summary>
    public static async Task<CohortBook?> ReadAsync(
        EarlyWarningDb db,
        IReadOnlyCollection<long> orgs,
        CancellationToken cancel
    )
    {
        var prefix = CohortSheets.Cells(null);
        var sheets = await db
            .FigureSheets.AsNoTracking()
            .Where(s =>
                s.Topic == CohortSheets.Topic
                && orgs.Contains(s.OrgId)
                && (s.Key == CohortSheets.Index || s.Key.StartsWith(prefix))
            )
            .Select(s => new
            {
                s.OrgId,
                s.Key,
                s.Content,
            })
            .ToListAsync(cancel);
        var index = sheets.Find(s => s.Key == CohortSheets.Index);
        var paths = await db.Orgs.Where(o => orgs.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Path, cancel);
        return index is null
            ? null
            : new CohortBook(
                SheetStore.Unpack<CohortIndex>(index.Content),
                paths,
                sheets
                    .Where(s => s.Key != CohortSheets.Index)
                    .Select(s => (s.OrgId, s.Key, SheetStore.Unpack<CohortCells>(s.Content)))
            );
    }

    /// <summary>What is known of a cohort; null where it is empty or hidden.</summary>
    public CohortFigures? Figures(CohortFilter filter) =>
        NumberOf(_index.Grades, filter.Grade) is { } grade
        && NumberOf(_index.Subjects, filter.Subject) is { } subject
        && _cells.TryGetValue((filter.OrgId, CohortSheets.Cells(filter.Term)), out var cells)
            ? cells.GetValueOrDefault((grade, subject, (int)filter.State))
            : null;

    /// <summary>
    /// Whether so many students certainly make the difference between two cohorts that subtracting one from the other tells
    /// nothing of a few. Where it cannot be known, they count as too alike.
    /// </summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    /// <param name="least">Fewest students of the difference.</param>
    public bool AreApart(CohortFilter a, CohortFilter b, int least)
    {
        if (Common(a, b) is not { } both)
        {
            return true;
        }

        return Math.Max(OutsideOf(a, both), OutsideOf(b, both)) >= least;
    }

    /// <summary>What belongs to both; null where nothing can.</summary>
    internal CohortFilter? Common(CohortFilter a, CohortFilter b)
    {
        var (pathA, pathB) = (_paths.GetValueOrDefault(a.OrgId, ""), _paths.GetValueOrDefault(b.OrgId, ""));
        var org =
            pathB.StartsWith(pathA, StringComparison.Ordinal) ? b.OrgId
            : pathA.StartsWith(pathB, StringComparison.Ordinal) ? a.OrgId
            : 0;
        return
            org == 0
            || (a.Term is not null && b.Term is not null && a.Term != b.Term)
            || (a.Grade is not null && b.Grade is not null && a.Grade != b.Grade)
            || (a.Subject is not null && b.Subject is not null && a.Subject != b.Subject)
            || (a.State != CohortState.All && b.State != CohortState.All && a.State != b.State)
            ? null
            : new CohortFilter(
                org,
                a.Term ?? b.Term,
                a.Grade ?? b.Grade,
                a.Subject ?? b.Subject,
                a.State != CohortState.All ? a.State : b.State
            );
    }

    // At least so many students of a cohort have an enrollment outside a part of it: the students the part has not at all,
    // or those of any one cell beside it.
    private int OutsideOf(CohortFilter whole, CohortFilter part)
    {
        if (whole == part || Figures(whole) is not { } all)
        {
            return 0;
        }

        var counted = Figures(part) is { } inside ? all.Students - inside.Students : 0;
        return Math.Max(counted, Beside(whole, part).Select(c => Figures(c)?.Students ?? 0).DefaultIfEmpty(0).Max());
    }

    private IEnumerable<CohortFilter> Beside(CohortFilter whole, CohortFilter part)
    {
        if (whole.Term is null && part.Term is not null)
        {
            foreach (var term in _index.Terms.Where(t => t.Start != part.Term))
            {
                yield return whole with
                {
                    Term = term.Start,
                };
            }
        }

        if (whole.Grade is null && part.Grade is not null)
        {
            foreach (var grade in _index.Grades.Where(g => g != part.Grade))
            {
                yield return whole with
                {
                    Grade = grade,
                };
            }
        }

        if (whole.Subject is null && part.Subject is not null)
        {
            foreach (var subject in _index.Subjects.Where(s => s != part.Subject))
            {
                yield return whole with
                {
                    Subject = subject,
                };
            }
        }

        if (whole.State == CohortState.All && part.State != CohortState.All)
        {
            foreach (var state in Enum.GetValues<CohortState>().Where(s => s != CohortState.All && s != part.State))
            {
                yield return whole with
                {
                    State = state,
                };
            }
        }
    }

    private static int? NumberOf(IReadOnlyList<string> names, string? name) =>
        name is null ? 0 : names.Index().Where(n => n.Item == name).Select(n => (int?)n.Index + 1).FirstOrDefault();
}
