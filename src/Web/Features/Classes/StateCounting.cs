using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Features.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Classes;

/// <summary>Counts states in SQL, a row for each pair of states now and a week ago.</summary>
internal static class StateCounting
{
    // The chips count what the filters keep: one definition, here run over a handful of pairs.
    private static readonly Dictionary<RosterShow, Func<Standing, bool>> Choices = Enum.GetValues<RosterShow>()
        .ToDictionary(show => show, show => RosterFilter.Matches(show).Compile());

    /// <summary>Counts by class; classes without enrollments are absent.</summary>
    /// <param name="standings">Standings the reader may see.</param>
    /// <param name="cancel">Cancels the query.</param>
    public static async Task<Dictionary<long, StateCounts>> CountByClassAsync(
        this IQueryable<Standing> standings,
        CancellationToken cancel
    )
    {
        var pairs = await standings
            .GroupBy(s => new
            {
                s.Enrollment.ClassId,
                Now = (RiskState?)s.Score!.State,
                Before = s.Score.PreviousState,
            })
            .Select(g => new
            {
                g.Key.ClassId,
                g.Key.Now,
                g.Key.Before,
                Count = g.Count(),
            })
            .ToListAsync(cancel);
        return pairs
            .GroupBy(p => p.ClassId)
            .ToDictionary(g => g.Key, g => Counts([.. g.Select(p => (Example(p.Now, p.Before), p.Count))]));
    }

    private static StateCounts Counts((Standing Example, int Count)[] pairs)
    {
        return new StateCounts(
            Of(RosterShow.NeedsSupport),
            Of(RosterShow.Watch),
            Of(RosterShow.OnTrack),
            Of(RosterShow.NotEnoughData),
            Of(RosterShow.New),
            Of(RosterShow.Better)
        );

        int Of(RosterShow show) => pairs.Where(p => Choices[show](p.Example)).Sum(p => p.Count);
    }

    private static Standing Example(RiskState? now, RiskState? before) =>
        new()
        {
            Enrollment = null!,
            Score = new Score { State = now ?? RiskState.NotEnoughData, PreviousState = before },
        };
}
