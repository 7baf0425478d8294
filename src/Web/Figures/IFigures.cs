using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures;

/// <summary>Makes the stored figures of one page for administrators. It holds no state.</summary>
internal interface IFigures
{
    /// <summary>The topic under which its sheets are stored.</summary>
    string Topic { get; }

    /// <summary>What it does, for the record of the run: "Figures of fairness".</summary>
    string Step { get; }

    /// <summary>Whether they are made anew after an import too, not by nights alone.</summary>
    bool FollowsImports { get; }

    /// <summary>Makes all sheets of the topic; those stored before are replaced in one transaction.</summary>
    /// <param name="input">What the run knows.</param>
    /// <param name="cancel">Cancels; what was stored then stays.</param>
    Task<MadeFigures> MakeAsync(FigureInput input, CancellationToken cancel);
}

/// <summary>A sheet as a maker gives it.</summary>
/// <param name="OrgId">The organisation it speaks of.</param>
/// <param name="Key">Which sheet.</param>
/// <param name="Content">Figures; stored as JSON.</param>
internal sealed record MadeSheet(long OrgId, string Key, object Content);

/// <summary>All sheets of a topic.</summary>
/// <param name="Sheets">New ones.</param>
/// <param name="Kept">Keys of stored sheets that stay beside the new ones; others are removed.</param>
internal sealed record MadeFigures(IReadOnlyList<MadeSheet> Sheets, IReadOnlySet<string>? Kept = null);

/// <summary>What makers of figures start from.</summary>
/// <param name="Run">The run.</param>
/// <param name="School">Calendars, classes, line items, terms, features: what the run has read already.</param>
/// <param name="Serving">Models in service.</param>
/// <param name="Orgs">Organisations with schools.</param>
/// <param name="Finished">Labelled snapshots of finished terms, read when first asked for; null where none are stored.</param>
/// <param name="Contexts">Makes contexts.</param>
/// <param name="Settings">Seed, pass mark and budgets.</param>
/// <param name="Time">The clock.</param>
/// <param name="Progress">Receives sentences.</param>
internal sealed record FigureInput(
    Run Run,
    RunInput School,
    Serving Serving,
    FigureOrgs Orgs,
    Lazy<TrainingSet?> Finished,
    IDbContextFactory<EarlyWarningDb> Contexts,
    RetrainingSettings Settings,
    TimeProvider Time,
    IProgress<string> Progress
)
{
    /// <summary>What was known by the end of this day goes into the figures.</summary>
    public DateOnly AsOf => School.AsOf.Day;

    /// <summary>
    /// Whether finished terms, and with them what models were judged on, are read for a sample of the students: beyond so many
    /// rows (<see cref="FinishedTerms"/>).
    /// </summary>
    /// <param name="cancel">Cancels the query.</param>
    public async Task<bool> IsSampleAsync(CancellationToken cancel)
    {
        await using var db = await Contexts.CreateDbContextAsync(cancel);
        var rows = await db.Outcomes.LongCountAsync(o => o.Version == 0, cancel) * SnapshotPass.Horizons.Count;
        return rows > Settings.TrainingRows;
    }
}
