namespace EarlyWarning.Domain.Inbox;

/// <summary>A week whose letters were all dealt with.</summary>
public sealed class DigestWeek
{
    /// <summary>The day the letters were due.</summary>
    public DateOnly DueOn { get; set; }

    /// <summary>When the last of them was dealt with, UTC.</summary>
    public DateTime DoneAt { get; set; }
}

/// <summary>A letter to a person for a week. Its row is written before it is sent, so that no second one ever is.</summary>
public sealed class DigestLetter
{
    /// <summary>Whose.</summary>
    public long UserId { get; set; }

    /// <summary>The day the letters were due.</summary>
    public DateOnly DueOn { get; set; }

    /// <summary>Lines it has; none where there was nothing to say and nothing was sent.</summary>
    public int Lines { get; set; }

    /// <summary>When the server took it, UTC; null where nothing was sent.</summary>
    public DateTime? SentAt { get; set; }
}
