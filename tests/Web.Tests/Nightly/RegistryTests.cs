using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Ml.Models;
using EarlyWarning.Support;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Nightly;

/// <summary>Roll back, promotion by hand, models and datasets that were altered, and models made again from their record.</summary>
[Collection(nameof(TrainedSchool))]
public sealed class RegistryTests(TrainedSchool school)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Roll_back_restores_the_pointer_the_roles_and_whole_scores()
    {
        await using var database = await school.Database.CopyAsync();
        var runs = new RunsOnTest(database, school.Settings);
        var before = await PictureAsync(database);

        // Another model serves: a copy of the champion under another key, promoted by hand.
        var other = await OtherModelAsync(database);
        var promoted = await PromoteAsync(runs, other);
        promoted.Status.ShouldBe(RunStatus.Succeeded, promoted.Error);
        var during = await PictureAsync(database);
        during.Champions.ShouldContain(other);
        during.Generation.ShouldBe(promoted.GenerationId!.Value);

        var roll = new RollBack(database, TimeProvider.System);
        (await roll.RunAsync(7, " ", Cancel))!.ShouldContain("Say why");
        (await roll.RunAsync(7, "It alarmed the wrong ones.", Cancel)).ShouldBeNull();
        var after = await PictureAsync(database);
        after.ShouldBe(before);
        (await roll.RunAsync(7, "Once more.", Cancel))!.ShouldContain("only one step back");

        await using var db = database.CreateDbContext();
        var decision = await db.ModelDecisions.OrderBy(d => d.Id).LastAsync(d => d.ModelId == other, Cancel);
        (decision.Kind, decision.UserId, decision.Reason).ShouldBe(
            (DecisionKind.RolledBack, 7L, "It alarmed the wrong ones.")
        );

        // The next run clears what was rolled back, and goes on with the champion that was restored.
        await runs.RetrainAsync(Cancel);
        (await db.Scores.AnyAsync(s => s.GenerationId == during.Generation, Cancel)).ShouldBeFalse();
        (await db.ModelVersions.SingleAsync(m => m.Id == other, Cancel)).Role.ShouldBe(ModelRole.Retired);
    }

    [Fact]
    public async Task A_model_promoted_by_hand_serves_and_keeps_the_reason()
    {
        await using var database = await school.Database.CopyAsync();
        var runs = new RunsOnTest(database, school.Settings);
        var other = await OtherModelAsync(database);
        var run = await PromoteAsync(runs, other);
        run.Status.ShouldBe(RunStatus.Succeeded, run.Error);
        await using var db = database.CreateDbContext();
        var failure = await db.ModelVersions.Where(m => m.Goal == Goal.CourseFailure).ToListAsync(Cancel);
        failure.Single(m => m.Role == ModelRole.Champion).Id.ShouldBe(other);
        failure.Count(m => m.Role == ModelRole.Retired).ShouldBe(1);
        var generation = await db.ScoreGenerations.SingleAsync(g => g.Id == run.GenerationId, Cancel);
        generation.FailureModelId.ShouldBe(other);
        var decision = await db.ModelDecisions.SingleAsync(d => d.ModelId == other, Cancel);
        (decision.Kind, decision.Reason, decision.UserId).ShouldBe((DecisionKind.Promoted, "We trust it more.", 7L));
    }

    [Fact]
    public async Task Promoting_a_model_that_is_not_there_or_has_other_features_changes_nothing()
    {
        await using var database = await school.Database.CopyAsync();
        var runs = new RunsOnTest(database, school.Settings);
        var before = await PictureAsync(database);
        (await PromoteAsync(runs, "no-such-model")).Error!.ShouldContain("not in the registry");
        var other = await OtherModelAsync(database);
        await using var db = database.CreateDbContext();
        await db
            .ModelVersions.Where(m => m.Id == other)
            .ExecuteUpdateAsync(m => m.SetProperty(x => x.FeatureNames, "another_feature"), Cancel);
        var refused = await PromoteAsync(runs, other);
        refused.Status.ShouldBe(RunStatus.Failed);
        refused.Error!.ShouldContain("Retrain instead");
        (await PictureAsync(database)).ShouldBe(before);
    }

    [Fact]
    public async Task A_stored_model_whose_bytes_were_altered_is_refused_with_a_sentence()
    {
        await using var database = await school.Database.CopyAsync();
        var runs = new RunsOnTest(database, school.Settings);
        var before = await PictureAsync(database);
        await using var db = database.CreateDbContext();
        var champion = await db.ModelVersions.FirstAsync(
            m => m.Goal == Goal.CourseFailure && m.Role == ModelRole.Champion,
            Cancel
        );
        champion.Content[champion.Content.Length / 2] ^= 1;
        db.Entry(champion).Property(m => m.Content).IsModified = true;
        await db.SaveChangesAsync(Cancel);
        var asked = await runs.Requests.NowAsync(RunKind.Rescore, RunTrigger.Import, cancel: Cancel);
        var (_, run) = await runs.ExecuteAsync(asked.RunId, null, Cancel);
        run.Status.ShouldBe(RunStatus.Failed);
        run.Error!.ShouldContain("is not the one that was recorded");
        run.Error!.ShouldContain("Roll back");
        (await PictureAsync(database)).ShouldBe(before);
    }

    [Fact]
    public async Task A_model_made_again_from_its_record_is_the_same_bit_for_bit()
    {
        await using var db = school.Database.CreateDbContext();
        var versions = await db.ModelVersions.AsNoTracking().Where(m => m.DatasetHash != null).ToListAsync(Cancel);
        versions.ShouldNotBeEmpty();
        var catalogue = new FeatureCatalogue(await db.AttributeDefinitions.AsNoTracking().ToListAsync(Cancel));
        var retraining = new RetrainingRun(
            school.Database,
            school.Database.Provider,
            school.Settings,
            TimeProvider.System
        );
        var results = retraining.Repeat(versions[0].DatasetHash!, catalogue, new Progress<string>(), Cancel);
        foreach (var version in versions)
        {
            var result = results[version.Goal];
            version.DatasetHash.ShouldBe(versions[0].DatasetHash);
            Bytes(result.Model!).ShouldBe(version.Content);
            Bytes(result.Trial!.Model).ShouldBe(version.JudgedContent);
            result.Served!.Data.Fingerprint().ShouldBe(version.DataFingerprint);
        }
    }

    [Fact]
    public async Task A_stored_dataset_that_was_altered_cut_off_or_removed_is_refused_with_a_sentence()
    {
        await using var db = school.Database.CreateDbContext();
        var hash = (await db.ModelVersions.Select(m => m.DatasetHash).FirstAsync(h => h != null, Cancel))!;
        var settings = school.Settings with { DatasetFolder = Directory.CreateTempSubdirectory("altered-").FullName };
        try
        {
            var store = new DatasetStore(settings, TimeProvider.System);
            Should.Throw<RetrainingException>(() => store.Load(hash, Cancel)).Message.ShouldContain("Retrain instead");
            var (whole, copy) = (
                Path.Combine(school.Settings.DatasetFolder, $"{hash}.ewd"),
                Path.Combine(settings.DatasetFolder, $"{hash}.ewd")
            );
            var bytes = await File.ReadAllBytesAsync(whole, Cancel);
            await File.WriteAllBytesAsync(copy, bytes, Cancel);
            store.Load(hash, Cancel).Rows.ShouldNotBeEmpty();
            foreach (var place in (int[])[10, bytes.Length / 3, bytes.Length / 2, bytes.Length * 9 / 10])
            {
                var altered = bytes.ToArray();
                altered[place] ^= 4;
                await File.WriteAllBytesAsync(copy, altered, Cancel);
                Should.Throw<RetrainingException>(() => store.Load(hash, Cancel)).Message.ShouldContain("damaged");
                await File.WriteAllBytesAsync(copy, bytes.AsMemory(0, place), Cancel);
                Should.Throw<RetrainingException>(() => store.Load(hash, Cancel)).Message.ShouldContain("damaged");
            }
        }
        finally
        {
            Directory.Delete(settings.DatasetFolder, recursive: true);
        }
    }

    [Fact]
    public void Saving_a_dataset_clears_half_written_ones_that_nobody_writes_any_more()
    {
        var settings = school.Settings with { DatasetFolder = Directory.CreateTempSubdirectory("parts-").FullName };
        try
        {
            var left = Path.Combine(settings.DatasetFolder, "left.part");
            var busy = Path.Combine(settings.DatasetFolder, "busy.part");
            File.WriteAllText(left, "half");
            using var writing = new FileStream(busy, FileMode.CreateNew, FileAccess.Write);
            var set = new DatasetStore(school.Settings, TimeProvider.System).Load(AnyHash(), Cancel);
            var hash = new DatasetStore(settings, TimeProvider.System).Save(set, Cancel);
            hash.ShouldBe(AnyHash());
            Directory
                .GetFiles(settings.DatasetFolder)
                .Select(Path.GetFileName)
                .Order()
                .ShouldBe(((string[])[$"{hash}.ewd", "busy.part"]).Order());
        }
        finally
        {
            Directory.Delete(settings.DatasetFolder, recursive: true);
        }
    }

    private string AnyHash() =>
        Path.GetFileNameWithoutExtension(Directory.GetFiles(school.Settings.DatasetFolder, "*.ewd").Order().First());

    private static byte[] Bytes(ScoringModel model)
    {
        using var content = new MemoryStream();
        ModelFormat.Write(content, model);
        return content.ToArray();
    }

    private static async Task<Run> PromoteAsync(RunsOnTest runs, string modelId)
    {
        var asked = await runs.Requests.NowAsync(
            RunKind.Promote,
            RunTrigger.Button,
            r => (r.ModelId, r.Reason, r.RequestedBy) = (modelId, "We trust it more.", 7),
            Cancel
        );
        return (await runs.ExecuteAsync(asked.RunId, null, Cancel)).Run;
    }

    private static async Task<string> OtherModelAsync(TestDatabase database)
    {
        const string Id = "another-model-of-the-registry";
        await using var db = database.CreateDbContext();
        var other = await db
            .ModelVersions.AsNoTracking()
            .SingleAsync(m => m.Goal == Goal.CourseFailure && m.Role == ModelRole.Champion, Cancel);
        (other.Id, other.Role) = (Id, ModelRole.Refused);
        db.ModelVersions.Add(other);
        await db.SaveChangesAsync(Cancel);
        return Id;
    }

    // What readers see: the generation in service, who serves, and every current score.
    private static async Task<(long Generation, string Champions, string Scores)> PictureAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        var generation = (await db.CurrentScores.AsNoTracking().SingleAsync(Cancel)).GenerationId;
        var champions = await db
            .ModelVersions.Where(m => m.Role == ModelRole.Champion)
            .Select(m => m.Id)
            .Order()
            .ToListAsync(Cancel);
        var scores = await db
            .Scores.Where(s => s.GenerationId == generation)
            .OrderBy(s => s.EnrollmentId)
            .ThenBy(s => s.Goal)
            .ThenBy(s => s.Week)
            .Select(s => $"{s.EnrollmentId} {s.Goal} {s.Week} {s.State} {s.Margin} {s.Value} {s.StateSince}")
            .ToListAsync(Cancel);
        scores.ShouldNotBeEmpty();
        return (generation, string.Join(' ', champions), string.Join('\n', scores));
    }
}
