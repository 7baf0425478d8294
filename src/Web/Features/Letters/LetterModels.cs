using EarlyWarning.Domain.Support;

namespace EarlyWarning.Web.Features.Letters;

/// <summary>What the record says of one part of a student's work in a class: facts a family can check, about nobody else.</summary>
public abstract record LetterPoint;

/// <summary>Days at school.</summary>
/// <param name="SchoolDays">Days the school was open while the student was enrolled.</param>
/// <param name="Missed">Days missed.</param>
/// <param name="Unexplained">Those of them for which no reason was accepted.</param>
/// <param name="Partial">Days on which the student came late or left early.</param>
/// <param name="Since">The first of the days.</param>
public sealed record AttendancePoint(int SchoolDays, int Missed, int Unexplained, int Partial, DateOnly Since)
    : LetterPoint;

/// <summary>A piece of work that was not handed in.</summary>
public sealed record MissingWork(string Title, DateOnly DueDate);

/// <summary>Work due so far.</summary>
/// <param name="Due">Pieces due of which something is recorded.</param>
/// <param name="Missing">Those not handed in, the latest first.</param>
/// <param name="Late">Pieces handed in after they were due.</param>
public sealed record WorkPoint(int Due, IReadOnlyList<MissingWork> Missing, int Late) : LetterPoint;

/// <summary>A mark.</summary>
public sealed record LetterMark(string Title, double Score, double Max);

/// <summary>Marks worth naming.</summary>
public sealed record MarksPoint(IReadOnlyList<LetterMark> Marks) : LetterPoint;

/// <summary>Use of the class's online pages.</summary>
/// <param name="Days">Days counted, up to the as-of date.</param>
/// <param name="ActiveDays">Those of them with any use.</param>
/// <param name="LastActive">The last day with any use, or null.</param>
public sealed record ActivityPoint(int Days, int ActiveDays, DateOnly? LastActive) : LetterPoint;

/// <summary>Support that is open and not confidential.</summary>
/// <param name="Kind">Kind of support.</param>
/// <param name="IsAgreed">Whether it is planned or given; else somebody asked for it.</param>
/// <param name="Owner">Who acts, or null.</param>
/// <param name="StartsOn">First day, or null.</param>
/// <param name="FollowUpOn">The day somebody looks again, or null.</param>
/// <param name="Goals">What was agreed, or null.</param>
public sealed record LetterSupport(
    string Kind,
    bool IsAgreed,
    string? Owner,
    DateOnly? StartsOn,
    DateOnly? FollowUpOn,
    string? Goals
)
{
    /// <summary>What of a case may be told; goals only once they are agreed.</summary>
    public static LetterSupport Of(string kind, SupportStatus status, string? owner, SupportPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return status is SupportStatus.Planned or SupportStatus.Active
            ? new LetterSupport(kind, IsAgreed: true, owner, plan.StartsOn, plan.FollowUpOn, plan.Goals)
            : new LetterSupport(kind, IsAgreed: false, Owner: null, StartsOn: null, FollowUpOn: null, Goals: null);
    }
}

/// <summary>Everything a letter to a family is written from, whatever its language. It holds no score and no state.</summary>
/// <param name="GivenName">Given name of the student.</param>
/// <param name="FullName">Given and family name.</param>
/// <param name="School">Name of the school.</param>
/// <param name="ClassTitle">The class.</param>
/// <param name="WrittenOn">The day of the letter.</param>
/// <param name="AsOf">What became known later is not in it.</param>
/// <param name="Author">Who writes.</param>
/// <param name="Email">Address of who writes, or null.</param>
/// <param name="Contact">How else to reach the school (setting Letters:Contact), or null.</param>
/// <param name="Strengths">What goes well, first what speaks most for the student.</param>
/// <param name="Concerns">At most three things that can be changed, the greatest first.</param>
/// <param name="Support">Support that is open.</param>
/// <param name="Offers">Names of support the school could offer for the concerns.</param>
public sealed record LetterFacts(
    string GivenName,
    string FullName,
    string School,
    string ClassTitle,
    DateOnly WrittenOn,
    DateOnly AsOf,
    string Author,
    string? Email,
    string? Contact,
    IReadOnlyList<LetterPoint> Strengths,
    IReadOnlyList<LetterPoint> Concerns,
    IReadOnlyList<LetterSupport> Support,
    IReadOnlyList<string> Offers
);

/// <summary>A letter as its page needs it.</summary>
/// <param name="StudentId">The student.</param>
/// <param name="ClassId">The class.</param>
/// <param name="Facts">What it is written from.</param>
public sealed record LetterView(long StudentId, long ClassId, LetterFacts Facts);

/// <summary>A part of a letter that can be edited.</summary>
/// <param name="Key">Stable name of the part.</param>
/// <param name="Heading">Heading in the letter's language; empty where the part has none.</param>
/// <param name="Text">The text, one paragraph or point a line.</param>
public sealed record LetterSection(string Key, string Heading, string Text);
