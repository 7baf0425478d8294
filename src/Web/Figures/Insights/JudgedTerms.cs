using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>
/// What a model knew of the terms that it was judged on: nothing where it was fitted on terms before, other students where no
/// term had ended before (students are then divided, not time).
/// </summary>
internal static class JudgedTerms
{
    /// <summary>First days of terms in which the model knew other students.</summary>
    /// <param name="judged">What it was judged on.</param>
    /// <param name="set">Snapshots of finished terms; null where none are kept.</param>
    /// <param name="terms">All terms, for want of them.</param>
    public static IReadOnlySet<DateOnly> Within(JudgedRows judged, TrainingSet? set, IReadOnlyList<Term> terms)
    {
        // A term can be learnt from before another once its last outcome is decided (RollingOrigin).
        var ends = set is null
            ? terms.Select(t => (t.Start, Decided: t.Start)).ToList()
            : set
                .Rows.Where(r => r.Outcome is not null)
                .GroupBy(r => set.TermOfSession.GetValueOrDefault(r.Class.SessionId, -1))
                .Where(g => g.Key >= 0)
                .Select(g =>
                    (
                        set.Terms.First(t => t.Number == g.Key).Start,
                        Decided: DateOnly.FromDayNumber(g.Max(r => r.Outcome!.Value.DecidedOn))
                    )
                )
                .ToList();
        return judged
            .Terms.Select(t => t.Start)
            .Where(start => !ends.Exists(e => e.Start < start && e.Decided < start))
            .ToHashSet();
    }
}
