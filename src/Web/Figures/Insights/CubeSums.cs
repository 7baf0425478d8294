using EarlyWarning.Ml.Evaluation;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>A mean over enrollments, with what its interval over students needs.</summary>
internal struct RatioSums
{
    private double _sum;
    private double _count;
    private double _squares;
    private double _products;
    private double _countSquares;
    private int _people;

    /// <summary>Adds a student: the sum over enrollments, and how many they are.</summary>
    public void Add(double sum, double count)
    {
        if (count > 0)
        {
            _sum += sum;
            _count += count;
            _squares += sum * sum;
            _products += sum * count;
            _countSquares += count * count;
            _people++;
        }
    }

    /// <summary>The mean with its interval; null where fewer than ten students have one.</summary>
    /// <param name="isShare">Whether it is a share of yes and no, whose interval is Wilson's.</param>
    public readonly Measure? ToMeasure(bool isShare)
    {
        if (_people < CohortSheets.Least)
        {
            return null;
        }

        var mean = _sum / _count;
        var variance =
            (_squares - (2 * mean * _products) + (mean * mean * _countSquares))
            / (_count * _count)
            * _people
            / (_people - 1);
        if (isShare)
        {
            // As many independent enrollments as would give the same variance; at a share of 0 or 1 as many as students.
            var spread = mean * (1 - mean);
            var worth = spread > 1e-12 && variance > 0 ? Math.Clamp(spread / variance, 1, _count) : _people;
            var (low, high) = WilsonInterval.Of(mean * worth, worth);
            return Rounded(mean, low, high, 4);
        }

        var half = WilsonInterval.Z95 * Math.Sqrt(Math.Max(0, variance));
        return Rounded(mean, mean - half, mean + half, 4);
    }

    private static Measure Rounded(double value, double low, double high, int digits) =>
        new(Math.Round(value, digits), Math.Round(low, digits), Math.Round(high, digits));
}

/// <summary>One student's part of a cell.</summary>
internal sealed class StudentSums
{
    public int Enrollments;
    public int Passed;
    public double Score;
    public int Scores;
    public double Absent;
    public int Absents;
    public double Missing;
    public int Missings;

    /// <summary>Adds an enrollment.</summary>
    public void Add(in CubeFact fact)
    {
        Enrollments++;
        Passed += fact.Passed ? 1 : 0;
        (Score, Scores) = With(Score, Scores, fact.Score);
        (Absent, Absents) = With(Absent, Absents, fact.Absent);
        (Missing, Missings) = With(Missing, Missings, fact.Missing);
    }

    private static (double Sum, int Count) With(double sum, int count, double value) =>
        double.IsNaN(value) ? (sum, count) : (sum + value, count + 1);
}

/// <summary>A cell of the table: sums over its students.</summary>
internal sealed class CubeCell
{
    private RatioSums _passed;
    private RatioSums _score;
    private RatioSums _absent;
    private RatioSums _missing;

    /// <summary>Distinct students.</summary>
    public int Students { get; private set; }

    /// <summary>Of those, students who did not pass some enrollment.</summary>
    public int Failing { get; private set; }

    /// <summary>Of those, students who passed some enrollment; who took several courses may be among both.</summary>
    public int Passing { get; private set; }

    /// <summary>Enrollments.</summary>
    public int Enrollments { get; private set; }

    /// <summary>The least of its counts: n, positives and negatives. A wider cell has no less of any.</summary>
    public int Fewest => Math.Min(Students, Math.Min(Failing, Passing));

    /// <summary>Whether it is too small, or hidden so that another cannot be worked out.</summary>
    public bool Hidden { get; set; }

    /// <summary>Adds a student.</summary>
    public void Add(StudentSums student)
    {
        Students++;
        Failing += student.Passed < student.Enrollments ? 1 : 0;
        Passing += student.Passed > 0 ? 1 : 0;
        Enrollments += student.Enrollments;
        _passed.Add(student.Passed, student.Enrollments);
        _score.Add(student.Score, student.Scores);
        _absent.Add(student.Absent, student.Absents);
        _missing.Add(student.Missing, student.Missings);
    }

    /// <summary>What is shown of it.</summary>
    public CohortFigures ToFigures() =>
        new(
            Students,
            Enrollments,
            _passed.ToMeasure(isShare: true),
            _score.ToMeasure(isShare: false),
            _absent.ToMeasure(isShare: false),
            _missing.ToMeasure(isShare: false)
        );
}
