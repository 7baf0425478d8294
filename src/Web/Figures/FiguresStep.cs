using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures;

/// <summary>
/// After the switch: makes the figures of the pages for administrators, so that opening a page scans nothing. One maker that
/// fails leaves the others their turn; the run then ends with what went wrong.
/// </summary>
/// <param name="makers">Who makes them.</param>
/// <param name="factory">Makes contexts.</param>
/// <param name="settings">Seed, pass mark and budgets.</param>
/// <param name="time">The clock.</param>
internal sealed class FiguresStep(
    IReadOnlyList<IFigures> makers,
    IDbContextFactory<EarlyWarningDb> factory,
    RetrainingSettings settings,
    TimeProvider time
)
{
    /// <summary>Every maker.</summary>
    public static IReadOnlyList<IFigures> All { get; } =
    [
        new Effectiveness.EffectivenessFigures(),
        new Assessments.AssessmentFigures(),
        new Insights.DriverFigures(),
        new Fairness.FairnessFigures(),
        new Fairness.MitigationFigures(),
        new Insights.WarningFigures(),
        new Insights.ExploreFigures(),
        new Insights.CohortsFigures(),
        new Insights.ProfilesFigures(),
        new Environs.EnvironmentFigures(),
        new Quality.QualityFigures(),
    ];

    /// <summary>Makes them.</summary>
    /// <param name="input">What the run has read.</param>
    /// <param name="serving">Models in service.</param>
    /// <param name="journal">Records the steps.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="AggregateException">A maker failed.</exception>
    public async Task RunAsync(RunInput input, Serving serving, RunJournal journal, CancellationToken cancel)
    {
        FigureOrgs orgs;
        await using (var db = await factory.CreateDbContextAsync(cancel))
        {
            orgs = await FigureOrgs.ReadAsync(db, cancel);
        }

        var figures = new FigureInput(
            journal.Run,
            input,
            serving,
            orgs,
            new Lazy<TrainingSet?>(() => Finished(journal.Run, serving, cancel)),
            factory,
            settings,
            time,
            journal
        );
        var failures = new List<Exception>();
        foreach (var maker in makers.Where(m => journal.Run.Kind != RunKind.Rescore || m.FollowsImports))
        {
            try
            {
                await journal.StepAsync(maker.Step, note => MakeAsync(maker, figures, note, cancel), cancel);
            }
            catch (Exception e) when (e is not (OperationCanceledException or LeaseLostException))
            {
                failures.Add(new InvalidOperationException($"{maker.Step}: {e.Message}", e));
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    private static async Task MakeAsync(IFigures maker, FigureInput input, StepNote note, CancellationToken cancel)
    {
        var made = await Task.Run(() => maker.MakeAsync(input, cancel), cancel);
        await SheetStore.WriteAsync(input, maker.Topic, made, cancel);
        note.Rows = made.Sheets.Count;
    }

    // A run that does not train goes by the dataset of the model in service, where it is still kept.
    private TrainingSet? Finished(Run run, Serving serving, CancellationToken cancel)
    {
        var store = new DatasetStore(settings, time);
        var hash = run.DatasetHash ?? serving.Failure?.Version.DatasetHash;
        return store.Has(hash) ? store.Load(hash!, cancel) : null;
    }
}
