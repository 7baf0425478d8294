using MathNet.Numerics.LinearAlgebra;

namespace EarlyWarning.Ml.Multilevel;

/// <summary>Rows with the groups that they lie in. Groups are numbered from 0.</summary>
/// <param name="Values">What varies; for an outcome 1 or 0.</param>
/// <param name="ClassOf">Class of each row.</param>
/// <param name="StudentOf">Student of each row; a student is in several classes, but once in each.</param>
/// <param name="Levels">For each level above classes (course, teacher, school) the group of each class; -1 where unknown.</param>
public sealed record MultilevelRows(
    IReadOnlyList<double> Values,
    int[] ClassOf,
    int[] StudentOf,
    IReadOnlyList<int[]> Levels
);

/// <summary>A part of the variance.</summary>
/// <param name="Share">Of all variance, 0 to 1; NaN where it cannot be told from another level.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end of its 95 % interval.</param>
public readonly record struct VarianceShare(double Share, double Low, double High);

/// <summary>Where the variance lies; the shares add up to 1.</summary>
/// <param name="Levels">In the order of the levels given.</param>
/// <param name="Classes">Between classes that are alike in all levels.</param>
/// <param name="Students">Between students, the same in all their classes.</param>
/// <param name="Rest">What is left: this student in this class, and chance.</param>
/// <param name="Together">Levels and classes together: the intraclass correlation of a class on the scale of the outcome.</param>
public sealed record VarianceSplit(
    IReadOnlyList<VarianceShare> Levels,
    VarianceShare Classes,
    VarianceShare Students,
    VarianceShare Rest,
    VarianceShare Together
);

/// <summary>
/// Variance components of students crossed with classes within courses, teachers and schools: products of the residuals of
/// two rows are regressed on what the two share (Haseman and Elston 1972; the same as MINQUE(0), Rao 1971). It takes sums
/// only, holds for outcomes of 0 and 1, needs no distribution, and levels may cross. Negative parts are shown as none.
/// Intervals are percentiles over classes drawn again (Efron 1979). One file, since the sums of pairs are read together.
/// </summary>
public sealed class VarianceComponents
{
    private const double GreatestCondition = 1e5;

    private readonly MultilevelRows _rows;
    private readonly int _classes;
    private readonly double _mean;
    private readonly double _variance;
    private readonly double[] _sum;
    private readonly double[] _squares;
    private readonly double[] _size;
    private readonly int[][] _crossed;
    private readonly int[][] _studentIn;
    private readonly List<int> _levels = [];

    private VarianceComponents(MultilevelRows rows)
    {
        _rows = rows;
        _classes = rows.ClassOf.Max() + 1;
        _mean = rows.Values.Average();
        _variance = rows.Values.Sum(v => (v - _mean) * (v - _mean)) / Math.Max(1, rows.Values.Count - 1);
        _sum = new double[_classes];
        _squares = new double[_classes];
        _size = new double[_classes];
        for (var i = 0; i < rows.ClassOf.Length; i++)
        {
            var residual = rows.Values[i] - _mean;
            _sum[rows.ClassOf[i]] += residual;
            _squares[rows.ClassOf[i]] += residual * residual;
            _size[rows.ClassOf[i]]++;
        }

        _crossed = new int[rows.Levels.Count * rows.Levels.Count][];
        _studentIn = new int[rows.Levels.Count][];
        for (var a = 0; a < rows.Levels.Count; a++)
        {
            _studentIn[a] = Numbered(rows.ClassOf.Select((c, i) => (rows.StudentOf[i], rows.Levels[a][c])));
            for (var b = 0; b < rows.Levels.Count; b++)
            {
                _crossed[(a * rows.Levels.Count) + b] = Numbered(rows.Levels[a].Zip(rows.Levels[b]));
            }
        }
    }

    /// <summary>Splits the variance.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="resamples">How often classes are drawn again.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="cancel">Cancels between draws.</param>
    /// <returns>Null where fewer than four classes, or nothing varies.</returns>
    public static VarianceSplit? Of(MultilevelRows rows, int resamples, int seed, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.ClassOf.Length == 0 || rows.ClassOf.Distinct().Count() < 4)
        {
            return null;
        }

        var all = new VarianceComponents(rows);
        return all._variance <= 0 ? null : all.Split(resamples, seed, cancel);
    }

    private VarianceSplit Split(int resamples, int seed, CancellationToken cancel)
    {
        var ones = new double[_classes];
        Array.Fill(ones, 1);
        // A level that cannot be told from those before it (one course for each teacher) is left out, the last first.
        _levels.AddRange(Enumerable.Range(0, _rows.Levels.Count));
        while (_levels.Count > 0 && !IsSolvable(Pairs(ones).Left))
        {
            _levels.RemoveAt(_levels.Count - 1);
        }

        var shares = Shares(ones);
        var drawn = new List<double[]>();
        for (var sample = 0; sample < resamples; sample++)
        {
            cancel.ThrowIfCancellationRequested();
            var random = new Numerics.SeededRandom(seed, sample);
            var times = new double[_classes];
            for (var i = 0; i < _classes; i++)
            {
                times[random.NextInt(_classes)]++;
            }

            drawn.Add(Shares(times));
        }

        VarianceShare At(int part)
        {
            double[] sorted = [.. drawn.Select(d => d[part]).Where(double.IsFinite).Order()];
            return sorted.Length < 2
                ? new VarianceShare(shares[part], double.NaN, double.NaN)
                : new VarianceShare(
                    shares[part],
                    sorted[(int)(0.025 * (sorted.Length - 1))],
                    sorted[(int)Math.Ceiling(0.975 * (sorted.Length - 1))]
                );
        }

        var count = _rows.Levels.Count;
        return new VarianceSplit(
            [.. Enumerable.Range(0, count).Select(At)],
            At(count),
            At(count + 1),
            At(count + 2),
            At(count + 3)
        );
    }

    // Of the matrix with ones on its diagonal: counts of pairs differ by orders of magnitude without being alike.
    private static bool IsSolvable(Matrix<double> pairs)
    {
        var scale = pairs.Diagonal().Map(d => 1 / Math.Sqrt(d));
        var scaled = pairs.MapIndexed((i, j, value) => value * scale[i] * scale[j]);
        return scaled.Enumerate().All(double.IsFinite) && scaled.ConditionNumber() < GreatestCondition;
    }

    // Levels in the order given, classes, students, the rest, and levels and classes together.
    private double[] Shares(double[] times)
    {
        var count = _rows.Levels.Count;
        var shares = new double[count + 4];
        Array.Fill(shares, double.NaN, 0, count);
        var (left, right) = Pairs(times);
        var found = left.Solve(right);
        var parts = new double[count + 2];
        for (var i = 0; i < _levels.Count; i++)
        {
            parts[_levels[i]] = Math.Max(0, found[i + 1]);
            shares[_levels[i]] = 0;
        }

        parts[count] = Math.Max(0, found[_levels.Count + 1]);
        parts[count + 1] = Math.Max(0, found[_levels.Count + 2]);
        var rest = Math.Max(0, Variance(times) - parts.Sum());
        var total = parts.Sum() + rest;
        for (var i = 0; i < parts.Length; i++)
        {
            shares[i] = double.IsNaN(shares[i]) && i < count ? double.NaN : parts[i] / total;
        }

        shares[count + 2] = rest / total;
        shares[count + 3] = parts.Take(count + 1).Sum() / total;
        return shares;
    }

    private double Variance(double[] times)
    {
        var (rows, sum, squares) = (0.0, 0.0, 0.0);
        for (var k = 0; k < _classes; k++)
        {
            rows += times[k] * _size[k];
            sum += times[k] * _sum[k];
            squares += times[k] * _squares[k];
        }

        return (squares - (sum * sum / rows)) / Math.Max(1, rows - 1);
    }

    // Normal equations over all pairs of rows: how many pairs share two things, and the products of those that share one.
    private (Matrix<double> Left, Vector<double> Right) Pairs(double[] times)
    {
        var size = _levels.Count + 3;
        var (klass, student) = (size - 2, size - 1);
        var left = Matrix<double>.Build.Dense(size, size);
        var right = Vector<double>.Build.Dense(size);
        void Set(int a, int b, (double Count, double Product) pairs)
        {
            left[a, b] = left[b, a] = pairs.Count;
            if (a == b)
            {
                right[a] = pairs.Product;
            }
        }

        var everything = new int[_classes];
        var each = Enumerable.Range(0, _classes).ToArray();
        var sameClass = OfClasses(each, times);
        var sameStudent = OfStudents(_rows.StudentOf, times);
        Set(0, 0, OfClasses(everything, times));
        Set(klass, klass, sameClass);
        left[0, klass] = left[klass, 0] = sameClass.Count;
        Set(student, student, sameStudent);
        left[0, student] = left[student, 0] = sameStudent.Count;
        for (var i = 0; i < _levels.Count; i++)
        {
            var a = _levels[i];
            var same = OfClasses(_rows.Levels[a], times);
            Set(i + 1, i + 1, same);
            left[0, i + 1] = left[i + 1, 0] = same.Count;
            left[klass, i + 1] = left[i + 1, klass] = Known(a, each, times).Count;
            left[student, i + 1] = left[i + 1, student] = OfStudents(_studentIn[a], times).Count;
            for (var j = 0; j < i; j++)
            {
                var both = OfClasses(_crossed[(a * _rows.Levels.Count) + _levels[j]], times).Count;
                left[i + 1, j + 1] = left[j + 1, i + 1] = both;
            }
        }

        return (left, right);
    }

    // Classes whose group of a level is known: two rows of a class share its teacher only where it has one.
    private (double Count, double Product) Known(int level, int[] groups, double[] times) =>
        OfClasses([.. groups.Select(k => _rows.Levels[level][k] < 0 ? -1 : k)], times);

    // Pairs of rows in the same group of classes. A class drawn twice stands for two classes: rows within it are paired once
    // for each time, rows of two classes as often as the two meet, and no row with its own copy.
    private (double Count, double Product) OfClasses(int[] groupOf, double[] times)
    {
        var groups = groupOf.Max() + 1;
        var rows = new double[Math.Max(0, groups)];
        var sums = new double[Math.Max(0, groups)];
        var (count, product) = (0.0, 0.0);
        for (var k = 0; k < _classes; k++)
        {
            var (group, m) = (groupOf[k], times[k]);
            if (group < 0 || m == 0)
            {
                continue;
            }

            rows[group] += m * _size[k];
            sums[group] += m * _sum[k];
            count += (m * ((_size[k] * _size[k]) - _size[k])) - (m * m * _size[k] * _size[k]);
            product += (m * ((_sum[k] * _sum[k]) - _squares[k])) - (m * m * _sum[k] * _sum[k]);
        }

        for (var g = 0; g < groups; g++)
        {
            count += rows[g] * rows[g];
            product += sums[g] * sums[g];
        }

        return (count / 2, product / 2);
    }

    private (double Count, double Product) OfStudents(int[] groupOf, double[] times)
    {
        var groups = groupOf.Max() + 1;
        var rows = new double[Math.Max(0, groups)];
        var sums = new double[Math.Max(0, groups)];
        var (count, product) = (0.0, 0.0);
        for (var i = 0; i < groupOf.Length; i++)
        {
            var (group, m) = (groupOf[i], times[_rows.ClassOf[i]]);
            if (group < 0 || m == 0)
            {
                continue;
            }

            var residual = _rows.Values[i] - _mean;
            rows[group] += m;
            sums[group] += m * residual;
            count -= m * m;
            product -= m * m * residual * residual;
        }

        for (var g = 0; g < groups; g++)
        {
            count += rows[g] * rows[g];
            product += sums[g] * sums[g];
        }

        return (count / 2, product / 2);
    }

    // Pairs of keys as numbers from 0; -1 where either is unknown.
    private static int[] Numbered(IEnumerable<(int, int)> pairs)
    {
        var numbers = new Dictionary<(int, int), int>();
        return
        [
            .. pairs.Select(p =>
            {
                if (p.Item1 < 0 || p.Item2 < 0)
                {
                    return -1;
                }

                if (!numbers.TryGetValue(p, out var number))
                {
                    numbers[p] = number = numbers.Count;
                }

                return number;
            }),
        ];
    }
}
