using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Support;
using EarlyWarning.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Support;

/// <summary>A kind of support for whoever edits the catalogue.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Org">Name of the organisation that offers it, or null where every one does.</param>
/// <param name="OpenCases">Open cases of students the reader may see.</param>
/// <param name="MayChange">Whether the reader may change it.</param>
public sealed record SupportKindRow(SupportKind Kind, string? Org, int OpenCases, bool MayChange);

/// <summary>Reads the catalogue of support.</summary>
/// <param name="contexts">Makes a context per call.</param>
public sealed class SupportKindsQuery(IDbContextFactory<EarlyWarningDb> contexts)
{
    /// <summary>The kinds that organisations administered offer; empty for others.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<IReadOnlyList<SupportKindRow>> GetAsync(StaffScope scope, CancellationToken cancel)
    {
        if (!scope.IsAdministrator)
        {
            return [];
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var mine = Visibility.AdministeredOrgs(db, scope);
        var isTop = Policies.AdministersTop(scope);
        var known = db.SupportCasesKnownTo(scope).Where(c => c.ClosedOn == null);
        return await db
            .SupportKinds.AsNoTracking()
            .Where(k => k.OrgId == null || mine.Contains(k.OrgId.Value))
            .OrderBy(k => k.IsRetired)
            .ThenBy(k => k.Name)
            .ThenBy(k => k.Id)
            .Select(k => new SupportKindRow(
                k,
                k.Org!.Name,
                known.Count(c => c.KindId == k.Id),
                k.OrgId == null ? isTop : mine.Contains(k.OrgId.Value)
            ))
            .ToListAsync(cancel);
    }
}

/// <summary>Adds and changes kinds of support.</summary>
/// <param name="contexts">Makes a context per call.</param>
public sealed class EditSupportKind(IDbContextFactory<EarlyWarningDb> contexts)
{
    /// <summary>
    /// Saves a kind: key 0 adds one. One that holds for every organisation is changed by whoever administers a top
    /// organisation; another by whoever administers its own.
    /// </summary>
    /// <param name="scope">Who edits.</param>
    /// <param name="edited">The kind as it shall be; its version is the one that was on screen.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<SupportResult> RunAsync(StaffScope scope, SupportKind edited, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var kind = edited.Id == 0 ? null : await db.SupportKinds.SingleOrDefaultAsync(k => k.Id == edited.Id, cancel);
        var orgId = kind is null ? edited.OrgId : kind.OrgId;
        if ((edited.Id != 0 && kind is null) || !await MayChangeAsync(db, scope, orgId, cancel))
        {
            return SupportResult.NotFound;
        }

        if (edited.Problem() is { } problem)
        {
            return new SupportResult(problem);
        }

        if (await IsTakenAsync(db, edited, orgId, cancel))
        {
            return new SupportResult(
                L["There is a kind of support called {0} already. Choose another name.", edited.Name.Trim()]
            );
        }

        if (kind is not null && kind.Version != edited.Version)
        {
            return Conflict;
        }

        kind ??= db.SupportKinds.Add(new SupportKind { Name = "", OrgId = orgId }).Entity;
        Copy(edited, kind);
        kind.Version++;
        try
        {
            await db.SaveChangesAsync(cancel);
            return new SupportResult(Problem: null, Id: kind.Id);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Conflict;
        }
    }

    private static SupportResult Conflict =>
        new(
            L[
                "Somebody else changed this kind of support while you were writing. Nothing of yours was saved. "
                    + "Cancel, look at the new state and edit it again."
            ],
            IsConflict: true
        );

    private static async Task<bool> MayChangeAsync(
        EarlyWarningDb db,
        StaffScope scope,
        long? orgId,
        CancellationToken cancel
    ) =>
        orgId is { } org
            ? await Visibility.AdministeredOrgs(db, scope).ContainsAsync(org, cancel)
            : Policies.AdministersTop(scope);

    private static Task<bool> IsTakenAsync(EarlyWarningDb db, SupportKind edited, long? orgId, CancellationToken cancel)
    {
        var name = edited.Name.Trim();
        return db.SupportKinds.AnyAsync(
            k => k.Id != edited.Id && k.Name == name && (k.OrgId == null || k.OrgId == orgId),
            cancel
        );
    }

    private static void Copy(SupportKind from, SupportKind to)
    {
        to.Name = from.Name.Trim();
        to.Description = from.Description.Trim();
        to.Drivers = from.Drivers;
        to.Hours = from.Hours;
        to.Weeks = from.Weeks;
        to.PlacesPerSchool = from.PlacesPerSchool;
        to.Steps = from.Steps.Trim();
        to.Resources = from.Resources.Trim();
        to.IsRestricted = from.IsRestricted;
        to.IsRetired = from.IsRetired;
    }
}
