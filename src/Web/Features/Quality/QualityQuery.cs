using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Monitoring;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Figures.Quality;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Quality;

/// <summary>
/// Reads the quality of an organisation's records. Imports, rows set aside and drift are of the whole installation, and for
/// those who administer it.
/// </summary>
/// <param name="figures">Reads sheets.</param>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="settings">Time zone.</param>
internal sealed class QualityQuery(
    FigureReader figures,
    IDbContextFactory<EarlyWarningDb> contexts,
    RetrainingSettings settings
)
{
    private const int MostDrifted = 12;

    /// <summary>Reads it; null where the reader administers nothing, or not what is asked for.</summary>
    public async Task<QualityView?> GetAsync(StaffScope scope, QualityFilter filter, CancellationToken cancel)
    {
        var read = await figures.ReadAsync<QualityRecords>(
            scope,
            QualitySheets.Topic,
            filter.Org,
            _ => QualitySheets.Records,
            cancel
        );
        if (read is null)
        {
            return null;
        }

        var isTop = Policies.AdministersTop(scope);
        var imports =
            isTop && read.Keys.Contains(QualitySheets.Imports, StringComparer.Ordinal)
                ? await figures.ReadAsync<QualityImports>(
                    scope,
                    QualitySheets.Topic,
                    read.Org.Id,
                    _ => QualitySheets.Imports,
                    cancel
                )
                : null;
        var (drift, model) = isTop ? await DriftAsync(cancel) : (null, null);
        return new QualityView(
            read.Org,
            read.Orgs,
            read.AsOf,
            read.MadeAt,
            filter with
            {
                Org = read.Org.Id,
            },
            read.Content,
            imports?.Content,
            drift,
            model,
            settings.TimeZone
        );
    }

    private async Task<(IReadOnlyList<DriftedFeature>? Drift, string? Model)> DriftAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var model = await db
            .ModelVersions.Where(m => m.Goal == Goal.CourseFailure && m.Role == ModelRole.Champion)
            .Select(m => m.Id)
            .FirstOrDefaultAsync(cancel);
        var measured = db.DriftFigures.Where(f => f.ModelId == model && f.Kind == DriftKind.Feature);
        var last = await measured.MaxAsync(f => (long?)f.RunId, cancel);
        if (model is null || last is null)
        {
            return (null, model);
        }

        var limit = settings.Monitoring.Drift.StabilityIndex;
        var drifted = await measured
            .Where(f => f.RunId == last)
            .OrderByDescending(f => f.IsBeyond)
            .ThenByDescending(f => f.Value)
            .Take(MostDrifted)
            .Select(f => new DriftedFeature(f.Name, f.Value, f.N, f.IsBeyond, !f.IsBeyond && f.Value > limit))
            .ToListAsync(cancel);
        var attributes = await db.AttributeDefinitions.AsNoTracking().ToListAsync(cancel);
        var labels = new FeatureCatalogue(attributes).Features.ToDictionary(
            f => f.Name,
            f => f.Label,
            StringComparer.Ordinal
        );
        return (drifted.ConvertAll(f => f with { Label = labels.GetValueOrDefault(f.Label, f.Label) }), model);
    }
}
