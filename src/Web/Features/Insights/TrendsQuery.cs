using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Web.Figures.Insights;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>What a trend is of.</summary>
public enum TrendMeasure
{
    /// <summary>Share of enrollments passed.</summary>
    Passed,

    /// <summary>Mean final score.</summary>
    Score,

    /// <summary>Share of school days missed.</summary>
    Absent,

    /// <summary>Share of work missing.</summary>
    Missing,
}

/// <summary>Lines over terms.</summary>
/// <param name="Sheet">What was read.</param>
/// <param name="IsTooSmall">Whether there are figures, but the organisation is too small for its own.</param>
public sealed record TrendsView(FigureView<TrendSheet> Sheet, bool IsTooSmall);

/// <summary>Reads how terms went, by subject, grade level and organisation.</summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="figures">Reads stored figures.</param>
public sealed class TrendsQuery(IDbContextFactory<EarlyWarningDb> contexts, FigureReader figures)
{
    /// <summary>Reads it; null where the reader administers nothing, or not the organisation asked for.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="orgId">The organisation; null for the highest.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<TrendsView?> GetAsync(StaffScope scope, long? orgId, CancellationToken cancel)
    {
        var sheet = await figures.ReadAsync<TrendSheet>(
            scope,
            CohortSheets.Topic,
            orgId,
            _ => CohortSheets.Trends,
            cancel
        );
        if (sheet is null || sheet.Content is not null)
        {
            return sheet is null ? null : new TrendsView(sheet, false);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        return new TrendsView(sheet, await db.FigureSheets.AnyAsync(s => s.Topic == CohortSheets.Topic, cancel));
    }
}
