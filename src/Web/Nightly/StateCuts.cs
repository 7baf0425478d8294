using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Web.Nightly;

/// <summary>
/// Decides the states: the tenth of the students of a school and term with the highest risk need support, the next tenth
/// are watched. People are counted, not enrollments: a student stands where their highest enrollment does.
/// </summary>
internal static class StateCuts
{
    /// <summary>Share of students in "needs support".</summary>
    public const double SupportShare = 0.1;

    /// <summary>Share of students in "needs support" or "watch".</summary>
    public const double WatchShare = 0.2;

    /// <summary>Sets the state of every row, what it was a week before and since when; returns the current cuts.</summary>
    /// <param name="rows">All rows of the failure goal.</param>
    /// <param name="byModel">Whether a model decides, or rules.</param>
    /// <param name="shown">What was shown before; nothing where it is left out.</param>
    public static IReadOnlyList<FlagCut> Decide(IReadOnlyList<ScoredRow> rows, bool byModel, StoredWeeks? shown = null)
    {
        var cuts = new List<FlagCut>();
        foreach (var term in rows.GroupBy(r => (r.Class.OrgId, r.Class.SessionId, Slot: r.IsCurrent ? -1 : r.Week)))
        {
            var list = term.ToList();
            var cut = byModel ? ByMargin(list) : ByRules(list);
            if (term.Key.Slot < 0)
            {
                cut.OrgId = term.Key.OrgId;
                cut.SessionId = term.Key.SessionId;
                cuts.Add(cut);
            }
        }

        foreach (var enrollment in rows.GroupBy(r => r.EnrollmentId))
        {
            Trace([.. enrollment.OrderBy(r => r.AsOf)], shown ?? new StoredWeeks());
        }

        return cuts;
    }

    private static FlagCut ByMargin(List<ScoredRow> rows)
    {
        var students = rows.Where(r => r.Margin is not null)
            .GroupBy(r => r.StudentId)
            .Select(s => s.MaxBy(r => r.Margin)!)
            .OrderByDescending(r => r.Margin)
            .ToList();
        if (students.Count == 0)
        {
            return new FlagCut();
        }

        var support = students[Places(students.Count, SupportShare) - 1];
        var watch = students[Places(students.Count, WatchShare) - 1];
        foreach (var row in rows)
        {
            row.State =
                row.Margin is not { } margin ? RiskState.NotEnoughData
                : margin >= support.Margin ? RiskState.NeedsSupport
                : margin >= watch.Margin ? RiskState.Watch
                : RiskState.OnTrack;
            row.MayChange =
                row.State is RiskState.NeedsSupport or RiskState.Watch
                && row.Low <= support.Value
                && support.Value <= row.High;
        }

        Compare(rows);
        return new FlagCut
        {
            NeedsSupportFrom = support.Value!.Value,
            WatchFrom = watch.Value!.Value,
            Students = students.Count,
            NeedsSupport = students.Count(s => s.Margin >= support.Margin),
        };
    }

    // A rival flags as many people as the model in service does, by its own order of them.
    private static void Compare(List<ScoredRow> rows)
    {
        ScoredRow[] scored = [.. rows.Where(r => r.RivalMargins.Length > 0)];
        if (scored.Length == 0)
        {
            return;
        }

        for (var rival = 0; rival < scored[0].RivalMargins.Length; rival++)
        {
            var which = rival;
            var people = scored
                .GroupBy(r => r.StudentId)
                .Select(s => s.Max(r => r.RivalMargins[which]))
                .OrderDescending()
                .ToList();
            var cut = people[Places(people.Count, SupportShare) - 1];
            foreach (var row in scored)
            {
                row.RivalsAgree +=
                    row.RivalMargins[which] >= cut == (row.State == RiskState.NeedsSupport) ? (byte)1 : (byte)0;
            }
        }

        foreach (var row in scored.Where(r => r.State is RiskState.NeedsSupport or RiskState.Watch))
        {
            row.MayChange |= row.RivalsAgree < row.RivalMargins.Length;
        }
    }

    private static FlagCut ByRules(List<ScoredRow> rows)
    {
        foreach (var row in rows)
        {
            row.State = !row.HoldsEnough
                ? RiskState.NotEnoughData
                : RuleBaseline.Count(row.Rules) switch
                {
                    0 => RiskState.OnTrack,
                    1 => RiskState.Watch,
                    _ => RiskState.NeedsSupport,
                };
        }

        return new FlagCut
        {
            Students = rows.Where(r => r.HoldsEnough).Select(r => r.StudentId).Distinct().Count(),
            NeedsSupport = rows.Where(r => r.State == RiskState.NeedsSupport)
                .Select(r => r.StudentId)
                .Distinct()
                .Count(),
        };
    }

    private static int Places(int students, double share) => Math.Max(1, (int)Math.Ceiling(students * share));

    private static void Trace(ScoredRow[] weeks, StoredWeeks shown)
    {
        ShownState? traced = null;
        foreach (var row in weeks)
        {
            // A current row some days into its week is compared with the week before, and goes on from its own last state.
            var before = Later(traced, shown.Before(row.EnrollmentId, row.Week));
            row.PreviousState = before?.State;
            var last = shown.Within(row.EnrollmentId, row.Week) ?? before;
            row.StateSince = last is { } known && known.State == row.State ? known.Since : row.AsOf;
            traced = new ShownState(row.Week, row.State, row.StateSince);
        }
    }

    private static ShownState? Later(ShownState? one, ShownState? other) =>
        one is null || other?.Week > one.Value.Week ? other : one;
}
