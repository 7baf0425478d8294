namespace EarlyWarning.Domain.Snapshots;

/// <summary>
/// The feeds of all schools: noted day by day while the school is read, then asked. Noting ends before the first question.
/// </summary>
/// <param name="school">Classes and calendars, which say when teaching is.</param>
public sealed class SchoolFeeds(SchoolBook school)
{
    private static readonly FeedKinds[] Kinds =
    [
        FeedKinds.Attendance,
        FeedKinds.Marks,
        FeedKinds.Activity,
        FeedKinds.Behaviour,
    ];

    private readonly Dictionary<(long Org, FeedKinds Kind), HashSet<int>> _noted = [];
    private readonly Lock _gate = new();
    private Dictionary<(long Org, FeedKinds Kind), FeedDays>? _feeds;

    /// <summary>Notes a day from which a record was known.</summary>
    /// <param name="kind">The feed.</param>
    /// <param name="orgId">The school.</param>
    /// <param name="knownFrom">Day number.</param>
    /// <exception cref="InvalidOperationException">A feed was asked for before.</exception>
    public void Note(FeedKinds kind, long orgId, int knownFrom)
    {
        if (_feeds is not null)
        {
            throw new InvalidOperationException("A record was noted after the feeds had been asked.");
        }

        if (!_noted.TryGetValue((orgId, kind), out var days))
        {
            _noted[(orgId, kind)] = days = [];
        }

        days.Add(knownFrom);
    }

    /// <summary>Whether a feed of a school had begun and goes on.</summary>
    /// <param name="kind">The feed.</param>
    /// <param name="orgId">The school.</param>
    /// <param name="asOf">Day number.</param>
    public bool IsRunning(FeedKinds kind, long orgId, int asOf) =>
        Feeds().TryGetValue((orgId, kind), out var feed) && feed.IsRunning(asOf);

    /// <summary>The last day, up to a day, on which a feed of a school brought something; null where it had not begun.</summary>
    /// <param name="kind">The feed.</param>
    /// <param name="orgId">The school.</param>
    /// <param name="asOf">Day number.</param>
    public int? LastDay(FeedKinds kind, long orgId, int asOf) =>
        Feeds().TryGetValue((orgId, kind), out var feed) ? feed.LastDay(asOf) : null;

    /// <summary>The feeds of a school that are broken on a day.</summary>
    /// <param name="orgId">The school.</param>
    /// <param name="asOf">Day number.</param>
    public FeedKinds StoppedAt(long orgId, int asOf)
    {
        var stopped = FeedKinds.None;
        foreach (var kind in Kinds)
        {
            if (Feeds().TryGetValue((orgId, kind), out var feed) && feed.BreakAt(orgId, asOf) is not null)
            {
                stopped |= kind;
            }
        }

        return stopped;
    }

    /// <summary>Every break of every school on a day, in the order of schools and feeds.</summary>
    /// <param name="asOf">Day number.</param>
    public IReadOnlyList<FeedBreak> BreaksAt(int asOf) =>
        [
            .. Feeds()
                .OrderBy(f => f.Key.Org)
                .ThenBy(f => f.Key.Kind)
                .Select(f => f.Value.BreakAt(f.Key.Org, asOf))
                .OfType<FeedBreak>(),
        ];

    // Many threads ask; the first makes them.
    private Dictionary<(long Org, FeedKinds Kind), FeedDays> Feeds()
    {
        if (_feeds is { } made)
        {
            return made;
        }

        lock (_gate)
        {
            var teaching = _noted
                .Keys.Select(k => k.Org)
                .Distinct()
                .ToDictionary(org => org, org => new Lazy<int[]>(() => TeachingDays(org)));
            return _feeds ??= _noted.ToDictionary(
                n => n.Key,
                n => new FeedDays(n.Key.Kind, n.Value, () => teaching[n.Key.Org].Value)
            );
        }
    }

    // Days on which school is held and a class runs: a summer without entries in the calendar is no silence.
    private int[] TeachingDays(long orgId)
    {
        if (!school.Calendars.TryGetValue(orgId, out var calendar))
        {
            return [];
        }

        var days = new List<int>();
        var until = int.MinValue;
        foreach (var book in school.Classes.Values.Where(c => c.OrgId == orgId).OrderBy(c => c.Start))
        {
            for (var day = Math.Max(book.Start, until); day < book.End; day++)
            {
                if (calendar.IsSchoolDay(day))
                {
                    days.Add(day);
                }
            }

            until = Math.Max(until, book.End);
        }

        return [.. days];
    }
}
