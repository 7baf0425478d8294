using EarlyWarning.Domain.Outcomes;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>A proportion of people with its 95 % interval, 0 to 1.</summary>
/// <param name="Value">The proportion.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public sealed record Proportion(double Value, double Low, double High);

/// <summary>Where the other model comes from.</summary>
public enum RivalKind
{
    /// <summary>The other finalist, nearly as good when both were judged.</summary>
    Finalist,

    /// <summary>No other did nearly as well: a plain one, fitted for the comparison on the same earlier terms.</summary>
    Fitted,
}

/// <summary>Two models on the same later cohort.</summary>
/// <param name="Goal">The goal.</param>
/// <param name="First">Trainer of the model in service.</param>
/// <param name="Second">Trainer of the other.</param>
/// <param name="Kind">Where the other comes from.</param>
/// <param name="IsUnseen">Whether the first had not seen the cohort.</param>
/// <param name="Term">The cohort.</param>
/// <param name="Week">The week looked at.</param>
/// <param name="Students">Students, rounded to 5.</param>
/// <param name="Flagged">Students that each flags, rounded to 5.</param>
/// <param name="FlaggedByBoth">Of the students that the first flags, the share that the second flags too.</param>
/// <param name="Overlap">Both flag, of those that either flags.</param>
/// <param name="Correlation">Rank correlation of all rows.</param>
/// <param name="FirstLoss">Mean loss of the first.</param>
/// <param name="SecondLoss">Mean loss of the second.</param>
/// <param name="Right">Of those flagged by both, by the first alone, by the second alone: who had the outcome; null where too few.</param>
/// <param name="Importance">Shares of contributions side by side, by the first.</param>
/// <param name="Parting">Where ranks differ most.</param>
/// <param name="Points">Ranks by both of a sample, to whole percents; nobody's key.</param>
public sealed record AgreementSheet(
    Goal Goal,
    string First,
    string Second,
    RivalKind Kind,
    bool IsUnseen,
    string Term,
    int Week,
    int Students,
    int Flagged,
    Proportion FlaggedByBoth,
    double Overlap,
    double Correlation,
    double FirstLoss,
    double SecondLoss,
    IReadOnlyList<FlaggedRight> Right,
    IReadOnlyList<ImportancePair> Importance,
    IReadOnlyList<PartingRow> Parting,
    IReadOnlyList<RankPoint> Points
);

/// <summary>Who flags.</summary>
public enum FlaggedBy
{
    /// <summary>Neither model.</summary>
    Neither,

    /// <summary>Both models.</summary>
    Both,

    /// <summary>The model in service alone.</summary>
    First,

    /// <summary>The other alone.</summary>
    Second,
}

/// <summary>How many of some flagged students had the outcome.</summary>
/// <param name="By">Who flags them.</param>
/// <param name="Students">Students, rounded to 5; null where hidden.</param>
/// <param name="Share">Of them, with the outcome; null where hidden.</param>
public sealed record FlaggedRight(FlaggedBy By, int? Students, Proportion? Share);

/// <summary>How much a feature counts in both models.</summary>
/// <param name="Feature">Name in the catalogue.</param>
/// <param name="First">Share of the first model's contributions.</param>
/// <param name="Second">Share of the second model's.</param>
public sealed record ImportancePair(string Feature, double First, double Second);

/// <summary>Students whom the models rank differently on average.</summary>
/// <param name="Feature">Name in the catalogue.</param>
/// <param name="Low">Smallest value; null where it is missing.</param>
/// <param name="High">Greatest value; null where it is missing.</param>
/// <param name="Students">Students, rounded to 5.</param>
/// <param name="Gap">By how many places of 100 the first ranks them higher; below 0 where the second does.</param>
public sealed record PartingRow(string Feature, double? Low, double? High, int Students, double Gap);

/// <summary>A student of the cohort as both rank them.</summary>
/// <param name="X">Place of 100 by the first.</param>
/// <param name="Y">Place of 100 by the second.</param>
/// <param name="By">Who flags the student.</param>
public sealed record RankPoint(int X, int Y, FlaggedBy By);
