using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Web.Nightly;

/// <summary>What every model must beat: accepted rules, and the average of the course.</summary>
internal static class Baselines
{
    public const string Rules = "rules";
    public const string ClassAverage = "classAverage";

    /// <summary>
    /// Failure: the share that failed among training rows with as many rules applying. Grade: the mean mark so far, and
    /// the mean final score of training where there is none.
    /// </summary>
    public static double[] PredictRules(Dataset train, Dataset test, IReadOnlyList<FeatureDefinition> features)
    {
        if (train.Goal.IsMark())
        {
            var mean = train.Data.Y.Average();
            var column = features.Select((f, i) => (f.Name, i)).First(f => f.Name == "mark_mean").i;
            return [.. test.Rows.Select(r => float.IsNaN(r.Values[column]) ? mean : r.Values[column])];
        }

        var shares = Shares(train, r => RuleBaseline.Count(r.Rules));
        return [.. test.Rows.Select(r => shares(RuleBaseline.Count(r.Rules)))];
    }

    /// <summary>The mean outcome of the course in training, drawn to the mean of all where it was small.</summary>
    public static double[] PredictClassAverage(Dataset train, Dataset test)
    {
        var shares = Shares(train, r => r.Class.CourseId);
        return [.. test.Rows.Select(r => shares(r.Class.CourseId))];
    }

    private static Func<TKey, double> Shares<TKey>(Dataset train, Func<SnapshotRow, TKey> key)
        where TKey : notnull
    {
        const double Prior = 10;
        var mean = train.Data.Y.Average();
        var groups = new Dictionary<TKey, (double Sum, int Count)>();
        for (var i = 0; i < train.Rows.Count; i++)
        {
            var (sum, count) = groups.GetValueOrDefault(key(train.Rows[i]));
            groups[key(train.Rows[i])] = (sum + train.Data.Y[i], count + 1);
        }

        return k =>
        {
            var (sum, count) = groups.GetValueOrDefault(k);
            return (sum + (Prior * mean)) / (count + Prior);
        };
    }
}
