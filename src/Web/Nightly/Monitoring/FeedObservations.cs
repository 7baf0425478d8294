using System.Globalization;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Monitoring;
using EarlyWarning.Domain.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly.Monitoring;

/// <summary>Says of each feed that stopped which it is, where, and since when.</summary>
internal static class FeedObservations
{
    /// <summary>The family of these alerts.</summary>
    public const string Family = "feed";

    /// <summary>What is to be alerted; a feed that runs again is not among it.</summary>
    /// <param name="db">The context.</param>
    /// <param name="school">Feeds.</param>
    /// <param name="asOf">Day number.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<IReadOnlyList<Observation>> OfAsync(
        EarlyWarningDb db,
        SchoolBook school,
        int asOf,
        CancellationToken cancel
    )
    {
        // Where no class runs nobody waits for records.
        var teaching = school
            .Classes.Values.Where(c => c.Start <= asOf && asOf < c.End)
            .Select(c => c.OrgId)
            .ToHashSet();
        var breaks = school.Feeds.BreaksAt(asOf).Where(b => teaching.Contains(b.OrgId)).ToList();
        if (breaks.Count == 0)
        {
            return [];
        }

        var names = await db.Orgs.ToDictionaryAsync(o => o.Id, o => o.Name, cancel);
        return [.. breaks.Select(b => Of(b, names.GetValueOrDefault(b.OrgId, $"school {b.OrgId}")))];
    }

    private static Observation Of(FeedBreak broken, string school)
    {
        var feed = FeedWords.Of(broken.Feed)[0];
        var last = DateOnly.FromDayNumber(broken.LastDay);
        return new Observation(
            string.Create(CultureInfo.InvariantCulture, $"{Family} {feed} {broken.OrgId}"),
            AlertSeverity.Critical,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The {feed} feed of {school} stopped: its last record became known on {last:yyyy-MM-dd}, {broken.SilentDays} school days ago; up to {broken.AllowedDays} are usual there. "
            ) + "Its students have no score until records arrive again. Look at the source and import what is missing.",
            Standing.Beyond
        );
    }
}
