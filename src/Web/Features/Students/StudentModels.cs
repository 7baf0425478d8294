using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Behaviour;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Features.Classes;

namespace EarlyWarning.Web.Features.Students;

/// <summary>A student's page, for one of the enrollments the reader may see.</summary>
/// <param name="StudentId">Key.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="Grade">Year level, or null.</param>
/// <param name="School">Name of the school.</param>
/// <param name="Access">What gives the right to see the page.</param>
/// <param name="Scores">The scores shown.</param>
/// <param name="Classes">Enrollments the reader may see, gravest first; empty where there is none.</param>
/// <param name="OtherClasses">Running enrollments the reader may know of as a number only.</param>
/// <param name="Enrollment">The enrollment shown, or null where there is none.</param>
/// <param name="Incidents">Behaviour records; empty for readers who may not see them.</param>
/// <param name="Help">Support given and notes written, as far as the reader may know of them.</param>
public sealed record StudentView(
    long StudentId,
    string GivenName,
    string FamilyName,
    string? Grade,
    string School,
    AccessReason Access,
    ScoresInService Scores,
    IReadOnlyList<StudentClass> Classes,
    int OtherClasses,
    EnrollmentView? Enrollment,
    IReadOnlyList<IncidentRow> Incidents,
    HelpGiven Help
)
{
    /// <summary>Whether the reader may see what is reserved to counsellors and administrators.</summary>
    public bool SeesWholeRecord => StaffScope.SeesWholeRecord(Access);
}

/// <summary>A class of the student, for the choice at the top of the page.</summary>
/// <param name="ClassId">Key.</param>
/// <param name="Title">Title.</param>
/// <param name="State">State today.</param>
public sealed record StudentClass(long ClassId, string Title, RiskState State);

/// <summary>What was done for a student.</summary>
/// <param name="Support">Cases, the earliest first.</param>
/// <param name="Notes">Notes, the earliest first.</param>
public sealed record HelpGiven(IReadOnlyList<HelpStretch> Support, IReadOnlyList<NoteDay> Notes);

/// <summary>Support from a day to a day.</summary>
/// <param name="From">The start agreed, or the day it was asked for.</param>
/// <param name="To">The day it was closed, or null while it is open.</param>
/// <param name="Words">Kind and state; of confidential support only that it is there.</param>
public sealed record HelpStretch(DateOnly From, DateOnly? To, string Words);

/// <summary>The day a note speaks of; its text stays with the notes.</summary>
/// <param name="Date">The day.</param>
/// <param name="Words">The kind of note; of one that may not be read only that it is there.</param>
public sealed record NoteDay(DateOnly Date, string Words);

/// <summary>What is known of one enrollment.</summary>
/// <param name="EnrollmentId">Key.</param>
/// <param name="Class">The class.</param>
/// <param name="Now">The score shown, or null where there is none.</param>
/// <param name="Weeks">Course failure by week, oldest first.</param>
/// <param name="Reasons">Reasons behind the score; all empty where rules decide.</param>
/// <param name="Waterfall">Every contribution, or null where rules decide.</param>
/// <param name="Outlook">What else is foretold.</param>
/// <param name="BaseRate">Share of students of earlier terms with the outcome, or null where rules decide.</param>
/// <param name="Cut">The term's cut, or null.</param>
/// <param name="Marks">Graded work in the order of due dates.</param>
/// <param name="Attendance">The register, or null where the school keeps none.</param>
/// <param name="Activity">Online activity by week of the class, oldest first; empty where none is recorded for the class.</param>
public sealed record EnrollmentView(
    long EnrollmentId,
    ClassHeader Class,
    RiskNow? Now,
    IReadOnlyList<RiskWeek> Weeks,
    Reasons Reasons,
    StudentWaterfall? Waterfall,
    Outlook Outlook,
    double? BaseRate,
    TermCut? Cut,
    IReadOnlyList<MarkRow> Marks,
    Register? Attendance,
    IReadOnlyList<ActivityWeek> Activity
);

/// <summary>Online activity in a week.</summary>
/// <param name="Week">Week of the class.</param>
/// <param name="From">Its first day.</param>
/// <param name="Actions">What the student did.</param>
/// <param name="ClassMean">Mean of the class, or null where it is not counted.</param>
public sealed record ActivityWeek(int Week, DateOnly From, int Actions, double? ClassMean);

/// <summary>What is foretold beside the risk of failing; null where no model serves or too little is known.</summary>
/// <param name="FinalMark">Final mark of the course.</param>
/// <param name="NextMark">Mark of the next work due within four weeks.</param>
/// <param name="Leaving">How often students with a similar record left the course.</param>
public sealed record Outlook(Estimate? FinalMark, Estimate? NextMark, Estimate? Leaving)
{
    /// <summary>Whether there is anything to say.</summary>
    public bool Exists => FinalMark is not null || NextMark is not null || Leaving is not null;
}

/// <summary>A number with its interval.</summary>
public sealed record Estimate(double Value, double? Low, double? High);

/// <summary>The score shown today.</summary>
/// <param name="State">State.</param>
/// <param name="PreviousState">State a week ago, or null.</param>
/// <param name="Since">First day of the state.</param>
/// <param name="Basis">What decided it.</param>
/// <param name="MayChange">Whether it lies near a cut.</param>
/// <param name="Frequency">Shown frequency, or null where rules decide or too little is known.</param>
/// <param name="Rules">Accepted rules that apply, in words.</param>
/// <param name="DecidedAgainOn">The day the state expires and is decided anew, or null where the class is over by then.</param>
/// <param name="WhyNothing">Why there is too little data, in a sentence; null where there is enough.</param>
/// <param name="Agreement">What nearly equal models say, in a sentence; null where there are none or nothing is flagged.</param>
public sealed record RiskNow(
    RiskState State,
    RiskState? PreviousState,
    DateOnly Since,
    SignalBasis Basis,
    bool MayChange,
    Estimate? Frequency,
    IReadOnlyList<string> Rules,
    DateOnly? DecidedAgainOn,
    string? WhyNothing = null,
    string? Agreement = null
);

/// <summary>The score of a week.</summary>
/// <param name="Week">Week of the class.</param>
/// <param name="AsOf">Its as-of date.</param>
/// <param name="State">State then.</param>
/// <param name="Frequency">Shown frequency then, or null.</param>
public sealed record RiskWeek(int Week, DateOnly AsOf, RiskState State, Estimate? Frequency);

/// <summary>Contributions that sum exactly from the typical student to this one.</summary>
/// <param name="BaseValue">Margin of the typical student, in log-odds.</param>
/// <param name="Bars">Contributions; with the base they sum to the margin.</param>
/// <param name="Margin">Margin of this student.</param>
public sealed record StudentWaterfall(double BaseValue, IReadOnlyList<WaterfallBar> Bars, double Margin);

/// <summary>A piece of graded work.</summary>
/// <param name="Title">Title.</param>
/// <param name="Category">Kind of work.</param>
/// <param name="DueDate">The day it is due.</param>
/// <param name="Status">State of the work, or null where nothing is recorded.</param>
/// <param name="Score">Score known by the as-of date, or null.</param>
/// <param name="Min">Lowest possible score.</param>
/// <param name="Max">Highest possible score.</param>
/// <param name="ClassMean">Mean of the class's known scores, or null.</param>
/// <param name="DaysLate">Days handed in after the due date; 0 where in time or unknown.</param>
/// <param name="IsDue">Whether the due date has passed by the as-of date.</param>
public sealed record MarkRow(
    string Title,
    string Category,
    DateOnly DueDate,
    ScoreStatus? Status,
    double? Score,
    double Min,
    double Max,
    double? ClassMean,
    int DaysLate,
    bool IsDue
)
{
    /// <summary>Score as a share of the best possible, or null.</summary>
    public double? Share => Score is { } score && Max > Min ? (score - Min) / (Max - Min) : null;

    /// <summary>Class mean as a share of the best possible, or null.</summary>
    public double? ClassShare => ClassMean is { } mean && Max > Min ? (mean - Min) / (Max - Min) : null;
}

/// <summary>Attendance since the class began.</summary>
/// <param name="SchoolDays">Days the school was open while the student was enrolled, oldest first.</param>
/// <param name="Exceptions">Days that were not fully attended, oldest first.</param>
public sealed record Register(IReadOnlyList<DateOnly> SchoolDays, IReadOnlyList<AttendanceDay> Exceptions)
{
    /// <summary>Days missed.</summary>
    public int Missed => Exceptions.Count(e => e.IsMissed);

    /// <summary>Days with a late arrival or an early departure.</summary>
    public int Partial => Exceptions.Count - Missed;
}

/// <summary>A record of behaviour; counsellors and administrators only.</summary>
/// <param name="OccurredOn">The day.</param>
/// <param name="Behavior">Kind, as the source writes it.</param>
/// <param name="Severity">How grave.</param>
/// <param name="Description">What was written down.</param>
public sealed record IncidentRow(DateOnly OccurredOn, string Behavior, IncidentSeverity Severity, string? Description);
