using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Students;

/// <summary>The generation of scores that pages show, or none before the first run.</summary>
/// <param name="GenerationId">Its key; 0 where nothing was scored yet.</param>
/// <param name="AsOf">What was known by the end of this day went in; today where nothing was scored yet.</param>
/// <param name="IsHistoric">Whether pages must say "historic".</param>
/// <param name="ScoredAt">When it was complete, UTC; null where nothing was scored yet.</param>
/// <param name="FailureModelId">The model behind the states, or null where rules decide.</param>
/// <param name="GradeModelId">The model behind the predicted mark, or null.</param>
/// <param name="Notice">Why rules decide, where they do.</param>
public sealed record ScoresInService(
    long GenerationId,
    DateOnly AsOf,
    bool IsHistoric,
    DateTime? ScoredAt,
    string? FailureModelId,
    string? GradeModelId,
    string? Notice
)
{
    /// <summary>Whether anything was scored.</summary>
    public bool Exist => GenerationId > 0;

    /// <summary>Reads the pointer.</summary>
    /// <param name="db">Database.</param>
    /// <param name="today">The as-of date while nothing was scored.</param>
    /// <param name="cancel">Cancels the query.</param>
    public static async Task<ScoresInService> ReadAsync(EarlyWarningDb db, DateOnly today, CancellationToken cancel) =>
        await db
            .CurrentScores.Join(
                db.ScoreGenerations,
                c => c.GenerationId,
                g => g.Id,
                (_, g) =>
                    new ScoresInService(
                        g.Id,
                        g.AsOf,
                        g.IsHistoric,
                        g.CompletedAt,
                        g.FailureModelId,
                        g.GradeModelId,
                        g.Notice
                    )
            )
            .SingleOrDefaultAsync(cancel)
        ?? new ScoresInService(0, today, false, null, null, null, null);
}

/// <summary>What a page needs of a model to read its scores: never the model itself.</summary>
/// <param name="Features">The features in the order of the blobs of its scores.</param>
/// <param name="Catalogue">All features; <see cref="Domain.Scores.Score.MainConcern"/> is an index in it.</param>
/// <param name="BaseValue">Margin before contributions.</param>
/// <param name="BaseRate">Mean outcome of the rows it was trained on.</param>
public sealed record ModelInService(
    IReadOnlyList<FeatureDefinition> Features,
    FeatureCatalogue Catalogue,
    double BaseValue,
    double BaseRate
)
{
    /// <summary>Reads a model's description; null where no model serves.</summary>
    /// <param name="db">Database.</param>
    /// <param name="modelId">Key, or null.</param>
    /// <param name="cancel">Cancels the query.</param>
    public static async Task<ModelInService?> ReadAsync(EarlyWarningDb db, string? modelId, CancellationToken cancel)
    {
        if (modelId is null)
        {
            return null;
        }

        var row = await db
            .ModelVersions.Where(m => m.Id == modelId)
            .Select(m => new
            {
                m.FeatureNames,
                m.BaseValue,
                m.BaseRate,
            })
            .SingleAsync(cancel);
        var attributes = await db
            .AttributeDefinitions.AsNoTracking()
            .Where(a => a.Use == AttributeUse.Feature)
            .OrderBy(a => a.Id)
            .ToListAsync(cancel);
        var catalogue = new FeatureCatalogue(attributes);
        return new ModelInService(catalogue.Named(row.FeatureNames), catalogue, row.BaseValue, row.BaseRate);
    }
}
