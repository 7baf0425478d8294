using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Features.Students;

namespace EarlyWarning.Web.Features.Letters;

/// <summary>
/// Chooses what a letter says. The reasons behind a score only choose the parts of the record and their order; what is told
/// is the record itself, so that the family can check it. A concern without evidence in the record is not told.
/// </summary>
internal sealed class LetterPoints
{
    /// <summary>Most concerns of a letter.</summary>
    public const int MostConcerns = 3;

    /// <summary>Most strengths of a letter.</summary>
    public const int MostStrengths = 2;

    private const int LeastSchoolDays = 5;
    private const double MissedInAGoodRecord = 0.08;
    private const double MissingInAGoodRecord = 0.15;
    private const double GoodMark = 0.7;
    private const double ActiveShareOfAGoodRecord = 0.25;

    private static readonly FeatureGroup[] Parts =
    [
        FeatureGroup.Attendance,
        FeatureGroup.Work,
        FeatureGroup.Marks,
        FeatureGroup.Activity,
    ];

    private readonly EnrollmentView _enrollment;
    private readonly RuleSignals _rules;
    private readonly AttendancePoint? _attendance;
    private readonly WorkPoint _work;
    private readonly IReadOnlyList<MarkRow> _marks;
    private readonly ActivityPoint? _activity;

    private LetterPoints(EnrollmentView enrollment, RuleSignals rules, ActivityPoint? activity)
    {
        _enrollment = enrollment;
        _rules = rules;
        _attendance = enrollment.Attendance is { SchoolDays.Count: >= LeastSchoolDays } register
            ? Days(register)
            : null;
        _work = Work(enrollment.Marks);
        _marks = [.. enrollment.Marks.Where(m => m.Share is not null).TakeLast(5)];
        _activity = activity;
    }

    /// <summary>The parts of the record that raise concern, the greatest first; empty where nobody is concerned.</summary>
    public IReadOnlyList<FeatureGroup> ConcernParts { get; private init; } = [];

    /// <summary>What goes well.</summary>
    public IReadOnlyList<LetterPoint> Strengths { get; private init; } = [];

    /// <summary>What raises concern, in the order of its parts.</summary>
    public IReadOnlyList<LetterPoint> Concerns { get; private init; } = [];

    /// <summary>Chooses from an enrollment as a teacher of the class may see it.</summary>
    /// <param name="enrollment">The enrollment, read without what is reserved to counsellors.</param>
    /// <param name="rules">Rules that decided the state, where rules do.</param>
    /// <param name="activity">Use of the class's online pages, or null where it keeps none.</param>
    public static LetterPoints Of(EnrollmentView enrollment, RuleSignals rules, ActivityPoint? activity)
    {
        var record = new LetterPoints(enrollment, rules, activity);
        var concerns = record
            .PartsOfConcern()
            .Distinct()
            .Select(part => (part, point: record.Concern(part)))
            .Where(c => c.point is not null)
            .Take(MostConcerns)
            .ToList();
        var taken = concerns.ConvertAll(c => c.part);
        var strengths = enrollment
            .Reasons.Strengths.Where(r => r.Feature is not null)
            .Select(r => r.Group)
            .Concat(Parts)
            .Distinct()
            .Except(taken)
            .Select(record.Strength)
            .OfType<LetterPoint>()
            .Take(MostStrengths);
        return new LetterPoints(enrollment, rules, activity)
        {
            ConcernParts = taken,
            Concerns = [.. concerns.Select(c => c.point!)],
            Strengths = [.. strengths],
        };
    }

    // Where nobody is flagged the letter is one of praise: what little speaks against a student then is no concern.
    private IEnumerable<FeatureGroup> PartsOfConcern() =>
        _enrollment.Now is not { State: RiskState.NeedsSupport or RiskState.Watch } now ? []
        : now.Basis == SignalBasis.Model
            ? _enrollment
                .Reasons.Concerns.Where(r => r is { Changeable: true, Feature: not null })
                .OrderByDescending(r => r.Share)
                .Select(r => r.Group)
        : PartsOf(_rules);

    private static IEnumerable<FeatureGroup> PartsOf(RuleSignals rules)
    {
        if (rules.HasFlag(RuleSignals.ChronicAbsence))
        {
            yield return FeatureGroup.Attendance;
        }

        if (rules.HasFlag(RuleSignals.MissingWork))
        {
            yield return FeatureGroup.Work;
        }

        if (rules.HasFlag(RuleSignals.FailingCourse))
        {
            yield return FeatureGroup.Marks;
        }
    }

    private LetterPoint? Concern(FeatureGroup part) =>
        part switch
        {
            FeatureGroup.Attendance when _attendance is { Missed: > 0 } or { Partial: > 0 } => _attendance,
            FeatureGroup.Work when _work.Missing.Count > 0 || _work.Late > 0 => _work,
            FeatureGroup.Marks
                when _marks.TakeLast(MostConcerns).ToList() is { Count: > 0 } latest
                    && latest.Average(m => m.Share!.Value) < GoodMark => new MarksPoint(Named(latest)),
            FeatureGroup.Activity when _activity is { } use && use.ActiveDays < use.Days => use,
            _ => null,
        };

    private LetterPoint? Strength(FeatureGroup part) =>
        part switch
        {
            FeatureGroup.Attendance
                when _attendance is { } days && days.Missed <= days.SchoolDays * MissedInAGoodRecord => days,
            FeatureGroup.Work when _work.Due >= 2 && _work.Missing.Count <= _work.Due * MissingInAGoodRecord => _work,
            FeatureGroup.Marks when _marks.Where(m => m.Share >= GoodMark).ToList() is { Count: > 0 } good =>
                new MarksPoint(Named(good.OrderByDescending(m => m.Share).Take(2))),
            FeatureGroup.Activity when _activity is { } use && use.ActiveDays >= use.Days * ActiveShareOfAGoodRecord =>
                use,
            _ => null,
        };

    private static AttendancePoint Days(Register register) =>
        new(
            register.SchoolDays.Count,
            register.Missed,
            register.Exceptions.Count(e => e.Category == AttendanceCategory.UnexcusedAbsence),
            register.Partial,
            register.SchoolDays[0]
        );

    private static WorkPoint Work(IReadOnlyList<MarkRow> marks)
    {
        var due = marks.Where(m => m.IsDue && m.Status is not null and not ScoreStatus.Exempt).ToList();
        return new WorkPoint(
            due.Count,
            [
                .. due.Where(m => m is { Status: ScoreStatus.NotSubmitted, Score: null })
                    .Reverse()
                    .Select(m => new MissingWork(m.Title, m.DueDate)),
            ],
            due.Count(m => m.DaysLate > 0)
        );
    }

    private static LetterMark[] Named(IEnumerable<MarkRow> marks) =>
        [.. marks.Select(m => new LetterMark(m.Title, m.Score!.Value, m.Max))];
}
