using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Time;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Demo;

/// <summary>
/// A history of support for the finished terms of the demo school, so that there is something to look back on. Every four
/// weeks somebody went through the lists and referred some of those whose record looked bad then. What was drawn before
/// knows nothing of it: support has no effect on any course of the demo school, and an honest page finds none.
/// </summary>
public static class DemoSupport
{
    /// <summary>Name of the marker that the history is there.</summary>
    public const string Marker = "demo-support";

    /// <summary>Students at most whose history is written; more would only take time.</summary>
    private const int MostStudents = 20_000;

    private const int Stream = 31;
    private static readonly int[] Weeks = [4, 8, 12];

    /// <summary>Writes it where it is not there yet, in one transaction.</summary>
    /// <param name="contexts">Where contexts come from.</param>
    /// <param name="seed">Seed of the demo school; the history has a stream of its own.</param>
    /// <param name="people">Accounts that referred and acted.</param>
    /// <param name="today">The current day.</param>
    /// <param name="cancel">Cancels; nothing is then written.</param>
    /// <returns>Cases written.</returns>
    public static async Task<int> WriteAsync(
        IDbContextFactory<EarlyWarningDb> contexts,
        int seed,
        DemoSupportPeople people,
        DateOnly today,
        CancellationToken cancel
    )
    {
        ArgumentNullException.ThrowIfNull(contexts);
        ArgumentNullException.ThrowIfNull(people);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.InstallationFacts.AnyAsync(f => f.Name == Marker, cancel))
        {
            return 0;
        }

        var written = 0;
        await db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(async () =>
            {
                db.ChangeTracker.Clear();
                await using var transaction = await db.Database.BeginTransactionAsync(cancel);
                var cases = await CasesAsync(db, seed, people, today, cancel);
                db.ChangeTracker.AutoDetectChangesEnabled = false;
                db.SupportEntries.AddRange(cases.SelectMany(c => c.Entries));
                db.SupportCases.AddRange(cases.Select(c => c.Case));
                db.InstallationFacts.Add(new InstallationFact { Name = Marker, Value = $"{cases.Count}" });
                await db.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
                written = cases.Count;
            });
        return written;
    }

    private static async Task<List<DemoSupportCase>> CasesAsync(
        EarlyWarningDb db,
        int seed,
        DemoSupportPeople people,
        DateOnly today,
        CancellationToken cancel
    )
    {
        var terms = await db
            .AcademicSessions.Where(s => s.Type == AcademicSessionType.Term && s.EndDate <= today)
            .OrderBy(s => s.StartDate)
            .AsNoTracking()
            .ToListAsync(cancel);
        var students = await db
            .Students.AsNoTracking()
            .OrderBy(s => s.Id)
            .Take(MostStudents)
            .ToDictionaryAsync(s => s.Id, cancel);
        var kinds = await db.SupportKinds.AsNoTracking().ToDictionaryAsync(k => k.Id, cancel);
        var made = new List<DemoSupportCase>();
        foreach (var term in terms)
        {
            var had = new HashSet<(long, int)>();
            foreach (var week in Weeks)
            {
                var asOf = term.StartDate.AddDays(7 * week);
                foreach (var bad in await DemoSupportSigns.ReadAsync(db, term, asOf, cancel))
                {
                    var dice = new Dice(seed, Stream, bad.StudentId, term.Id, week);
                    if (
                        students.TryGetValue(bad.StudentId, out var student)
                        && bad.Choose(dice) is { } kind
                        && kinds.TryGetValue(kind, out var offered)
                        && had.Add((student.Id, kind))
                    )
                    {
                        made.Add(DemoSupportCase.Make(student, offered, asOf, term.EndDate, people, dice));
                    }
                }
            }
        }

        return made;
    }
}

/// <summary>Accounts in whose name the history of the demo school is written.</summary>
/// <param name="CounsellorId">Refers, and acts on attendance.</param>
/// <param name="TeacherId">Acts on marks and work.</param>
public sealed record DemoSupportPeople(long CounsellorId, long TeacherId);

/// <summary>What the record of a student showed on a day.</summary>
/// <param name="StudentId">The student.</param>
/// <param name="Mean">Mean mark so far in percent; 100 where there is none.</param>
/// <param name="Missing">Pieces of work not handed in.</param>
/// <param name="Absences">Days missed.</param>
/// <param name="Weeks">Weeks so far.</param>
internal sealed record DemoSupportSigns(long StudentId, double Mean, int Missing, int Absences, int Weeks)
{
    public const int AttendancePlan = 1;
    public const int Tutoring = 2;
    public const int WorkloadPlan = 3;

    /// <summary>The kind that somebody refers the student to, or null: only some of those who might need it are referred.</summary>
    public int? Choose(Dice dice)
    {
        var (marks, days, work, all) = (dice.Uniform(), dice.Uniform(), dice.Uniform(), dice.Uniform());
        return all > 0.75 ? null
            : Mean < 72 && marks < Likely(72 - Mean, 20) ? Tutoring
            : Absences >= 0.4 * Weeks && days < Likely(Absences - (0.4 * Weeks), 3) ? AttendancePlan
            : Missing >= Weeks && work < Likely(Missing - Weeks, 4) ? WorkloadPlan
            : null;
    }

    /// <summary>Students of a term with anything to show, in order.</summary>
    public static async Task<IReadOnlyList<DemoSupportSigns>> ReadAsync(
        EarlyWarningDb db,
        AcademicSession term,
        DateOnly asOf,
        CancellationToken cancel
    )
    {
        var from = term.StartDate;
        var work = await db
            .Results.Where(r => r.LineItem!.Class!.SessionId == term.Id && r.KnownFrom <= asOf)
            .GroupBy(r => r.StudentId)
            .Select(g => new
            {
                g.Key,
                Mean = g.Average(r => r.ScoreKnownFrom <= asOf ? 100 * r.Score / r.LineItem!.ResultValueMax : null),
                Missing = g.Count(r => r.Status == ScoreStatus.NotSubmitted),
            })
            .ToDictionaryAsync(g => g.Key, cancel);
        var absences = await db
            .AttendanceEvents.Where(a => a.Date >= from && a.Date < asOf && a.KnownFrom <= asOf)
            .Where(a =>
                a.Category == AttendanceCategory.ExcusedAbsence || a.Category == AttendanceCategory.UnexcusedAbsence
            )
            .GroupBy(a => a.StudentId)
            .Select(g => new { g.Key, Days = g.Select(a => a.Date).Distinct().Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Days, cancel);
        return
        [
            .. work
                .Values.OrderBy(w => w.Key)
                .Select(w => new DemoSupportSigns(
                    w.Key,
                    w.Mean ?? 100,
                    w.Missing,
                    absences.GetValueOrDefault(w.Key),
                    (asOf.DayNumber - from.DayNumber) / 7
                )),
        ];
    }

    // The worse it looks, the likelier, but never nearly sure: for whoever is referred there is somebody alike who is not.
    private static double Likely(double beyond, double scale) => 0.2 + (0.35 * Math.Clamp(beyond / scale, 0, 1));
}
