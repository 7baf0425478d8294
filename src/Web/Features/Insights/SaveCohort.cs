using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Figures;
using EarlyWarning.Web.Features.Admin;
using EarlyWarning.Web.Figures.Insights;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>Saves a cohort under a name, or removes one. Small ones, and ones that would give others away, are refused.</summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="time">The clock.</param>
public sealed class SaveCohort(IDbContextFactory<EarlyWarningDb> contexts, TimeProvider time)
{
    private const int MostSaved = 100;

    /// <summary>Saves one.</summary>
    /// <param name="scope">Who saves.</param>
    /// <param name="orgId">The organisation whose administrators see it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="filter">What belongs to it.</param>
    /// <param name="shown">Cohorts that are on the page beside it.</param>
    /// <param name="cancel">Cancels the queries.</param>
    /// <returns>What is wrong, in a sentence; null where it is saved.</returns>
    public async Task<string?> RunAsync(
        StaffScope scope,
        long orgId,
        string? name,
        CohortFilter filter,
        IReadOnlyList<CohortFilter> shown,
        CancellationToken cancel
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        var given = name?.Trim() ?? "";
        if (given.Length is 0 or > SavedCohort.LongestName)
        {
            return L["Give it a name of at most {0} characters.", SavedCohort.LongestName];
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var path = await db.OrgsAdministeredBy(scope)
            .Where(o => o.Id == orgId)
            .Select(o => o.Path)
            .SingleOrDefaultAsync(cancel);
        if (
            path is null
            || !await db.OrgsAdministeredBy(scope)
                .AnyAsync(o => o.Id == filter.OrgId && o.Path.StartsWith(path), cancel)
        )
        {
            return Administration.NotFound;
        }

        var saved = await db.SavedCohorts.AsNoTracking().Where(c => c.OrgId == orgId).ToListAsync(cancel);
        if (saved.Exists(c => string.Equals(c.Name, given, StringComparison.OrdinalIgnoreCase)))
        {
            return Taken(given);
        }

        if (saved.Count >= MostSaved)
        {
            return L["There are {0} saved cohorts already. Remove one first.", MostSaved];
        }

        if (await RefusedAsync(db, orgId, filter, saved, shown, cancel) is { } problem)
        {
            return problem;
        }

        db.SavedCohorts.Add(
            new SavedCohort
            {
                OrgId = orgId,
                Name = given,
                Filter = filter.ToJson(),
                CreatedById = scope.UserId,
                CreatedAt = time.GetUtcNow().UtcDateTime,
            }
        );
        try
        {
            await db.SaveChangesAsync(cancel);
            return null;
        }
        catch (DbUpdateException) when (db.SavedCohorts.Any(c => c.OrgId == orgId && c.Name == given))
        {
            // Somebody saved that name in between.
            return Taken(given);
        }
    }

    /// <summary>Removes one.</summary>
    /// <param name="scope">Who removes.</param>
    /// <param name="id">Its key.</param>
    /// <param name="cancel">Cancels the query.</param>
    /// <returns>What is wrong, in a sentence; null where it is gone.</returns>
    public async Task<string?> RemoveAsync(StaffScope scope, long id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var orgs = Visibility.AdministeredOrgs(db, scope);
        var removed = await db.SavedCohorts.Where(c => c.Id == id && orgs.Contains(c.OrgId)).ExecuteDeleteAsync(cancel);
        return removed == 0 ? Administration.NotFound : null;
    }

    private static async Task<string?> RefusedAsync(
        EarlyWarningDb db,
        long orgId,
        CohortFilter filter,
        IReadOnlyList<SavedCohort> saved,
        IReadOnlyList<CohortFilter> shown,
        CancellationToken cancel
    )
    {
        var others = saved
            .Select(c => (c.Name, Filter: CohortFilter.FromJson(c.Filter)))
            .Where(c => c.Filter is not null)
            .ToList();
        long[] orgs =
        [
            .. others
                .Select(c => c.Filter!.OrgId)
                .Concat(shown.Select(s => s.OrgId))
                .Append(filter.OrgId)
                .Append(orgId)
                .Distinct(),
        ];
        if (await CohortBook.ReadAsync(db, orgs, cancel) is not { } book)
        {
            return L["There are no figures yet. They are made by the nightly run."];
        }

        if (book.Figures(filter) is not { } figures || figures.Students < SavedCohort.Fewest)
        {
            return L[
                "Only cohorts of at least {0} students are saved, and none that others could be worked out from.",
                SavedCohort.Fewest
            ];
        }

        if (others.Find(o => o.Filter == filter) is { Name: { } same })
        {
            return L["This cohort is saved already, as “{0}”.", same];
        }

        if (others.Find(o => !book.AreApart(filter, o.Filter!, CohortSheets.Least)) is { Name: { } alike })
        {
            return L[
                "It may differ from “{0}” by fewer than {1} students, who could be worked out by subtraction.",
                alike,
                CohortSheets.Least
            ];
        }

        CohortFilter[] wholes = [CohortFilter.Whole(orgId), CohortFilter.Whole(filter.OrgId)];
        return wholes.Concat(shown).Any(o => o != filter && !book.AreApart(filter, o, CohortSheets.Least))
            ? L[
                "It may differ from the whole, or from another cohort shown, by fewer than {0} students, who could be worked out by subtraction.",
                CohortSheets.Least
            ]
            : null;
    }

    private static string Taken(string name) => L["There is a cohort named “{0}” already.", name];
}
