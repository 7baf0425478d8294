namespace EarlyWarning.Web.Shared.Charts;

/// <summary>A point of the risk line.</summary>
/// <param name="Date">Its as-of date.</param>
/// <param name="Value">Frequency, 0 to 1.</param>
/// <param name="Low">Lower end of the interval, or null.</param>
/// <param name="High">Upper end of the interval, or null.</param>
/// <param name="Words">The frequency in words.</param>
public sealed record RiskPoint(DateOnly Date, double Value, double? Low, double? High, string Words);

/// <summary>A mark on the time line.</summary>
/// <param name="Date">The day.</param>
/// <param name="Value">Share of the best possible, 0 to 1.</param>
/// <param name="ClassValue">The class's mean, 0 to 1, or null.</param>
/// <param name="Words">The work and the mark in words.</param>
public sealed record MarkPoint(DateOnly Date, double Value, double? ClassValue, string Words);

/// <summary>A day not fully attended.</summary>
/// <param name="Date">The day.</param>
/// <param name="Kind">Index of the kind: 0 absent without a reason, 1 absent with a reason, 2 late or left early.</param>
/// <param name="Words">What happened, in words.</param>
public sealed record AbsencePoint(DateOnly Date, int Kind, string Words);

/// <summary>Support on the time line.</summary>
/// <param name="From">First day shown.</param>
/// <param name="To">Last day shown.</param>
/// <param name="Words">What it is and since when, in words.</param>
public sealed record SupportBar(DateOnly From, DateOnly To, string Words);

/// <summary>A note on the time line.</summary>
/// <param name="Date">The day.</param>
/// <param name="Words">That it is there, in words.</param>
public sealed record NotePoint(DateOnly Date, string Words);
