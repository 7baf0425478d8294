using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Features.Classes;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Students;

/// <summary>Reads everything about one enrollment: scores, reasons, marks, attendance.</summary>
/// <param name="db">Database.</param>
/// <param name="scores">The scores shown.</param>
/// <param name="seesWholeRecord">Whether the reader may see fields reserved to counsellors and administrators.</param>
internal sealed class EnrollmentReader(EarlyWarningDb db, ScoresInService scores, bool seesWholeRecord)
{
    /// <summary>Reads the student's latest enrollment in a class.</summary>
    /// <param name="visible">The student's enrollments that the reader may see.</param>
    /// <param name="classId">A class among them.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<EnrollmentView> ReadAsync(IQueryable<Enrollment> visible, long classId, CancellationToken cancel)
    {
        var enrollment = await visible
            .Where(e => e.ClassId == classId)
            .OrderByDescending(e => e.BeginDate)
            .ThenByDescending(e => e.Id)
            .Select(e => new EnrollmentKey(
                e.Id,
                e.StudentId,
                e.BeginDate,
                e.Class!.OrgId,
                e.Class.SessionId,
                new ClassHeader(
                    e.ClassId,
                    e.Class.Title,
                    e.Class.Periods,
                    e.Class.Session!.Title,
                    e.Class.Org!.Name,
                    e.Class.StartDate,
                    e.Class.EndDate
                )
            ))
            .FirstAsync(cancel);
        var weeks = await WeeksAsync(enrollment.Id, cancel);
        var failure = weeks.Where(s => s.Goal == Goal.CourseFailure).ToList();
        var latest = failure.LastOrDefault();
        var model =
            latest?.Basis == SignalBasis.Model
                ? await ModelInService.ReadAsync(db, scores.FailureModelId, cancel)
                : null;
        var medians = model is null ? null : await ClassMedians.ReadAsync(db, scores, classId, cancel);
        return new EnrollmentView(
            enrollment.Id,
            enrollment.Class,
            latest is null ? null : Now(latest, enrollment.Class),
            [.. failure.Select(s => new RiskWeek(s.Week, s.AsOf, s.State, Frequency(s)))],
            ReasonsOf(latest, model, medians),
            WaterfallOf(latest, model),
            new Outlook(Today(weeks, Goal.FinalGrade), Today(weeks, Goal.NextAssessment), Today(weeks, Goal.Leaving)),
            model?.BaseRate,
            await TermCut.ReadAsync(db, scores, enrollment.OrgId, enrollment.SessionId, cancel),
            await new MarksReader(db, scores.AsOf).ReadAsync(enrollment.StudentId, classId, cancel),
            await AttendanceAsync(enrollment, cancel),
            await new ActivityReader(db, scores.AsOf).ReadAsync(enrollment, cancel)
        );
    }

    // At most a term's weeks of two goals and two generations: picked apart here, in one read by key.
    private async Task<List<Score>> WeeksAsync(long enrollmentId, CancellationToken cancel)
    {
        var rows = await db
            .Scores.AsNoTracking()
            .Where(s => s.EnrollmentId == enrollmentId && s.GenerationId <= scores.GenerationId)
            .ToListAsync(cancel);
        return
        [
            .. rows.GroupBy(s => (s.Goal, s.Week))
                .Select(g => g.MaxBy(s => s.GenerationId)!)
                .OrderBy(s => s.Goal)
                .ThenBy(s => s.Week),
        ];
    }

    // A goal that no model serves any more has rows of earlier writes, which say nothing of today.
    private Estimate? Today(List<Score> weeks, Goal goal) =>
        weeks.LastOrDefault(s => s.Goal == goal && s.GenerationId == scores.GenerationId)
            is { Value: { } value, State: not RiskState.NotEnoughData } score
            ? new Estimate(value, score.Low, score.High)
            : null;

    private RiskNow Now(Score score, ClassHeader header) =>
        new(
            score.State,
            score.PreviousState,
            score.StateSince,
            score.Basis,
            score.MayChange,
            Frequency(score),
            RiskWords.Rules(score.Rules, seesWholeRecord),
            DecidedAgainOn(score, header),
            score.State == RiskState.NotEnoughData ? RiskWords.WhyNothing(score.StoppedFeeds) : null,
            RiskWords.Agreement(score.State, score.RivalsAgree, score.Rivals)
        );

    // A state holds for its week of the class; what is decided next week starts from new.
    private DateOnly? DecidedAgainOn(Score score, ClassHeader header)
    {
        var weekEnds = header.StartDate.AddDays(7 * score.Week);
        var next = weekEnds > scores.AsOf ? weekEnds : scores.AsOf.AddDays(7);
        return !scores.IsHistoric && next < header.EndDate ? next : null;
    }

    private static Estimate? Frequency(Score score) =>
        score is { Basis: SignalBasis.Model, Value: { } value, State: not RiskState.NotEnoughData }
            ? new Estimate(value, score.Low, score.High)
            : null;

    private Reasons ReasonsOf(Score? score, ModelInService? model, float[]? medians) =>
        model is null || score?.Contributions is null || score.Features is null
            ? new Reasons([], [], [])
            : ReasonWriter.Write(
                model.Features,
                FloatBlob.Decode(score.Features),
                FloatBlob.Decode(score.Contributions),
                medians,
                raisesWhenPositive: true,
                seesWholeRecord
            );

    private StudentWaterfall? WaterfallOf(Score? score, ModelInService? model) =>
        model is null || score is not { Contributions: { } contributions, Features: { } values, Margin: { } margin }
            ? null
            : new StudentWaterfall(
                // The remainder is what rounding took, of the order of 1e-7: it belongs to no bar.
                model.BaseValue + score.Remainder,
                ReasonWriter.Waterfall(
                    model.Features,
                    FloatBlob.Decode(values),
                    FloatBlob.Decode(contributions),
                    seesWholeRecord
                ),
                margin
            );

    private async Task<Register?> AttendanceAsync(EnrollmentKey enrollment, CancellationToken cancel)
    {
        var header = enrollment.Class;
        var from = enrollment.BeginDate > header.StartDate ? enrollment.BeginDate : header.StartDate;
        var to = scores.AsOf < header.EndDate ? scores.AsOf : header.EndDate.AddDays(-1);
        if (to < from)
        {
            return null;
        }

        var calendar = await SchoolDays.ReadAsync(db, enrollment.OrgId, from, to, cancel);
        var days = await AttendanceDay.ReadAsync(db, [enrollment.StudentId], header.Id, from, to, calendar, cancel);
        return days.Count == 0 && !await KeepsRegisterAsync(enrollment.OrgId, from, to, cancel)
            ? null
            : new Register([.. calendar.Between(from, to)], days);
    }

    // Being present is not recorded: only a school that recorded somebody's absence is known to keep a register.
    private Task<bool> KeepsRegisterAsync(long orgId, DateOnly from, DateOnly to, CancellationToken cancel) =>
        db.AttendanceEvents.AnyAsync(a => a.Student!.OrgId == orgId && a.Date >= from && a.Date <= to, cancel);
}

/// <summary>An enrollment and what its facts are found by.</summary>
internal sealed record EnrollmentKey(
    long Id,
    long StudentId,
    DateOnly BeginDate,
    long OrgId,
    long SessionId,
    ClassHeader Class
);
