using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Web.Figures.Quality;

/// <summary>The latest record of each feed of each school, and how the feed goes.</summary>
/// <param name="school">Classes, calendars and feeds.</param>
/// <param name="asOf">Day number.</param>
internal sealed class FeedTally(SchoolBook school, int asOf)
{
    /// <summary>The feeds.</summary>
    public static IReadOnlyList<FeedKinds> Kinds { get; } =
    [FeedKinds.Attendance, FeedKinds.Marks, FeedKinds.Activity, FeedKinds.Behaviour];

    private readonly Dictionary<(long Org, FeedKinds Kind), (DateOnly Last, long Import)> _last = [];

    /// <summary>Takes a latest record.</summary>
    public void Note(long org, FeedKinds kind, DateOnly last, long import)
    {
        var before = _last.GetValueOrDefault((org, kind));
        _last[(org, kind)] = (last > before.Last ? last : before.Last, Math.Max(import, before.Import));
    }

    /// <summary>Every feed of a school.</summary>
    public IEnumerable<QualityFeed> Of(FigureOrg org, IReadOnlyDictionary<long, DateTime> imports)
    {
        var teaches = school.Classes.Values.Any(c => c.OrgId == org.Id && c.Start <= asOf && asOf < c.End);
        var stopped = school.Feeds.StoppedAt(org.Id, asOf);
        foreach (var kind in Kinds)
        {
            // A feed that broke before the term has no record in it, and is broken all the same.
            var noted = _last.GetValueOrDefault((org.Id, kind));
            var begun = school.Feeds.LastDay(kind, org.Id, asOf) is { } day ? DateOnly.FromDayNumber(day) : default;
            var last = noted.Last > begun ? noted.Last : begun;
            if (last == default)
            {
                yield return new QualityFeed(org.Name, kind, FeedState.Never, null, null, null, null);
                continue;
            }

            var isRunning = school.Feeds.IsRunning(kind, org.Id, asOf);
            var state =
                !teaches ? FeedState.NoTerm
                : isRunning ? FeedState.Running
                : stopped.HasFlag(kind) ? FeedState.Stopped
                : FeedState.GivenUp;
            yield return new QualityFeed(
                org.Name,
                kind,
                state,
                last,
                Days(org.Id, last.DayNumber + 1, asOf),
                Allowed(org.Id, kind, last.DayNumber),
                imports.TryGetValue(noted.Import, out var at) ? at : null
            );
        }
    }

    private int? Days(long org, int from, int to) =>
        school.Calendars.TryGetValue(org, out var calendar) ? calendar.Count(from, to) : null;

    // The last day on which the feed would still count as running, were nothing more to come.
    private int? Allowed(long org, FeedKinds kind, int last)
    {
        var end = school.Classes.Values.Where(c => c.OrgId == org && c.Start <= asOf).Max(c => (int?)c.End) ?? last;
        for (var day = last + 1; day < end; day++)
        {
            if (!school.Feeds.IsRunning(kind, org, day))
            {
                return Days(org, last + 1, day - 1);
            }
        }

        return null;
    }
}
