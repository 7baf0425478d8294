using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Fairness;

/// <summary>What can be done, as it is read.</summary>
/// <param name="Org">The organisation shown.</param>
/// <param name="Orgs">Those with figures that the reader may choose.</param>
/// <param name="IsTop">Whether the reader administers the whole installation; else nothing is shown.</param>
/// <param name="Index">What was compared; null where no figures were made yet.</param>
/// <param name="Sheet">The attribute shown; null where none was compared.</param>
/// <param name="Features">Labels of features by name.</param>
/// <param name="Proof">Inputs against protected attributes.</param>
/// <param name="Decisions">Decisions on cuts by group, the newest first.</param>
/// <param name="AsOf">What was known by the end of this day went into the figures.</param>
/// <param name="MadeAt">When they were made, UTC.</param>
/// <param name="Zone">Time zone of the page.</param>
public sealed record MitigationsView(
    OrgChoice Org,
    IReadOnlyList<OrgChoice> Orgs,
    bool IsTop,
    MitigationIndex? Index,
    MitigationSheet? Sheet,
    IReadOnlyDictionary<string, string> Features,
    ProtectedProofView? Proof,
    IReadOnlyList<GroupCutRow> Decisions,
    DateOnly? AsOf,
    DateTime? MadeAt,
    TimeZoneInfo Zone
)
{
    /// <summary>The decision in force, or null.</summary>
    public GroupCutRow? InForce => Decisions.FirstOrDefault(d => d.WithdrawnAt is null);
}

/// <summary>Reads the sheets of mitigations: the index and one attribute's.</summary>
/// <param name="figures">Reads sheets.</param>
/// <param name="proof">Reads the inputs of models.</param>
/// <param name="contexts">Makes contexts.</param>
/// <param name="settings">Time zone.</param>
internal sealed class MitigationsQuery(
    FigureReader figures,
    ProtectedProofQuery proof,
    IDbContextFactory<EarlyWarningDb> contexts,
    RetrainingSettings settings
)
{
    /// <summary>The view; null where the reader administers nothing, or not the organisation asked for.</summary>
    public async Task<MitigationsView?> GetAsync(
        StaffScope scope,
        long? orgId,
        int? attributeId,
        CancellationToken cancel
    )
    {
        var index = await figures.ReadAsync<MitigationIndex>(
            scope,
            MitigationKeys.Topic,
            orgId,
            _ => MitigationKeys.Index,
            cancel
        );
        if (index is null)
        {
            return null;
        }

        if (!Policies.AdministersTop(scope))
        {
            return View(index, [], false, null, new Dictionary<string, string>(StringComparer.Ordinal), null, []);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var tops = (
            await db
                .FigureSheets.Where(s => s.Topic == MitigationKeys.Topic && s.Key == MitigationKeys.Index)
                .Select(s => s.OrgId)
                .ToListAsync(cancel)
        ).ToHashSet();
        var compared = index.Content?.Attributes.Where(a => a.IsCompared).ToList() ?? [];
        var chosen = compared.Find(a => a.Id == attributeId) ?? compared.FirstOrDefault();
        var sheet = chosen is null
            ? null
            : await figures.ReadAsync<MitigationSheet>(
                scope,
                MitigationKeys.Topic,
                index.Org.Id,
                _ => MitigationKeys.Attribute(chosen.Id),
                cancel
            );
        var catalogue = new FeatureCatalogue(await db.AttributeDefinitions.AsNoTracking().ToListAsync(cancel));
        return View(
            index,
            [.. index.Orgs.Where(o => tops.Contains(o.Id))],
            true,
            sheet?.Content,
            catalogue.Features.ToDictionary(f => f.Name, f => f.Label, StringComparer.Ordinal),
            await proof.GetAsync(index.Content?.Proof, cancel),
            await GroupCutDecisions.ListAsync(db, index.Org.Id, cancel)
        );
    }

    private MitigationsView View(
        FigureView<MitigationIndex> index,
        IReadOnlyList<OrgChoice> orgs,
        bool isTop,
        MitigationSheet? sheet,
        IReadOnlyDictionary<string, string> features,
        ProtectedProofView? inputs,
        IReadOnlyList<GroupCutRow> decisions
    ) =>
        new(
            index.Org,
            orgs,
            isTop,
            isTop ? index.Content : null,
            sheet,
            features,
            inputs,
            decisions,
            index.AsOf,
            index.MadeAt,
            settings.TimeZone
        );
}

/// <summary>Registers what can be done about unfairness.</summary>
internal static class MitigationsFeature
{
    public static IServiceCollection AddMitigations(this IServiceCollection services) =>
        services.AddSingleton<MitigationsQuery>().AddSingleton<ProtectedProofQuery>().AddSingleton<GroupCutDecisions>();
}
