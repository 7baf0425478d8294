using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Time;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Shared.Layout;

/// <summary>The term and the as-of date of what is shown, for the top bar.</summary>
internal static class AsOfQuery
{
    /// <summary>"Autumn term · as of Mon 16 Nov, historic", or null before the first scores.</summary>
    public static async Task<string?> GetAsync(
        IDbContextFactory<EarlyWarningDb> factory,
        StaffScope scope,
        CancellationToken cancel
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var generation = await db
            .CurrentScores.Join(db.ScoreGenerations, c => c.GenerationId, g => g.Id, (_, g) => g)
            .Select(g => new
            {
                g.AsOf,
                g.IsHistoric,
                g.CompletedAt,
            })
            .SingleOrDefaultAsync(cancel);
        if (generation is null)
        {
            return null;
        }

        var term = await db
            .AcademicSessions.Where(s =>
                s.Type == AcademicSessionType.Term && s.StartDate <= generation.AsOf && s.EndDate > generation.AsOf
            )
            .OrderBy(s => s.Id)
            .Select(s => s.Title)
            .FirstOrDefaultAsync(cancel);
        return Words(term, generation.AsOf, generation.IsHistoric, scope.Today);
    }

    /// <summary>The line in words.</summary>
    internal static string Words(string? term, DateOnly asOf, bool isHistoric, DateOnly today)
    {
        var line =
            asOf == today ? (isHistoric ? L["as of today, historic"] : L["as of today"])
            : isHistoric ? L["as of {0}, historic", Day(asOf, today)]
            : L["as of {0}", Day(asOf, today)];
        return string.Join(" · ", new[] { term, line }.Where(p => p is not null));
    }

    private static string Day(DateOnly asOf, DateOnly today) =>
        asOf.Year == today.Year
            ? $"{asOf.ToString("ddd", CultureInfo.CurrentCulture)} {Dates.Short(asOf)}"
            : Dates.Medium(asOf);
}
