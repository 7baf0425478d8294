using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Students;
using EarlyWarning.Web.Figures.Effectiveness;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Effectiveness;

/// <summary>What is asked.</summary>
/// <param name="OrgId">The organisation; null for the highest that the reader administers.</param>
/// <param name="Term">Key of a finished term; null for all.</param>
/// <param name="KindId">The kind whose detail is shown; null for the first.</param>
public sealed record EffectivenessQuestion(long? OrgId, string? Term, int? KindId);

/// <summary>What the page shows.</summary>
/// <param name="Figures">The sheet.</param>
/// <param name="Kind">The kind whose detail is shown; null where nobody got any.</param>
/// <param name="Catalogue">Features, for the words of the columns.</param>
public sealed record EffectivenessView(FigureView<EffectSheet> Figures, KindEffect? Kind, FeatureCatalogue Catalogue);

/// <summary>Reads the stored figures of support that worked.</summary>
/// <param name="reader">Reads sheets within what the reader administers.</param>
/// <param name="contexts">Makes a context per call.</param>
public sealed class EffectivenessQuery(FigureReader reader, IDbContextFactory<EarlyWarningDb> contexts)
{
    /// <summary>Reads it; null where the reader does not administer the organisation.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<EffectivenessView?> GetAsync(
        StaffScope scope,
        EffectivenessQuestion question,
        CancellationToken cancel
    )
    {
        var figures = await reader.ReadAsync<EffectSheet>(
            scope,
            EffectSheets.Topic,
            question.OrgId,
            keys =>
                question.Term is { } term && keys.Contains(term, StringComparer.Ordinal) ? term : EffectSheets.AllTerms,
            cancel
        );
        if (figures is null)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var attributes = await db
            .AttributeDefinitions.AsNoTracking()
            .Where(a => a.Use == AttributeUse.Feature)
            .ToListAsync(cancel);
        var kinds = figures.Content?.Kinds ?? [];
        return new EffectivenessView(
            figures,
            kinds.FirstOrDefault(k => k.KindId == question.KindId) ?? kinds.FirstOrDefault(),
            new FeatureCatalogue(attributes)
        );
    }
}

/// <summary>Registers support that worked.</summary>
internal static class EffectivenessFeature
{
    public static IServiceCollection AddEffectiveness(this IServiceCollection services) =>
        services.AddSingleton<EffectivenessQuery>();
}
