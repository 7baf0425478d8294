using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures.Effectiveness;

/// <summary>
/// Everybody who got a kind of support, by school and finished term: where snapshots are of a sample of the students, how many
/// were helped is counted from the cases all the same.
/// </summary>
internal sealed class HelpedStudents
{
    private readonly HashSet<(long School, int Term, int Kind, long Student)> _all = [];

    private HelpedStudents() { }

    /// <summary>Students of some schools and a term (of all where it is null) who got a kind.</summary>
    public int Of(IReadOnlySet<long> schools, int? term, int kind) =>
        _all.Where(h => h.Kind == kind && schools.Contains(h.School) && (term is not { } wanted || h.Term == wanted))
            .Select(h => h.Student)
            .Distinct()
            .Count();

    /// <summary>Reads the courses of whoever got support, and counts each where one was still open when support began.</summary>
    public static async Task<HelpedStudents> ReadAsync(
        FigureInput input,
        SupportHistory history,
        FinishedRecord record,
        CancellationToken cancel
    )
    {
        var helped = new HelpedStudents();
        await using var db = await input.Contexts.CreateDbContextAsync(cancel);
        // As a list of keys: asked of each enrollment, a database without an index on the student reads all cases for it.
        var enrollments = db
            .Enrollments.Where(e => db.SupportCases.Select(c => c.StudentId).Contains(e.StudentId))
            .Select(e => new
            {
                e.StudentId,
                e.ClassId,
                e.EndDate,
            });
        await foreach (var e in enrollments.AsAsyncEnumerable().WithCancellation(cancel))
        {
            if (
                !input.School.Pass.School.Classes.TryGetValue(e.ClassId, out var book)
                || !input.School.TermOfSession.TryGetValue(book.SessionId, out var term)
                || !record.ByTerm.Contains((book.OrgId, term))
            )
            {
                continue;
            }

            foreach (var c in history.Given[e.StudentId])
            {
                var isOpen = e.EndDate is not { } end || end.DayNumber >= c.Start;
                if (isOpen && c.Start >= book.Start && c.Start < book.End)
                {
                    helped._all.Add((book.OrgId, term, c.KindId, e.StudentId));
                }
            }
        }

        return helped;
    }
}
