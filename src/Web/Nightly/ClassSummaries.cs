using EarlyWarning.Domain.Scores;

namespace EarlyWarning.Web.Nightly;

/// <summary>Medians and drivers of each class, from the current rows.</summary>
internal static class ClassSummaries
{
    /// <param name="rows">Rows of the failure goal.</param>
    /// <param name="features">Number of features.</param>
    public static IEnumerable<ClassSummary> Of(IEnumerable<ScoredRow> rows, int features) =>
        rows.Where(r => r.IsCurrent).GroupBy(r => r.Class.Id).Select(c => Summarise(c.Key, [.. c], features));

    private static ClassSummary Summarise(long classId, List<ScoredRow> rows, int features)
    {
        var values = rows.ConvertAll(r => FloatBlob.Decode(r.Reasons!.Features));
        var contributions = rows.Where(r => r.Reasons!.Contributions is not null)
            .Select(r => FloatBlob.Decode(r.Reasons!.Contributions))
            .ToList();
        var medians = new float[features];
        var drivers = new float[features];
        for (var i = 0; i < features; i++)
        {
            medians[i] = Median([.. values.Select(v => v[i]).Where(v => !float.IsNaN(v))]);
            drivers[i] = contributions.Count == 0 ? 0 : contributions.Average(c => Math.Abs(c[i]));
        }

        return new ClassSummary
        {
            ClassId = classId,
            Students = rows.Count,
            Medians = FloatBlob.Encode(medians),
            MeanAbsoluteContributions = FloatBlob.Encode(drivers),
        };
    }

    private static float Median(float[] values)
    {
        if (values.Length == 0)
        {
            return float.NaN;
        }

        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
