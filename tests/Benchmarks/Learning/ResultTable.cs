using System.Globalization;
using System.Text;

namespace EarlyWarning.Benchmarks.Learning;

/// <summary>Contests as lines of a Markdown table.</summary>
internal static class ResultTable
{
    private const string Begin = "<!-- learning: begin -->";
    private const string End = "<!-- learning: end -->";

    public static string Of(IEnumerable<ContestResult> results)
    {
        var text = new StringBuilder();
        text.AppendLine("| what | threads | ours | peers | ratio to the fastest (range) | bar | met |");
        text.AppendLine("|---|---|---|---|---|---|---|");
        foreach (var result in results)
        {
            text.AppendLine(Line(result));
        }

        return text.ToString();
    }

    public static string Line(ContestResult result)
    {
        var peers = result.Peers.Select(Describe).Concat(result.Absent);
        var ratio = result.Ratio is { } value
            ? Invariant($"{value:0.00} ({result.Ratios.Min():0.00}-{result.Ratios.Max():0.00})")
            : "no peer";
        var met = result.Met switch
        {
            true => "yes",
            false => "no",
            null => "not compared",
        };
        return Invariant(
            $"| {result.Contest.Name} | {result.Contest.Threads} | {Describe(result.Ours)} | {string.Join("; ", peers)} | {ratio} | {result.Contest.Bar:0.###} | {met} |"
        );
    }

    /// <summary>Replaces what stands between the two marks of the file.</summary>
    /// <exception cref="InvalidOperationException">The marks are not there.</exception>
    public static void Replace(string file, string content)
    {
        var text = File.ReadAllText(file);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
        {
            throw new InvalidOperationException(
                $"{file} has no lines '{Begin}' and '{End}' to write the table between."
            );
        }

        File.WriteAllText(file, $"{text[..(begin + Begin.Length)]}\n\n{content.TrimEnd()}\n\n{text[end..]}");
    }

    private static string Describe(Standing standing)
    {
        var quality = standing.Quality switch
        {
            null => "",
            < 0.01 => Invariant($", additive to {standing.Quality:0.0E+0}"),
            _ => Invariant($", AUC {standing.Quality:0.0000}"),
        };
        return Invariant($"{standing.Name} {standing.Median:0.00} s{quality}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
