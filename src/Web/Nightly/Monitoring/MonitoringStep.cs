using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Monitoring;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Ml.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly.Monitoring;

/// <summary>What monitoring found.</summary>
/// <param name="Figures">Figures written.</param>
/// <param name="Beyond">Of those, beyond their limit.</param>
/// <param name="Breaks">Feeds that stopped.</param>
/// <param name="DriftingModelId">
/// A model in service whose drift has lasted for as many runs as the setting says; null where none's has.
/// </param>
/// <param name="Sentence">What was found, for the run's record.</param>
internal sealed record MonitoringResult(int Figures, int Beyond, int Breaks, string? DriftingModelId, string Sentence);

/// <summary>
/// After the switch: compares the rows in service with the references of the models that made them, foretells and checks
/// their performance, looks for feeds that stopped, writes the figures and raises or ends alerts. Rows are streamed.
/// </summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="settings">Limits.</param>
/// <param name="time">The clock.</param>
internal sealed class MonitoringStep(
    IDbContextFactory<EarlyWarningDb> factory,
    MonitoringSettings settings,
    TimeProvider time
)
{
    /// <summary>Measures the generation in service; measuring a run again replaces its figures.</summary>
    /// <param name="run">The run that put it into service.</param>
    /// <param name="serving">The models in service.</param>
    /// <param name="school">What the run read: feeds and calendars.</param>
    /// <param name="asOf">As-of date of the run.</param>
    /// <param name="cancel">Cancels between rows.</param>
    public async Task<MonitoringResult> RunAsync(
        Run run,
        Serving serving,
        SchoolBook school,
        DateOnly asOf,
        CancellationToken cancel
    )
    {
        ArgumentNullException.ThrowIfNull(school);
        await using var db = await factory.CreateDbContextAsync(cancel);
        var figures = new List<DriftFigure>();
        var drift = new List<Observation>();
        await MeasureAsync(db, run.Id, serving, figures, drift, cancel);
        if (serving.Failure is { } failure)
        {
            drift.AddRange(await CalibrateAsync(db, run.Id, failure.Version, asOf, figures, cancel));
        }

        await StoreAsync(db, run.Id, figures, cancel);
        var alerts = new Alerts(factory, time);
        await alerts.UpdateAsync(DriftObservations.Family, drift, run.Id, cancel);
        var breaks = await FeedObservations.OfAsync(db, school, asOf.DayNumber, cancel);
        await alerts.UpdateAsync(FeedObservations.Family, breaks, run.Id, cancel);
        var beyond = figures.Count(f => f.IsBeyond);
        return new MonitoringResult(
            figures.Count,
            beyond,
            breaks.Count,
            await LastingAsync(db, run.Id, figures, cancel),
            $"{figures.Count} figures, {beyond} beyond their limits; {(breaks.Count == 0 ? "every feed runs" : $"feeds stopped: {breaks.Count}")}"
        );
    }

    private async Task MeasureAsync(
        EarlyWarningDb db,
        long runId,
        Serving serving,
        List<DriftFigure> figures,
        List<Observation> drift,
        CancellationToken cancel
    )
    {
        var measured = Measured.Of(serving);
        await foreach (var row in Rows(db).WithCancellation(cancel))
        {
            if (measured.TryGetValue(row.Goal, out var model))
            {
                model.Take(row);
            }
        }

        var told = new List<DriftFinding>();
        foreach (var (goal, (version, reference, current, shown)) in measured)
        {
            var features = DriftObservations.Judged(DriftTest.Features(current, settings.Drift));
            told.AddRange(features);
            var score = DriftTest.Scores(current, settings.Drift);
            figures.AddRange(features.Select(f => DriftFigures.Of(f, DriftKind.Feature, runId, version)));
            if (score is not null)
            {
                figures.Add(DriftFigures.Of(score, DriftKind.Prediction, runId, version));
                drift.Add(DriftObservations.OfScore(goal, score, settings));
            }

            figures.AddRange(shown.Expected(reference, runId, version, cancel));
        }

        drift.Add(DriftObservations.OfFeatures(told, settings));
    }

    // Rows without a number because a feed stopped say nothing about the school; the feed's own alert does.
    private static IAsyncEnumerable<CurrentRow> Rows(EarlyWarningDb db) =>
        db
            .Scores.Where(s =>
                db.CurrentScores.Any(c => c.GenerationId == s.GenerationId)
                && s.Features != null
                && s.StoppedFeeds == FeedKinds.None
            )
            .Select(s => new CurrentRow(
                s.Goal,
                s.Features!,
                s.Margin,
                s.Value,
                s.State,
                s.AsOf,
                s.Enrollment!.Class!.StartDate,
                s.Enrollment.StudentId
            ))
            .AsAsyncEnumerable();

    private async Task<IEnumerable<Observation>> CalibrateAsync(
        EarlyWarningDb db,
        long runId,
        ModelVersion model,
        DateOnly asOf,
        List<DriftFigure> figures,
        CancellationToken cancel
    )
    {
        var arrived = await ArrivedOutcomes.ReadAsync(db, asOf, cancel);
        var found = arrived.Compare(settings.Drift.LeastRows);
        figures.AddRange(found.Select(f => DriftFigures.Of(f.Name, f.Finding, settings, runId, model)));
        return found
            .Where(f => f.Name == ArrivedOutcomes.All)
            .Select(f => DriftObservations.OfCalibration(f.Finding, settings));
    }

    private static async Task StoreAsync(
        EarlyWarningDb db,
        long runId,
        List<DriftFigure> figures,
        CancellationToken cancel
    ) =>
        await db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(async () =>
            {
                db.ChangeTracker.Clear();
                await using var transaction = await db.Database.BeginTransactionAsync(cancel);
                await db.DriftFigures.Where(f => f.RunId == runId).ExecuteDeleteAsync(cancel);
                figures.ForEach(f => f.Id = 0);
                db.DriftFigures.AddRange(figures);
                await db.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
            });

    // The same feature or score beyond its limit in this run and in those before it, as many as the setting says.
    private async Task<string?> LastingAsync(
        EarlyWarningDb db,
        long runId,
        List<DriftFigure> figures,
        CancellationToken cancel
    )
    {
        var lasting = figures
            .Where(f => f is { IsBeyond: true, Kind: DriftKind.Feature or DriftKind.Prediction })
            .ToList();
        var before = await db
            .DriftFigures.Where(f => f.RunId < runId)
            .Select(f => f.RunId)
            .Distinct()
            .OrderByDescending(id => id)
            .Take(settings.DriftRuns - 1)
            .ToListAsync(cancel);
        if (lasting.Count == 0 || before.Count < settings.DriftRuns - 1)
        {
            return null;
        }

        foreach (var id in before)
        {
            var then = await db
                .DriftFigures.Where(f => f.RunId == id && f.IsBeyond)
                .Select(f => new { f.Kind, f.Name })
                .ToListAsync(cancel);
            lasting.RemoveAll(f => !then.Exists(t => t.Kind == f.Kind && t.Name == f.Name));
        }

        return lasting.FirstOrDefault()?.ModelId;
    }
}

/// <summary>What monitoring reads of a score.</summary>
internal sealed record CurrentRow(
    Goal Goal,
    byte[] Features,
    double? Margin,
    double? Value,
    RiskState State,
    DateOnly AsOf,
    DateOnly Start,
    long StudentId
);

/// <summary>A model in service with what is gathered of its rows.</summary>
internal sealed record Measured(
    ModelVersion Version,
    ReferenceDistribution Reference,
    CurrentDistribution Current,
    ShownRisks Shown
)
{
    // A model of before references were kept has nothing to be compared with; its next version will.
    public static Dictionary<Goal, Measured> Of(Serving serving) =>
        serving
            .Models.Select(m => (m.Version, Reference: ReferenceDistribution.FromJson(m.Version.Reference)))
            .Where(m => m.Reference is not null)
            .Select(m => new Measured(m.Version, m.Reference!, new CurrentDistribution(m.Reference!), new ShownRisks()))
            .ToDictionary(m => m.Version.Goal);

    public void Take(CurrentRow row)
    {
        Current.Take(
            FloatBlob.Decode(row.Features),
            row.Margin ?? double.NaN,
            (row.AsOf.DayNumber - row.Start.DayNumber) / 7.0
        );
        if (row is { Goal: Goal.CourseFailure, Value: { } value })
        {
            Shown.Add(value, row.State == RiskState.NeedsSupport, row.StudentId);
        }
    }
}
