using System.Security.Cryptography;
using System.Text.Json;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Ml.Models;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Nightly.Gates;
using EarlyWarning.Web.Nightly.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>
/// Judges the candidates of a run at the gates and records them with everything needed to make them again. What is
/// recorded here does not serve yet: that is the switch's to say (<see cref="ScoreWriter"/>).
/// </summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="settings">Seed.</param>
/// <param name="time">The clock.</param>
internal sealed class Registry(
    IDbContextFactory<EarlyWarningDb> factory,
    RetrainingSettings settings,
    TimeProvider time
)
{
    /// <summary>Judges and records, in one transaction, so that a run that is resumed finds all candidates or none.</summary>
    /// <returns>Keys of the models that may serve.</returns>
    public async Task<IReadOnlyList<string>> RecordAsync(
        Run run,
        TrainingSet set,
        long orgId,
        IReadOnlyDictionary<Goal, TournamentResult> results,
        CancellationToken cancel
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var report = new RetrainingReport(set.AsOf, [.. results.Values.Select(r => r.Report)]);
        var groups = await ProtectedGroups.ReadAsync(db, set.AsOf, null, cancel);
        var candidates = new List<(ModelVersion Version, Verdict Verdict)>();
        foreach (var (goal, result) in results.Where(r => r.Value is { Model: not null, Trial: not null }))
        {
            var version = Version(run, set, orgId, goal, result, report, cancel);
            candidates.Add((version, await JudgeAsync(db, run, version, result.Trial!, groups, cancel)));
        }

        await StoreAsync(db, run, report, candidates, cancel);
        return
        [
            .. candidates
                .Where(c => c.Version.Role is ModelRole.Candidate or ModelRole.Champion)
                .Select(c => c.Version.Id),
        ];
    }

    /// <summary>What an earlier attempt of the run recorded; null where none came so far.</summary>
    public async Task<IReadOnlyList<string>?> RecordedAsync(Run run, CancellationToken cancel)
    {
        if (run.Report is null)
        {
            return null;
        }

        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db
            .ModelVersions.Where(m => m.RunId == run.Id && m.Role == ModelRole.Candidate)
            .Select(m => m.Id)
            .ToListAsync(cancel);
    }

    private async Task<Verdict> JudgeAsync(
        EarlyWarningDb db,
        Run run,
        ModelVersion version,
        Trial trial,
        ProtectedGroups groups,
        CancellationToken cancel
    )
    {
        var serving = await db
            .ModelVersions.AsNoTracking()
            .SingleOrDefaultAsync(m => m.Goal == version.Goal && m.Role == ModelRole.Champion, cancel);
        var verdict = ModelGates.Judge(
            trial,
            serving is null ? null : Serving.JudgedTwin(serving),
            serving is not null && serving.Id != version.Id,
            groups,
            cancel
        );
        if (!verdict.MayServe && serving is null && IsDemoStart(run) && OnlyFairnessRefuses(verdict))
        {
            verdict = verdict with
            {
                MayServe = true,
                Sentence =
                    $"{verdict.Sentence} It serves all the same, because this is the demo school and nothing else could be shown.",
            };
        }

        if (verdict.MayServe && serving?.Id != version.Id && await WasRolledBackAsync(db, version.Id, cancel))
        {
            verdict = verdict with
            {
                MayServe = false,
                Sentence =
                    $"An administrator went back from this very model; it serves again only by hand. {verdict.Sentence}",
            };
        }

        version.Role =
            serving?.Id == version.Id ? ModelRole.Champion
            : verdict.MayServe ? ModelRole.Candidate
            : ModelRole.Refused;
        version.Decision = verdict.Sentence;
        version.Gates = JsonSerializer.Serialize(verdict.Results, ReportJson.Options);
        version.Fairness = JsonSerializer.Serialize(FairnessTable(trial, groups), ReportJson.Options);
        return verdict;
    }

    // The same records make the same model again the next night: what a person decided about it holds.
    private static async Task<bool> WasRolledBackAsync(EarlyWarningDb db, string id, CancellationToken cancel) =>
        await db
            .ModelDecisions.Where(d =>
                d.ModelId == id && (d.Kind == DecisionKind.RolledBack || d.Kind == DecisionKind.Promoted)
            )
            .OrderByDescending(d => d.Id)
            .Select(d => (DecisionKind?)d.Kind)
            .FirstOrDefaultAsync(cancel) == DecisionKind.RolledBack;

    private static bool IsDemoStart(Run run) => run.Trigger == RunTrigger.FirstStart;

    private static bool OnlyFairnessRefuses(Verdict verdict) =>
        verdict.Results.Where(r => r.Outcome == GateOutcome.Refused).All(r => r.Name == GateResult.Fairness);

    // Its rates by group are published with those of all other versions, when figures are made, so that all hide the same.
    private static MetricFrame? FairnessTable(Trial trial, ProtectedGroups groups) =>
        trial.Test.Task != Ml.Tables.TaskKind.Binary || groups.ByAttribute.Count == 0
            ? null
            : FairnessFrame.Withheld(FlaggedPeople.Of(trial.Test, trial.Margins, trial.Shown), groups);

    private async Task StoreAsync(
        EarlyWarningDb db,
        Run run,
        RetrainingReport report,
        List<(ModelVersion Version, Verdict Verdict)> candidates,
        CancellationToken cancel
    )
    {
        var now = time.GetUtcNow().UtcDateTime;
        var json = JsonSerializer.Serialize(report, ReportJson.Options);
        await db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(async () =>
            {
                db.ChangeTracker.Clear();
                await using var transaction = await db.Database.BeginTransactionAsync(cancel);
                foreach (var (version, verdict) in candidates)
                {
                    // The same data, code and seed give the same model: its record is renewed, its decisions stay.
                    await db.ModelVersions.Where(m => m.Id == version.Id).ExecuteDeleteAsync(cancel);
                    db.ModelVersions.Add(version);
                    db.ModelDecisions.Add(
                        new ModelDecision
                        {
                            ModelId = version.Id,
                            At = now,
                            Kind = verdict.MayServe ? DecisionKind.Passed : DecisionKind.Refused,
                            RunId = run.Id,
                            Reason = verdict.Sentence,
                        }
                    );
                }

                await db.SaveChangesAsync(cancel);
                await db
                    .Runs.Where(r => r.Id == run.Id)
                    .ExecuteUpdateAsync(r => r.SetProperty(x => x.Report, json), cancel);
                await transaction.CommitAsync(cancel);
            });
        run.Report = json;
    }

    private ModelVersion Version(
        Run run,
        TrainingSet set,
        long orgId,
        Goal goal,
        TournamentResult result,
        RetrainingReport report,
        CancellationToken cancel
    )
    {
        var data = result.Served!.Data;
        var fingerprint = data.Fingerprint();
        var bytes = Pack(result.Model!);
        var days = result.Served.Rows.Select(r => r.AsOf).ToList();
        return new ModelVersion
        {
            Id = ModelId.Compute(
                result.Trainer!.Name,
                result.Trainer.Parameters,
                fingerprint,
                RunningCode.Version,
                settings.Seed
            ),
            OrgId = orgId,
            Goal = goal,
            Trainer = result.Trainer.Name,
            TrainedAt = time.GetUtcNow().UtcDateTime,
            AsOf = set.AsOf,
            RunId = run.Id,
            Rows = days.Count,
            FirstDay = DateOnly.FromDayNumber(days.Min()),
            LastDay = DateOnly.FromDayNumber(days.Max()),
            DatasetHash = run.DatasetHash,
            Parameters = JsonSerializer.Serialize(result.Trainer.Parameters, ReportJson.Options),
            DataFingerprint = fingerprint,
            CodeVersion = RunningCode.Version,
            Seed = settings.Seed,
            FeatureNames = set.FeatureNames,
            Content = bytes,
            ContentHash = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            Reference = ModelReference.Of(result, cancel),
            JudgedContent = Pack(result.Trial!.Model),
            RivalContent = result.Trial.Rival is { } rival ? Pack(rival) : null,
            JudgedRows = goal == Goal.CourseFailure ? JudgedRows.Of(result.Trial).Pack() : null,
            Report = JsonSerializer.Serialize(report with { Goals = [result.Report] }, ReportJson.Options),
            FlaggedRight = JsonSerializer.Serialize(result.FlaggedRight),
            BaseValue = result.Model!.Model.CreateExplainer().BaseValue,
            BaseRate = data.Y.Average(),
        };
    }

    /// <summary>A model as it is stored.</summary>
    public static byte[] Pack(ScoringModel model)
    {
        using var content = new MemoryStream();
        ModelFormat.Write(content, model);
        return content.ToArray();
    }
}
