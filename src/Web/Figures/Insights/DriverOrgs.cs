using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>What drives the scores of an organisation's current students.</summary>
/// <param name="Students">Distinct students, rounded to 5.</param>
/// <param name="Shares">Mean size of each feature's contributions, as shares.</param>
/// <param name="Values">Values of a sample of rows, row after row.</param>
/// <param name="Contributions">Contributions of the same rows.</param>
internal sealed record OwnDrivers(int Students, double[] Shares, float[] Values, double[] Contributions);

/// <summary>
/// Reads what drives the current scores of course failure: shares from the summaries of classes, which the scoring wrote
/// anyway, and a few hundred rows of each school for its swarms. The sample of a district is drawn from those of its schools:
/// each takes the enrollments with the smallest hashes, so that the smallest of all are among them.
/// </summary>
internal static class DriverOrgs
{
    /// <summary>Most rows of an organisation.</summary>
    public const int MostRows = 300;

    private const int RowsPerQuery = 500;

    /// <summary>Reads them; nothing for organisations that are too small, or that could be worked out from others.</summary>
    public static async Task<IReadOnlyDictionary<long, OwnDrivers>> ReadAsync(
        FigureInput input,
        ServingModel model,
        CancellationToken cancel
    )
    {
        await using var db = await input.Contexts.CreateDbContextAsync(cancel);
        var generation = await db
            .CurrentScores.Join(db.ScoreGenerations, c => c.GenerationId, g => g.Id, (_, g) => g)
            .Where(g => g.FailureModelId == model.Version.Id)
            .Select(g => g.Id)
            .SingleOrDefaultAsync(cancel);
        if (generation == 0)
        {
            return new Dictionary<long, OwnDrivers>();
        }

        var width = model.Model.Schema.Count;
        var schools = await SchoolsAsync(db, generation, width, input.AsOf, cancel);
        var hidden = Hidden(input.Orgs, schools.ToDictionary(s => s.Key, s => s.Value.Students.Count));
        var shown = input.Orgs.All.Where(o => !hidden.Contains(o.Id)).ToDictionary(o => o.Id, o => Sum(o));
        var rows = await RowsAsync(db, generation, [.. shown.Values.SelectMany(s => s.Sample()).Distinct()], cancel);
        return shown.Where(o => o.Value.Sums.Sum() > 0).ToDictionary(o => o.Key, o => Own(o.Value, rows, width));

        School Sum(FigureOrg org)
        {
            var below = input.Orgs.SchoolsOf(org);
            var sum = new School(width);
            foreach (var (_, school) in schools.Where(s => below.Contains(s.Key)))
            {
                sum.Add(school);
            }

            return sum;
        }
    }

    /// <summary>Organisations with too few students, and enough others that those cannot be worked out by subtraction.</summary>
    /// <param name="orgs">Organisations.</param>
    /// <param name="students">Students by school.</param>
    public static IReadOnlySet<long> Hidden(FigureOrgs orgs, IReadOnlyDictionary<long, int> students)
    {
        return OrgSums.Hide(
            orgs,
            org =>
            {
                var n = org.Sum(school => students.GetValueOrDefault(school));
                return new FrameCounts(n, n, n);
            },
            counts => counts.N >= DriverSheets.LeastStudents
        );
    }

    private static OwnDrivers Own(School org, Dictionary<long, (float[] Values, float[] Adds)> rows, int width)
    {
        var sample = org.Sample().Where(rows.ContainsKey).Select(id => rows[id]).ToList();
        var total = org.Sums.Sum();
        return new OwnDrivers(
            DriverImportance.Rounded(org.Students.Count),
            [.. org.Sums.Select(s => s / total)],
            [.. sample.SelectMany(r => r.Values.Take(width))],
            [.. sample.SelectMany(r => r.Adds.Take(width).Select(a => (double)a))]
        );
    }

    private static async Task<Dictionary<long, School>> SchoolsAsync(
        EarlyWarningDb db,
        long generation,
        int width,
        DateOnly asOf,
        CancellationToken cancel
    )
    {
        var schools = new Dictionary<long, School>();
        var schoolOf = new Dictionary<long, long>();
        var summaries = db.ClassSummaries.Where(c => c.GenerationId == generation);
        await foreach (
            var summary in summaries
                .Join(
                    db.Classes,
                    s => s.ClassId,
                    c => c.Id,
                    (s, c) =>
                        new
                        {
                            c.OrgId,
                            s.ClassId,
                            s.Students,
                            s.MeanAbsoluteContributions,
                        }
                )
                .AsAsyncEnumerable()
                .WithCancellation(cancel)
        )
        {
            if (!schools.TryGetValue(summary.OrgId, out var school))
            {
                schools[summary.OrgId] = school = new School(width);
            }

            schoolOf[summary.ClassId] = summary.OrgId;
            school.Add(FloatBlob.Decode(summary.MeanAbsoluteContributions), summary.Students);
        }

        // Not from the scores: those of all weeks would be walked for one number each.
        await foreach (
            var enrollment in db
                .Enrollments.RunningOn(asOf)
                .Where(e => summaries.Any(s => s.ClassId == e.ClassId))
                .Select(e => new
                {
                    e.Id,
                    e.StudentId,
                    e.ClassId,
                })
                .AsAsyncEnumerable()
                .WithCancellation(cancel)
        )
        {
            if (schoolOf.TryGetValue(enrollment.ClassId, out var school))
            {
                schools[school].Add(enrollment.Id, enrollment.StudentId);
            }
        }

        return schools;
    }

    private static async Task<Dictionary<long, (float[] Values, float[] Adds)>> RowsAsync(
        EarlyWarningDb db,
        long generation,
        long[] enrollments,
        CancellationToken cancel
    )
    {
        var rows = new Dictionary<long, (float[], float[])>();
        foreach (var part in enrollments.Chunk(RowsPerQuery))
        {
            var read = await db
                .Scores.Where(s =>
                    part.Contains(s.EnrollmentId)
                    && s.Goal == Goal.CourseFailure
                    && s.GenerationId == generation
                    && s.Contributions != null
                    && s.Features != null
                )
                .Select(s => new
                {
                    s.EnrollmentId,
                    s.Features,
                    s.Contributions,
                })
                .ToListAsync(cancel);
            foreach (var row in read)
            {
                rows[row.EnrollmentId] = (FloatBlob.Decode(row.Features), FloatBlob.Decode(row.Contributions));
            }
        }

        return rows;
    }

    /// <summary>Sums of a school or of several, with the enrollments of the smallest hashes.</summary>
    private sealed class School(int width)
    {
        private readonly SortedSet<(ulong Hash, long Enrollment)> _least = [];

        public double[] Sums { get; } = new double[width];

        public HashSet<long> Students { get; } = [];

        public IEnumerable<long> Sample() => _least.Select(l => l.Enrollment);

        public void Add(float[] means, int count)
        {
            for (var i = 0; i < Math.Min(width, means.Length); i++)
            {
                Sums[i] += means[i] * (double)count;
            }
        }

        public void Add(long enrollment, long student)
        {
            Students.Add(student);
            Keep((Hash(enrollment), enrollment));
        }

        public void Add(School other)
        {
            for (var i = 0; i < width; i++)
            {
                Sums[i] += other.Sums[i];
            }

            Students.UnionWith(other.Students);
            foreach (var one in other._least)
            {
                Keep(one);
            }
        }

        private void Keep((ulong Hash, long Enrollment) one)
        {
            if (_least.Count < MostRows)
            {
                _least.Add(one);
            }
            else if (one.CompareTo(_least.Max) < 0 && _least.Add(one))
            {
                _least.Remove(_least.Max);
            }
        }

        // The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
        private static ulong Hash(long key)
        {
            unchecked
            {
                var z = (ulong)key + 0x9E3779B97F4A7C15;
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
                return z ^ (z >> 31);
            }
        }
    }
}
