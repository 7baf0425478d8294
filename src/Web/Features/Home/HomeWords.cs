namespace EarlyWarning.Web.Features.Home;

/// <summary>Changes in words.</summary>
internal static class HomeWords
{
    /// <summary>A day of this or another year, short.</summary>
    public static string Day(DateOnly day) => Dates.Short(day);

    /// <summary>What the page says today, in a sentence.</summary>
    public static string Lead(HomeView view)
    {
        var raised = view.IsFirstVisit ? RaisedInAWeek(view.RaisedCount) : Raised(view.RaisedCount, Day(view.Since));
        var changed = view.BetterCount switch
        {
            0 => L["{0}.", raised],
            1 => L["{0}, one got better.", raised],
            var n => L["{0}, {1:N0} got better.", raised, n],
        };
        return $"{changed} {Due(view.DueCount)}";
    }

    private static string RaisedInAWeek(int raised) =>
        raised switch
        {
            0 => L["Nobody's state got graver in the last week"],
            1 => L["One student's state got graver in the last week"],
            _ => L["{0:N0} students' states got graver in the last week", raised],
        };

    private static string Raised(int raised, string since) =>
        raised switch
        {
            0 => L["Nobody's state got graver since {0}", since],
            1 => L["One student's state got graver since {0}", since],
            _ => L["{0:N0} students' states got graver since {1}", raised, since],
        };

    private static string Due(int due) =>
        due switch
        {
            0 => L["No follow-up is due."],
            1 => L["One follow-up is due."],
            _ => L["{0:N0} follow-ups are due.", due],
        };

    /// <summary>The name of a part of the queue.</summary>
    public static string Part(QueueShow show) =>
        show switch
        {
            QueueShow.New => L["New|queue"],
            QueueShow.Nobody => L["Nobody acts"],
            QueueShow.Due => L["Follow-up due"],
            _ => L["Better|queue"],
        };

    /// <summary>What an empty part says.</summary>
    public static (string Title, string Text) Empty(QueueShow show) =>
        show switch
        {
            QueueShow.New => (L["Nobody is new"], L["Students appear here when their state gets graver."]),
            QueueShow.Nobody => (
                L["Nobody is left alone"],
                L["Somebody acts for every student of yours who needs support today."]
            ),
            QueueShow.Due => (
                L["Nothing is due"],
                L["Your cases appear here on the day on which you wanted to look again."]
            ),
            _ => (
                L["No change for the better yet"],
                L["Students appear here when their state gets better: a word of praise helps."]
            ),
        };
}
