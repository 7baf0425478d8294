using System.Globalization;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>The champion's out-of-fold predictions by group of the protected columns.</summary>
internal static class TableFairness
{
    /// <summary>Numbers of more values than this are shown in four bands.</summary>
    private const int MostValues = 10;

    private const double Threshold = 0.5;

    public static IReadOnlyList<TableFairnessReport> Of(
        TableRequest request,
        FlatRows rows,
        Scored scored,
        CancellationToken cancel
    )
    {
        var attributes = request
            .Protected.Select((name, i) => new FrameAttribute(name, Groups(rows.Protected[i])))
            .ToList();
        if (attributes.Count == 0)
        {
            return [];
        }

        return request.Task == TaskKind.Binary
            ? Binary(request, attributes, scored, cancel)
            : Others(request, attributes, scored, cancel);
    }

    private static List<TableFairnessReport> Binary(
        TableRequest request,
        List<FrameAttribute> attributes,
        Scored scored,
        CancellationToken cancel
    )
    {
        var probabilities = scored.Probabilities();
        var frame = MetricFrame.Of(
            new FrameRows(
                probabilities,
                scored.Outcomes,
                Array.ConvertAll(probabilities, p => p >= Threshold),
                attributes,
                scored.Groups
            ),
            new FrameOptions { Seed = request.Seed },
            cancel
        );
        return
        [
            .. frame.Groups.Select(g => new TableFairnessReport(
                g.Attribute,
                g.Group,
                g.N,
                g.Suppressed,
                g.Metrics.ToDictionary(m => m.Key, m => MetricReport.Of(m.Value), StringComparer.Ordinal)
            )),
        ];
    }

    // Without flags nothing but n can be worked out of a row, so n alone decides what is hidden.
    private static List<TableFairnessReport> Others(
        TableRequest request,
        List<FrameAttribute> attributes,
        Scored scored,
        CancellationToken cancel
    )
    {
        var options = new FrameOptions();
        var reports = new List<TableFairnessReport>();
        foreach (var attribute in attributes)
        {
            var groups = Enumerable
                .Range(0, scored.Outcomes.Length)
                .GroupBy(r => attribute.Groups[r], StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (g.Key, Rows: g.ToArray()))
                .ToList();
            var counts = groups.Select(g => new FrameCounts(g.Rows.Length, 0, 0)).ToList();
            var hidden = Suppression.Hide(
                [.. counts, new FrameCounts(scored.Outcomes.Length, 0, 0)],
                [new SumLine(groups.Count, [.. Enumerable.Range(0, groups.Count)])],
                c => c.N >= options.LeastShown
            );
            reports.AddRange(
                groups.Select((g, i) => Row(request, attribute, g.Key, g.Rows, hidden[i], scored, options, cancel))
            );
        }

        return reports;
    }

    private static TableFairnessReport Row(
        TableRequest request,
        FrameAttribute attribute,
        string group,
        int[] rows,
        bool hidden,
        Scored scored,
        FrameOptions options,
        CancellationToken cancel
    ) =>
        hidden
            ? new TableFairnessReport(
                attribute.Name,
                group,
                null,
                true,
                new Dictionary<string, MetricReport>(StringComparer.Ordinal)
            )
            : new TableFairnessReport(
                attribute.Name,
                group,
                (int)Math.Round((double)rows.Length / options.RoundTo) * options.RoundTo,
                false,
                scored
                    .Select(rows)
                    .WithIntervals(request.Seed, cancel)
                    .ToDictionary(m => m.Key, m => MetricReport.Of(m.Value), StringComparer.Ordinal)
            );

    private static string[] Groups(string[] texts)
    {
        var plain = Array.ConvertAll(texts, t => FlatValues.IsMissing(t) ? "" : t);
        var numbers = plain
            .Where(t => t.Length > 0)
            .Select(t => FlatValues.TryNumber(t, out var n) ? n : double.NaN)
            .ToArray();
        if (numbers.Length == 0 || Array.Exists(numbers, double.IsNaN) || numbers.Distinct().Count() <= MostValues)
        {
            return plain;
        }

        Array.Sort(numbers);
        double[] ends = [.. new[] { 0.25, 0.5, 0.75 }.Select(q => numbers[(int)(q * (numbers.Length - 1))]).Distinct()];
        return Array.ConvertAll(plain, t => t.Length == 0 ? "" : Band(t, ends));
    }

    private static string Band(string text, double[] ends)
    {
        FlatValues.TryNumber(text, out var number);
        var band = Array.FindIndex(ends, end => number <= end);
        return band switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"up to {ends[0]}"),
            < 0 => string.Create(CultureInfo.InvariantCulture, $"over {ends[^1]}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"over {ends[band - 1]} to {ends[band]}"),
        };
    }
}
