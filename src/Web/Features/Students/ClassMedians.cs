using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Scores;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Students;

/// <summary>Medians of a class, which a student's values are compared with.</summary>
internal static class ClassMedians
{
    /// <summary>Medians in the order of the model's features; null where the class has none.</summary>
    public static async Task<float[]?> ReadAsync(
        EarlyWarningDb db,
        ScoresInService scores,
        long classId,
        CancellationToken cancel
    )
    {
        var blob = await db
            .ClassSummaries.Where(c => c.GenerationId == scores.GenerationId && c.ClassId == classId)
            .Select(c => c.Medians)
            .SingleOrDefaultAsync(cancel);
        return blob is null ? null : FloatBlob.Decode(blob);
    }
}
