namespace EarlyWarning.Domain.Features;

/// <summary>One reason behind a score, in a teacher's words.</summary>
/// <param name="Feature">Name of the feature; null for the summary of parts the reader may not see.</param>
/// <param name="Group">Part of the record.</param>
/// <param name="IsStrength">Lowers the risk against a typical student.</param>
/// <param name="Changeable">Can be acted on.</param>
/// <param name="Evidence">What the record says ("Missed 7 of the last 20 school days").</param>
/// <param name="Comparison">Beside whom ("class median 1"), or null.</param>
/// <param name="Share">Share of all that raises (or lowers) the risk, 0 to 1.</param>
/// <param name="Contribution">Exact contribution to the margin (log-odds, or points).</param>
public sealed record Reason(
    string? Feature,
    FeatureGroup Group,
    bool IsStrength,
    bool Changeable,
    string Evidence,
    string? Comparison,
    double Share,
    double Contribution
);

/// <summary>The reasons of a score: strengths first, then concerns, changeable ones first; at most five in all.</summary>
/// <param name="Strengths">What lowers the risk, greatest first.</param>
/// <param name="Concerns">What raises it: changeable ones first, greatest first.</param>
/// <param name="Missing">Parts of the record that hold nothing, in words.</param>
public sealed record Reasons(
    IReadOnlyList<Reason> Strengths,
    IReadOnlyList<Reason> Concerns,
    IReadOnlyList<string> Missing
);

/// <summary>A bar of the exact waterfall: every feature's contribution, or the sum of those the reader may not see.</summary>
/// <param name="Label">Words for people.</param>
/// <param name="Value">The value in words, or null where hidden or summed.</param>
/// <param name="Contribution">Contribution to the margin.</param>
public sealed record WaterfallBar(string Label, string? Value, double Contribution);
