using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Models;

/// <summary>Reads two versions to be set side by side, and what there is to choose from.</summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="settings">Time zone.</param>
internal sealed class CompareQuery(IDbContextFactory<EarlyWarningDb> factory, RetrainingSettings settings)
{
    /// <summary>Older versions are reached from their own page.</summary>
    private const int MostChoices = 60;

    /// <summary>The comparison; null where a version is not there, or not the reader's to see.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="a">The left version, or null.</param>
    /// <param name="b">The right version, or null.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<CompareView?> GetAsync(StaffScope scope, string? a, string? b, CancellationToken cancel)
    {
        if (!Policies.AdministersTop(scope))
        {
            return null;
        }

        await using var db = await factory.CreateDbContextAsync(cancel);
        var mine = db.ModelsAdministeredBy(scope);
        var records = await mine.Where(m => m.Id == a || m.Id == b).RecordsAsync(cancel);
        var (left, right) = (Find(records, a), Find(records, b));
        if ((a is not null && left is null) || (b is not null && right is null))
        {
            return null;
        }

        var latest = await mine.OrderByDescending(m => m.TrainedAt)
            .ThenBy(m => m.Id)
            .Take(MostChoices)
            .Select(m => new
            {
                m.Id,
                m.Goal,
                m.Trainer,
                m.TrainedAt,
                m.Role,
            })
            .ToListAsync(cancel);
        var choices = latest
            .Select(m => new ModelChoice(m.Id, m.Goal, Label(m.Id, m.Trainer, m.TrainedAt, m.Role)))
            .ToList();
        choices.AddRange(
            records
                .Where(r => choices.TrueForAll(c => c.Id != r.Info.Id))
                .Select(r => new ModelChoice(
                    r.Info.Id,
                    r.Info.Goal,
                    Label(r.Info.Id, r.Info.Trainer, r.Info.TrainedAt, r.Info.Role)
                ))
        );
        var catalogue = new FeatureCatalogue(await db.AttributeDefinitions.AsNoTracking().ToListAsync(cancel));
        var labels = records
            .SelectMany(r => catalogue.Named(r.Info.FeatureNames))
            .DistinctBy(f => f.Name, StringComparer.Ordinal)
            .ToDictionary(f => f.Name, f => f.Label, StringComparer.Ordinal);
        return new CompareView(choices, left, right, labels, settings.TimeZone);
    }

    private string Label(string id, string trainer, DateTime at, ModelRole role) =>
        L[
            "{0}, {1}, {2} ({3})",
            ModelWords.Trainer(trainer),
            ModelWords.At(at, settings.TimeZone),
            ModelWords.RoleWithin(role),
            ModelWords.Short(id)
        ];

    private static ModelRecord? Find(List<ModelRecord> records, string? id) =>
        records.Find(r => string.Equals(r.Info.Id, id, StringComparison.Ordinal));
}
