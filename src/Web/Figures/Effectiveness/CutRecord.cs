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

/// <summary>
/// Students of finished terms and the cut that decided their states, as stored then. The cut is not stored by week; it lies
/// between the last student flagged and the first who was not, and where states do not part so, no cut was in force.
/// </summary>
internal static class CutRecord
{
    /// <summary>Weeks whose flags are looked at: the first of them with scores of a term.</summary>
    private static readonly short[] Weeks = [6, 8, 12, 4];

    /// <summary>Terms at most, the latest first.</summary>
    private const int MostTerms = 4;

    /// <summary>Reads them.</summary>
    public static async Task<IReadOnlyList<CutUnit>> ReadAsync(
        FigureInput input,
        SupportHistory history,
        CancellationToken cancel
    )
    {
        var classes = input.School.Pass.School.Classes;
        var finished = classes
            .Values.GroupBy(c => c.SessionId)
            .Where(g => g.All(input.School.Pass.IsOver) && input.School.TermOfSession.ContainsKey(g.Key))
            .OrderByDescending(g => g.Min(c => c.Start))
            .Take(MostTerms)
            .Select(g => g.Key)
            .ToList();
        var units = new List<CutUnit>();
        foreach (var session in finished)
        {
            await using var db = await input.Contexts.CreateDbContextAsync(cancel);
            var week = await WeekOfAsync(db, session, cancel);
            if (week > 0)
            {
                units.AddRange(await UnitsAsync(db, input, history, session, week, cancel));
            }
        }

        return units;
    }

    private static async Task<short> WeekOfAsync(EarlyWarningDb db, long session, CancellationToken cancel)
    {
        foreach (var week in Weeks)
        {
            if (await Scores(db, session, week).AnyAsync(cancel))
            {
                return week;
            }
        }

        return 0;
    }

    private static IQueryable<Score> Scores(EarlyWarningDb db, long session, short week) =>
        db.Scores.Where(s =>
            s.Goal == Goal.CourseFailure
            && s.Week == week
            && s.Basis == SignalBasis.Model
            && s.Margin != null
            && s.Enrollment!.Class!.SessionId == session
        );

    private static async Task<List<CutUnit>> UnitsAsync(
        EarlyWarningDb db,
        FigureInput input,
        SupportHistory history,
        long session,
        short week,
        CancellationToken cancel
    )
    {
        var classes = input.School.Pass.School.Classes;
        var outcomes = new Dictionary<long, (short Version, OutcomeKind Kind, double? Score)>();
        var asOf = input.AsOf;
        await foreach (
            var o in db
                .Outcomes.Where(o => o.Enrollment!.Class!.SessionId == session && o.KnownFrom <= asOf)
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

        var rows = await Scores(db, session, week)
            .Select(s => new
            {
                s.EnrollmentId,
                s.Enrollment!.StudentId,
                s.Enrollment.ClassId,
                Margin = s.Margin!.Value,
                IsFlagged = s.State == RiskState.NeedsSupport,
            })
            .ToListAsync(cancel);
        var term = input.School.TermOfSession[session];
        var units = new List<CutUnit>();
        foreach (var school in rows.GroupBy(r => classes[r.ClassId].OrgId))
        {
            var students = school
                .GroupBy(r => r.StudentId)
                .Select(g => (Id: g.Key, Top: g.MaxBy(r => r.Margin)!, Own: g.ToList()))
                .ToList();
            if (CutOf([.. students.Select(s => (s.Top.Margin, s.Top.IsFlagged))]) is not { } cut)
            {
                continue;
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

                var book = classes[top.ClassId];
                var scores = ends.Where(o => o.Kind != OutcomeKind.Withdrawn && o.Score is not null).ToList();
                units.Add(
                    new CutUnit(
                        id,
                        school.Key,
                        term,
                        week,
                        top.Margin - cut,
                        ends.Average(o => o.Kind == OutcomeKind.Passed ? 1.0 : 0),
                        scores.Count == 0 ? double.NaN : scores.Average(o => o.Score!.Value),
                        history.Began(id, book.Start + (7 * week) + 1, book.End) ? 1 : 0
                    )
                );
            }
        }

        return units;
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
}
