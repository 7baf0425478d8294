using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Monitoring;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Models;

/// <summary>Reads one version with all that is known of it.</summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="settings">Time zone.</param>
internal sealed class ModelQuery(IDbContextFactory<EarlyWarningDb> factory, RetrainingSettings settings)
{
    private const int MostRuns = 8;
    private const int MostFeatures = 16;

    /// <summary>The version; null where there is none, or it is not the reader's to see.</summary>
    public async Task<ModelView?> GetAsync(StaffScope scope, string id, CancellationToken cancel)
    {
        if (!Policies.AdministersTop(scope))
        {
            return null;
        }

        await using var db = await factory.CreateDbContextAsync(cancel);
        var found = await db.ModelsAdministeredBy(scope).Where(m => m.Id == id).RecordsAsync(cancel);
        if (found is not [var model])
        {
            return null;
        }

        var catalogue = new FeatureCatalogue(await db.AttributeDefinitions.AsNoTracking().ToListAsync(cancel));
        return new ModelView(
            model,
            await PreviousAsync(db, scope, model.Info, cancel),
            catalogue.Named(model.Info.FeatureNames),
            await DecisionsAsync(db, id, cancel),
            await DriftAsync(db, id, catalogue, cancel),
            await WatchAsync(db, id, cancel),
            PromoteModel.WhyNot(model.Info.Role, model.Info.FeatureNames, catalogue),
            settings.TimeZone
        );
    }

    // The latest before it that is, or was, in service.
    private static async Task<ModelRecord?> PreviousAsync(
        EarlyWarningDb db,
        StaffScope scope,
        ModelInfo model,
        CancellationToken cancel
    )
    {
        var before = await db.ModelsAdministeredBy(scope)
            .Where(m =>
                m.Goal == model.Goal
                && m.Id != model.Id
                && m.TrainedAt <= model.TrainedAt
                && (m.Role == ModelRole.Champion || m.Role == ModelRole.Retired)
            )
            .OrderByDescending(m => m.TrainedAt)
            .Take(1)
            .RecordsAsync(cancel);
        return before.FirstOrDefault();
    }

    private static Task<List<DecisionRow>> DecisionsAsync(EarlyWarningDb db, string id, CancellationToken cancel) =>
        db
            .ModelDecisions.Where(d => d.ModelId == id)
            .OrderByDescending(d => d.At)
            .ThenByDescending(d => d.Id)
            .Select(d => new DecisionRow(
                d.At,
                d.Kind,
                db.Users.Where(u => u.Id == d.UserId).Select(u => u.DisplayName).FirstOrDefault(),
                FairnessSentence.WithoutGroups(d.Reason)!,
                d.RunId
            ))
            .ToListAsync(cancel);

    private static async Task<List<WatchRow>> WatchAsync(EarlyWarningDb db, string id, CancellationToken cancel)
    {
        var measured = db.DriftFigures.Where(f => f.ModelId == id && f.Kind != DriftKind.Feature);
        var last = await measured.MaxAsync(f => (long?)f.RunId, cancel);
        return await measured
            .Where(f => f.RunId == last)
            .OrderBy(f => f.Kind)
            .ThenBy(f => f.Id)
            .Select(f => new WatchRow(f.Kind, f.Name, f.Value, f.Low, f.High, f.N, f.IsBeyond))
            .ToListAsync(cancel);
    }

    private static async Task<DriftView?> DriftAsync(
        EarlyWarningDb db,
        string id,
        FeatureCatalogue catalogue,
        CancellationToken cancel
    )
    {
        var measured = db.DriftFigures.Where(f => f.ModelId == id && f.Kind == DriftKind.Feature);
        var runs = await db
            .Runs.Where(r => measured.Any(f => f.RunId == r.Id))
            .OrderByDescending(r => r.Id)
            .Take(MostRuns)
            .Select(r => new { r.Id, At = r.StartedAt ?? r.RequestedAt })
            .ToListAsync(cancel);
        if (runs.Count == 0)
        {
            return null;
        }

        runs.Reverse();
        var ids = runs.ConvertAll(r => r.Id);
        var figures = await measured
            .Where(f => ids.Contains(f.RunId))
            .Select(f => new
            {
                f.RunId,
                f.Name,
                f.Value,
                f.IsBeyond,
            })
            .ToListAsync(cancel);
        var rows = figures
            .GroupBy(f => f.Name, StringComparer.Ordinal)
            .OrderByDescending(g => g.Max(f => f.IsBeyond))
            .ThenByDescending(g => g.Max(f => f.Value))
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .Take(MostFeatures)
            .Select(g => (g.Key, ByRun: g.GroupBy(f => f.RunId).ToDictionary(f => f.Key, f => f.Last())))
            .ToList();
        return new DriftView(
            [.. runs.Select(r => r.At)],
            [.. catalogue.Named(string.Join('\n', rows.Select(r => r.Key))).Select(f => f.Label)],
            [.. rows.Select(r => (double?[])[.. ids.Select(i => r.ByRun.GetValueOrDefault(i)?.Value)])],
            [.. rows.Select(r => (bool[])[.. ids.Select(i => r.ByRun.GetValueOrDefault(i)?.IsBeyond ?? false)])]
        );
    }
}
