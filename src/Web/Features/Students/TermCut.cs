using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Students;

/// <summary>Where a school's cut lies in a term, in people.</summary>
/// <param name="Students">Distinct students scored.</param>
/// <param name="NeedsSupport">Distinct students above the cut.</param>
/// <param name="Precision">Share of flagged students of the test term that had the outcome, or null where unknown.</param>
/// <param name="NeedsSupportFrom">The frequency from which it flags.</param>
/// <param name="WatchFrom">The frequency from which it watches.</param>
public sealed record TermCut(
    int Students,
    int NeedsSupport,
    double? Precision,
    double NeedsSupportFrom,
    double WatchFrom
)
{
    /// <summary>What the flags are worth, in a sentence.</summary>
    public string Sentence
    {
        get
        {
            var cut =
                Students == 1
                    ? L["The cut of this term marks {0:N0} of 1 student.", NeedsSupport]
                    : L["The cut of this term marks {0:N0} of {1:N0} students.", NeedsSupport, Students];
            return Precision is { } right
                ? $"{cut} {L["Such flags are right for {0} students flagged.", RiskWords.Frequency(right)]}"
                : cut;
        }
    }

    /// <summary>Reads the cut last fixed for a school's term; null before one was.</summary>
    /// <param name="db">Database.</param>
    /// <param name="scores">The scores shown.</param>
    /// <param name="orgId">The school.</param>
    /// <param name="sessionId">The term.</param>
    /// <param name="cancel">Cancels the query.</param>
    public static Task<TermCut?> ReadAsync(
        EarlyWarningDb db,
        ScoresInService scores,
        long orgId,
        long sessionId,
        CancellationToken cancel
    ) =>
        db
            .FlagCuts.Where(c => c.OrgId == orgId && c.SessionId == sessionId && c.GenerationId <= scores.GenerationId)
            .OrderByDescending(c => c.GenerationId)
            .Select(c => new TermCut(c.Students, c.NeedsSupport, c.ExpectedPrecision, c.NeedsSupportFrom, c.WatchFrom))
            .FirstOrDefaultAsync(cancel);
}
