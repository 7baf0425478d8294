using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Classes;

/// <summary>What drives risk in a class: the mean size of each feature's exact contributions, as shares of the whole.</summary>
internal static class ClassDrivers
{
    private const int Most = 8;

    /// <summary>Reads the drivers, greatest first; empty where no model serves or the class was not summarised.</summary>
    public static async Task<IReadOnlyList<DriverShare>> ReadAsync(
        EarlyWarningDb db,
        ScoresInService scores,
        long classId,
        ModelInService? model,
        bool seesWholeRecord,
        CancellationToken cancel
    )
    {
        if (model is null)
        {
            return [];
        }

        var blob = await db
            .ClassSummaries.Where(c => c.GenerationId == scores.GenerationId && c.ClassId == classId)
            .Select(c => c.MeanAbsoluteContributions)
            .SingleOrDefaultAsync(cancel);
        return blob is null ? [] : Shares(model.Features, FloatBlob.Decode(blob), seesWholeRecord);
    }

    /// <summary>Turns mean contributions into shares; what the reader may not see, and the smallest, are each summed.</summary>
    public static IReadOnlyList<DriverShare> Shares(
        IReadOnlyList<FeatureDefinition> features,
        IReadOnlyList<float> means,
        bool seesWholeRecord
    )
    {
        var total = means.Sum(m => (double)m);
        if (total <= 0)
        {
            return [];
        }

        var all = features.Select((feature, i) => (Feature: feature, Share: means[i] / total)).ToList();
        var readable = all.Where(d => ScoreWords.Readable(d.Feature, seesWholeRecord))
            .OrderByDescending(d => d.Share)
            .ToList();
        var named = readable
            .Take(Most)
            .Select(d => new DriverShare(
                Casing.Capitalised(d.Feature.Label),
                ScoreWords.Group(d.Feature.Group),
                d.Share,
                d.Feature.Changeable
            ));
        var rest = new DriverShare(L["All other signals"], L["Several"], readable.Skip(Most).Sum(d => d.Share), false);
        var hidden = new DriverShare(
            L["Parts of the record that counsellors see"],
            L["Several"],
            1 - readable.Sum(d => d.Share),
            false
        );
        return [.. named.Append(rest).Append(hidden).Where(d => d.Share > 0.0005)];
    }
}
