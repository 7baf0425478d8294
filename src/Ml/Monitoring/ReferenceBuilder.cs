using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Monitoring;

/// <summary>Makes references. The result depends on the rows as a set, and on nothing else.</summary>
public static class ReferenceBuilder
{
    /// <summary>Quantiles kept of each horizon.</summary>
    private const int Quantiles = 20;

    /// <summary>Up to so many different values each is a point of its own, and nothing is lost.</summary>
    private const int FewValues = 64;

    /// <summary>Blocks of frequencies.</summary>
    private const int Blocks = 10;

    /// <summary>Makes the reference of a model.</summary>
    /// <param name="rows">What it was trained on.</param>
    /// <param name="scores">Its scores of rows it had not seen, or null.</param>
    /// <param name="cancel">Cancels between features.</param>
    /// <exception cref="ArgumentException">There is no row, or lengths differ.</exception>
    public static ReferenceDistribution Build(ReferenceRows rows, ReferenceScores? scores, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Values.Count == 0 || rows.Weeks.Count != rows.Values.Count)
        {
            throw new ArgumentException(
                $"A reference needs rows with a week each; there are {rows.Values.Count} rows and {rows.Weeks.Count} weeks.",
                nameof(rows)
            );
        }

        int[] horizons = [.. rows.Weeks.Distinct().Order()];
        var slots = rows.Weeks.Select(w => Array.IndexOf(horizons, w)).ToArray();
        var features = new FeatureReference[rows.Columns.Count];
        RowRanges.Each(
            features.Length,
            Environment.ProcessorCount,
            cancel,
            j =>
                features[j] = Column(
                    rows.Columns[j],
                    [.. rows.Values.Select(v => v[j])],
                    slots,
                    rows.Classes,
                    horizons.Length
                )
        );
        return new ReferenceDistribution(
            horizons,
            features,
            scores is null ? null : Scores(scores, horizons),
            scores is null ? [] : Calibration(scores)
        );
    }

    private static FeatureReference? Scores(ReferenceScores scores, int[] horizons)
    {
        int[] kept =
        [
            .. Enumerable
                .Range(0, scores.Margins.Count)
                .Where(i => !double.IsNaN(scores.Margins[i]) && horizons.Contains(scores.Weeks[i])),
        ];
        return kept.Length == 0
            ? null
            : Column(
                new ReferenceColumn("score", false),
                Array.ConvertAll(kept, i => (float)scores.Margins[i]),
                Array.ConvertAll(kept, i => Array.IndexOf(horizons, scores.Weeks[i])),
                scores.Classes is { } classes ? Array.ConvertAll(kept, i => classes[i]) : null,
                horizons.Length
            );
    }

    private static FeatureReference Column(
        ReferenceColumn column,
        float[] values,
        int[] slots,
        IReadOnlyList<long>? classes,
        int horizons
    )
    {
        var points = Points(values, slots, horizons, column.IsCategorical);
        var counts = new int[horizons][];
        var missing = new int[horizons];
        for (var h = 0; h < horizons; h++)
        {
            counts[h] = new int[points.Length];
        }

        var places = new int[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            places[i] = PointPlace.Of(points, values[i], column.IsCategorical);
            if (places[i] < 0)
            {
                missing[slots[i]]++;
            }
            else
            {
                counts[slots[i]][places[i]]++;
            }
        }

        return new FeatureReference(
            column.Name,
            column.IsCategorical,
            points,
            [.. counts.Select((c, h) => new HorizonCounts(c, missing[h]))],
            classes is null ? 1 : DesignEffect.Of(places, slots, classes)
        );
    }

    private static float[] Points(float[] values, int[] slots, int horizons, bool isCategorical)
    {
        var distinct = values.Where(v => !float.IsNaN(v)).ToHashSet();
        if (isCategorical || distinct.Count <= FewValues)
        {
            return [.. distinct.Order()];
        }

        var points = new SortedSet<float>();
        for (var h = 0; h < horizons; h++)
        {
            float[] sorted = [.. values.Where((v, i) => slots[i] == h && !float.IsNaN(v))];
            Array.Sort(sorted);
            for (var k = 1; k <= Quantiles && sorted.Length > 0; k++)
            {
                points.Add(sorted[(int)Math.Ceiling(k * (double)sorted.Length / Quantiles) - 1]);
            }
        }

        return [.. points];
    }

    private static CalibrationBin[] Calibration(ReferenceScores scores)
    {
        int[] order =
        [
            .. Enumerable
                .Range(0, Math.Min(scores.Shown.Count, scores.Outcomes.Count))
                .OrderBy(i => scores.Shown[i])
                .ThenBy(i => scores.Outcomes[i]),
        ];
        var bins = new List<CalibrationBin>();
        for (var (start, block) = (0, 1); start < order.Length; block++)
        {
            var end = Math.Max(start + 1, (int)((long)order.Length * block / Blocks));
            while (end < order.Length && scores.Shown[order[end]] == scores.Shown[order[end - 1]])
            {
                end++;
            }

            bins.Add(Bin(scores, order.AsSpan(start, end - start)));
            start = end;
        }

        return [.. bins];
    }

    private static CalibrationBin Bin(ReferenceScores scores, ReadOnlySpan<int> rows)
    {
        var students = new HashSet<long>();
        var (shown, observed) = (0.0, 0.0);
        foreach (var i in rows)
        {
            students.Add(scores.Students?[i] ?? i);
            shown += scores.Shown[i];
            observed += scores.Outcomes[i];
        }

        return new CalibrationBin(scores.Shown[rows[^1]], students.Count, shown / rows.Length, observed / rows.Length);
    }
}

/// <summary>Where a value stands among points.</summary>
internal static class PointPlace
{
    /// <summary>
    /// Index of the first point that is not below the value; the number of points where all are, or for a level that is
    /// none of them; -1 for a missing value.
    /// </summary>
    public static int Of(float[] points, float value, bool isCategorical)
    {
        if (float.IsNaN(value))
        {
            return -1;
        }

        var found = Array.BinarySearch(points, value);
        return found >= 0 ? found
            : isCategorical ? points.Length
            : ~found;
    }
}
