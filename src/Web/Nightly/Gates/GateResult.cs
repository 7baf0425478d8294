using System.Text.Json.Serialization;

namespace EarlyWarning.Web.Nightly.Gates;

/// <summary>What a gate decides.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GateOutcome>))]
public enum GateOutcome
{
    /// <summary>Nothing against it.</summary>
    Passed,

    /// <summary>Let through with a warning.</summary>
    Warned,

    /// <summary>The numbers are too small to say; the model in service stays, or an administrator decides.</summary>
    CannotTell,

    /// <summary>Refused.</summary>
    Refused,
}

/// <summary>A figure that a gate looked at.</summary>
/// <param name="Name">What it is, in words.</param>
/// <param name="Value">The figure, or null where it is not defined.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end of its interval.</param>
/// <param name="Limit">What it is held against.</param>
/// <param name="N">People or rows it rests on.</param>
/// <param name="Outcome">What it says by itself.</param>
public sealed record GateFigure(
    string Name,
    double? Value,
    double? Low,
    double? High,
    double Limit,
    int N,
    GateOutcome Outcome
);

/// <summary>A gate with what it found.</summary>
/// <param name="Name">valueAdded, champion, calibration, fairness or additivity.</param>
/// <param name="Outcome">What it decides.</param>
/// <param name="Sentence">What was found, for people.</param>
/// <param name="Figures">The figures it rests on.</param>
public sealed record GateResult(string Name, GateOutcome Outcome, string Sentence, IReadOnlyList<GateFigure> Figures)
{
    /// <summary>Better than rules and class averages.</summary>
    public const string ValueAdded = "valueAdded";

    /// <summary>Not worse than the model in service.</summary>
    public const string Champion = "champion";

    /// <summary>Frequencies that hold.</summary>
    public const string Calibration = "calibration";

    /// <summary>No group bears more false alarms or misses.</summary>
    public const string Fairness = "fairness";

    /// <summary>Explanations sum to the score.</summary>
    public const string Additivity = "additivity";
}
