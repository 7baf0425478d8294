namespace EarlyWarning.Domain.Figures;

/// <summary>
/// Figures of a page for administrators, as the nightly run made them: a page reads one sheet and computes nothing. Sheets
/// hold aggregates only, never a student; what is too small to be shown is left out when a sheet is made, not when it is read.
/// </summary>
public sealed class FigureSheet
{
    /// <summary>Most characters of a topic.</summary>
    public const int LongestTopic = 40;

    /// <summary>Most characters of a key.</summary>
    public const int LongestKey = 160;

    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>What the figures are about: one maker writes all sheets of a topic.</summary>
    public required string Topic { get; set; }

    /// <summary>The organisation they speak of, with all below it.</summary>
    public long OrgId { get; set; }

    /// <summary>Which sheet of the topic: a term, a model, a goal; empty where there is but one.</summary>
    public required string Key { get; set; }

    /// <summary>The run that made it.</summary>
    public long? RunId { get; set; }

    /// <summary>What was known by the end of this day went into it.</summary>
    public DateOnly AsOf { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime MadeAt { get; set; }

    /// <summary>The figures as packed JSON.</summary>
    public required byte[] Content { get; set; }
}
