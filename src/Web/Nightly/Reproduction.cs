using System.Security.Cryptography;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Scores;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>What came of making a model again.</summary>
/// <param name="ModelId">The model.</param>
/// <param name="IsIdentical">Whether every byte is the same.</param>
/// <param name="Sentence">What was found, for people.</param>
internal sealed record ReproductionResult(string ModelId, bool IsIdentical, string Sentence);

/// <summary>Makes a model of the registry again from its record, and says whether every byte is the same.</summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="retraining">Repeats tournaments.</param>
internal sealed class Reproduction(IDbContextFactory<EarlyWarningDb> factory, RetrainingRun retraining)
{
    /// <summary>Repeats the tournament that chose a model; nothing is stored.</summary>
    /// <param name="id">The model's key, or the beginning of it.</param>
    /// <param name="progress">Receives sentences.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="RetrainingException">There is no such model, or its dataset is gone.</exception>
    public async Task<ReproductionResult> RunAsync(string id, IProgress<string> progress, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var version = await FindAsync(db, id, cancel);
        if (version.DatasetHash is not { } dataset)
        {
            throw new RetrainingException($"No dataset was kept for the model {version.Id[..12]}.");
        }

        var catalogue = new FeatureCatalogue(await db.AttributeDefinitions.AsNoTracking().ToListAsync(cancel));
        var results = await Task.Run(
            () => retraining.Repeat(dataset, [version.Goal], catalogue, progress, cancel),
            cancel
        );
        var model =
            results[version.Goal].Model
            ?? throw new RetrainingException("The tournament on the stored dataset chose no model this time.");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Registry.Pack(model)));
        var isIdentical = hash == version.ContentHash;
        return new ReproductionResult(version.Id, isIdentical, Sentence(version, isIdentical));
    }

    private static async Task<ModelVersion> FindAsync(EarlyWarningDb db, string id, CancellationToken cancel)
    {
        var found = await db.ModelVersions.AsNoTracking().Where(m => m.Id.StartsWith(id)).Take(2).ToListAsync(cancel);
        return found.Count == 1
            ? found[0]
            : throw new RetrainingException(
                found.Count == 0
                    ? $"No model begins with \"{id}\". The page Models lists them."
                    : $"More than one model begins with \"{id}\". Write more of it."
            );
    }

    private static string Sentence(ModelVersion version, bool isIdentical)
    {
        var model = version.Id[..12];
        return isIdentical ? $"The model {model} was made again from its record: every byte is the same."
            : version.CodeVersion != RunningCode.Version
                ? $"The model {model} was made by another version of the program, and this one makes another model. Run the version that made it to make it again."
            : $"The model {model} was made again from its record and is NOT the same. Either its record was altered, or this is a fault of the program: please report it.";
    }
}
