using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Students;
using EarlyWarning.Ml.Models;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace EarlyWarning.Web.Features.WhatIf;

/// <summary>A model of the registry with its features in the order of its columns.</summary>
/// <param name="Model">The model with its calibration.</param>
/// <param name="Features">Its features.</param>
internal sealed record WhatIfModel(ScoringModel Model, IReadOnlyList<FeatureDefinition> Features);

/// <summary>
/// Models in service, read once and shared: a model never changes under its key. Few are kept, since one may take some
/// megabytes.
/// </summary>
/// <param name="contexts">Makes a context per call.</param>
internal sealed class ServingModels(IDbContextFactory<EarlyWarningDb> contexts) : IDisposable
{
    private static readonly TimeSpan Unused = TimeSpan.FromHours(1);
    private readonly MemoryCache _models = new(new MemoryCacheOptions { SizeLimit = 4 });

    /// <summary>The model; null where there is none of that key.</summary>
    /// <exception cref="RetrainingException">Its bytes are not those that were stored.</exception>
    public async Task<WhatIfModel?> GetAsync(string id, CancellationToken cancel)
    {
        if (_models.Get<WhatIfModel>(id) is { } known)
        {
            return known;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.ModelVersions.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, cancel) is not { } version)
        {
            return null;
        }

        var attributes = await db
            .AttributeDefinitions.AsNoTracking()
            .Where(a => a.Use == AttributeUse.Feature)
            .ToListAsync(cancel);
        var catalogue = new FeatureCatalogue(attributes);
        var model = new WhatIfModel(Serving.Of(version, catalogue).Model, catalogue.Named(version.FeatureNames));
        _models.Set(id, model, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Unused });
        return model;
    }

    /// <inheritdoc />
    public void Dispose() => _models.Dispose();
}
