using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>How an enrollment stood in a week, as it was shown.</summary>
/// <param name="Week">Week of the class.</param>
/// <param name="State">State.</param>
/// <param name="Since">Day number from which it stood so.</param>
internal readonly record struct ShownState(short Week, RiskState State, int Since);

/// <summary>
/// What was shown of the term before. Weeks that are over stay as they were shown, so a run scores a week of a school's term
/// only once; what an enrollment stood at last is what its state is compared with.
/// </summary>
internal sealed class StoredWeeks
{
    private readonly HashSet<(long OrgId, long SessionId, short Week)> _slots = [];
    private readonly Dictionary<long, (ShownState Last, ShownState? Before)> _states = [];

    /// <summary>Reads the scores in service of the terms on show.</summary>
    /// <param name="factory">Makes contexts.</param>
    /// <param name="sessions">The terms.</param>
    /// <param name="asOf">Nothing that was shown of a later day counts.</param>
    /// <param name="cancel">Cancels the reading.</param>
    public static async Task<StoredWeeks> ReadAsync(
        IDbContextFactory<EarlyWarningDb> factory,
        IReadOnlyCollection<long> sessions,
        DateOnly asOf,
        CancellationToken cancel
    )
    {
        var stored = new StoredWeeks();
        await using var db = await factory.CreateDbContextAsync(cancel);
        if (await db.CurrentScores.AsNoTracking().SingleOrDefaultAsync(cancel) is not { GenerationId: var generation })
        {
            return stored;
        }

        var rows = db
            .Scores.Where(s => s.Goal == Goal.CourseFailure && s.GenerationId <= generation && s.AsOf <= asOf)
            .Where(s => sessions.Contains(s.Enrollment!.Class!.SessionId))
            .OrderBy(s => s.EnrollmentId)
            .ThenBy(s => s.Week)
            .ThenBy(s => s.GenerationId)
            .Select(s => new
            {
                s.EnrollmentId,
                s.Enrollment!.Class!.OrgId,
                s.Enrollment.Class.SessionId,
                s.Week,
                s.State,
                s.StateSince,
            });
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancel))
        {
            stored._slots.Add((row.OrgId, row.SessionId, row.Week));
            stored.Add(row.EnrollmentId, new ShownState(row.Week, row.State, row.StateSince.DayNumber));
        }

        return stored;
    }

    /// <summary>Whether a week of a school's term was shown.</summary>
    public bool Has(ClassBook book, short week) => _slots.Contains((book.OrgId, book.SessionId, week));

    /// <summary>How an enrollment stood earlier in the same week; null where it was not shown.</summary>
    public ShownState? Within(long enrollmentId, short week) =>
        _states.TryGetValue(enrollmentId, out var states) && states.Last.Week == week ? states.Last : null;

    /// <summary>How an enrollment stood in the last week shown before a week; null where there is none.</summary>
    public ShownState? Before(long enrollmentId, short week)
    {
        if (!_states.TryGetValue(enrollmentId, out var states))
        {
            return null;
        }

        return states.Last.Week < week ? states.Last
            : states.Before?.Week < week ? states.Before
            : null;
    }

    // In order of weeks, and within a week of generations: the later replaces the earlier.
    private void Add(long enrollmentId, ShownState state) =>
        _states[enrollmentId] =
            !_states.TryGetValue(enrollmentId, out var there) ? (state, null)
            : there.Last.Week == state.Week ? (state, there.Before)
            : (state, there.Last);
}
