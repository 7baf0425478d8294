using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Web.Nightly;

/// <summary>Curves of the champion at one week of the later term, small enough to be kept with the report.</summary>
/// <param name="Calibration">What was shown against what happened, in ten parts of equal size.</param>
/// <param name="PrecisionRecall">Precision at a fixed grid of recall; empty for grades.</param>
/// <param name="Lift">Share of students with the outcome who are among the first, at a fixed grid; empty for grades.</param>
public sealed record HorizonCurves(
    IReadOnlyList<CalibrationPart> Calibration,
    IReadOnlyList<CurvePoint> PrecisionRecall,
    IReadOnlyList<CurvePoint> Lift
);

/// <summary>Enrollments with neighbouring predictions.</summary>
/// <param name="N">How many, rounded to 5.</param>
/// <param name="Shown">Their mean prediction.</param>
/// <param name="Happened">Share with the outcome, or mean final score.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
public sealed record CalibrationPart(int N, double Shown, double Happened, double Low, double High);

/// <summary>A point of a curve.</summary>
/// <param name="X">Recall, share of students helped, or week.</param>
/// <param name="Y">Precision, or share found.</param>
public sealed record CurvePoint(double X, double Y);

/// <summary>What curves are made from: rows of a later term with what the champion said of them.</summary>
/// <param name="IsBinary">Whether outcomes are 0 or 1; else grades.</param>
/// <param name="Students">Whose row it is.</param>
/// <param name="Weeks">Week of each row.</param>
/// <param name="Outcomes">Outcome or final score.</param>
/// <param name="Predictions">Frequency or grade foretold.</param>
/// <param name="Scores">What ranks the rows.</param>
internal sealed record CurveRows(
    bool IsBinary,
    long[] Students,
    int[] Weeks,
    double[] Outcomes,
    double[] Predictions,
    double[] Scores
)
{
    public static CurveRows Of(Dataset test, Entry champion) =>
        new(
            test.Task == TaskKind.Binary,
            [.. test.Rows.Select(r => r.StudentId)],
            [.. test.Rows.Select(r => (int)r.Week)],
            test.Data.Y,
            champion.Predictions,
            champion.Scores
        );
}

/// <summary>
/// Makes the curves. People are counted where the figure speaks of students; a curve that would rest on fewer than ten with
/// the outcome, or without it, is left out, and shares are kept in whole percent.
/// </summary>
internal static class Curves
{
    private const int Parts = 10;
    private const int Fewest = 10;
    private const int RoundTo = 5;
    private static readonly double[] Places = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1];

    /// <summary>Curves of one week; null where too few people stand behind them.</summary>
    /// <param name="test">The later term.</param>
    /// <param name="rows">Rows of the week.</param>
    public static HorizonCurves? Of(CurveRows test, int[] rows)
    {
        if (rows.Length < Parts * Fewest)
        {
            return null;
        }

        if (!test.IsBinary)
        {
            return new HorizonCurves(Calibration(test, rows), [], []);
        }

        var students = Students(test, rows);
        var positives = students.Count(s => s.Outcome);
        return Math.Min(positives, students.Count - positives) < Fewest
            ? null
            : new HorizonCurves(Calibration(test, rows), PrecisionRecall(test, rows), Lift(students, positives));
    }

    /// <summary>
    /// Lead time: of the students who had the outcome, the share first flagged at or before each week, where a tenth of the
    /// students of the week are flagged. Empty for grades and where too few had the outcome.
    /// </summary>
    public static IReadOnlyList<CurvePoint> LeadTime(CurveRows test)
    {
        if (!test.IsBinary)
        {
            return [];
        }

        var failed = Enumerable
            .Range(0, test.Students.Length)
            .Where(i => test.Outcomes[i] == 1)
            .Select(i => test.Students[i])
            .ToHashSet();
        if (failed.Count < Fewest)
        {
            return [];
        }

        var found = new HashSet<long>();
        var points = new List<CurvePoint>();
        foreach (var week in Enumerable.Range(0, test.Students.Length).GroupBy(i => test.Weeks[i]).OrderBy(w => w.Key))
        {
            var students = Students(test, [.. week]);
            found.UnionWith(students.Take(Flagged(students.Count, Tournament.TopFraction)).Select(s => s.Id));
            points.Add(new CurvePoint(week.Key, Whole((double)found.Count(failed.Contains) / failed.Count)));
        }

        return points;
    }

    private static IReadOnlyList<CalibrationPart> Calibration(CurveRows test, int[] rows)
    {
        var isBinary = test.IsBinary;
        var order = rows.OrderBy(i => test.Predictions[i]).ThenBy(i => i).ToArray();
        return
        [
            .. Enumerable
                .Range(0, Parts)
                .Select(p => order[(p * order.Length / Parts)..((p + 1) * order.Length / Parts)])
                .Select(part => Part(part, isBinary)),
        ];

        CalibrationPart Part(int[] part, bool isBinary)
        {
            var y = Array.ConvertAll(part, i => test.Outcomes[i]);
            var (shown, happened) = (part.Average(i => test.Predictions[i]), y.Average());
            var (low, high) = isBinary ? WilsonInterval.Of(y.Sum(), y.Length) : MeanInterval(y, happened);
            return isBinary
                ? new CalibrationPart(Five(y.Length), Whole(shown), Whole(happened), Whole(low), Whole(high))
                : new CalibrationPart(Five(y.Length), Tenth(shown), Tenth(happened), Tenth(low), Tenth(high));
        }
    }

    private static IReadOnlyList<CurvePoint> PrecisionRecall(CurveRows test, int[] rows)
    {
        var order = rows.OrderByDescending(i => test.Scores[i]).ThenBy(i => i).ToArray();
        var positives = order.Count(i => test.Outcomes[i] == 1);
        var points = new List<CurvePoint>();
        var (hits, taken) = (0, 0);
        for (var step = 1; step <= 20; step++)
        {
            var wanted = (int)Math.Ceiling(positives * step / 20.0);
            while (hits < wanted)
            {
                hits += test.Outcomes[order[taken++]] == 1 ? 1 : 0;
            }

            points.Add(new CurvePoint(step / 20.0, Whole((double)hits / taken)));
        }

        return points;
    }

    private static IReadOnlyList<CurvePoint> Lift(List<Ranked> students, int positives) =>
        [
            .. Places.Select(share => new CurvePoint(
                share,
                Whole((double)students.Take(Flagged(students.Count, share)).Count(s => s.Outcome) / positives)
            )),
        ];

    // A student stands where the highest of their enrollments stands.
    private static List<Ranked> Students(CurveRows test, int[] rows) =>
        [
            .. rows.GroupBy(i => test.Students[i])
                .Select(s => new Ranked(s.Key, s.Max(i => test.Scores[i]), s.Any(i => test.Outcomes[i] == 1)))
                .OrderByDescending(s => s.Top)
                .ThenBy(s => s.Id),
        ];

    private static int Flagged(int students, double share) => Math.Max(1, (int)Math.Ceiling(students * share));

    private static (double Low, double High) MeanInterval(double[] y, double mean)
    {
        var half = 1.96 * Math.Sqrt(y.Sum(v => (v - mean) * (v - mean)) / (y.Length - 1) / y.Length);
        return (mean - half, mean + half);
    }

    private static int Five(int n) => RoundTo * (int)Math.Round((double)n / RoundTo);

    private static double Whole(double share) => Math.Round(share, 2);

    private static double Tenth(double points) => Math.Round(points, 1);

    private readonly record struct Ranked(long Id, double Top, bool Outcome);
}
