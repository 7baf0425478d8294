using System.Security.Cryptography;
using System.Text.Json;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Ml.Models;
using EarlyWarning.Web.Nightly.Gates;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>A model of the registry, ready to score.</summary>
/// <param name="Version">Its record.</param>
/// <param name="Model">The model with its calibration.</param>
/// <param name="Scorer">Scores with it.</param>
internal sealed record ServingModel(ModelVersion Version, ScoringModel Model, Scorer Scorer);

/// <summary>What scores are made with: which models serve, and what pages say where none does.</summary>
/// <param name="ByGoal">The model of each goal that one serves for.</param>
/// <param name="Notice">Why rules decide, in a sentence for the page; null where a model does.</param>
internal sealed record Serving(IReadOnlyDictionary<Goal, ServingModel> ByGoal, string? Notice)
{
    private const string Rules =
        "These signals come from accepted rules (attendance, marks, missing work, behaviour). ";

    /// <summary>The models that serve.</summary>
    public IEnumerable<ServingModel> Models => ByGoal.Values;

    /// <summary>Model for course failure; null where rules decide.</summary>
    public ServingModel? Failure => ByGoal.GetValueOrDefault(Goal.CourseFailure);

    /// <summary>Models for goals that decide no state: their scores are written as they come.</summary>
    public IEnumerable<ServingModel> Others => ByGoal.Where(m => m.Key != Goal.CourseFailure).Select(m => m.Value);

    /// <summary>By week, the share of flagged students of a later cohort that had the outcome; empty where rules decide.</summary>
    public IReadOnlyDictionary<int, double> FlaggedRight =>
        Failure is null
            ? new Dictionary<int, double>()
            : JsonSerializer.Deserialize<Dictionary<int, double>>(Failure.Version.FlaggedRight) ?? [];

    /// <summary>
    /// Reads what is to serve: for each goal the model of <paramref name="chosen"/>, else the champion. A model whose
    /// features are not those of today (an attribute was classed otherwise) cannot serve, and is not silently adapted.
    /// </summary>
    /// <exception cref="RetrainingException">A model's bytes are not those that were stored.</exception>
    public static async Task<Serving> ReadAsync(
        EarlyWarningDb db,
        FeatureCatalogue catalogue,
        IReadOnlyCollection<string> chosen,
        CancellationToken cancel
    )
    {
        var notes = new List<string>();
        var models = new Dictionary<Goal, ServingModel>();
        foreach (var goal in GoalFacts.All)
        {
            if (await ReadAsync(db, catalogue, goal, chosen, notes, cancel) is { } model)
            {
                models[goal] = model;
            }
        }

        return new Serving(
            models,
            models.ContainsKey(Goal.CourseFailure)
                ? null
                : Rules + (notes.FirstOrDefault() ?? "No model has been trained yet.")
        );
    }

    /// <summary>A model ready to score.</summary>
    /// <exception cref="RetrainingException">Its bytes are not those that were stored.</exception>
    public static ServingModel Of(ModelVersion version, FeatureCatalogue catalogue)
    {
        var model = Unpack(version.Content, version);
        return new ServingModel(version, model, new Scorer(version.Goal, model, catalogue.Features, Rivals(version)));
    }

    // Only flags are held against rivals, and only course failure flags.
    private static IReadOnlyList<ScoringModel> Rivals(ModelVersion version) =>
        version.Goal == Goal.CourseFailure
            ? [.. new[] { JudgedTwin(version), Copy(version.RivalContent, version) }.OfType<ScoringModel>()]
            : [];

    /// <summary>The model as it was judged, or null where it is not kept.</summary>
    /// <exception cref="RetrainingException">Its bytes were altered.</exception>
    public static ScoringModel? JudgedTwin(ModelVersion version) => Copy(version.JudgedContent, version);

    private static ScoringModel? Copy(byte[]? bytes, ModelVersion version)
    {
        if (bytes is null)
        {
            return null;
        }

        using var content = new MemoryStream(bytes);
        try
        {
            return ModelFormat.ReadScoring(content);
        }
        catch (ModelFormatException e)
        {
            throw new RetrainingException(
                $"A copy kept with model {version.Id[..Math.Min(12, version.Id.Length)]} is damaged, so that no other can be held against "
                    + "it. Roll back to another version, or promote one by hand.",
                e
            );
        }
    }

    private static async Task<ServingModel?> ReadAsync(
        EarlyWarningDb db,
        FeatureCatalogue catalogue,
        Goal goal,
        IReadOnlyCollection<string> chosen,
        List<string> notes,
        CancellationToken cancel
    )
    {
        var version =
            await db
                .ModelVersions.AsNoTracking()
                .SingleOrDefaultAsync(m => m.Goal == goal && chosen.Contains(m.Id), cancel)
            ?? await db
                .ModelVersions.AsNoTracking()
                .SingleOrDefaultAsync(m => m.Goal == goal && m.Role == ModelRole.Champion, cancel);
        if (version is null)
        {
            if (goal == Goal.CourseFailure && await WhyNoneAsync(db, goal, cancel) is { } reason)
            {
                notes.Add(reason);
            }

            return null;
        }

        if (version.FeatureNames == catalogue.Names)
        {
            return Of(version, catalogue);
        }

        notes.Insert(
            goal == Goal.CourseFailure ? 0 : notes.Count,
            "The features have changed since the model was trained, so it may not score any more. Retrain."
        );
        return null;
    }

    private static Task<string?> WhyNoneAsync(EarlyWarningDb db, Goal goal, CancellationToken cancel) =>
        db
            .ModelVersions.Where(m => m.Goal == goal)
            .OrderByDescending(m => m.TrainedAt)
            .Select(m => FairnessSentence.WithoutGroups(m.Decision))
            .FirstOrDefaultAsync(cancel);

    private static ScoringModel Unpack(byte[] content, ModelVersion version)
    {
        if (Convert.ToHexStringLower(SHA256.HashData(content)) != version.ContentHash)
        {
            throw new RetrainingException(
                $"The stored model {version.Id[..Math.Min(12, version.Id.Length)]} is not the one that was recorded: its hash differs. Roll back to "
                    + "another version, or retrain."
            );
        }

        using var stream = new MemoryStream(content);
        try
        {
            return ModelFormat.ReadScoring(stream);
        }
        catch (ModelFormatException e)
        {
            throw new RetrainingException(
                $"The stored model {version.Id[..Math.Min(12, version.Id.Length)]} was written by another version of the "
                    + "program. Retrain.",
                e
            );
        }
    }
}
