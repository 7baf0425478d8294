using System.Text.Json;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Ml.Models;

namespace EarlyWarning.Web.Nightly;

/// <summary>The model that serves a goal, with its record for the registry.</summary>
/// <param name="Scorer">Scores with it.</param>
/// <param name="Version">Its record.</param>
internal sealed record Champion(Scorer Scorer, ModelVersion Version);

/// <summary>What training decided: which models serve, and what pages say where none does.</summary>
/// <param name="Failure">Model for course failure; null where rules decide.</param>
/// <param name="Grade">Model for the final grade; null where none is served.</param>
/// <param name="Notice">Why rules decide, in a sentence for the page; null where a model does.</param>
/// <param name="FlaggedRight">By week, the share of the tenth of students flagged in the test term that had the outcome.</param>
/// <param name="Report">Figures on a later term.</param>
internal sealed record Champions(
    Champion? Failure,
    Champion? Grade,
    string? Notice,
    IReadOnlyDictionary<int, double> FlaggedRight,
    RetrainingReport Report
)
{
    /// <summary>Takes the models that passed the gate; what they were fitted on is not kept.</summary>
    public static Champions Of(
        IReadOnlyDictionary<Goal, TournamentResult> results,
        RetrainingReport report,
        RunInput input,
        int seed,
        TimeProvider time
    )
    {
        var failure = results[Goal.CourseFailure];
        var serving = Serving(Goal.CourseFailure);
        return new Champions(
            serving,
            Serving(Goal.FinalGrade),
            serving is null ? Sentence(failure) : null,
            failure.FlaggedRight,
            report
        );

        Champion? Serving(Goal goal) =>
            results[goal] is { Model: { } model, Report.Gate.Passed: true } result
                ? Of(goal, result, new Scorer(goal, model, input.Catalogue.Features))
                : null;

        Champion Of(Goal goal, TournamentResult result, Scorer scorer) =>
            new(scorer, Record(goal, result, scorer, input, report, seed, time));
    }

    private static string Sentence(TournamentResult failure) =>
        "These signals come from accepted rules (attendance, marks, missing work, behaviour). "
        + (failure.Report.Gate?.Sentence ?? failure.Report.Reason ?? "No model has been trained yet.");

    private static ModelVersion Record(
        Goal goal,
        TournamentResult result,
        Scorer scorer,
        RunInput input,
        RetrainingReport report,
        int seed,
        TimeProvider time
    )
    {
        var data = result.Served!.Data;
        var fingerprint = data.Fingerprint();
        var code = CodeVersion.Of(typeof(Model), typeof(FeatureCatalogue), typeof(RetrainingRun));
        using var content = new MemoryStream();
        ModelFormat.Write(content, result.Model!);
        var bytes = content.ToArray();
        return new ModelVersion
        {
            Id = ModelId.Compute(result.Trainer!.Name, result.Trainer.Parameters, fingerprint, code, seed),
            OrgId = input.OrgId,
            Goal = goal,
            Trainer = result.Trainer.Name,
            Role = ModelRole.Champion,
            TrainedAt = time.GetUtcNow().UtcDateTime,
            AsOf = input.AsOf.Day,
            DataFingerprint = fingerprint,
            CodeVersion = code,
            Seed = seed,
            FeatureNames = input.Catalogue.Names,
            Content = bytes,
            ContentHash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)),
            Report = JsonSerializer.Serialize(report, ReportJson.Options),
            Decision = result.Report.Gate!.Sentence,
            BaseValue = scorer.BaseValue,
            BaseRate = data.Y.Average(),
        };
    }
}
