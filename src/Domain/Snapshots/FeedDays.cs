namespace EarlyWarning.Domain.Snapshots;

/// <summary>Kinds of record that a school feeds in as they happen.</summary>
[Flags]
public enum FeedKinds : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Exceptions from attendance.</summary>
    Attendance = 1,

    /// <summary>Work handed in and marks.</summary>
    Marks = 2,

    /// <summary>Online activity.</summary>
    Activity = 4,

    /// <summary>Behaviour.</summary>
    Behaviour = 8,
}

/// <summary>A feed that is silent for longer than its school ever was.</summary>
/// <param name="OrgId">The school.</param>
/// <param name="Feed">The feed.</param>
/// <param name="LastDay">Day number of the last record.</param>
/// <param name="SilentDays">Teaching days since.</param>
/// <param name="AllowedDays">Teaching days of silence that are usual at this school.</param>
public sealed record FeedBreak(long OrgId, FeedKinds Feed, int LastDay, int SilentDays, int AllowedDays);

/// <summary>
/// The days on which a feed of a school brought something, and when its silence is a break. Silence is counted in teaching
/// days (school is held and a class runs), so holidays are none, against the school's own rhythm as known then: three times
/// the gap that 19 of 20 of its gaps were within. A feed that stopped is not a calm school.
/// </summary>
public sealed class FeedDays
{
    /// <summary>Teaching days of silence after which a feed counts as given up: scores go on without it.</summary>
    public const int GivenUpAfterDays = 90;

    /// <summary>Gaps from which on a rhythm can be told.</summary>
    private const int FewestGaps = 10;

    private const int TimesUsual = 3;

    private readonly FeedKinds _kind;
    private readonly int[] _days;
    private readonly Lazy<Rhythm> _rhythm;

    /// <summary>A feed.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="knownDays">Day numbers from which its records were known, in any order.</param>
    /// <param name="teachingDays">Gives the teaching days of the school, ascending; asked for at the first use.</param>
    public FeedDays(FeedKinds kind, IEnumerable<int> knownDays, Func<int[]> teachingDays)
    {
        ArgumentNullException.ThrowIfNull(knownDays);
        _kind = kind;
        _days = [.. knownDays.Distinct().Order()];
        _rhythm = new Lazy<Rhythm>(() => Rhythm.Of(kind, _days, teachingDays()));
    }

    /// <summary>Whether anything had been recorded by a day.</summary>
    /// <param name="asOf">Day number.</param>
    public bool HasBegun(int asOf) => _days.Length > 0 && _days[0] <= asOf;

    /// <summary>The last day, up to a day, on which the feed brought something; null where it had not begun.</summary>
    /// <param name="asOf">Day number.</param>
    public int? LastDay(int asOf)
    {
        var index = Array.BinarySearch(_days, asOf);
        index = index < 0 ? ~index - 1 : index;
        return index < 0 ? null : _days[index];
    }

    /// <summary>Whether the feed had begun and was neither broken nor given up.</summary>
    /// <param name="asOf">Day number.</param>
    public bool IsRunning(int asOf) => HasBegun(asOf) && !IsSilent(asOf, out _, out _, out _);

    /// <summary>The break that a day lies in; null where the feed runs, never began, or was given up.</summary>
    /// <param name="orgId">The school.</param>
    /// <param name="asOf">Day number.</param>
    public FeedBreak? BreakAt(long orgId, int asOf) =>
        IsSilent(asOf, out var last, out var silent, out var allowed) && silent <= GivenUpAfterDays
            ? new FeedBreak(orgId, _kind, last, silent, allowed)
            : null;

    private bool IsSilent(int asOf, out int last, out int silent, out int allowed)
    {
        (last, silent, allowed) = (-1, 0, 0);
        var index = Array.BinarySearch(_days, asOf);
        index = index < 0 ? ~index - 1 : index;
        if (index < 0)
        {
            return false;
        }

        last = _days[index];
        silent = _rhythm.Value.Between(last, asOf);
        allowed = _rhythm.Value.Allowed[index];
        return silent > allowed;
    }

    /// <summary>Teaching days, and what silence was usual by each day with records.</summary>
    private sealed record Rhythm(int[] TeachingDays, int[] Allowed)
    {
        // Silence below which nothing is said. The whole school without an absence or a click for a week is odd; marks come in
        // bursts, and an incident is rare by nature.
        private static int Least(FeedKinds kind) =>
            kind switch
            {
                FeedKinds.Attendance or FeedKinds.Activity => 5,
                FeedKinds.Marks => 15,
                _ => 20,
            };

        // Until a rhythm is known, only attendance, which every school day can bring, is held to a limit.
        private static int AtFirst(FeedKinds kind) => kind == FeedKinds.Attendance ? 15 : int.MaxValue;

        public static Rhythm Of(FeedKinds kind, int[] days, int[] teachingDays)
        {
            var rhythm = new Rhythm(teachingDays, new int[days.Length]);
            var gaps = new SortedDictionary<int, int>();
            var count = 0;
            for (var i = 0; i < days.Length; i++)
            {
                if (i > 0 && rhythm.Between(days[i - 1], days[i]) is > 0 and var gap)
                {
                    gaps[gap] = gaps.GetValueOrDefault(gap) + 1;
                    count++;
                }

                rhythm.Allowed[i] =
                    count < FewestGaps ? AtFirst(kind) : Math.Max(Least(kind), TimesUsual * Usual(gaps, count));
            }

            return rhythm;
        }

        /// <summary>Teaching days after a day up to and including another.</summary>
        public int Between(int after, int to) => UpTo(to) - UpTo(after);

        private int UpTo(int day)
        {
            var index = Array.BinarySearch(TeachingDays, day);
            return index < 0 ? ~index : index + 1;
        }

        private static int Usual(SortedDictionary<int, int> gaps, int count)
        {
            var below = 0;
            foreach (var (gap, times) in gaps)
            {
                below += times;
                if (below * 20 >= count * 19)
                {
                    return gap;
                }
            }

            return 0;
        }
    }
}
