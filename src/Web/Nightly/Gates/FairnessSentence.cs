using System.Text.RegularExpressions;

namespace EarlyWarning.Web.Nightly.Gates;

/// <summary>
/// What the gate of fairness says in a sentence: attributes, and no group of them. The sentence is kept with the version, sent and
/// shown, where nothing knows what the published tables hide; the figures beside it do.
/// </summary>
internal static partial class FairnessSentence
{
    /// <summary>What is said where a group bears more.</summary>
    /// <param name="attributes">Labels of the attributes, each once.</param>
    public static string Refused(IEnumerable<string> attributes) =>
        $"A group bears more of its mistakes than others, by {string.Join(", ", attributes)}; see the figures.";

    /// <summary>
    /// A text of before sentences left out groups, without what it said of them; any other text as it is. No sentence that follows
    /// in such a text has an interval, so that the last interval ends what was said; a text that was cut short ends with it.
    /// </summary>
    /// <param name="text">A text, or null.</param>
    public static string? WithoutGroups(string? text) =>
        text is null ? null : Old().Replace(text, "A group bears more of its mistakes than others; see the figures.");

    [GeneratedRegex(
        @"A group bears more of its mistakes than others: (?:.* in 100 \(-?\d+ to -?\d+\)\.|.*$)",
        RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Old();
}
