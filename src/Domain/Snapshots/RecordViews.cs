using EarlyWarning.Domain.Behaviour;
using EarlyWarning.Domain.Outcomes;

namespace EarlyWarning.Domain.Snapshots;

/// <summary>Online activity of an enrollment as known on a date.</summary>
public sealed class ActivityView
{
    private readonly List<(int Day, int Events)> _days = [];
    private readonly EnrollmentFact _enrollment;
    private readonly int _asOf;

    internal ActivityView(StudentAsOf student, EnrollmentFact enrollment, bool isRunning)
    {
        _enrollment = enrollment;
        _asOf = student.AsOf;
        IsRecorded = isRunning && enrollment.Class.Activity.AsOf(student.AsOf).Count > 0;
        foreach (var fact in student.Timeline.Activity)
        {
            if (fact.ClassId != enrollment.Class.Id || fact.KnownFrom > student.AsOf || fact.Day > student.AsOf)
            {
                continue;
            }

            if (_days.Count > 0 && _days[^1].Day == fact.Day)
            {
                _days[^1] = (fact.Day, fact.Events);
            }
            else
            {
                _days.Add((fact.Day, fact.Events));
            }
        }
    }

    /// <summary>Whether the class uses its online space, and what happens there still arrives.</summary>
    public bool IsRecorded { get; }

    /// <summary>Actions in the last so many days.</summary>
    /// <param name="days">Length of the window.</param>
    public float EventsOfLast(int days) =>
        IsRecorded ? _days.Where(d => d.Day > _asOf - days).Sum(d => d.Events) : float.NaN;

    /// <summary>Actions from a day to a day, both inclusive; NaN where the class does not use its online space.</summary>
    /// <param name="from">First day number.</param>
    /// <param name="to">Last day number.</param>
    public float EventsBetween(int from, int to) =>
        IsRecorded ? _days.Where(d => d.Day >= from && d.Day <= to).Sum(d => d.Events) : float.NaN;

    /// <summary>Days with any action among the last 28, or since the class began where that is less: a share.</summary>
    public float ActiveShare =>
        IsRecorded ? _days.Count(d => d.Day > _asOf - 28 && d.Events > 0) / (float)Window(28) : float.NaN;

    /// <summary>Days since the last action, counted from the class's start (or enrolling) where there is none.</summary>
    public float DaysSilent
    {
        get
        {
            var last = _days.FindLastIndex(d => d.Events > 0);
            var since = last >= 0 ? _days[last].Day : Math.Max(_enrollment.Begin, _enrollment.Class.Start);
            return IsRecorded ? Math.Max(0, _asOf - since) : float.NaN;
        }
    }

    /// <summary>Actions of the last 28 days as a ratio to the class's mean; NaN where the class did nothing.</summary>
    public float VersusClass
    {
        get
        {
            var totals = _enrollment.Class.Activity;
            var roll = Math.Max(1, _enrollment.Class.Roll.AsOf(_asOf).Sum);
            var mean = (totals.AsOf(_asOf).Sum - totals.AsOf(_asOf - 28).Sum) / roll;
            return IsRecorded && mean > 0 ? (float)Math.Min(20, EventsOfLast(28) / mean) : float.NaN;
        }
    }

    /// <summary>Actions of the last 14 days as a share of the last 28; NaN without any.</summary>
    public float Trend => EventsOfLast(28) is > 0 and var all && Window(28) >= 28 ? EventsOfLast(14) / all : float.NaN;

    private int Window(int days) =>
        Math.Clamp(_asOf - Math.Max(_enrollment.Begin, _enrollment.Class.Start) + 1, 1, days);
}

/// <summary>Behaviour of a student as known on a date.</summary>
public sealed class BehaviourView
{
    private readonly List<IncidentFact> _known = [];
    private readonly int _asOf;

    internal BehaviourView(StudentAsOf student, bool isRecorded)
    {
        IsRecorded = isRecorded;
        _asOf = student.AsOf;
        foreach (var fact in student.Timeline.Incidents)
        {
            if (fact.KnownFrom > student.AsOf)
            {
                continue;
            }

            if (_known.Count > 0 && string.Equals(_known[^1].Key, fact.Key, StringComparison.Ordinal))
            {
                _known[^1] = fact;
            }
            else
            {
                _known.Add(fact);
            }
        }
    }

    /// <summary>Whether the school records behaviour, and its records still arrive.</summary>
    public bool IsRecorded { get; }

    /// <summary>Incidents of at least a severity in the last so many days.</summary>
    /// <param name="days">Length of the window.</param>
    /// <param name="atLeast">Least severity.</param>
    public float Count(int days, IncidentSeverity atLeast) =>
        IsRecorded ? _known.Count(i => i.Severity >= atLeast && i.Day > _asOf - days && i.Day <= _asOf) : float.NaN;
}

/// <summary>How a student's earlier enrollments ended, as known on a date.</summary>
public sealed class PriorView
{
    internal PriorView(StudentAsOf student, EnrollmentFact enrollment)
    {
        var (grades, sum) = (0, 0.0);
        foreach (var earlier in student.Timeline.Enrollments)
        {
            if (earlier.Class.Start >= enrollment.Class.Start)
            {
                continue;
            }

            Attempts += earlier.Class.CourseId == enrollment.Class.CourseId ? 1 : 0;
            if (student.Timeline.OutcomeOf(earlier.Id, student.AsOf) is not { } outcome)
            {
                continue;
            }

            Courses++;
            Failed += outcome.Kind == OutcomeKind.Failed ? 1 : 0;
            Withdrawn += outcome.Kind == OutcomeKind.Withdrawn ? 1 : 0;
            if (!double.IsNaN(outcome.FinalScore))
            {
                grades++;
                sum += outcome.FinalScore;
            }
        }

        MeanGrade = grades == 0 ? float.NaN : (float)(sum / grades);
    }

    /// <summary>Earlier enrollments whose outcome is known.</summary>
    public int Courses { get; }

    /// <summary>Of those, failed.</summary>
    public int Failed { get; }

    /// <summary>Of those, withdrawn from.</summary>
    public int Withdrawn { get; }

    /// <summary>Earlier enrollments in the same course, decided or not.</summary>
    public int Attempts { get; }

    /// <summary>Mean final score of earlier enrollments, 0 to 100.</summary>
    public float MeanGrade { get; }
}
