using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Students;
using EarlyWarning.Web.Features.Models;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Fairness;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Fairness;

/// <summary>Where records came from.</summary>
/// <param name="Source">Name of the source.</param>
/// <param name="Format">Format read.</param>
/// <param name="Imports">Imports applied.</param>
/// <param name="Last">When the latest began, UTC.</param>
public sealed record ReportSource(string Source, string Format, int Imports, DateTime Last);

/// <summary>An attribute of students and what it may be used for.</summary>
/// <param name="Label">Its label.</param>
/// <param name="Use">What it may be used for.</param>
public sealed record ReportAttribute(string Label, AttributeUse Use);

/// <summary>A decision that states are decided by a cut for each group.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Reason">Why, in the words of whoever decided.</param>
/// <param name="By">Who decided.</param>
/// <param name="At">When, UTC.</param>
/// <param name="WithdrawnAt">When it was withdrawn, UTC; null while it holds.</param>
public sealed record ReportDecision(string Attribute, string Reason, string? By, DateTime At, DateTime? WithdrawnAt);

/// <summary>What the audit report holds.</summary>
/// <param name="View">The published table at the usual cut, the week of the gates and the later cohort.</param>
/// <param name="Rules">The rules on the same term and week; null where there are none.</param>
/// <param name="Model">The version's record; null for readers who do not administer the whole installation, and for rules.</param>
/// <param name="Sources">Where records came from.</param>
/// <param name="Attributes">Attributes of students and their use.</param>
/// <param name="Decisions">Decisions for cuts by group that concern the organisation.</param>
/// <param name="Proxies">With what the features foretell groups, by attribute; empty where it was not measured.</param>
/// <param name="Features">Labels of features by name.</param>
/// <param name="Proof">That no score reads a protected attribute.</param>
/// <param name="RunId">The run that made the figures.</param>
/// <param name="Generation">The generation of scores in service.</param>
public sealed record FairnessReport(
    FairnessView View,
    CutFigures? Rules,
    ModelView? Model,
    IReadOnlyList<ReportSource> Sources,
    IReadOnlyList<ReportAttribute> Attributes,
    IReadOnlyList<ReportDecision> Decisions,
    IReadOnlyList<MitigationSheet> Proxies,
    IReadOnlyDictionary<string, string> Features,
    ProtectedProofView Proof,
    long? RunId,
    long? Generation
)
{
    /// <summary>Whether the features are measured for an organisation above this one, with nothing of its groups here.</summary>
    public bool ProxiesAreAbove { get; init; }
}

/// <summary>Reads what the audit report holds: stored figures, and the registry's own records.</summary>
/// <param name="fairness">Reads the published table.</param>
/// <param name="models">Reads the version's record.</param>
/// <param name="figures">Reads sheets within what the reader administers.</param>
/// <param name="proof">Reads what models in service take in.</param>
/// <param name="contexts">Makes a context per call.</param>
internal sealed class FairnessReportQuery(
    FairnessQuery fairness,
    ModelQuery models,
    FigureReader figures,
    ProtectedProofQuery proof,
    IDbContextFactory<EarlyWarningDb> contexts
)
{
    /// <summary>Reads it; null where the reader does not administer the organisation.</summary>
    public async Task<FairnessReport?> GetAsync(StaffScope scope, long? org, string? model, CancellationToken cancel)
    {
        var view = await fairness.GetAsync(scope, new FairnessFilter(org, model), cancel);
        if (view is null)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var attributes = await db.AttributeDefinitions.AsNoTracking().ToListAsync(cancel);
        var (proxies, isOfOrg) = await ProxiesAsync(scope, view, cancel);
        var permuted = await PermutedAsync(db, cancel);
        return new FairnessReport(
            view,
            await RulesAsync(scope, view, cancel),
            view.Shown is { Version.IsRules: false } shown
                ? await models.GetAsync(scope, shown.Version.Figures.Id, cancel)
                : null,
            await SourcesAsync(db, cancel),
            [
                .. attributes
                    .OrderByDescending(a => a.Use == AttributeUse.Protected)
                    .ThenBy(a => a.Use)
                    .ThenBy(a => a.Label, StringComparer.CurrentCulture)
                    .Select(a => new ReportAttribute(a.Label, a.Use)),
            ],
            await DecisionsAsync(db, view.Org.Id, cancel),
            proxies,
            LabelsOf(proxies, new FeatureCatalogue(attributes)),
            await proof.GetAsync(permuted, cancel),
            await db
                .FigureSheets.Where(s =>
                    s.Topic == FairnessKeys.Topic && s.OrgId == view.Org.Id && s.Key == FairnessKeys.Index
                )
                .Select(s => s.RunId)
                .FirstOrDefaultAsync(cancel),
            await db.CurrentScores.Select(s => (long?)s.GenerationId).SingleOrDefaultAsync(cancel)
        )
        {
            ProxiesAreAbove =
                !isOfOrg && await db.Orgs.AnyAsync(o => o.Id == view.Org.Id && o.ParentId != null, cancel),
        };
    }

    // One model serves all schools: what was found by permuting attributes is kept with the organisations at the top, holds no
    // group, and is everybody's to know.
    private static async Task<PermutationProof?> PermutedAsync(EarlyWarningDb db, CancellationToken cancel)
    {
        var content = await db
            .FigureSheets.Where(s => s.Topic == MitigationKeys.Topic && s.Key == MitigationKeys.Index)
            .OrderBy(s => s.OrgId)
            .Select(s => s.Content)
            .FirstOrDefaultAsync(cancel);
        return content is null ? null : SheetStore.Unpack<MitigationIndex>(content).Proof;
    }

    private async Task<CutFigures?> RulesAsync(StaffScope scope, FairnessView view, CancellationToken cancel)
    {
        if (view.Shown is not { Version.IsRules: false } shown)
        {
            return null;
        }

        var sheet = await fairness.SheetAsync(
            scope,
            view.Org.Id,
            FairnessKeys.Rules,
            shown.Term.Start,
            shown.Week,
            cancel
        );
        return sheet?.Cuts.FirstOrDefault();
    }

    private async Task<(List<MitigationSheet> Sheets, bool IsOfOrg)> ProxiesAsync(
        StaffScope scope,
        FairnessView view,
        CancellationToken cancel
    )
    {
        var index = await figures.ReadAsync<MitigationIndex>(
            scope,
            MitigationKeys.Topic,
            view.Org.Id,
            _ => MitigationKeys.Index,
            cancel
        );
        var sheets = new List<MitigationSheet>();
        foreach (var attribute in index?.Content?.Attributes.Where(a => a.IsCompared) ?? [])
        {
            var sheet = await figures.ReadAsync<MitigationSheet>(
                scope,
                MitigationKeys.Topic,
                view.Org.Id,
                _ => MitigationKeys.Attribute(attribute.Id),
                cancel
            );
            if (sheet?.Content is { Proxies.Count: > 0 } content)
            {
                sheets.Add(content);
            }
        }

        return (sheets, index?.Content is not null);
    }

    private static Dictionary<string, string> LabelsOf(List<MitigationSheet> sheets, FeatureCatalogue catalogue)
    {
        var names = sheets
            .SelectMany(s => s.Proxies)
            .SelectMany(p => p.Features)
            .Select(f => f.Name)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return names.Count == 0
            ? []
            : catalogue
                .Named(string.Join('\n', names))
                .DistinctBy(f => f.Name, StringComparer.Ordinal)
                .ToDictionary(f => f.Name, f => f.Label, StringComparer.Ordinal);
    }

    private static async Task<List<ReportSource>> SourcesAsync(EarlyWarningDb db, CancellationToken cancel)
    {
        var applied = await db
            .Imports.Where(i => i.State == ImportState.Applied)
            .GroupBy(i => new { i.SourceId, i.Format })
            .Select(g => new
            {
                g.Key.SourceId,
                g.Key.Format,
                Imports = g.Count(),
                Last = g.Max(i => i.StartedAt),
            })
            .ToListAsync(cancel);
        var names = await db.Sources.ToDictionaryAsync(s => s.Id, s => s.Name, cancel);
        return
        [
            .. applied
                .OrderByDescending(a => a.Last)
                .Select(a => new ReportSource(names.GetValueOrDefault(a.SourceId, ""), a.Format, a.Imports, a.Last)),
        ];
    }

    // Those of the organisation, of one above it whose decision holds here too, and of one below it.
    private static async Task<List<ReportDecision>> DecisionsAsync(
        EarlyWarningDb db,
        long orgId,
        CancellationToken cancel
    )
    {
        var path = await db.Orgs.Where(o => o.Id == orgId).Select(o => o.Path).SingleAsync(cancel);
        var decisions = await db
            .GroupCutDecisions.OrderByDescending(d => d.DecidedAt)
            .Select(d => new
            {
                Path = db.Orgs.Where(o => o.Id == d.OrgId).Select(o => o.Path).FirstOrDefault() ?? "",
                Decision = new ReportDecision(
                    d.Attribute,
                    d.Reason,
                    db.Users.Where(u => u.Id == d.DecidedById).Select(u => u.DisplayName).FirstOrDefault(),
                    d.DecidedAt,
                    d.WithdrawnAt
                ),
            })
            .ToListAsync(cancel);
        return
        [
            .. decisions
                .Where(d =>
                    path.StartsWith(d.Path, StringComparison.Ordinal)
                    || d.Path.StartsWith(path, StringComparison.Ordinal)
                )
                .Select(d => d.Decision),
        ];
    }
}
