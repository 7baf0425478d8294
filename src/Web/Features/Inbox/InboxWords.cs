using System.Globalization;
using EarlyWarning.Domain.Flags;
using EarlyWarning.Domain.Inbox;
using EarlyWarning.Domain.Scores;

namespace EarlyWarning.Web.Features.Inbox;

/// <summary>Items in words: one calm sentence each, of what is so now.</summary>
internal static class InboxWords
{
    /// <summary>What can be turned off, in the order of the page, with what it means.</summary>
    public static IReadOnlyList<(InboxTopic Topic, string Label, string Hint)> Topics =>
        [
            (
                InboxTopic.Graver,
                L["A student needs more attention"],
                L["The state of a student you teach or counsel got graver and stayed so."]
            ),
            (
                InboxTopic.Better,
                L["A student is back on track, or doing better"],
                L["So that you can say a word of praise."]
            ),
            (InboxTopic.FollowUp, L["A follow-up of mine is due"], L["On the day on which you wanted to look again."]),
            (InboxTopic.Assigned, L["Support was put in my hands"], L["Somebody named you as the one who acts."]),
            (InboxTopic.Decided, L["A flag I disputed was decided"], L["A second reader agreed with you or did not."]),
            (
                InboxTopic.SecondReader,
                L["A flag needs me as its second reader"],
                L["Somebody disputes a flag, or wants it to rest."]
            ),
        ];

    /// <summary>The name of a choice of items.</summary>
    /// <param name="show">The choice.</param>
    public static string Part(InboxShow show) =>
        show switch
        {
            InboxShow.Unread => L["Unread"],
            _ => L["All|inbox"],
        };

    /// <summary>The sentence of an item.</summary>
    /// <param name="row">The item.</param>
    /// <param name="today">The current day.</param>
    public static string Sentence(InboxRow row, DateOnly today) =>
        row switch
        {
            { Place: null, Case: null } => Many(row),
            { Topic: InboxTopic.Graver, Place: { } place } => Graver(row, place),
            { Topic: InboxTopic.Better, Place: { } place } => Better(row, place),
            { Topic: InboxTopic.FollowUp, Case: { } support } => FollowUp(row, support, today),
            { Topic: InboxTopic.Assigned, Case: { } support } => L[
                "{0} for {1} was put in your hands.",
                support.Kind,
                support.StudentName
            ],
            { Topic: InboxTopic.Decided, Place: { } place, Review: { } review } => Decided(place, review),
            { Topic: InboxTopic.SecondReader, Place: { } place, Review: { } review } => ToRead(place, review, today),
            _ => throw new ArgumentException($"An item of {row.Topic} has no sentence.", nameof(row)),
        };

    /// <summary>Where an item leads.</summary>
    public static string Address(InboxRow row) =>
        row switch
        {
            { Case: { } support } => Path($"support/{support.CaseId}"),
            { Topic: InboxTopic.SecondReader } => "flags",
            { Place: { } place } => Path($"students/{place.StudentId}?class={place.ClassId}"),
            _ => "",
        };

    /// <summary>The icon of a topic.</summary>
    public static string Icon(InboxTopic topic) =>
        topic switch
        {
            InboxTopic.Graver => "worse",
            InboxTopic.Better => "better",
            InboxTopic.FollowUp => "calendar",
            InboxTopic.Assigned => "help",
            InboxTopic.Decided => "track",
            _ => "info",
        };

    /// <summary>When, seen from today.</summary>
    public static string When(DateOnly day, DateOnly today) =>
        (today.DayNumber - day.DayNumber) switch
        {
            <= 0 => L["today"],
            1 => L["yesterday"],
            < 7 => day.ToString("dddd", CultureInfo.CurrentCulture),
            _ => Day(day, today),
        };

    /// <summary>What the page says today, in a sentence.</summary>
    public static string Lead(InboxView view)
    {
        if (view.UnreadCount == 0)
        {
            return view.Total == 0 ? L["Nothing was told yet."] : L["You have read everything."];
        }

        var parts = new (InboxTopic Topic, string One, string Several)[]
        {
            (
                InboxTopic.Graver,
                Texts.Key("one on a student who needs more attention"),
                Texts.Key("{0:N0} on students who need more attention")
            ),
            (
                InboxTopic.Better,
                Texts.Key("one on a student who is doing better"),
                Texts.Key("{0:N0} on students who are doing better")
            ),
            (InboxTopic.FollowUp, Texts.Key("one follow-up"), Texts.Key("{0:N0} follow-ups")),
            (InboxTopic.Assigned, Texts.Key("one case put in your hands"), Texts.Key("{0:N0} cases put in your hands")),
            (InboxTopic.Decided, Texts.Key("one flag decided"), Texts.Key("{0:N0} flags decided")),
            (InboxTopic.SecondReader, Texts.Key("one flag to read"), Texts.Key("{0:N0} flags to read")),
        };
        var words = string.Join(
            ", ",
            parts
                .Where(p => view.Unread.ContainsKey(p.Topic))
                .Select(p => view.Unread[p.Topic] == 1 ? L[p.One] : L[p.Several, view.Unread[p.Topic]])
        );
        return view.UnreadCount == 1
            ? L["One item unread: {0}.", words]
            : L["{0:N0} items unread: {1}.", view.UnreadCount, words];
    }

    /// <summary>What was marked, in a sentence.</summary>
    /// <param name="count">Items that changed.</param>
    /// <param name="isRead">As read; else as unread.</param>
    public static string Marked(int count, bool isRead) =>
        (count, isRead) switch
        {
            (1, true) => L["One item marked as read."],
            (1, false) => L["One item marked as unread."],
            (_, true) => L["{0:N0} items marked as read.", count],
            _ => L["{0:N0} items marked as unread.", count],
        };

    private static string Graver(InboxRow row, InboxPlace place) =>
        (row.State, row.Before) switch
        {
            (RiskState.NeedsSupport, RiskState.Watch) => L[
                "{0} now needs support in {1}; until now it was “Watch”.",
                place.StudentName,
                place.ClassTitle
            ],
            (RiskState.NeedsSupport, _) => L["{0} now needs support in {1}.", place.StudentName, place.ClassTitle],
            _ => L["{0} is now to be watched in {1}.", place.StudentName, place.ClassTitle],
        };

    private static string Better(InboxRow row, InboxPlace place) =>
        row.State == RiskState.OnTrack
            ? L["{0} is back on track in {1}. A word of praise helps.", place.StudentName, place.ClassTitle]
            : L["{0} is doing better in {1}: “Watch”, no longer “Needs support”.", place.StudentName, place.ClassTitle];

    private static string Many(InboxRow row) =>
        row.Topic == InboxTopic.Better
            ? L["{0:N0} of your students are doing better since the last scoring. The lists show who.", row.Count]
            : L["{0:N0} of your students need more attention since the last scoring. The lists show who.", row.Count];

    private static string FollowUp(InboxRow row, InboxCase support, DateOnly today)
    {
        var (kind, name, day) = (support.Kind, support.StudentName, Day(row.On, today));
        return !support.IsOpen || support.FollowUpOn != row.On
                ? L["The follow-up of {0} for {1} was due on {2} and is settled.", kind, name, day]
            : row.On >= today ? L["The follow-up of {0} for {1} is due today.", kind, name]
            : L["The follow-up of {0} for {1} has been due since {2}.", kind, name, day];
    }

    private static string Decided(InboxPlace place, InboxReview review)
    {
        var (name, title) = (place.StudentName, place.ClassTitle);
        return review.Decision switch
        {
            FlagDecision.Agreed => L[
                "{0} agreed with you: the flag of {1} in {2} rests until {3}.",
                review.DecidedBy,
                name,
                title,
                Day(review.Until, review.Until)
            ],
            FlagDecision.Refused => L[
                "{0} did not agree with you: the flag of {1} in {2} stands.",
                review.DecidedBy,
                name,
                title
            ],
            _ => L["What you said about the flag of {0} in {1} was taken back.", name, title],
        };
    }

    private static string ToRead(InboxPlace place, InboxReview review, DateOnly today)
    {
        var (by, name, title) = (review.RaisedBy, place.StudentName, place.ClassTitle);
        var isWaiting = review.Decision == FlagDecision.Waiting && today < review.Until;
        return (review.Claim == FlagClaim.Dispute, isWaiting) switch
        {
            (true, true) => L["{0} disputes the flag of {1} in {2}: please read it.", by, name, title],
            (true, false) => L["{0} disputes the flag of {1} in {2}. It needs no reader any more.", by, name, title],
            (false, true) => L["{0} wants the flag of {1} in {2} to rest: please read it.", by, name, title],
            _ => L["{0} wants the flag of {1} in {2} to rest. It needs no reader any more.", by, name, title],
        };
    }

    private static string Day(DateOnly day, DateOnly today) =>
        day.Year == today.Year ? Dates.Short(day) : Dates.Medium(day);

    private static string Path(FormattableString path) => path.ToString(CultureInfo.InvariantCulture);
}
