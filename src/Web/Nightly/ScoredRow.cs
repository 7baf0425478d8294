using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Web.Nightly;

/// <summary>What a row of the as-of date keeps so that its reasons can be told.</summary>
/// <param name="Features">Feature values as they are kept.</param>
/// <param name="Contributions">What each adds to the margin, as it is kept; null without a score.</param>
/// <param name="Remainder">What rounding of the contributions took.</param>
/// <param name="MainConcern">Index of the feature named first, or -1.</param>
internal sealed record Reasons(byte[] Features, byte[]? Contributions, double Remainder, short MainConcern);

/// <summary>
/// A snapshot with its score, on its way to the database. A district has millions at once, so numbers are kept bare (NaN
/// for none) and reasons apart.
/// </summary>
internal sealed class ScoredRow
{
    private readonly double _margin = double.NaN;
    private readonly double _value = double.NaN;
    private readonly double _low = double.NaN;
    private readonly double _high = double.NaN;

    public required long EnrollmentId { get; init; }

    public required long StudentId { get; init; }

    public required ClassBook Class { get; init; }

    public required Goal Goal { get; init; }

    public required short Week { get; init; }

    public required int AsOf { get; init; }

    public required bool HoldsEnough { get; init; }

    public required RuleSignals Rules { get; init; }

    public FeedKinds StoppedFeeds { get; init; }

    /// <summary>Whether this is the row of the run's as-of date, with reasons.</summary>
    public bool IsCurrent => Reasons is not null;

    public double? Margin
    {
        get => OrNull(_margin);
        init => _margin = value ?? double.NaN;
    }

    public double? Value
    {
        get => OrNull(_value);
        init => _value = value ?? double.NaN;
    }

    public double? Low
    {
        get => OrNull(_low);
        init => _low = value ?? double.NaN;
    }

    public double? High
    {
        get => OrNull(_high);
        init => _high = value ?? double.NaN;
    }

    /// <summary>Reasons of the row of the as-of date.</summary>
    public Reasons? Reasons { get; init; }

    /// <summary>Margins of nearly equal models; empty for rows of weeks that are over.</summary>
    public double[] RivalMargins { get; init; } = [];

    /// <summary>How many of those agree on whether the enrollment needs support.</summary>
    public byte RivalsAgree { get; set; }

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
            Rivals = (byte)RivalMargins.Length,
            RivalsAgree = RivalsAgree,
            StateSince = DateOnly.FromDayNumber(StateSince),
            MainConcern = Reasons?.MainConcern ?? -1,
            Rules = Rules,
            StoppedFeeds = StoppedFeeds,
            Contributions = Reasons?.Contributions,
            Remainder = Reasons?.Remainder ?? 0,
            Features = Reasons?.Features,
        };

    private static double? OrNull(double number) => double.IsNaN(number) ? null : number;
}
