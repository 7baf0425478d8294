using System.Globalization;
using EarlyWarning.Web.Shared.Components;

namespace EarlyWarning.Web.Features.Home;

/// <summary>Changes in words.</summary>
internal static class HomeWords
{
    /// <summary>A day of this or another year, short.</summary>
    public static string Day(DateOnly day) => day.ToString("d MMM", CultureInfo.CurrentCulture);

    /// <summary>What the page says today, in a sentence.</summary>
    public static string Lead(HomeView view)
    {
        var since = view.IsFirstVisit ? "in the last week" : $"since {Day(view.Since)}";
        var raised = view.RaisedCount switch
        {
            0 => $"Nobody's state got graver {since}",
            1 => $"One student's state got graver {since}",
            var n => $"{n:N0} students' states got graver {since}",
        };
        var better = view.BetterCount switch
        {
            0 => "",
            1 => ", one got better",
            var n => $", {n:N0} got better",
        };
        return $"{raised}{better}. {Due(view.DueCount)}";
    }

    private static string Due(int due) =>
        due switch
        {
            0 => "No follow-up is due.",
            1 => "One follow-up is due.",
            _ => $"{due:N0} follow-ups are due.",
        };

    /// <summary>The name of a part of the queue.</summary>
    public static string Part(QueueShow show) =>
        show switch
        {
            QueueShow.New => "New",
            QueueShow.Nobody => "Nobody acts",
            QueueShow.Due => "Follow-up due",
            _ => "Better",
        };

    /// <summary>What an empty part says.</summary>
    public static (string Title, string Text) Empty(QueueShow show) =>
        show switch
        {
            QueueShow.New => ("Nobody is new", "Students appear here when their state gets graver."),
            QueueShow.Nobody => (
                "Nobody is left alone",
                "Somebody acts for every student of yours who needs support today."
            ),
            QueueShow.Due => ("Nothing is due", "Your cases appear here on the day on which you wanted to look again."),
            _ => (
                "No change for the better yet",
                "Students appear here when their state gets better: a word of praise helps."
            ),
        };
}
