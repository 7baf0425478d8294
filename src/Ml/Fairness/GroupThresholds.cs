namespace EarlyWarning.Ml.Fairness;

/// <summary>What cuts by group make equal.</summary>
public enum GroupRule
{
    /// <summary>Of those without the outcome the same share is flagged in every group.</summary>
    FalseAlarms = 1,

    /// <summary>Of those with the outcome the same share is not flagged in every group.</summary>
    Misses = 2,

    /// <summary>The same share is flagged in every group.</summary>
    Selection = 3,
}

/// <summary>People whose cuts are looked for.</summary>
/// <param name="Scores">Higher is flagged first.</param>
/// <param name="Outcomes">0 or 1.</param>
/// <param name="Groups">The group of each.</param>
public sealed record GroupScores(double[] Scores, double[] Outcomes, IReadOnlyList<string> Groups);

/// <summary>Cuts by group.</summary>
/// <param name="Common">The cut that all would have together.</param>
/// <param name="Cuts">The cut of each group; groups too small to learn from keep the common one.</param>
/// <param name="Flagged">How many of each group are flagged.</param>
public sealed record GroupCutSet(
    double Common,
    IReadOnlyDictionary<string, double> Cuts,
    IReadOnlyDictionary<string, int> Flagged
);

/// <summary>
/// The cuts under which a rate differs least between groups while as many people are flagged in all as there are places
/// (after Hardt, Price and Srebro 2016, Equality of opportunity in supervised learning, but without lots drawn). The greatest
/// difference between groups is the least that any choice of whole people allows.
/// </summary>
public static class GroupThresholds
{
    /// <summary>Finds them.</summary>
    /// <param name="people">Scores, outcomes and groups.</param>
    /// <param name="places">How many are flagged in all.</param>
    /// <param name="rule">What is made equal.</param>
    /// <param name="least">Fewest people that the rate of a group must rest on for its cut to be moved.</param>
    /// <exception cref="ArgumentException">Lengths differ, or there are more places than people.</exception>
    public static GroupCutSet Find(GroupScores people, int places, GroupRule rule, int least = 1)
    {
        ArgumentNullException.ThrowIfNull(people);
        var n = people.Scores.Length;
        if (people.Outcomes.Length != n || people.Groups.Count != n || places < 0 || places > n)
        {
            throw new ArgumentException(
                $"Cuts need an outcome and a group for each of {n} people, and 0 to {n} places."
            );
        }

        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => people.Scores[i]).ThenBy(i => i)];
        var common = CutAfter(Array.ConvertAll(order, i => people.Scores[i]), places);
        var flagged = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var rank = 0; rank < n; rank++)
        {
            var group = people.Groups[order[rank]];
            flagged[group] = flagged.GetValueOrDefault(group) + (rank < places ? 1 : 0);
        }

        var cuts = flagged.Keys.ToDictionary(g => g, _ => common, StringComparer.Ordinal);
        List<Line> lines =
        [
            .. order
                .GroupBy(i => people.Groups[i], StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => Line.Of(g.Key, [.. g], people, rule))
                .Where(l => l.Base >= Math.Max(1, least)),
        ];
        if (lines.Count > 1)
        {
            var chosen = Choose(lines, lines.Sum(l => flagged[l.Group]));
            for (var i = 0; i < lines.Count; i++)
            {
                flagged[lines[i].Group] = chosen[i];
                cuts[lines[i].Group] = CutAfter(lines[i].Scores, chosen[i]);
            }
        }

        return new GroupCutSet(common, cuts, flagged);
    }

    // For every lowest rate that some group can have: the least highest rate beside it. Rates rise with those flagged, so the
    // numbers that keep a group between two rates are an interval, and every sum between the sums of ends can be had.
    private static int[] Choose(List<Line> lines, int places)
    {
        double[] rates = [.. lines.SelectMany(l => l.Rates).Distinct().Order()];
        var ceiling = rates.First(u => lines.Sum(l => l.Most(u)) >= places);
        var (best, bestGap) = ((Low: 0.0, High: 1.0), double.PositiveInfinity);
        foreach (var low in rates)
        {
            if (lines.Sum(l => l.Least(low)) > places)
            {
                break;
            }

            var high = Math.Max(ceiling, lines.Max(l => l.Rates[l.Least(low)]));
            if (high - low < bestGap)
            {
                (best, bestGap) = ((low, high), high - low);
            }
        }

        return Fill(lines, places, best.Low, best.High);
    }

    // What is left of the places goes to the highest scores, as far as the rates allow.
    private static int[] Fill(List<Line> lines, int places, double low, double high)
    {
        var chosen = lines.ConvertAll(l => l.Least(low)).ToArray();
        var most = lines.ConvertAll(l => l.Most(high));
        for (var left = places - chosen.Sum(); left > 0; left--)
        {
            var next = Enumerable
                .Range(0, chosen.Length)
                .Where(i => chosen[i] < most[i])
                .MaxBy(i => lines[i].Scores[chosen[i]]);
            chosen[next]++;
        }

        return chosen;
    }

    private static double CutAfter(double[] descending, int flagged) =>
        descending.Length == 0 ? 0
        : flagged == 0 ? descending[0] + 1
        : flagged == descending.Length ? descending[^1] - 1
        : (descending[flagged - 1] + descending[flagged]) / 2;

    /// <summary>A group: its scores from the top, and its rate with so many flagged.</summary>
    private sealed record Line(string Group, double[] Scores, double[] Rates, int Base)
    {
        public static Line Of(string group, int[] members, GroupScores people, GroupRule rule)
        {
            bool Counts(int i) =>
                rule switch
                {
                    GroupRule.FalseAlarms => people.Outcomes[i] == 0,
                    GroupRule.Misses => people.Outcomes[i] == 1,
                    _ => true,
                };
            var whole = members.Count(Counts);
            var rates = new double[members.Length + 1];
            for (var (k, hits) = (0, 0); k < members.Length; k++)
            {
                hits += Counts(members[k]) ? 1 : 0;
                rates[k + 1] = whole == 0 ? 0 : (double)hits / whole;
            }

            return new Line(group, Array.ConvertAll(members, i => people.Scores[i]), rates, whole);
        }

        /// <summary>Fewest flagged with at least this rate.</summary>
        public int Least(double rate) => FirstWhere(r => r >= rate);

        /// <summary>Most flagged with at most this rate.</summary>
        public int Most(double rate) => FirstWhere(r => r > rate) - 1;

        private int FirstWhere(Predicate<double> holds)
        {
            var (low, high) = (0, Rates.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = holds(Rates[middle]) ? (low, middle) : (middle + 1, high);
            }

            return low;
        }
    }
}
