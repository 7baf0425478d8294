using System.Globalization;
using System.Text;

namespace EarlyWarning.Benchmarks.Nights;

/// <summary>The figures of measured nights as tables, with what they say of larger schools.</summary>
internal static class NightTable
{
    private const string Begin = "<!-- nightly: figures -->";
    private const string End = "<!-- nightly: end of figures -->";
    private const double Million = 1_000_000;

    // Above the row budget (Retraining:TrainingRows) these see a sample of the students, and take no longer.
    private static readonly string[] Budgeted = ["Training", "Judging", "Keeping the dataset", "Loading the models"];

    /// <summary>Markdown.</summary>
    public static string Of(IReadOnlyList<NightTime> times)
    {
        var text = new StringBuilder();
        var sorted = times.OrderBy(t => t.Night).ThenBy(t => t.Students).ToList();
        Line(
            text,
            "| students | night | running enrollments | whole night, s | peak, MiB | s per 1,000 students | roll back, s |"
        );
        Line(text, "|---|---|---|---|---|---|---|");
        foreach (var t in sorted)
        {
            var night = t.Night == 1 ? "first" : "later";
            var each = t.Seconds * 1000 / t.Students;
            Filled(
                text,
                $"| {t.Students:n0} | {night} | {t.Enrollments:n0} | {t.Seconds:0.0} | {t.PeakMiB:n0} | {each:0.00} | {t.RollBackSeconds:0.00} |"
            );
        }

        Line(text, "");
        foreach (var nights in sorted.GroupBy(t => t.Night))
        {
            Steps(text, [.. nights]);
            Slope(text, [.. nights]);
        }

        Speeds(text, sorted);
        return text.ToString();
    }

    /// <summary>Puts the tables between the marks of a page.</summary>
    public static async Task WriteAsync(FileInfo page, string table, CancellationToken cancel)
    {
        var text = await File.ReadAllTextAsync(page.FullName, cancel);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (from < 0 || to < from)
        {
            throw new InvalidOperationException($"{page.FullName} has no marks \"{Begin}\" and \"{End}\".");
        }

        await File.WriteAllTextAsync(
            page.FullName,
            $"{text[..(from + Begin.Length)]}\n\n{table}\n{text[to..]}",
            cancel
        );
    }

    private static void Steps(StringBuilder text, List<NightTime> nights)
    {
        var names = nights.SelectMany(n => n.Steps.Select(s => s.Name)).Distinct(StringComparer.Ordinal).ToList();
        Filled(text, $"Seconds of each step, {(nights[0].Night == 1 ? "first" : "later")} night:");
        Line(text, "");
        Filled(text, $"| step | {string.Join(" | ", nights.Select(n => n.Students.ToString("n0", Culture)))} |");
        Filled(text, $"|---|{string.Concat(nights.Select(_ => "---|"))}");
        foreach (var name in names)
        {
            var cells = nights.Select(n =>
                n.Steps.Where(s => s.Name == name).Sum(s => s.Seconds).ToString("0.0", Culture)
            );
            Filled(text, $"| {name} | {string.Join(" | ", cells)} |");
        }

        Line(text, "");
    }

    // The slope is that of the logarithms of time and size between the smallest and the largest school.
    private static void Slope(StringBuilder text, List<NightTime> nights)
    {
        var (small, large) = (nights[0], nights[^1]);
        if (small.Students == large.Students)
        {
            return;
        }

        var slope = Math.Log(large.Seconds / small.Seconds) / Math.Log((double)large.Students / small.Students);
        var budgeted = large
            .Steps.Where(s => Budgeted.Any(b => s.Name.StartsWith(b, StringComparison.Ordinal)))
            .Sum(s => s.Seconds);
        var grows = large.Seconds - budgeted;
        var factor = Million / large.Students;
        var at = (grows * factor) + budgeted;
        Line(
            text,
            string.Create(
                Culture,
                $"Slope from {small.Students:n0} to {large.Students:n0} students: log({large.Seconds:0.0} / {small.Seconds:0.0}) / "
                    + $"log({large.Students:n0} / {small.Students:n0}) = {slope:0.00}. A million students: training and judging see a "
                    + $"sample and stay at {budgeted:0} s; the other {grows:0} s grow with the students, times {factor:0.#}: "
                    + $"{grows:0} x {factor:0.#} + {budgeted:0} = {at:0} s, {at / 3600:0.0} hours."
            )
        );
        Line(text, "");
    }

    private static void Speeds(StringBuilder text, List<NightTime> sorted)
    {
        if (sorted.Count == 0 || sorted.MaxBy(t => t.Students)!.Speeds.Count == 0)
        {
            return;
        }

        var largest = sorted.MaxBy(t => t.Students)!;
        Filled(text, $"Scoring with exact reasons on two threads, champions of the school of {largest.Students:n0}:");
        Line(text, "");
        Line(text, "| goal | champion | enrollments a second |");
        Line(text, "|---|---|---|");
        foreach (var speed in largest.Speeds)
        {
            Filled(text, $"| {speed.Goal} | {speed.Trainer} | {speed.EnrollmentsPerSecond:n0} |");
        }
    }

    private static CultureInfo Culture => CultureInfo.InvariantCulture;

    private static void Filled(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
