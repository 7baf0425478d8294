namespace EarlyWarning.Web.Features.Potential;

/// <summary>How an enrollment stands now beside the student's earlier record.</summary>
/// <param name="StudentId">The student.</param>
/// <param name="ClassId">The class.</param>
/// <param name="Prior">Mean final grade of earlier terms, 0 to 100.</param>
/// <param name="Now">Mean mark in the class so far, 0 to 100.</param>
public readonly record struct RecordPair(long StudentId, long ClassId, double Prior, double Now);

/// <summary>A student whose record now is far from what the earlier one foretells.</summary>
/// <param name="StudentId">The student.</param>
/// <param name="Prior">Mean final grade of earlier terms.</param>
/// <param name="Now">Mean mark now, over the classes looked at.</param>
/// <param name="Expected">What others in the same classes with such an earlier record reach now.</param>
/// <param name="Classes">Classes looked at.</param>
public sealed record PotentialGap(long StudentId, double Prior, double Now, double Expected, int Classes)
{
    /// <summary>Points above what is expected; negative below.</summary>
    public double Gap => Now - Expected;
}

/// <summary>
/// Finds students far from what their earlier record foretells. In every class marks now and grades before are taken against
/// the class's own means, so that a hard course or a strict marker counts for nobody; one line through all classes (least
/// squares) says what goes with an earlier record; what is left, averaged over a student's classes, is the gap. It is named
/// where it is both large in points and far beyond how such gaps scatter.
/// </summary>
public static class PotentialModel
{
    /// <summary>Fewest students of a class with both records.</summary>
    public const int FewestOfClass = 8;

    /// <summary>Fewest pairs in all; with fewer a line says nothing.</summary>
    public const int FewestPairs = 30;

    /// <summary>Least gap that is named, in points of 100.</summary>
    public const double LeastGap = 8;

    /// <summary>Least gap in standard errors.</summary>
    public const double LeastScore = 1.5;

    /// <summary>The gaps that are named, the farthest below first.</summary>
    /// <param name="pairs">One for each enrollment; finite numbers.</param>
    public static IReadOnlyList<PotentialGap> Find(IEnumerable<RecordPair> pairs)
    {
        var centred = pairs
            .GroupBy(p => p.ClassId)
            .Where(c => c.Count() >= FewestOfClass)
            .SelectMany(c =>
            {
                var (prior, now) = (c.Average(p => p.Prior), c.Average(p => p.Now));
                return c.Select(p => (Pair: p, X: p.Prior - prior, Y: p.Now - now, Mean: now));
            })
            .ToList();
        var (xx, xy) = (centred.Sum(p => p.X * p.X), centred.Sum(p => p.X * p.Y));
        if (centred.Count < FewestPairs || xx <= 0)
        {
            return [];
        }

        // A better earlier record never foretells less.
        var slope = Math.Max(0, xy / xx);
        var scatter = Math.Sqrt(centred.Sum(p => Square(p.Y - (slope * p.X))) / (centred.Count - 2));
        return
        [
            .. centred
                .GroupBy(p => p.Pair.StudentId)
                .Select(s =>
                {
                    var gap = new PotentialGap(
                        s.Key,
                        s.Average(p => p.Pair.Prior),
                        s.Average(p => p.Pair.Now),
                        s.Average(p => p.Mean + (slope * p.X)),
                        s.Count()
                    );
                    return (Gap: gap, Score: gap.Gap * Math.Sqrt(gap.Classes) / scatter);
                })
                .Where(s => Math.Abs(s.Gap.Gap) >= LeastGap && Math.Abs(s.Score) >= LeastScore)
                .OrderBy(s => s.Gap.Gap)
                .ThenBy(s => s.Gap.StudentId)
                .Select(s => s.Gap),
        ];
    }

    private static double Square(double x) => x * x;
}
