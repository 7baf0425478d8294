using System.Globalization;
using EarlyWarning.Domain.Flags;
using EarlyWarning.Domain.Inbox;
using EarlyWarning.Domain.Scores;

namespace EarlyWarning.Web.Features.Inbox;

/// <summary>Items in words: one calm sentence each, of what is so now.</summary>
internal static class InboxWords
{
    /// <summary>What can be turned off, in the order of the page, with what it means.</summary>
    public static IReadOnlyList<(InboxTopic Topic, string Label, string Hint)> Topics { get; } =
    [
        (
            InboxTopic.Graver,
            "A student needs more attention",
            "The state of a student you teach or counsel got graver and stayed so."
        ),
        (InboxTopic.Better, "A student is back on track, or doing better", "So that you can say a word of praise."),
        (InboxTopic.FollowUp, "A follow-up of mine is due", "On the day on which you wanted to look again."),
        (InboxTopic.Assigned, "Support was put in my hands", "Somebody named you as the one who acts."),
        (InboxTopic.Decided, "A flag I disputed was decided", "A second reader agreed with you or did not."),
        (
            InboxTopic.SecondReader,
            "A flag needs me as its second reader",
            "Somebody disputes a flag, or wants it to rest."
        ),
    ];

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
            { Topic: InboxTopic.Assigned, Case: { } support } =>
                $"{support.Kind} for {support.StudentName} was put in your hands.",
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
            <= 0 => "today",
            1 => "yesterday",
            < 7 => day.ToString("dddd", CultureInfo.CurrentCulture),
            _ => Day(day, today),
        };

    /// <summary>What the page says today, in a sentence.</summary>
    public static string Lead(InboxView view)
    {
        if (view.UnreadCount == 0)
        {
            return view.Total == 0 ? "Nothing was told yet." : "You have read everything.";
        }

        var parts = new (InboxTopic Topic, string One, string Several)[]
        {
            (InboxTopic.Graver, "one on a student who needs more attention", "{0} on students who need more attention"),
            (InboxTopic.Better, "one on a student who is doing better", "{0} on students who are doing better"),
            (InboxTopic.FollowUp, "one follow-up", "{0} follow-ups"),
            (InboxTopic.Assigned, "one case put in your hands", "{0} cases put in your hands"),
            (InboxTopic.Decided, "one flag decided", "{0} flags decided"),
            (InboxTopic.SecondReader, "one flag to read", "{0} flags to read"),
        };
        var words = parts
            .Where(p => view.Unread.ContainsKey(p.Topic))
            .Select(p =>
                view.Unread[p.Topic] == 1
                    ? p.One
                    : string.Format(
                        CultureInfo.CurrentCulture,
                        p.Several,
                        view.Unread[p.Topic].ToString("N0", CultureInfo.CurrentCulture)
                    )
            );
        return $"{Things(view.UnreadCount)} unread: {string.Join(", ", words)}.";
    }

    /// <summary>"One item" or "12 items".</summary>
    public static string Things(int count) =>
        count == 1 ? "One item" : string.Create(CultureInfo.CurrentCulture, $"{count:N0} items");

    private static string Graver(InboxRow row, InboxPlace place)
    {
        var now = row.State == RiskState.NeedsSupport ? "now needs support" : "is now to be watched";
        var before = row.Before == RiskState.Watch ? "; until now it was “Watch”" : "";
        return $"{place.StudentName} {now} in {place.ClassTitle}{before}.";
    }

    private static string Better(InboxRow row, InboxPlace place) =>
        row.State == RiskState.OnTrack
            ? $"{place.StudentName} is back on track in {place.ClassTitle}. A word of praise helps."
            : $"{place.StudentName} is doing better in {place.ClassTitle}: “Watch”, no longer “Needs support”.";

    private static string Many(InboxRow row) =>
        row.Topic == InboxTopic.Better
            ? string.Create(
                CultureInfo.CurrentCulture,
                $"{row.Count:N0} of your students are doing better since the last scoring. The lists show who."
            )
            : string.Create(
                CultureInfo.CurrentCulture,
                $"{row.Count:N0} of your students need more attention since the last scoring. The lists show who."
            );

    private static string FollowUp(InboxRow row, InboxCase support, DateOnly today)
    {
        var what = $"The follow-up of {support.Kind} for {support.StudentName}";
        return !support.IsOpen || support.FollowUpOn != row.On
                ? $"{what} was due on {Day(row.On, today)} and is settled."
            : row.On >= today ? $"{what} is due today."
            : $"{what} has been due since {Day(row.On, today)}.";
    }

    private static string Decided(InboxPlace place, InboxReview review)
    {
        var flag = $"the flag of {place.StudentName} in {place.ClassTitle}";
        return review.Decision switch
        {
            FlagDecision.Agreed =>
                $"{review.DecidedBy} agreed with you: {flag} rests until {Day(review.Until, review.Until)}.",
            FlagDecision.Refused => $"{review.DecidedBy} did not agree with you: {flag} stands.",
            _ => $"What you said about {flag} was taken back.",
        };
    }

    private static string ToRead(InboxPlace place, InboxReview review, DateOnly today)
    {
        var flag = $"the flag of {place.StudentName} in {place.ClassTitle}";
        var said =
            review.Claim == FlagClaim.Dispute
                ? $"{review.RaisedBy} disputes {flag}"
                : $"{review.RaisedBy} wants {flag} to rest";
        return review.Decision == FlagDecision.Waiting && today < review.Until
            ? $"{said}: please read it."
            : $"{said}. It needs no reader any more.";
    }

    private static string Day(DateOnly day, DateOnly today) =>
        day.ToString(day.Year == today.Year ? "d MMM" : "d MMM yyyy", CultureInfo.CurrentCulture);

    private static string Path(FormattableString path) => path.ToString(CultureInfo.InvariantCulture);
}
