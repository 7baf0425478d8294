namespace EarlyWarning.Web.Features.Inbox;

/// <summary>Says within a circuit that items were read, so that the number in the rail follows at once.</summary>
internal sealed class InboxNews
{
    /// <summary>Raised after items were marked.</summary>
    public event EventHandler? Changed;

    /// <summary>Says it.</summary>
    public void Say() => Changed?.Invoke(this, EventArgs.Empty);
}
