using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Models;

namespace EarlyWarning.Ml.Calibration;

/// <summary>What earlier outcomes say about margins like this one.</summary>
/// <param name="Low">Lower end of Wilson's 95 % interval of the frequency.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Outcomes">How many outcomes (distinct groups where groups were given) it rests on.</param>
/// <param name="Positives">How many of them were positive; a group of several rows counts with their mean.</param>
public readonly record struct CalibrationEvidence(double Low, double High, int Outcomes, double Positives);

/// <summary>
/// Out-of-fold outcomes in blocks of neighbouring margins, each with at least 50 outcomes where there are so many in
/// all. Rows of one student resemble each other, so where groups are given a block counts distinct groups, each with
/// the mean of its outcomes in the block.
/// </summary>
public sealed class CalibrationBlocks
{
    /// <summary>The fewest outcomes of a block.</summary>
    public const int MinOutcomes = 50;

    /// <summary>Blocks are cut at this share of all rows, later where that is too few outcomes.</summary>
    private const int MostBlocks = 100;

    /// <summary>The margin below which a block ends; the last has none.</summary>
    private readonly double[] _ends;
    private readonly int[] _outcomes;
    private readonly double[] _positives;

    private CalibrationBlocks(double[] ends, int[] outcomes, double[] positives)
    {
        (_ends, _outcomes, _positives) =
            outcomes.Length > 0 && ends.Length == outcomes.Length - 1 && positives.Length == outcomes.Length
                ? (ends, outcomes, positives)
                : throw new ArgumentException("The parts of the calibration blocks have different lengths.");
    }

    /// <summary>The number of blocks.</summary>
    public int Count => _outcomes.Length;

    internal IReadOnlyList<int> OutcomesByBlock => _outcomes;

    internal IReadOnlyList<double> PositivesByBlock => _positives;

    /// <summary>Builds the blocks from out-of-fold pairs.</summary>
    /// <param name="margins">Out-of-fold margins; equal ones share a block.</param>
    /// <param name="outcomes">0 or 1.</param>
    /// <param name="groups">Whose pair it is (the student); null: each stands alone.</param>
    /// <exception cref="ArgumentException">Lengths differ, there is nothing, or a number is out of place.</exception>
    public static CalibrationBlocks Build(double[] margins, double[] outcomes, long[]? groups = null)
    {
        Calibrator.CheckPairs(margins, outcomes);
        if (groups is not null && groups.Length != margins.Length)
        {
            throw new ArgumentException(
                $"There are {margins.Length} margins, but {groups.Length} groups.",
                nameof(groups)
            );
        }

        var order = Enumerable.Range(0, margins.Length).ToArray();
        Array.Sort(order, (a, b) => margins[a] != margins[b] ? margins[a].CompareTo(margins[b]) : a.CompareTo(b));
        var starts = FindStarts(order, margins, groups);
        var ends = starts.Skip(1).Select(start => Middle(margins[order[start - 1]], margins[order[start]]));
        var tallies = starts
            .Select(
                (start, i) =>
                    Tally(order.AsSpan(start..(i + 1 < starts.Count ? starts[i + 1] : order.Length)), outcomes, groups)
            )
            .ToArray();
        return new CalibrationBlocks(
            [.. ends],
            Array.ConvertAll(tallies, tally => tally.Outcomes),
            Array.ConvertAll(tallies, tally => tally.Positives)
        );
    }

    /// <summary>The evidence of the block in which a margin lies; margins beyond all seen belong to the end blocks.</summary>
    public CalibrationEvidence For(double margin)
    {
        var found = Array.BinarySearch(_ends, margin);
        var block = found >= 0 ? found + 1 : ~found;
        var (low, high) = WilsonInterval.Of(_positives[block], _outcomes[block]);
        return new CalibrationEvidence(low, high, _outcomes[block], _positives[block]);
    }

    /// <summary>
    /// The evidence to show beside a frequency. A calibrator is smoother than blocks and may, near the edge of one, lie
    /// just outside its interval; the interval is then widened to the frequency shown, never narrowed, so that what is
    /// shown always contains the frequency and always contains Wilson's interval.
    /// </summary>
    public CalibrationEvidence For(double margin, double shownFrequency)
    {
        var evidence = For(margin);
        return evidence with
        {
            Low = Math.Min(evidence.Low, shownFrequency),
            High = Math.Max(evidence.High, shownFrequency),
        };
    }

    // From the top down: the highest margins are those that people act on, so that what is left over at the end joins the
    // lowest block, and the highest is as narrow as its outcomes allow.
    private static List<int> FindStarts(int[] order, double[] margins, long[]? groups)
    {
        var share = Math.Max(MinOutcomes, order.Length / MostBlocks);
        var starts = new List<int>();
        var seen = new HashSet<long>();
        var end = order.Length;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            seen.Add(groups?[order[i]] ?? order[i]);
            var isFirstOfMargin = i == 0 || margins[order[i]] != margins[order[i - 1]];
            if (isFirstOfMargin && end - i >= share && seen.Count >= MinOutcomes)
            {
                starts.Add(i);
                seen.Clear();
                end = i;
            }
        }

        if (starts.Count == 0 || starts[^1] != 0)
        {
            starts.RemoveRange(Math.Max(0, starts.Count - 1), Math.Min(1, starts.Count));
            starts.Add(0);
        }

        starts.Reverse();
        return starts;
    }

    private static (int Outcomes, double Positives) Tally(ReadOnlySpan<int> rows, double[] outcomes, long[]? groups)
    {
        var byGroup = new Dictionary<long, (double Positives, int Rows)>();
        foreach (var row in rows)
        {
            var group = groups?[row] ?? row;
            var (positives, count) = byGroup.GetValueOrDefault(group);
            byGroup[group] = (positives + outcomes[row], count + 1);
        }

        return (byGroup.Count, byGroup.Values.Sum(tally => tally.Positives / tally.Rows));
    }

    private static double Middle(double low, double high)
    {
        var middle = low + ((high - low) / 2);
        return middle > low ? middle : high;
    }

    internal void Write(ModelWriter writer)
    {
        writer.Array<double>(_ends);
        writer.Array<int>(_outcomes);
        writer.Array<double>(_positives);
    }

    internal static CalibrationBlocks Read(ModelReader reader) =>
        new(reader.Array<double>(), reader.Array<int>(), reader.Array<double>());
}
