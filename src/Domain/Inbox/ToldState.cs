using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Scores;

namespace EarlyWarning.Domain.Inbox;

/// <summary>How an enrollment stands in a scoring.</summary>
/// <param name="State">Its state.</param>
/// <param name="IsClear">Whether the score lies clear of the cut it crossed; else the state must hold for a second scoring.</param>
/// <param name="Day">As-of date of the scoring.</param>
/// <param name="GenerationId">The scoring; a later one has a greater key.</param>
public readonly record struct SeenState(RiskState State, bool IsClear, DateOnly Day, long GenerationId);

/// <summary>A change of state worth telling.</summary>
/// <param name="Before">The state told before.</param>
/// <param name="Now">The state now.</param>
public sealed record StateNews(RiskState Before, RiskState Now)
{
    /// <summary>Whether it got graver; else better.</summary>
    public bool IsGraver => Now > Before;
}

/// <summary>
/// What staff were last told of an enrollment's state, and what is needed to tell changes of state and not numbers that
/// tremble. An enrollment without a row was never told of and counts as on track, so that most enrollments need none.
/// Unlike other entities it never changes: <see cref="See"/> gives the next one.
/// </summary>
/// <remarks>
/// Three rules. A graver state is told at once where the score lies clear of the cut, else when it held for a second scoring.
/// A better one is told when it held for a second scoring: praise that is taken back the next day is worse than none. A state
/// that was told and left less than <see cref="QuietDays"/> days before is not told again until it lasted as long as that, so
/// that going to and fro is told once and what lasts is always told in the end. A scoring that knows too little says nothing.
/// </remarks>
public sealed record ToldState
{
    /// <summary>Days within which going back to a state is no news.</summary>
    public const int QuietDays = 21;

    private const byte HeldLongEnough = 2;

    /// <summary>The enrollment.</summary>
    public long EnrollmentId { get; init; }

    /// <summary>The enrollment.</summary>
    public Enrollment? Enrollment { get; init; }

    /// <summary>The last scoring that changed this row; no scoring counts twice.</summary>
    public long GenerationId { get; init; }

    /// <summary>The state last told, or found when telling began.</summary>
    public RiskState Told { get; init; }

    /// <summary>Another state that it stands in and that was not told yet, or null.</summary>
    public RiskState? Next { get; init; }

    /// <summary>First day of the unbroken run in that state.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>Scorings of that run, counted up to two.</summary>
    public byte Held { get; init; }

    /// <summary>The day it last ceased to be on track, having been told so or gone to and fro; or null.</summary>
    public DateOnly? OnTrackUntil { get; init; }

    /// <summary>The day it last ceased to be watched, having been told so or gone to and fro; or null.</summary>
    public DateOnly? WatchUntil { get; init; }

    /// <summary>The day it last ceased to need support, having been told so or gone to and fro; or null.</summary>
    public DateOnly? NeedsSupportUntil { get; init; }

    /// <summary>An enrollment that nobody was told of.</summary>
    /// <param name="enrollmentId">The enrollment.</param>
    public static ToldState Nothing(long enrollmentId) =>
        new() { EnrollmentId = enrollmentId, Told = RiskState.OnTrack };

    /// <summary>An enrollment whose state is known without having been told, as when telling begins.</summary>
    /// <param name="enrollmentId">The enrollment.</param>
    /// <param name="seen">Its state.</param>
    public static ToldState Found(long enrollmentId, SeenState seen) =>
        Nothing(enrollmentId) with
        {
            GenerationId = seen.GenerationId,
            Told = seen.State == RiskState.NotEnoughData ? RiskState.OnTrack : seen.State,
        };

    /// <summary>Takes a scoring in.</summary>
    /// <param name="seen">How the enrollment stands in it.</param>
    /// <returns>What is known afterwards, this very object where nothing changed; and the news, or null.</returns>
    public (ToldState After, StateNews? News) See(SeenState seen)
    {
        if (seen.GenerationId <= GenerationId)
        {
            return (this, null);
        }

        if (seen.State == Told || seen.State == RiskState.NotEnoughData)
        {
            return (Next is null ? this : Rest(seen), null);
        }

        var after = Next == seen.State ? Count(seen) : Begin(seen);
        return after.IsHeld(seen) && !after.WasThereLately(seen)
            ? (after.Tell(seen), new StateNews(Told, seen.State))
            : (after, null);
    }

    private ToldState Rest(SeenState seen) =>
        LeaveNext(seen.Day) with
        {
            GenerationId = seen.GenerationId,
            Next = null,
            Since = null,
            Held = 0,
        };

    private ToldState Begin(SeenState seen) =>
        (Next is null ? Leave(Told, seen.Day) : LeaveNext(seen.Day)) with
        {
            GenerationId = seen.GenerationId,
            Next = seen.State,
            Since = seen.Day,
            Held = 1,
        };

    // Once it counts, it counts no further: a row that waits for the end of the quiet days is not written every night.
    private ToldState Count(SeenState seen) =>
        Held < HeldLongEnough ? this with { GenerationId = seen.GenerationId, Held = HeldLongEnough } : this;

    private ToldState Tell(SeenState seen) =>
        this with
        {
            GenerationId = seen.GenerationId,
            Told = seen.State,
            Next = null,
            Since = null,
            Held = 0,
        };

    private bool IsHeld(SeenState seen) => Held >= HeldLongEnough || (seen.IsClear && seen.State > Told);

    private bool WasThereLately(SeenState seen) => IsBack && seen.Day.DayNumber - Since!.Value.DayNumber < QuietDays;

    // Whether the run that is not told yet goes back to where the enrollment was told to be, or went to and fro, lately.
    private bool IsBack =>
        Next is { } next && Until(next) is { } until && Since!.Value.DayNumber - until.DayNumber < QuietDays;

    private DateOnly? Until(RiskState state) =>
        state switch
        {
            RiskState.OnTrack => OnTrackUntil,
            RiskState.Watch => WatchUntil,
            _ => NeedsSupportUntil,
        };

    // A state that was seen for a moment and never told is no reason to keep quiet about it later.
    private ToldState LeaveNext(DateOnly day) => IsBack ? Leave(Next!.Value, day) : this;

    private ToldState Leave(RiskState state, DateOnly day) =>
        state switch
        {
            RiskState.OnTrack => this with { OnTrackUntil = day },
            RiskState.Watch => this with { WatchUntil = day },
            _ => this with { NeedsSupportUntil = day },
        };
}

/// <summary>The one row that says of which scores staff were told.</summary>
public sealed class ToldScores
{
    /// <summary>Always 1.</summary>
    public int Id { get; set; } = 1;

    /// <summary>The last generation that was taken in whole; 0 before there was one.</summary>
    public long GenerationId { get; set; }

    /// <summary>The last generation whose items were all written: they come first, and are not made again from what is left.</summary>
    public long ItemsOf { get; set; }
}
