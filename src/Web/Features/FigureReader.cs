using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Web.Figures;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features;

/// <summary>An organisation whose figures the reader may open.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Name">Its name.</param>
public sealed record OrgChoice(long Id, string Name);

/// <summary>A sheet as it is read.</summary>
/// <typeparam name="T">What it holds.</typeparam>
/// <param name="Org">The organisation shown.</param>
/// <param name="Orgs">Those the reader may choose, the highest first.</param>
/// <param name="Keys">Keys of all sheets of the topic for the organisation.</param>
/// <param name="Key">The key of this one.</param>
/// <param name="Content">The figures; null where none were made yet.</param>
/// <param name="AsOf">What was known by the end of this day went into them.</param>
/// <param name="MadeAt">When they were made, UTC.</param>
public sealed record FigureView<T>(
    OrgChoice Org,
    IReadOnlyList<OrgChoice> Orgs,
    IReadOnlyList<string> Keys,
    string Key,
    T? Content,
    DateOnly? AsOf,
    DateTime? MadeAt
)
    where T : class;

/// <summary>Reads stored figures for administrators: one row for a page, within what they administer.</summary>
/// <param name="contexts">Makes a context per call.</param>
public sealed class FigureReader(IDbContextFactory<EarlyWarningDb> contexts)
{
    /// <summary>Most organisations to choose from.</summary>
    private const int MostOrgs = 500;

    /// <summary>Reads a sheet.</summary>
    /// <typeparam name="T">What it holds.</typeparam>
    /// <param name="scope">Who is looking.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="orgId">The organisation; null for the highest that the reader administers.</param>
    /// <param name="choose">Chooses among the keys of the topic, in their order; null for the first.</param>
    /// <param name="cancel">Cancels the queries.</param>
    /// <returns>Null where the reader administers nothing, or not the organisation asked for: it reads as not found.</returns>
    public async Task<FigureView<T>?> ReadAsync<T>(
        StaffScope scope,
        string topic,
        long? orgId,
        Func<IReadOnlyList<string>, string?>? choose,
        CancellationToken cancel
    )
        where T : class
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var orgs = await OrgsAsync(db, scope, cancel);
        if ((orgId is { } id ? orgs.Find(o => o.Id == id) : orgs.FirstOrDefault()) is not { } org)
        {
            return null;
        }

        var keys = await db
            .FigureSheets.Where(s => s.Topic == topic && s.OrgId == org.Id)
            .OrderBy(s => s.Key)
            .Select(s => s.Key)
            .ToListAsync(cancel);
        var key = choose is null ? keys.FirstOrDefault() : choose(keys);
        var sheet = await db
            .FigureSheets.AsNoTracking()
            .SingleOrDefaultAsync(s => s.Topic == topic && s.OrgId == org.Id && s.Key == key, cancel);
        return new FigureView<T>(
            org,
            orgs,
            keys,
            key ?? "",
            sheet is null ? null : SheetStore.Unpack<T>(sheet.Content),
            sheet?.AsOf,
            sheet?.MadeAt
        );
    }

    // Those with classes at or below them, as figures are made for.
    private static async Task<List<OrgChoice>> OrgsAsync(EarlyWarningDb db, StaffScope scope, CancellationToken cancel)
    {
        var administered = Visibility.AdministeredOrgs(db, scope);
        return await db
            .Orgs.Where(o => administered.Contains(o.Id))
            .Where(o => db.FigureSheets.Any(s => s.OrgId == o.Id) || !db.FigureSheets.Any())
            .OrderBy(o => o.Path.Length - o.Path.Replace("/", "").Length)
            .ThenBy(o => o.Name)
            .Select(o => new OrgChoice(o.Id, o.Name))
            .Take(MostOrgs)
            .ToListAsync(cancel);
    }
}
