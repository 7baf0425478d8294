using EarlyWarning.Domain.Activity;
using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Behaviour;
using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Snapshots;

/// <summary>Turns records into the facts that snapshots read.</summary>
public static class Facts
{
    /// <summary>An enrollment with its class.</summary>
    /// <param name="e">Record.</param>
    /// <param name="school">Holds the class.</param>
    public static EnrollmentFact Of(Enrollment e, SchoolBook school)
    {
        ArgumentNullException.ThrowIfNull(e);
        ArgumentNullException.ThrowIfNull(school);
        return new(
            e.Id,
            school.Classes[e.ClassId],
            e.BeginDate.DayNumber,
            e.EndDate?.DayNumber ?? int.MaxValue,
            e.EndKnownFrom?.DayNumber ?? int.MaxValue
        );
    }

    /// <summary>A line item.</summary>
    /// <param name="l">Record.</param>
    public static LineItemBook Of(LineItem l)
    {
        ArgumentNullException.ThrowIfNull(l);
        return new(l.Id, l.DueDate.DayNumber, l.ResultValueMin, l.ResultValueMax, l.Weight ?? double.NaN);
    }

    /// <summary>A version of a result.</summary>
    /// <param name="r">Record.</param>
    public static ResultFact Of(Result r)
    {
        ArgumentNullException.ThrowIfNull(r);
        return new(
            r.LineItemId,
            r.Version,
            r.Status,
            r.Score ?? double.NaN,
            r.SubmittedOn?.DayNumber ?? -1,
            r.KnownFrom.DayNumber,
            r.ScoreKnownFrom?.DayNumber ?? int.MaxValue,
            r.IsBanked
        );
    }

    /// <summary>A version of an exception from attendance.</summary>
    /// <param name="a">Record.</param>
    public static AttendanceFact Of(AttendanceEvent a)
    {
        ArgumentNullException.ThrowIfNull(a);
        return new(a.Date.DayNumber, a.ClassId ?? 0, a.Category, a.Version, a.KnownFrom.DayNumber);
    }

    /// <summary>A version of an incident.</summary>
    /// <param name="i">Record.</param>
    public static IncidentFact Of(Incident i)
    {
        ArgumentNullException.ThrowIfNull(i);
        return new($"{i.SourceId}/{i.SourcedId}", i.Version, i.OccurredOn.DayNumber, i.Severity, i.KnownFrom.DayNumber);
    }

    /// <summary>A day's activity.</summary>
    /// <param name="a">Record.</param>
    public static ActivityFact Of(ActivityDay a)
    {
        ArgumentNullException.ThrowIfNull(a);
        return new(a.ClassId, a.Date.DayNumber, a.KnownFrom.DayNumber, a.Events);
    }

    /// <summary>A version of an attribute's value.</summary>
    /// <param name="a">Record.</param>
    public static AttributeFact Of(StudentAttribute a)
    {
        ArgumentNullException.ThrowIfNull(a);
        return new(a.AttributeId, a.EnrollmentId ?? 0, a.Text, a.Number, a.KnownFrom.DayNumber);
    }

    /// <summary>A version of an outcome.</summary>
    /// <param name="o">Record.</param>
    public static OutcomeFact Of(Outcome o)
    {
        ArgumentNullException.ThrowIfNull(o);
        return new(
            o.EnrollmentId,
            o.Version,
            o.Kind,
            o.FinalScore ?? double.NaN,
            o.DecidedOn.DayNumber,
            o.KnownFrom.DayNumber
        );
    }

    /// <summary>A feed from the days its records became known.</summary>
    /// <param name="knownDays">Day numbers, in any order, at least one.</param>
    public static FeedDays Feed(IEnumerable<int> knownDays)
    {
        var days = knownDays.Distinct().Order().ToArray();
        return new FeedDays(days[0], days);
    }
}
