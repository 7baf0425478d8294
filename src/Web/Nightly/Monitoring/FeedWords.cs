using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Web.Nightly.Monitoring;

/// <summary>Feeds in words.</summary>
public static class FeedWords
{
    /// <summary>The names of some feeds, in lower case.</summary>
    /// <param name="feeds">Any number of them.</param>
    public static IReadOnlyList<string> Of(FeedKinds feeds)
    {
        List<string> words = [];
        Add(FeedKinds.Attendance, "attendance");
        Add(FeedKinds.Marks, "marks");
        Add(FeedKinds.Activity, "online activity");
        Add(FeedKinds.Behaviour, "behaviour");
        return words;

        void Add(FeedKinds feed, string name)
        {
            if (feeds.HasFlag(feed))
            {
                words.Add(name);
            }
        }
    }
}
