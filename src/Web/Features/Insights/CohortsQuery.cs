using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Figures;
using EarlyWarning.Web.Features.Admin;
using EarlyWarning.Web.Figures.Insights;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>Why a cohort is not shown.</summary>
public enum CohortProblem
{
    /// <summary>It is shown.</summary>
    None,

    /// <summary>It is empty, too small, or hidden so that another cannot be worked out.</summary>
    TooFew,

    /// <summary>It differs by too few students from another one shown, or from the whole.</summary>
    TooAlike,
}

/// <summary>A cohort as it is compared.</summary>
/// <param name="Filter">What belongs to it.</param>
/// <param name="Name">In words.</param>
/// <param name="Figures">What is known of it; null where it is not shown.</param>
/// <param name="Problem">Why it is not shown.</param>
public sealed record CohortColumn(CohortFilter Filter, string Name, CohortFigures? Figures, CohortProblem Problem);

/// <summary>A saved cohort.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Name">Its name.</param>
/// <param name="Filter">What belongs to it.</param>
/// <param name="Words">The same in words.</param>
public sealed record SavedCohortLine(long Id, string Name, CohortFilter Filter, string Words);

/// <summary>Cohorts side by side.</summary>
/// <param name="Sheet">What can be chosen.</param>
/// <param name="IsTooSmall">Whether there are figures, but the organisation is too small for its own.</param>
/// <param name="Cohorts">Up to three.</param>
/// <param name="Saved">Saved ones of the organisation, by name.</param>
public sealed record CohortsView(
    FigureView<CohortIndex> Sheet,
    bool IsTooSmall,
    IReadOnlyList<CohortColumn> Cohorts,
    IReadOnlyList<SavedCohortLine> Saved
);

/// <summary>Reads cohorts side by side.</summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="figures">Reads stored figures.</param>
public sealed class CohortsQuery(IDbContextFactory<EarlyWarningDb> contexts, FigureReader figures)
{
    /// <summary>Most cohorts side by side.</summary>
    public const int Most = 3;

    /// <summary>Reads them; null where the reader administers nothing, or not an organisation asked for.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="orgId">The organisation whose saved cohorts are listed; null for the highest.</param>
    /// <param name="asked">Cohorts; nothing for the whole of the organisation beside its latest term.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<CohortsView?> GetAsync(
        StaffScope scope,
        long? orgId,
        IReadOnlyList<CohortFilter> asked,
        CancellationToken cancel
    )
    {
        var sheet = await figures.ReadAsync<CohortIndex>(
            scope,
            CohortSheets.Topic,
            orgId,
            _ => CohortSheets.Index,
            cancel
        );
        if (sheet is null)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (sheet.Content is not { } index)
        {
            var isMade = await db.FigureSheets.AnyAsync(s => s.Topic == CohortSheets.Topic, cancel);
            return new CohortsView(sheet, isMade, [], []);
        }

        var chosen = asked.Count > 0 ? asked.Take(Most).ToList() : Opening(sheet.Org.Id, index);
        long[] orgs = [.. chosen.Select(c => c.OrgId).Append(sheet.Org.Id).Distinct()];
        var saved = await db
            .SavedCohorts.AsNoTracking()
            .Where(c => c.OrgId == sheet.Org.Id)
            .OrderBy(c => c.Name)
            .ToListAsync(cancel);
        var names = await db.OrgsAdministeredBy(scope).ToDictionaryAsync(o => o.Id, o => o.Name, cancel);
        if (!orgs.All(names.ContainsKey))
        {
            return null;
        }

        var book = await CohortBook.ReadAsync(db, orgs, cancel);
        return new CohortsView(
            sheet,
            false,
            book is null ? [] : Columns(book, chosen, sheet.Org.Id, c => CohortWords.Describe(c, names, index.Terms)),
            [.. saved.Select(Line).OfType<SavedCohortLine>()]
        );

        SavedCohortLine? Line(SavedCohort cohort) =>
            CohortFilter.FromJson(cohort.Filter) is { } filter
                ? new SavedCohortLine(cohort.Id, cohort.Name, filter, CohortWords.Describe(filter, names, index.Terms))
                : null;
    }

    /// <summary>Shows each cohort that may be seen beside those before it.</summary>
    internal static IReadOnlyList<CohortColumn> Columns(
        CohortBook book,
        IReadOnlyList<CohortFilter> chosen,
        long orgId,
        Func<CohortFilter, string> words
    )
    {
        var shown = new List<CohortFilter> { CohortFilter.Whole(orgId) };
        var columns = new List<CohortColumn>();
        foreach (var filter in chosen)
        {
            var found = book.Figures(filter);
            var problem =
                found is null ? CohortProblem.TooFew
                : shown.Exists(other => other != filter && !book.AreApart(filter, other, CohortSheets.Least))
                    ? CohortProblem.TooAlike
                : CohortProblem.None;
            if (problem == CohortProblem.None)
            {
                shown.Add(filter);
            }

            columns.Add(new CohortColumn(filter, words(filter), problem == CohortProblem.None ? found : null, problem));
        }

        return columns;
    }

    private static List<CohortFilter> Opening(long orgId, CohortIndex index) =>
        index.Terms.Count == 0
            ? [CohortFilter.Whole(orgId)]
            :
            [
                CohortFilter.Whole(orgId) with
                {
                    Term = index.Terms[^1].Start,
                    State = CohortState.Flagged,
                },
                CohortFilter.Whole(orgId) with
                {
                    Term = index.Terms[^1].Start,
                    State = CohortState.NotFlagged,
                },
            ];
}
