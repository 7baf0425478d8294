using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Outcomes;

namespace EarlyWarning.Domain.Demo;

/// <summary>Work handed in, marks, final scores and true risks of one enrollment after another.</summary>
internal sealed class DemoCoursework(DemoOptions options, DemoCalendar calendar, SchoolBatch batch)
{
    /// <summary>Least weighted mean that is rounded to a pass.</summary>
    public const double PassFrom = 59.5;

    /// <summary>Last week in which a course can be dropped, 0-based.</summary>
    public const int LastDropWeek = 10;

    private const double Level = 81.5;
    private const double PerEngagement = 6;
    private readonly DemoItem[] _ahead = new DemoItem[DemoWork.Term.Length];

    /// <summary>Probability of dropping a course in a week from the second to the last possible one.</summary>
    public static double DropHazard(double engagement) => 0.0006 * Math.Exp(-0.6 * engagement);

    /// <summary>Mean and variance of the value of a piece of work, 0 where it is not handed in.</summary>
    public static (double Mean, double Variance) Moments(DemoWork work, double level, double engagement)
    {
        var missing = work.MissingAt(engagement);
        var (mean, variance) = MomentsHandedIn(work, level, engagement);
        return ((1 - missing) * mean, (1 - missing) * (variance + (missing * mean * mean)));
    }

    /// <summary>Mean and variance of the value of a piece of work that is handed in; both ends of the scale are far off.</summary>
    public static (double Mean, double Variance) MomentsHandedIn(DemoWork work, double level, double engagement)
    {
        var late = work.LateAt(engagement);
        var mean = level + (PerEngagement * engagement) - (late * DemoWork.LatePenalty);
        var spread = (work.Spread * work.Spread) + (late * (1 - late) * DemoWork.LatePenalty * DemoWork.LatePenalty);
        return (Math.Min(98, mean), spread);
    }

    /// <summary>Writes an enrollment with its results, outcome and true risk into the batch.</summary>
    public void Simulate(DemoStudent student, DemoClass @class, Enrollment enrollment, DemoFuture future)
    {
        var dice = new Dice(options.Seed, 7, enrollment.Id);
        var term = @class.Term;
        var engagement = student.Weeks[term.Index];
        var level =
            Level + (5.5 * student.Ability) + (7.5 * dice.Normal()) - @class.Difficulty - @class.Teacher.Severity;
        var ends = End(student, term, enrollment.BeginDate, dice);
        Record(enrollment, ends, dice);
        var cut = Cut(term);
        var (done, all, weight, ahead) = (0.0, 0.0, 0.0, 0);
        foreach (var item in @class.Items)
        {
            if (item.Row.DueDate < enrollment.BeginDate)
            {
                continue;
            }

            var value = Work(student, @class, item, level + (PerEngagement * engagement[item.Week]), ends, dice);
            all += item.Kind.Weight * value;
            weight += item.Kind.Weight;
            if (item.Row.DueDate <= cut)
            {
                done += item.Kind.Weight * value;
            }
            else
            {
                _ahead[ahead++] = item;
            }
        }

        var dropsFrom = Math.Max(DemoStudent.CutWeek + 1, 2);
        var risk = ends <= cut ? 1 : future.Risk(done, weight, _ahead.AsSpan(0, ahead), level, dropsFrom);
        var outcome = Outcome(enrollment, term, ends, all / weight);
        batch.Truth.Add(new DemoTruth(enrollment.Id, student.Row.Id, @class.Row.Id, term.Index, cut, risk, outcome));
    }

    /// <summary>Day whose end the true risks of a term are stated for.</summary>
    public DateOnly Cut(DemoTerm term)
    {
        var end = term.Start.AddDays((7 * (DemoStudent.CutWeek + 1)) - 1);
        return end < calendar.LastDay ? end : calendar.LastDay;
    }

    private DateOnly? End(DemoStudent student, DemoTerm term, DateOnly begins, Dice dice)
    {
        DateOnly? ends = student.Leaves is { } day && day < term.End ? day : null;
        for (var week = 2; week <= LastDropWeek; week++)
        {
            var drops = dice.Chance(DropHazard(student.Weeks[term.Index][week]));
            var on = calendar.SchoolDayFrom(term, term.Start.AddDays((7 * week) + 2));
            if (drops && on > begins.AddDays(7) && (ends is not { } left || on < left))
            {
                return on;
            }
        }

        return ends;
    }

    private void Record(Enrollment enrollment, DateOnly? ends, Dice dice)
    {
        var known = ends?.AddDays(dice.Whole(0, 3));
        if (known <= calendar.LastDay)
        {
            enrollment.EndDate = ends;
            enrollment.EndKnownFrom = known;
        }

        batch.Enrollments.Add(enrollment);
    }

    private OutcomeKind? Outcome(Enrollment enrollment, DemoTerm term, DateOnly? ends, double final)
    {
        if (term.End > calendar.LastDay)
        {
            return enrollment.EndDate is null ? null : OutcomeKind.Withdrawn;
        }

        var score = Math.Clamp(Math.Floor(final + 0.5), 0, 100);
        var kind =
            ends is not null ? OutcomeKind.Withdrawn
            : score >= DemoSchool.PassMark ? OutcomeKind.Passed
            : OutcomeKind.Failed;
        var decided = ends ?? calendar.SchoolDays[term.Index][^1];
        batch.Outcomes.Add(
            new Outcome
            {
                EnrollmentId = enrollment.Id,
                Kind = kind,
                FinalScore = ends is null ? score : null,
                DecidedOn = decided,
                KnownFrom = enrollment.EndKnownFrom ?? decided.AddDays(3),
                ImportId = DemoRoster.ImportId,
            }
        );
        return kind;
    }

    // Returns the true value of the work in points of 100; what is entered about it goes to the batch.
    private double Work(DemoStudent student, DemoClass @class, DemoItem item, double ability, DateOnly? ends, Dice dice)
    {
        var engagement = student.Weeks[@class.Term.Index][item.Week];
        var due = item.Row.DueDate;
        var handsIn = !dice.Chance(item.Kind.MissingAt(engagement));
        var late = dice.Chance(item.Kind.LateAt(engagement)) ? dice.Whole(1, 8) : 0;
        var early = item.Kind.CategoryId is 1 or 3 ? dice.Whole(0, 2) : 0;
        var value = Math.Clamp(
            ability + (item.Kind.Spread * dice.Normal()) - (late > 0 ? DemoWork.LatePenalty : 0),
            0,
            100
        );
        var entered = handsIn && !(student.IsEnglishLearner && dice.Chance(DemoBias.EnteredAsMissing * options.Bias));
        var lag = 1 + (int)(@class.Teacher.MarkLag * dice.Between(0.4, 1.8));
        var corrected = dice.Chance(0.005) ? dice.Whole(4, 15) : 0;
        if (ends is null || due < ends)
        {
            var submitted = late > 0 ? due.AddDays(late) : Later(due.AddDays(-early), item.Row.AssignDate);
            var entry = new DemoEntry(student, @class, item.Row, due.AddDays(1 + (lag % 3)));
            if (entered)
            {
                var mark = value - (student.IsEnglishLearner ? DemoBias.PointsOff * options.Bias : 0);
                EnterMark(entry, submitted, lag, OnScale(mark, item.Kind.OutOf), corrected);
            }
            else
            {
                Add(entry, 0, ScoreStatus.NotSubmitted, null, entry.MissingKnown);
            }
        }

        return handsIn ? value : 0;
    }

    private void EnterMark(DemoEntry entry, DateOnly submitted, int lag, double score, int corrected)
    {
        // Work that comes days late was first entered as missing; the hand-in is a correction.
        short version = 0;
        if (submitted > entry.MissingKnown)
        {
            Add(entry, version++, ScoreStatus.NotSubmitted, null, entry.MissingKnown);
        }

        var marked = Later(submitted, entry.Item.DueDate).AddDays(lag);
        if (entry.Class.Silence is { } gap && marked >= gap.From && marked < gap.To)
        {
            marked = gap.To;
        }

        Add(entry, version++, ScoreStatus.FullyGraded, submitted, submitted, score, marked);
        if (corrected > 0)
        {
            var better = Math.Min(entry.Item.ResultValueMax, score + (0.1 * entry.Item.ResultValueMax));
            var on = marked.AddDays(corrected);
            Add(entry, version, ScoreStatus.FullyGraded, submitted, on, better, on);
        }
    }

    private void Add(
        DemoEntry entry,
        short version,
        ScoreStatus status,
        DateOnly? submitted,
        DateOnly known,
        double? score = null,
        DateOnly? scoreKnown = null
    )
    {
        if (known > calendar.LastDay)
        {
            return;
        }

        var marked = scoreKnown <= calendar.LastDay;
        batch.Results.Add(
            new Result
            {
                StudentId = entry.Student.Row.Id,
                LineItemId = entry.Item.Id,
                Version = version,
                Status = score is not null && !marked ? ScoreStatus.Submitted : status,
                Score = marked ? score : null,
                SubmittedOn = submitted,
                OccurredOn = submitted ?? entry.Item.DueDate,
                KnownFrom = known,
                ScoreKnownFrom = marked ? scoreKnown : null,
                ImportId = DemoRoster.ImportId,
            }
        );
    }

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    // Small scales are marked in halves.
    private static double OnScale(double mark, double outOf)
    {
        var steps = outOf <= 20 ? 2 : 1;
        return Math.Floor((Math.Clamp(mark, 0, 100) / 100 * outOf * steps) + 0.5) / steps;
    }

    private readonly record struct DemoEntry(
        DemoStudent Student,
        DemoClass Class,
        LineItem Item,
        DateOnly MissingKnown
    );
}
