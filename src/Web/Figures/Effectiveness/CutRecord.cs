using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures.Effectiveness;

/// <summary>A student of a school and term, with where they stood to the cut and how their courses ended.</summary>
/// <param name="StudentId">The student.</param>
/// <param name="School">The school.</param>
/// <param name="Term">The term.</param>
/// <param name="Week">Week of the flags.</param>
/// <param name="Distance">Highest margin less the cut; from 0 on the student was flagged.</param>
/// <param name="Passed">Share of the courses passed.</param>
/// <param name="Score">Mean final score; NaN where there is none.</param>
/// <param name="Supported">1 where support began afterwards.</param>
internal sealed record CutUnit(
    long StudentId,
    long School,
    int Term,
    short Week,
    double Distance,
    double Passed,
    double Score,
    double Supported
);

/// <summary>Students on both sides of the cuts of finished terms.</summary>
/// <param name="Units">The students.</param>
/// <param name="Mixed">Schools and terms whose states no single cut parts: there were several, as where cuts go by group.</param>
internal sealed record CutReading(IReadOnlyList<CutUnit> Units, IReadOnlySet<(long School, int Term)> Mixed);

/// <summary>
/// Students of finished terms and the cut that decided their states, as shown then: weeks that a later run filled in, and
/// scores made of a past day, flagged nobody. The cut is not stored by week; it lies between the last student flagged and the
/// first who was not, and where states do not part so, no single cut was in force.
/// </summary>
internal static class CutRecord
{
    /// <summary>Weeks whose flags are looked at: the first of them with scores of a term.</summary>
    private static readonly short[] Weeks = [6, 8, 12, 4];

    /// <summary>Terms at most, the latest first.</summary>
    private const int MostTerms = 4;

    /// <summary>Reads them.</summary>
    public static async Task<CutReading> ReadAsync(FigureInput input, SupportHistory history, CancellationToken cancel)
    {
        var termOf = input.School.TermOfSession;
        var finished = input
            .School.Pass.School.Classes.Values.GroupBy(c => c.SessionId)
            .Where(g => termOf.ContainsKey(g.Key) && g.All(input.School.Pass.IsOver))
            .GroupBy(g => termOf[g.Key])
            .OrderByDescending(t => t.Min(g => g.Min(c => c.Start)))
            .Take(MostTerms);
        var (units, mixed) = (new List<CutUnit>(), new HashSet<(long, int)>());
        await using var db = await input.Contexts.CreateDbContextAsync(cancel);
        foreach (var term in finished)
        {
            long[] sessions = [.. term.Select(g => g.Key)];
            var there = await Scores(db, sessions, Weeks).Select(s => s.Week).Distinct().ToListAsync(cancel);
            if (there.Count > 0)
            {
                var week = Weeks.First(there.Contains);
                var outcomes = await OutcomesAsync(db, sessions, input.AsOf, cancel);
                var rows = await RowsAsync(db, sessions, week, cancel);
                foreach (var own in rows.GroupBy(r => Slot(input, r)))
                {
                    Add(input, history, Latest([.. own]), (own.Key.School, term.Key, week), outcomes, units, mixed);
                }
            }
        }

        return new CutReading(units, mixed);
    }

    private static (long School, long Session) Slot(FigureInput input, CutRow row)
    {
        var book = input.School.Pass.School.Classes[row.ClassId];
        return (book.OrgId, book.SessionId);
    }

    // What was shown then: made on the day that it speaks of, while that was the current day.
    private static IQueryable<Score> Scores(EarlyWarningDb db, long[] sessions, short[] weeks) =>
        db.Scores.Where(s =>
            s.Goal == Goal.CourseFailure
            && weeks.Contains(s.Week)
            && s.Basis == SignalBasis.Model
            && s.Margin != null
            && sessions.Contains(s.Enrollment!.Class!.SessionId)
            && db.ScoreGenerations.Any(g => g.Id == s.GenerationId && !g.IsHistoric && g.AsOf == s.AsOf)
        );

    private static Task<List<CutRow>> RowsAsync(
        EarlyWarningDb db,
        long[] sessions,
        short week,
        CancellationToken cancel
    ) =>
        Scores(db, sessions, [week])
            .Select(s => new CutRow(
                s.EnrollmentId,
                s.Enrollment!.StudentId,
                s.Enrollment.ClassId,
                s.GenerationId,
                s.Margin!.Value,
                s.State == RiskState.NeedsSupport
            ))
            .ToListAsync(cancel);

    private static async Task<Dictionary<long, (short Version, OutcomeKind Kind, double? Score)>> OutcomesAsync(
        EarlyWarningDb db,
        long[] sessions,
        DateOnly asOf,
        CancellationToken cancel
    )
    {
        var outcomes = new Dictionary<long, (short Version, OutcomeKind Kind, double? Score)>();
        await foreach (
            var o in db
                .Outcomes.Where(o => sessions.Contains(o.Enrollment!.Class!.SessionId) && o.KnownFrom <= asOf)
                .Select(o => new
                {
                    o.EnrollmentId,
                    o.Version,
                    o.Kind,
                    o.FinalScore,
                })
                .AsAsyncEnumerable()
                .WithCancellation(cancel)
        )
        {
            if (!outcomes.TryGetValue(o.EnrollmentId, out var known) || known.Version < o.Version)
            {
                outcomes[o.EnrollmentId] = (o.Version, o.Kind, o.FinalScore);
            }
        }

        return outcomes;
    }

    // Who left during the week keeps a state of an earlier night's cut. A night that scored a few classes alone, since they
    // began later, is not the night of the school.
    private static List<CutRow> Latest(List<CutRow> rows)
    {
        var nights = rows.GroupBy(r => r.Generation).ToList();
        var most = nights.Max(n => n.Count());
        return [.. nights.Where(n => n.Count() * 2 >= most).MaxBy(n => n.Key)!];
    }

    private static void Add(
        FigureInput input,
        SupportHistory history,
        List<CutRow> rows,
        (long School, int Term, short Week) slot,
        Dictionary<long, (short Version, OutcomeKind Kind, double? Score)> outcomes,
        List<CutUnit> units,
        HashSet<(long School, int Term)> mixed
    )
    {
        var students = rows.GroupBy(r => r.StudentId)
            .Select(g => (Id: g.Key, Top: g.MaxBy(r => r.Margin)!, Own: g.ToList()))
            .ToList();
        if (CutOf([.. students.Select(s => (s.Top.Margin, s.Top.IsFlagged))]) is not { } cut)
        {
            if (students.Exists(s => s.Top.IsFlagged) && students.Exists(s => !s.Top.IsFlagged))
            {
                mixed.Add((slot.School, slot.Term));
            }

            return;
        }

        foreach (var (id, top, own) in students)
        {
            var ends = own.Where(r => outcomes.ContainsKey(r.EnrollmentId))
                .Select(r => outcomes[r.EnrollmentId])
                .ToList();
            if (ends.Count == 0)
            {
                continue;
            }

            var book = input.School.Pass.School.Classes[top.ClassId];
            var scores = ends.Where(o => o.Kind != OutcomeKind.Withdrawn && o.Score is not null).ToList();
            units.Add(
                new CutUnit(
                    id,
                    slot.School,
                    slot.Term,
                    slot.Week,
                    top.Margin - cut,
                    ends.Average(o => o.Kind == OutcomeKind.Passed ? 1.0 : 0),
                    scores.Count == 0 ? double.NaN : scores.Average(o => o.Score!.Value),
                    history.Began(id, book.Start + (7 * slot.Week) + 1, book.End) ? 1 : 0
                )
            );
        }
    }

    /// <summary>The middle between the last one flagged and the first who was not; null where states do not part so.</summary>
    internal static double? CutOf(IReadOnlyList<(double Margin, bool IsFlagged)> students)
    {
        var flagged = students.Where(s => s.IsFlagged).Select(s => s.Margin).ToList();
        var others = students.Where(s => !s.IsFlagged).Select(s => s.Margin).ToList();
        return flagged.Count == 0 || others.Count == 0 || flagged.Min() <= others.Max()
            ? null
            : (flagged.Min() + others.Max()) / 2;
    }

    private sealed record CutRow(
        long EnrollmentId,
        long StudentId,
        long ClassId,
        long Generation,
        double Margin,
        bool IsFlagged
    );
}
