using EarlyWarning.Domain.Activity;
using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Behaviour;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Imports.Tables;

/// <summary>The kinds of versioned fact.</summary>
internal static class Facts
{
    /// <summary>Results, by student and line item.</summary>
    public static readonly FactKind<Result, (long Student, long LineItem)> Results = new()
    {
        OfSource = (db, source) => db.Results.Where(r => r.LineItem!.SourceId == source),
        Near = (stored, facts) =>
        {
            var (students, items) = (Distinct(facts, f => f.StudentId), Distinct(facts, f => f.LineItemId));
            return stored.Where(r =>
                EF.Parameter(students).Contains(r.StudentId) && EF.Parameter(items).Contains(r.LineItemId)
            );
        },
        Key = r => (r.StudentId, r.LineItemId),
        Order = r => r.Version,
        Same = (a, b) =>
            a.Status == b.Status
            && Nullable.Equals(a.Score, b.Score)
            && a.SubmittedOn == b.SubmittedOn
            && a.OccurredOn == b.OccurredOn
            && a.IsBanked == b.IsBanked,
        Follow = (old, next) => next.Version = Next(old.Version),
        NotBefore = (r, day) =>
        {
            r.KnownFrom = Kinds.Later(r.KnownFrom, day);
            r.ScoreKnownFrom = r.ScoreKnownFrom is null ? null : Kinds.Later(r.ScoreKnownFrom, day);
        },
    };

    /// <summary>Attendance exceptions, by student, class (0 for the whole day) and day.</summary>
    public static readonly FactKind<AttendanceEvent, (long Student, long Class, DateOnly Day)> Attendance = new()
    {
        OfSource = (db, source) => db.AttendanceEvents.Where(a => a.Student!.SourceId == source),
        Near = (stored, facts) =>
        {
            var students = Distinct(facts, f => f.StudentId);
            var (first, last) = (facts.Min(f => f.Date), facts.Max(f => f.Date));
            return stored.Where(a => EF.Parameter(students).Contains(a.StudentId) && a.Date >= first && a.Date <= last);
        },
        Key = a => (a.StudentId, a.ClassId ?? 0, a.Date),
        Order = a => a.Version,
        Same = (a, b) => a.Category == b.Category,
        OnlyRetracts = a => a.Category == AttendanceCategory.Present,
        Follow = (old, next) => next.Version = Next(old.Version),
        NotBefore = (a, day) => a.KnownFrom = Kinds.Later(a.KnownFrom, day),
        GreatestId = async (db, cancel) => await db.AttendanceEvents.MaxAsync(a => (long?)a.Id, cancel) ?? 0,
        SetId = (a, id) => a.Id = id,
    };

    /// <summary>Incidents, by a 128-bit hash of the source's key.</summary>
    public static readonly FactKind<Incident, UInt128> Incidents = new()
    {
        OfSource = (db, source) => db.Incidents.Where(i => i.SourceId == source),
        Near = (stored, facts) =>
        {
            var keys = facts.Select(f => f.SourcedId).Distinct(StringComparer.Ordinal).ToArray();
            return stored.Where(i => EF.Parameter(keys).Contains(i.SourcedId));
        },
        Key = i => KeyHash.Of(i.SourcedId),
        OnlyRetracts = i => i.Severity == IncidentSeverity.Retracted,
        Order = i => i.Version,
        Same = (a, b) =>
            a.StudentId == b.StudentId
            && a.OccurredOn == b.OccurredOn
            && a.Severity == b.Severity
            && string.Equals(a.Behavior, b.Behavior, StringComparison.Ordinal)
            && string.Equals(a.Description, b.Description, StringComparison.Ordinal),
        Follow = (old, next) => next.Version = Next(old.Version),
        NotBefore = (i, day) => i.KnownFrom = Kinds.Later(i.KnownFrom, day),
        GreatestId = async (db, cancel) => await db.Incidents.MaxAsync(i => (long?)i.Id, cancel) ?? 0,
        SetId = (i, id) => i.Id = id,
    };

    /// <summary>Daily activity, by student, class and day; a second correction on one day takes the first one's place.</summary>
    public static readonly FactKind<ActivityDay, (long Student, long Class, DateOnly Day)> Activity = new()
    {
        OfSource = (db, source) => db.ActivityDays.Where(a => a.Student!.SourceId == source),
        Near = (stored, facts) =>
        {
            var students = Distinct(facts, f => f.StudentId);
            var (first, last) = (facts.Min(f => f.Date), facts.Max(f => f.Date));
            return stored.Where(a => EF.Parameter(students).Contains(a.StudentId) && a.Date >= first && a.Date <= last);
        },
        Key = a => (a.StudentId, a.ClassId, a.Date),
        Order = a => a.KnownFrom.DayNumber,
        Same = (a, b) => a.Events == b.Events,
        Follow = (_, _) => { },
        NotBefore = (a, day) => a.KnownFrom = Kinds.Later(a.KnownFrom, day),
        Replaces = (old, next) => old.KnownFrom == next.KnownFrom,
    };

    /// <summary>Outcomes, by enrollment.</summary>
    public static readonly FactKind<Outcome, long> Outcomes = new()
    {
        OfSource = (db, source) => db.Outcomes.Where(o => o.Enrollment!.SourceId == source),
        Near = (stored, facts) =>
        {
            var enrollments = Distinct(facts, f => f.EnrollmentId);
            return stored.Where(o => EF.Parameter(enrollments).Contains(o.EnrollmentId));
        },
        Key = o => o.EnrollmentId,
        Order = o => o.Version,
        Same = (a, b) => a.Kind == b.Kind && Nullable.Equals(a.FinalScore, b.FinalScore) && a.DecidedOn == b.DecidedOn,
        Follow = (old, next) => next.Version = Next(old.Version),
        NotBefore = (o, day) => o.KnownFrom = Kinds.Later(o.KnownFrom, day),
    };

    /// <summary>Attribute values, by student, attribute and enrollment (0 where the value holds for the student).</summary>
    public static readonly FactKind<StudentAttribute, (long Student, int Attribute, long Enrollment)> Attributes = new()
    {
        OfSource = (db, source) => db.StudentAttributes.Where(a => a.Attribute!.SourceId == source),
        Near = (stored, facts) =>
        {
            var students = Distinct(facts, f => f.StudentId);
            return stored.Where(a => EF.Parameter(students).Contains(a.StudentId));
        },
        Key = a => (a.StudentId, a.AttributeId, a.EnrollmentId ?? 0),
        Order = a => a.Id,
        Same = (a, b) => Nullable.Equals(a.Number, b.Number) && string.Equals(a.Text, b.Text, StringComparison.Ordinal),
        Follow = (_, _) => { },
        NotBefore = (a, day) => a.KnownFrom = Kinds.Later(a.KnownFrom, day),
        GreatestId = async (db, cancel) => await db.StudentAttributes.MaxAsync(a => (long?)a.Id, cancel) ?? 0,
        SetId = (a, id) => a.Id = id,
    };

    private static short Next(short version) => checked((short)(version + 1));

    private static long[] Distinct<T>(IReadOnlyList<T> facts, Func<T, long> id) => [.. facts.Select(id).Distinct()];
}
