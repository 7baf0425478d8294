using System.Text.Json;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Monitoring;
using EarlyWarning.Ml.Multilevel;
using EarlyWarning.Web.Nightly;
using MathNet.Numerics.Distributions;

namespace EarlyWarning.Web.Figures.Environs;

/// <summary>
/// What the rows that the model in service was judged on say of classes: how much individual scores tell beyond the average
/// of a class, and how classes stand at equal students.
/// </summary>
internal sealed class JudgedFigures
{
    /// <summary>Week whose scores are split: early enough to act, late enough to know something.</summary>
    private const int SplitWeek = 6;

    private const int Resamples = 200;
    private readonly ILookup<long, JudgedRow> _split;
    private readonly ILookup<long, JudgedRow> _first;
    private readonly short _firstWeek;
    private readonly string _title;
    private readonly HorizonReport? _report;
    private readonly int _seed;

    private JudgedFigures(JudgedRow[] rows, string title, DateOnly start, HorizonReport? report, int seed)
    {
        (_title, Start, _report, _seed) = (title, start, report, seed);
        Week = rows.Select(r => r.Week).Distinct().MinBy(w => Math.Abs(w - SplitWeek));
        _firstWeek = rows.Min(r => r.Week);
        // By school once: every organisation asks for its own.
        _split = rows.Where(r => r.Week == Week).ToLookup(r => r.OrgId);
        _first = rows.Where(r => r.Week == _firstWeek).ToLookup(r => r.OrgId);
    }

    /// <summary>First day of the term that the model was judged on.</summary>
    public DateOnly Start { get; }

    /// <summary>Week of the split.</summary>
    public short Week { get; }

    /// <summary>Reads the rows of the later cohort; null where no model serves or its rows were not kept.</summary>
    public static JudgedFigures? Of(Serving serving, int seed)
    {
        if (serving.Failure?.Version is not { JudgedRows: { } packed } version)
        {
            return null;
        }

        var judged = JudgedRows.Unpack(packed);
        var last = judged.Terms.Count - 1;
        JudgedRow[] rows = [.. judged.Rows.Where(r => r.Term == last)];
        var report = JsonSerializer.Deserialize<RetrainingReport>(version.Report, ReportJson.Options);
        var horizons = report?.Goals?.FirstOrDefault(g => g.Goal == Goal.CourseFailure.Key())?.Horizons ?? [];
        return rows.Length == 0
            ? null
            : new JudgedFigures(
                rows,
                judged.Terms[last].Title,
                judged.Terms[last].Start,
                horizons.OrderBy(h => Math.Abs(h.Week - SplitWeek)).FirstOrDefault(),
                seed
            );
    }

    /// <summary>What scores tell at some schools; null where too few classes were judged.</summary>
    public EnvironmentSplit? Split(IReadOnlySet<long> schools)
    {
        JudgedRow[] rows = [.. _split.Where(s => schools.Contains(s.Key)).SelectMany(s => s)];
        var numbers = rows.Select(r => r.ClassId).Distinct().Index().ToDictionary(c => c.Item, c => c.Index);
        var students = rows.Select(r => r.StudentId).Distinct().Count();
        var split = RiskSplit.Of(
            Array.ConvertAll(rows, r => r.Shown),
            Array.ConvertAll(rows, r => r.Outcome),
            Array.ConvertAll(rows, r => numbers[r.ClassId]),
            Resamples,
            _seed
        );
        return split is null || students < EnvironmentSheets.FewestStudents
            ? null
            : new EnvironmentSplit(
                Week,
                _title,
                ShareWithRange.Of(split.Between),
                ShareWithRange.Of(split.Within),
                ShareWithRange.Of(split.Unknown),
                split.Observed,
                MeasureTables.Round(students),
                split.Classes,
                Reported(m => m.Name == Baselines.Rules),
                Reported(m => m.Name == Baselines.ClassAverage),
                Reported(m => m.Role == "champion")
            );
    }

    /// <summary>
    /// Classes of a school beside what the scores of the first judged week expected of their students: the difference is
    /// steadied, and held against the differences of the other classes.
    /// </summary>
    /// <param name="school">The school.</param>
    /// <param name="places">Its classes by key.</param>
    /// <param name="shown">Keys of the classes that the table of classes shows.</param>
    public EnvironmentEqual? Equal(long school, IReadOnlyDictionary<long, ClassPlace> places, IReadOnlySet<long> shown)
    {
        var classes = _first[school]
            .Where(r => places.ContainsKey(r.ClassId))
            .GroupBy(r => places[r.ClassId])
            .OrderBy(g => g.Key.Course, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Title, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Book.Id)
            .Select(g => new Judged(
                g.Key,
                g.Count(),
                g.Sum(r => r.Shown),
                g.Count(r => r.Outcome),
                g.Sum(r => r.Shown * (1 - r.Shown)),
                g.Count() < EnvironmentSheets.FewestStudents || !shown.Contains(g.Key.Book.Id)
            ))
            .ToList();
        var told = classes.Where(c => !c.IsHidden).ToList();
        if (told.Count < 3)
        {
            return null;
        }

        var differences = told.ConvertAll(c => (c.NotPassed - c.Expected) / c.N);
        var variances = told.ConvertAll(c => Math.Max(c.Variance, 1e-3) / c.N / c.N);
        var pooling = NormalPooling.Of(differences, variances);
        var chances = MultipleTests.Holm([
            .. differences.Select(
                (d, i) => 2 * Normal.CDF(0, 1, -Math.Abs(d - pooling.Mean) / Math.Sqrt(variances[i]))
            ),
        ]);
        var next = 0;
        return new EnvironmentEqual(
            _firstWeek,
            _title,
            new ShareWithRange(pooling.Spread, pooling.SpreadLow, pooling.SpreadHigh),
            [
                .. classes.Select(c =>
                {
                    if (c.IsHidden)
                    {
                        return new EqualClass(c.Class.Title, c.Class.Course, null, 0, default, GroupStanding.NotApart);
                    }

                    var i = next++;
                    return new EqualClass(
                        c.Class.Title,
                        c.Class.Course,
                        MeasureTables.Round(c.N),
                        c.Expected / c.N,
                        ShareWithRange.Of(pooling.Groups[i]).InPercents,
                        chances[i] >= EnvironmentSheets.Level ? GroupStanding.NotApart
                            : differences[i] > pooling.Mean ? GroupStanding.Higher
                            : GroupStanding.Lower
                    );
                }),
            ]
        );
    }

    private ShareWithRange Reported(Func<ModelReport, bool> which) =>
        _report?.Models.FirstOrDefault(which)?.Metrics.GetValueOrDefault(MetricKeys.PrecisionAtTop)
            is { Value: { } value } m
            ? new ShareWithRange(value, m.Low ?? double.NaN, m.High ?? double.NaN)
            : new ShareWithRange(double.NaN, double.NaN, double.NaN);

    private sealed record Judged(
        ClassPlace Class,
        int N,
        double Expected,
        int NotPassed,
        double Variance,
        bool IsHidden
    );
}
