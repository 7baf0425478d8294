using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>A student as profiles see one: means over their classes of the features that profiles are made of.</summary>
/// <param name="OrgId">The school.</param>
/// <param name="Values">In the order of the features; NaN where nothing is known.</param>
/// <param name="Week">Week of the term.</param>
/// <param name="Needed">Whether a course was not passed; false while the term runs.</param>
internal sealed record ProfileStudent(long OrgId, double[] Values, int Week, bool Needed);

/// <summary>Running and finished students for profiles.</summary>
internal static class ProfileStudents
{
    /// <summary>About how many running students are looked at.</summary>
    public const int Most = 10_000;

    /// <summary>
    /// What profiles are made of, where a school has it: what staff, student and family see and can change. Never an attribute,
    /// protected or not.
    /// </summary>
    public static IReadOnlyList<string> Features { get; } =
    [
        "absence_share",
        "tardy_last_20",
        "incidents_90",
        "mark_mean",
        "mark_trend",
        "missing_share",
        "late_share",
        "active_days_share",
    ];

    /// <summary>Reads the values that the scores in service were made of.</summary>
    /// <returns>Students in a fixed order, and whether they are a sample.</returns>
    public static async Task<(List<ProfileStudent> Students, bool IsSample)> RunningAsync(
        FigureInput input,
        CancellationToken cancel
    )
    {
        await using var db = await input.Contexts.CreateDbContextAsync(cancel);
        var generation = await db.CurrentScores.Select(c => (long?)c.GenerationId).SingleOrDefaultAsync(cancel);
        var every = Math.Max(1, (int)Math.Ceiling(await db.Students.CountAsync(cancel) / (double)Most));
        var columns = Columns(input.School.Catalogue.Names);
        var sessions = input.School.Pass.ShownSessions.ToList();
        var found = new SortedDictionary<long, Sums>();
        var rows =
            from e in db.Enrollments
            where e.StudentId % every == 0 && sessions.Contains(e.Class!.SessionId)
            from s in db.Scores
            where
                s.EnrollmentId == e.Id
                && s.Goal == Goal.CourseFailure
                && s.GenerationId == generation
                && s.Features != null
            select new
            {
                e.StudentId,
                e.Class!.OrgId,
                s.Week,
                s.Features,
            };
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancel))
        {
            if (!found.TryGetValue(row.StudentId, out var sums))
            {
                found[row.StudentId] = sums = new Sums();
            }

            sums.Add(row.OrgId, row.Week, FloatBlob.Decode(row.Features!), columns, false);
        }

        return ([.. found.Values.Select(s => s.ToStudent())], every > 1);
    }

    /// <summary>Students of the latest finished term that reached the week, or the one before it that models look at.</summary>
    /// <returns>Nobody where no term is finished.</returns>
    public static (List<ProfileStudent> Students, Term? Term, int Week) Finished(TrainingSet? set, int week)
    {
        var wanted = set
            ?.Rows.Where(r => r.Week <= Math.Max(week, 2))
            .GroupBy(r => (Term: set.TermOfSession.GetValueOrDefault(r.Class.SessionId, -1), r.Week))
            .Where(g => g.Key.Term >= 0)
            .OrderByDescending(g => g.Key.Term)
            .ThenByDescending(g => g.Key.Week)
            .FirstOrDefault();
        if (set is null || wanted is null)
        {
            return ([], null, 0);
        }

        var columns = Columns(set.FeatureNames);
        var found = new SortedDictionary<long, Sums>();
        foreach (var row in wanted)
        {
            if (!found.TryGetValue(row.StudentId, out var sums))
            {
                found[row.StudentId] = sums = new Sums();
            }

            sums.Add(row.Class.OrgId, row.Week, row.Values, columns, row.Outcome!.Value.Kind != OutcomeKind.Passed);
        }

        return (
            [.. found.Values.Select(s => s.ToStudent())],
            set.Terms.FirstOrDefault(t => t.Number == wanted.Key.Term),
            wanted.Key.Week
        );
    }

    private static int[] Columns(string names)
    {
        var list = names.Split('\n');
        return [.. Features.Select(f => Array.IndexOf(list, f))];
    }

    private sealed class Sums
    {
        private readonly double[] _sums = new double[Features.Count];
        private readonly int[] _counts = new int[Features.Count];
        private long _org;
        private int _week;
        private bool _needed;

        public void Add(long org, int week, float[] values, int[] columns, bool needed)
        {
            _org = _org == 0 ? org : Math.Min(_org, org);
            _week = Math.Max(_week, week);
            _needed |= needed;
            for (var i = 0; i < columns.Length; i++)
            {
                if (columns[i] >= 0 && columns[i] < values.Length && !float.IsNaN(values[columns[i]]))
                {
                    _sums[i] += values[columns[i]];
                    _counts[i]++;
                }
            }
        }

        public ProfileStudent ToStudent() =>
            new(_org, [.. _sums.Select((s, i) => _counts[i] == 0 ? double.NaN : s / _counts[i])], _week, _needed);
    }
}
