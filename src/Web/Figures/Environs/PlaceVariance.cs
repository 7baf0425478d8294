using EarlyWarning.Ml.Multilevel;

namespace EarlyWarning.Web.Figures.Environs;

/// <summary>Where the variance of failure lies at an organisation.</summary>
internal static class PlaceVariance
{
    private const int Resamples = 100;
    private const int FewResamples = 40;
    private const int ManyRows = 50_000;
    private const int FewestClasses = 8;

    /// <summary>Splits it; null where there are too few classes.</summary>
    /// <param name="schools">Enrollments, school by school.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="cancel">Cancels.</param>
    public static EnvironmentParts? Of(IReadOnlyList<Place[]> schools, int seed, CancellationToken cancel)
    {
        Place[] places = [.. schools.SelectMany(s => s).Where(p => p.NotPassed is not null)];
        ClassPlace[] classes = [.. places.Select(p => p.Class).DistinctBy(c => c.Book.Id)];
        if (classes.Length < FewestClasses)
        {
            return null;
        }

        var number = classes.Index().ToDictionary(c => c.Item.Book.Id, c => c.Index);
        var courses = Numbered(classes.Select(c => (c.Book.OrgId, c.Course)));
        var teachers = Numbered(classes.Select(c => c.StaffId)).Select((t, i) => classes[i].StaffId == 0 ? -1 : t);
        var orgs = Numbered(classes.Select(c => c.Book.OrgId));
        var isOne = orgs.Max() == 0;
        // Teachers last: where each teaches one course they cannot be told from courses, and the last goes.
        IReadOnlyList<int[]> levels = isOne ? [courses, [.. teachers]] : [orgs, courses, [.. teachers]];
        var rows = new MultilevelRows(
            Array.ConvertAll(places, p => p.NotPassed == true ? 1.0 : 0),
            Array.ConvertAll(places, p => number[p.Class.Book.Id]),
            Numbered(places.Select(p => p.StudentId)),
            levels
        );
        var resamples = places.Length > ManyRows ? FewResamples : Resamples;
        if (VarianceComponents.Of(rows, resamples, seed, cancel) is not { } split)
        {
            return null;
        }

        var none = new ShareWithRange(double.NaN, double.NaN, double.NaN);
        var level = split.Levels.Select(ShareWithRange.Of).ToList();
        return new EnvironmentParts(
            isOne ? none : level[0],
            level[isOne ? 0 : 1],
            level[isOne ? 1 : 2],
            ShareWithRange.Of(split.Classes),
            ShareWithRange.Of(split.Students),
            ShareWithRange.Of(split.Rest),
            ShareWithRange.Of(split.Together),
            Latent(rows, classes.Length),
            classes.Length
        );
    }

    private static ShareWithRange? Latent(MultilevelRows rows, int classes)
    {
        var (successes, trials) = (new int[classes], new int[classes]);
        for (var i = 0; i < rows.ClassOf.Length; i++)
        {
            trials[rows.ClassOf[i]]++;
            successes[rows.ClassOf[i]] += rows.Values[i] > 0 ? 1 : 0;
        }

        return RandomIntercept.Of(successes, trials) is { } fit
            ? new ShareWithRange(fit.Correlation, fit.Low, fit.High)
            : null;
    }

    private static int[] Numbered<T>(IEnumerable<T> keys)
        where T : notnull
    {
        var numbers = new Dictionary<T, int>();
        return
        [
            .. keys.Select(k =>
            {
                if (!numbers.TryGetValue(k, out var number))
                {
                    numbers[k] = number = numbers.Count;
                }

                return number;
            }),
        ];
    }
}
