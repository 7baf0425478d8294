namespace EarlyWarning.Domain.Demo;

/// <summary>
/// What may still happen to a student in the rest of a term, as equally likely courses of engagement. True risks are means
/// over them, with what chance adds to the marks integrated in closed form.
/// </summary>
internal sealed class DemoFuture
{
    private const int Courses = 32;
    private const double HeavyFrom = 18;
    private readonly double[,] _engagement = new double[Courses, DemoTerm.Weeks];
    private readonly double[] _stays = new double[Courses];

    /// <summary>Redraws the courses from the mood at the cut.</summary>
    public void Draw(DemoStudent student, DemoTerm term, Dice dice)
    {
        for (var k = 0; k < Courses; k++)
        {
            var mood = student.MoodAtCut[term.Index];
            _stays[k] = 1;
            for (var week = DemoStudent.CutWeek + 1; week < DemoTerm.Weeks; week++)
            {
                mood = student.Next(mood, dice);
                _engagement[k, week] = student.EngagementAt(mood);
                _stays[k] *= 1 - DemoStudent.LeavingHazard(_engagement[k, week]);
            }

            // The work of the running week is done with the engagement of that week.
            _engagement[k, DemoStudent.CutWeek] = student.EngagementAt(student.MoodAtCut[term.Index]);
        }
    }

    /// <summary>Probability of not passing, given the work done by the cut.</summary>
    /// <param name="done">Weighted sum of the values of work due by the cut.</param>
    /// <param name="weight">Sum of the weights of all work of the enrollment.</param>
    /// <param name="ahead">Work due after the cut.</param>
    /// <param name="level">What the student does at engagement 0, in points of 100.</param>
    /// <param name="dropsFrom">First week in which the course can still be dropped, 0-based.</param>
    public double Risk(double done, double weight, ReadOnlySpan<DemoItem> ahead, double level, int dropsFrom)
    {
        var passes = 0.0;
        for (var k = 0; k < Courses; k++)
        {
            var stays = _stays[k];
            for (var week = dropsFrom; week <= DemoCoursework.LastDropWeek; week++)
            {
                stays *= 1 - DemoCoursework.DropHazard(_engagement[k, week]);
            }

            passes += stays * Passes(new Sum(DemoCoursework.PassFrom * weight, done, 0), ahead, level, k);
        }

        return 1 - (passes / Courses);
    }

    // Whether a heavy piece is handed in at all splits the sum in two; what lighter ones add is nearly normal.
    private double Passes(Sum sum, ReadOnlySpan<DemoItem> ahead, double level, int course)
    {
        if (ahead.IsEmpty)
        {
            return Above(sum);
        }

        var work = ahead[^1].Kind;
        var engagement = _engagement[course, ahead[^1].Week];
        if (work.Weight < HeavyFrom)
        {
            var (all, spread) = DemoCoursework.Moments(work, level, engagement);
            return Passes(sum.Plus(work.Weight, all, spread), ahead[..^1], level, course);
        }

        var missing = work.MissingAt(engagement);
        var (mean, variance) = DemoCoursework.MomentsHandedIn(work, level, engagement);
        return (missing * Passes(sum, ahead[..^1], level, course))
            + ((1 - missing) * Passes(sum.Plus(work.Weight, mean, variance), ahead[..^1], level, course));
    }

    private static double Above(Sum sum)
    {
        if (sum.Variance <= 0)
        {
            return sum.Mean >= sum.Bar ? 1 : 0;
        }

        return NormalCdf((sum.Mean - sum.Bar) / Math.Sqrt(sum.Variance));
    }

    private readonly record struct Sum(double Bar, double Mean, double Variance)
    {
        public Sum Plus(double weight, double mean, double variance) =>
            new(Bar, Mean + (weight * mean), Variance + (weight * weight * variance));
    }

    // Abramowitz and Stegun 1964, 26.2.17; absolute error below 7.5e-8.
    private static double NormalCdf(double x)
    {
        var t = 1 / (1 + (0.2316419 * Math.Abs(x)));
        var tail =
            0.3989422804014327
            * Math.Exp(-x * x / 2)
            * t
            * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return x >= 0 ? 1 - tail : tail;
    }
}
