using EarlyWarning.Ml.Clustering;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>
/// The space profiles live in: each feature by its mean and spread among running students, values beyond three spreads drawn
/// in, an unknown one in the middle.
/// </summary>
internal sealed class ProfileSpace
{
    private const double Farthest = 3;
    private const double LeastKnown = 0.7;

    private ProfileSpace(int[] columns, double[] means, double[] spreads)
    {
        Columns = columns;
        Means = means;
        Spreads = spreads;
    }

    /// <summary>Which of <see cref="ProfileStudents.Features"/> it is made of.</summary>
    public int[] Columns { get; }

    /// <summary>Their means.</summary>
    public double[] Means { get; }

    /// <summary>Their standard deviations.</summary>
    public double[] Spreads { get; }

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Features => [.. Columns.Select(c => ProfileStudents.Features[c])];

    /// <summary>Measures it: features that most students have and that differ; null where there are fewer than two.</summary>
    public static ProfileSpace? Of(IReadOnlyList<ProfileStudent> students)
    {
        var found = new List<(int Column, double Mean, double Spread)>();
        for (var c = 0; c < ProfileStudents.Features.Count; c++)
        {
            var values = students.Select(s => s.Values[c]).Where(v => !double.IsNaN(v)).ToList();
            if (values.Count < LeastKnown * students.Count || values.Count < 2)
            {
                continue;
            }

            var mean = values.Average();
            var spread = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
            if (spread > 1e-9)
            {
                found.Add((c, mean, spread));
            }
        }

        return found.Count < 2
            ? null
            : new ProfileSpace(
                [.. found.Select(f => f.Column)],
                [.. found.Select(f => f.Mean)],
                [.. found.Select(f => f.Spread)]
            );
    }

    /// <summary>Students as points.</summary>
    public Points Place(IReadOnlyList<ProfileStudent> students) =>
        new(
            Columns.Length,
            [
                .. students.SelectMany(s =>
                    Columns.Select(
                        (c, i) =>
                            double.IsNaN(s.Values[c])
                                ? 0
                                : Math.Clamp((s.Values[c] - Means[i]) / Spreads[i], -Farthest, Farthest)
                    )
                ),
            ]
        );

    /// <summary>Last night's centres in tonight's space; null where they were made of other features.</summary>
    public Points? Place(ProfileCentres? before) =>
        before is null || before.Profiles.Count == 0 || !before.Features.SequenceEqual(Features, StringComparer.Ordinal)
            ? null
            : new Points(
                Columns.Length,
                [.. before.Profiles.SelectMany(p => p.Centre.Select((v, i) => (v - Means[i]) / Spreads[i]))]
            );

    /// <summary>A centre in the units of the features.</summary>
    public double[] Raw(ReadOnlySpan<double> centre)
    {
        var raw = new double[centre.Length];
        for (var i = 0; i < raw.Length; i++)
        {
            raw[i] = Math.Round(Means[i] + (centre[i] * Spreads[i]), 6);
        }

        return raw;
    }

    /// <summary>The nearest centre of each point.</summary>
    public static int[] Nearest(Points points, Points centres)
    {
        var nearest = new int[points.Count];
        for (var p = 0; p < points.Count; p++)
        {
            var least = double.PositiveInfinity;
            for (var c = 0; c < centres.Count; c++)
            {
                var distance = 0.0;
                for (var i = 0; i < points.Dimensions; i++)
                {
                    var difference = points[p][i] - centres[c][i];
                    distance += difference * difference;
                }

                if (distance < least)
                {
                    (least, nearest[p]) = (distance, c);
                }
            }
        }

        return nearest;
    }

    /// <summary>Some of the points, evenly taken: the same every time.</summary>
    public static (Points Points, int[] Chosen) Sample(Points points, int[] of, int most)
    {
        int[] chosen =
            of.Length <= most ? of : [.. Enumerable.Range(0, most).Select(i => of[(int)((long)i * of.Length / most)])];
        return (new Points(points.Dimensions, [.. chosen.SelectMany(i => points[i].ToArray())]), chosen);
    }
}
