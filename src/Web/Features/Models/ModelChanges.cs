using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Features.Models;

/// <summary>A line of a comparison of two versions.</summary>
/// <param name="What">What is compared.</param>
/// <param name="A">The left one's, in words.</param>
/// <param name="B">The right one's, in words.</param>
/// <param name="Difference">What differs, in words; null where nothing does or no number tells.</param>
/// <param name="Differs">Whether they differ.</param>
public sealed record ChangeRow(string What, string A, string B, string? Difference, bool Differs);

/// <summary>Sets two versions side by side.</summary>
internal static class ModelChanges
{
    private static string None => L["none|setting"];

    /// <summary>Metrics at a week, in the order of the page.</summary>
    public static IReadOnlyList<ChangeRow> Metrics(ModelRecord a, ModelRecord b, int week) =>
        [.. ModelWords.MetricsOf(a.IsBinary).Select(key => Metric(key, a.Metric(week, key), b.Metric(week, key)))];

    /// <summary>Parameters of either, by name.</summary>
    public static IReadOnlyList<ChangeRow> Parameters(ModelRecord a, ModelRecord b) =>
        [
            .. a
                .Parameters.Keys.Union(b.Parameters.Keys, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(key =>
                {
                    var (left, right) = (a.Parameters.GetValueOrDefault(key), b.Parameters.GetValueOrDefault(key));
                    return new ChangeRow(
                        ModelWords.Setting(key),
                        left ?? None,
                        right ?? None,
                        null,
                        !string.Equals(left, right, StringComparison.Ordinal)
                    );
                }),
        ];

    /// <summary>What they were made from.</summary>
    public static IReadOnlyList<ChangeRow> Making(ModelRecord a, ModelRecord b, TimeZoneInfo zone) =>
        [
            Text(L["Kind of model"], ModelWords.Trainer(a.Info.Trainer), ModelWords.Trainer(b.Info.Trainer)),
            Text(L["Trained|model"], ModelWords.At(a.Info.TrainedAt, zone), ModelWords.At(b.Info.TrainedAt, zone)),
            Text(L["Rows|model"], $"{a.Info.Rows:N0}", $"{b.Info.Rows:N0}"),
            Text(L["Data|model"], ModelWords.Short(a.Info.DataFingerprint), ModelWords.Short(b.Info.DataFingerprint)),
            Text(L["Judged on"], TestTerm(a), TestTerm(b)),
            Text(L["Program|model"], ModelWords.Short(a.Info.CodeVersion), ModelWords.Short(b.Info.CodeVersion)),
            Text(L["Seed"], $"{a.Info.Seed}", $"{b.Info.Seed}"),
        ];

    /// <summary>Names of features that only one of them has.</summary>
    public static (IReadOnlyList<string> OnlyA, IReadOnlyList<string> OnlyB) Features(ModelRecord a, ModelRecord b)
    {
        var (left, right) = (a.Info.FeatureNames.Split('\n'), b.Info.FeatureNames.Split('\n'));
        return ([.. left.Except(right, StringComparer.Ordinal)], [.. right.Except(left, StringComparer.Ordinal)]);
    }

    /// <summary>What changed from one version to the next, in sentences; "nothing" is a sentence too.</summary>
    public static IReadOnlyList<string> Sentences(
        ModelRecord before,
        ModelRecord now,
        int week,
        Func<string, string> label
    )
    {
        var sentences = new List<string>();
        if (before.Info.Trainer != now.Info.Trainer)
        {
            sentences.Add(
                L[
                    "The kind of model: {0} in place of {1}.",
                    ModelWords.Trainer(now.Info.Trainer),
                    ModelWords.Trainer(before.Info.Trainer)
                ]
            );
        }

        sentences.AddRange(
            Parameters(before, now)
                .Where(p => p.Differs && before.Info.Trainer == now.Info.Trainer)
                .Select(p => L["{0}: {1} in place of {2}.", p.What, p.B, p.A])
        );
        var (gone, added) = Features(before, now);
        sentences.AddRange(added.Select(f => L["New signal: {0}.", label(f)]));
        sentences.AddRange(gone.Select(f => L["Signal left out: {0}.", label(f)]));
        sentences.AddRange(
            Metrics(before, now, week)
                .Where(m => m.Differs)
                .Select(m => L["{0} at week {1}: {2}, before {3}.", m.What, week, m.B, m.A])
        );
        if (before.Info.DataFingerprint != now.Info.DataFingerprint)
        {
            sentences.Add(L["Other data: {0:N0} rows, before {1:N0}.", now.Info.Rows, before.Info.Rows]);
        }

        if (before.Info.CodeVersion != now.Info.CodeVersion)
        {
            sentences.Add(L["Another version of the program."]);
        }

        return sentences.Count == 0 ? [L["Nothing: it was made from the same in the same way."]] : sentences;
    }

    private static string TestTerm(ModelRecord model) =>
        model.Report?.Horizons is [var first, ..] ? first.TestTerm : L["not known"];

    private static ChangeRow Text(string what, string a, string b) =>
        new(what, a, b, null, !string.Equals(a, b, StringComparison.Ordinal));

    private static ChangeRow Metric(string key, MetricReport? a, MetricReport? b)
    {
        var difference = b?.Value - a?.Value;
        return new ChangeRow(
            ModelWords.Metric(key),
            ModelWords.Value(a),
            ModelWords.Value(b),
            difference switch
            {
                null => null,
                { } d when Math.Abs(d) < 0.0005 => L["no difference"],
                { } d => Words(key, d, a!, b!),
            },
            difference is { } far && Math.Abs(far) >= 0.0005
        );
    }

    // Two intervals that overlap do not tell which model is better.
    private static string Words(string key, double difference, MetricReport a, MetricReport b)
    {
        var number = (difference > 0 ? "+" : "") + ModelWords.Number(difference);
        var overlap = a.Low <= b.High && b.Low <= a.High;
        return overlap ? L["{0}, intervals overlap", number]
            : difference < 0 == ModelWords.IsLoss(key) ? L["{0}, better", number]
            : L["{0}, worse", number];
    }
}
