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
    /// <param name="groups">Cuts by group where a decision is in force; one cut for all where it is left out.</param>
    public static IReadOnlyList<FlagCut> Decide(
        IReadOnlyList<ScoredRow> rows,
        bool byModel,
        StoredWeeks? shown = null,
        GroupCuts? groups = null
    )
    {
        var cuts = new List<FlagCut>();
        foreach (var term in rows.GroupBy(r => (r.Class.OrgId, r.Class.SessionId, Slot: r.IsCurrent ? -1 : r.Week)))
        {
            var list = term.ToList();
            var cut = byModel ? ByMargin(list, groups) : ByRules(list);
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

    private static FlagCut ByMargin(List<ScoredRow> rows, GroupCuts? groups)
    {
        // A cut that lies higher for a group is the same as the common cut for margins that are lower by as much.
        double Step(ScoredRow row) => groups?.Of(row.StudentId, row.Class.OrgId) ?? 0;
        double? Place(ScoredRow row) => groups is null ? row.Margin : row.Margin - Step(row);
        var students = rows.Where(r => r.Margin is not null)
            .GroupBy(r => r.StudentId)
            .Select(s => s.MaxBy(r => r.Margin)!)
            .OrderByDescending(Place)
            .ToList();
        if (students.Count == 0)
        {
            return new FlagCut();
        }

        var support = students[Places(students.Count, SupportShare) - 1];
        var watch = students[Places(students.Count, WatchShare) - 1];
        var lowest = students
            .Where(s => groups is not null && Place(s) >= Place(support))
            .GroupBy(Step)
            .ToDictionary(g => g.Key, g => g.Min(s => s.Value));
        foreach (var row in rows)
        {
            row.State =
                Place(row) is not { } place ? RiskState.NotEnoughData
                : place >= Place(support) ? RiskState.NeedsSupport
                : place >= Place(watch) ? RiskState.Watch
                : RiskState.OnTrack;
            var cut = lowest.GetValueOrDefault(Step(row), support.Value);
            row.MayChange = row.State is RiskState.NeedsSupport or RiskState.Watch && row.Low <= cut && cut <= row.High;
        }

        Compare(rows, Step);
        return new FlagCut
        {
            NeedsSupportFrom = groups is null ? support.Value!.Value : lowest.Values.Min()!.Value,
            WatchFrom = groups is null
                ? watch.Value!.Value
                : students.Where(s => Place(s) >= Place(watch)).Min(s => s.Value)!.Value,
            Students = students.Count,
            NeedsSupport = students.Count(s => Place(s) >= Place(support)),
        };
    }

    // A rival flags as many people as the model in service does, by its own order of them.
    private static void Compare(List<ScoredRow> rows, Func<ScoredRow, double> step)
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
                .Select(s => s.Max(r => r.RivalMargins[which] - step(r)))
                .OrderDescending()
                .ToList();
            var cut = people[Places(people.Count, SupportShare) - 1];
            foreach (var row in scored)
            {
                row.RivalsAgree +=
                    row.RivalMargins[which] - step(row) >= cut == (row.State == RiskState.NeedsSupport)
                        ? (byte)1
                        : (byte)0;
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
