using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Students;
using EarlyWarning.Web.Figures.Fairness;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Fairness;

/// <summary>The inputs of a model in service.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Goal">What it foretells.</param>
/// <param name="Inputs">Labels of its inputs, as recorded with the model.</param>
public sealed record ProofModel(string Id, Goal Goal, IReadOnlyList<string> Inputs);

/// <summary>An attribute classed as protected now.</summary>
/// <param name="Label">Its label.</param>
/// <param name="Readers">Models in service that have it among their inputs; none where all is well.</param>
public sealed record ProofAttribute(string Label, IReadOnlyList<Goal> Readers);

/// <summary>The inputs of the models in service held against the attributes that are protected today.</summary>
/// <param name="Models">Models in service.</param>
/// <param name="Attributes">Protected attributes.</param>
/// <param name="Permuted">What came of permuting them in the last night; null where that was not done yet.</param>
public sealed record ProtectedProofView(
    IReadOnlyList<ProofModel> Models,
    IReadOnlyList<ProofAttribute> Attributes,
    PermutationProof? Permuted
)
{
    /// <summary>Whether a model in service reads a protected attribute.</summary>
    public bool IsRead => Attributes.Any(a => a.Readers.Count > 0);

    /// <summary>Whether permuting changed nothing at all.</summary>
    public bool IsUnchanged => Permuted is { FeaturesChanged: 0, GreatestDifference: 0 };
}

/// <summary>Reads what the models in service take in, from what was recorded with them.</summary>
/// <param name="contexts">Makes contexts.</param>
public sealed class ProtectedProofQuery(IDbContextFactory<EarlyWarningDb> contexts)
{
    /// <summary>Reads it.</summary>
    /// <param name="permuted">What the night found.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<ProtectedProofView> GetAsync(PermutationProof? permuted, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var models = await db
            .ModelVersions.Where(m => m.Role == ModelRole.Champion)
            .OrderBy(m => m.Goal)
            .Select(m => new
            {
                m.Id,
                m.Goal,
                m.FeatureNames,
            })
            .ToListAsync(cancel);
        var attributes = await db.AttributeDefinitions.AsNoTracking().OrderBy(a => a.Id).ToListAsync(cancel);
        var catalogue = new FeatureCatalogue(attributes);
        var barred = attributes.Where(a => a.Use == AttributeUse.Protected).ToList();
        return new ProtectedProofView(
            [
                .. models.Select(m => new ProofModel(
                    m.Id,
                    m.Goal,
                    [.. catalogue.Named(m.FeatureNames).Select(f => f.Label)]
                )),
            ],
            [
                .. barred.Select(a => new ProofAttribute(
                    a.Label,
                    [.. models.Where(m => Reads(m.FeatureNames, a.Name)).Select(m => m.Goal)]
                )),
            ],
            permuted
        );
    }

    /// <summary>Whether a model has an attribute among its inputs.</summary>
    /// <param name="featureNames">Names as a version keeps them, separated by line feeds.</param>
    /// <param name="attribute">Name of the attribute.</param>
    public static bool Reads(string featureNames, string attribute) =>
        featureNames.Split('\n').Contains(AttributePrefix + attribute, StringComparer.Ordinal);

    private const string AttributePrefix = "attribute:";
}
