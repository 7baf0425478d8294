namespace EarlyWarning.Domain.Support;

/// <summary>Where a case stands. It moves forward only.</summary>
public enum SupportStatus : byte
{
    /// <summary>Somebody asked for support.</summary>
    Referred = 1,

    /// <summary>An owner, goals and a follow-up date are agreed.</summary>
    Planned = 2,

    /// <summary>Support is given.</summary>
    Active = 3,

    /// <summary>It ended, with an outcome.</summary>
    Closed = 4,
}

/// <summary>How a case ended.</summary>
public enum SupportOutcome : byte
{
    /// <summary>The goals were met.</summary>
    GoalsMet = 1,

    /// <summary>The goals were met in part.</summary>
    PartlyMet = 2,

    /// <summary>The goals were not met.</summary>
    NotMet = 3,

    /// <summary>It never began: declined, or not needed.</summary>
    NotTakenUp = 4,

    /// <summary>The student left the school.</summary>
    StudentLeft = 5,
}

/// <summary>Who changes something, and when.</summary>
/// <param name="UserId">The account.</param>
/// <param name="At">UTC instant.</param>
/// <param name="Today">The day it is at the person's school.</param>
public sealed record Editor(long UserId, DateTime At, DateOnly Today);

/// <summary>What can be agreed about a case and changed while it is open.</summary>
/// <param name="OwnerId">The account that acts, or null while nobody does.</param>
/// <param name="StartsOn">First day, or null.</param>
/// <param name="FollowUpOn">The day somebody looks again, or null.</param>
/// <param name="Goals">What is to be reached, or null.</param>
public sealed record SupportPlan(long? OwnerId, DateOnly? StartsOn, DateOnly? FollowUpOn, string? Goals);
