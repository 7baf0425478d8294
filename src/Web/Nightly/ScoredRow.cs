using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Web.Nightly;

/// <summary>A snapshot with its score, on its way to the database.</summary>
internal sealed class ScoredRow
{
    public required long EnrollmentId { get; init; }

    public required long StudentId { get; init; }

    public required ClassBook Class { get; init; }

    public required Goal Goal { get; init; }

    public required short Week { get; init; }

    public required int AsOf { get; init; }

    public required bool HoldsEnough { get; init; }

    public required RuleSignals Rules { get; init; }

    /// <summary>Whether this is the row of the run's as-of date, with reasons.</summary>
    public required bool IsCurrent { get; init; }

    public double? Margin { get; init; }

    public double? Value { get; init; }

    public double? Low { get; init; }

    public double? High { get; init; }

    public short MainConcern { get; init; } = -1;

    public byte[]? Contributions { get; init; }

    public double Remainder { get; init; }

    public byte[]? Features { get; init; }

    public RiskState State { get; set; }

    public RiskState? PreviousState { get; set; }

    public int StateSince { get; set; }

    public bool MayChange { get; set; }

    /// <summary>The row as it is kept.</summary>
    public Score ToScore(long generationId) =>
        new()
        {
            EnrollmentId = EnrollmentId,
            Goal = Goal,
            Week = Week,
            GenerationId = generationId,
            AsOf = DateOnly.FromDayNumber(AsOf),
            State = State,
            PreviousState = PreviousState,
            Basis = Margin is null ? SignalBasis.Rules : SignalBasis.Model,
            Margin = Margin,
            Value = Value,
            Low = Low,
            High = High,
            MayChange = MayChange,
            StateSince = DateOnly.FromDayNumber(StateSince),
            MainConcern = MainConcern,
            Rules = Rules,
            Contributions = Contributions,
            Remainder = Remainder,
            Features = Features,
        };
}
