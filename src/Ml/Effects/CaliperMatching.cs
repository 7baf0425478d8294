namespace EarlyWarning.Ml.Effects;

/// <summary>Units to be compared.</summary>
/// <param name="Table">What was known of them before.</param>
/// <param name="Treated">Who was treated.</param>
/// <param name="Stratum">Who may be compared with whom: the same number, as same school, course and week.</param>
/// <param name="Person">Whose unit it is; nobody is compared with themselves.</param>
/// <param name="Foremost">Columns that must be alike for an estimate to be given.</param>
public sealed record Cohort(
    BaselineTable Table,
    IReadOnlyList<bool> Treated,
    IReadOnlyList<int> Stratum,
    IReadOnlyList<long> Person,
    IReadOnlyList<int> Foremost
)
{
    /// <summary>
    /// Of a treated unit the day on which treatment began, of another the last day on which it might have begun: it is compared
    /// with no unit treated later. Null where any may be compared.
    /// </summary>
    public IReadOnlyList<int>? Days { get; init; }

    /// <summary>Whether a unit might still have been treated on the day on which a treated one was.</summary>
    /// <param name="other">Number of the unit.</param>
    /// <param name="treated">Number of the treated one.</param>
    public bool IsAtRisk(int other, int treated) => Days is null || Days[other] >= Days[treated];

    /// <summary>Some of the units, in their order; columns stay as they are scaled.</summary>
    /// <param name="rows">Numbers of the units.</param>
    public Cohort Select(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new Cohort(
            Table.Select(rows),
            [.. rows.Select(i => Treated[i])],
            [.. rows.Select(i => Stratum[i])],
            [.. rows.Select(i => Person[i])],
            Foremost
        )
        {
            Days = Days is null ? null : [.. rows.Select(i => Days[i])],
        };
    }
}

/// <summary>How far apart both groups are in a column, in standard deviations.</summary>
/// <param name="Column">The column.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsForemost">Whether it must be alike.</param>
/// <param name="Before">Among all.</param>
/// <param name="After">Among the matched.</param>
public sealed record CovariateBalance(int Column, string Name, bool IsForemost, double Before, double After);

/// <summary>Treated units and what they are compared with.</summary>
/// <param name="Weights">Of each unit: 1 for a matched treated one; of others how often they stand for one; 0 where unused.</param>
/// <param name="Logits">Log-odds of being treated.</param>
/// <param name="Caliper">How far apart log-odds may lie.</param>
/// <param name="Matched">Treated units with a comparable one.</param>
/// <param name="Unmatched">Treated units without.</param>
/// <param name="Balance">How alike both groups are, column by column.</param>
public sealed record MatchedGroups(
    IReadOnlyList<double> Weights,
    IReadOnlyList<double> Logits,
    double Caliper,
    int Matched,
    int Unmatched,
    IReadOnlyList<CovariateBalance> Balance
)
{
    /// <summary>The difference from which groups are not called alike (Austin 2009).</summary>
    public const double MostDifference = 0.1;

    /// <summary>Whether the groups are alike in every column that matters.</summary>
    public bool IsBalanced =>
        Matched > 0 && Balance.Where(b => b.IsForemost).All(b => Math.Abs(b.After) <= MostDifference);
}

/// <summary>
/// Nearest-neighbour matching with replacement on the log-odds of being treated, exact within strata and within a caliper
/// (Rosenbaum and Rubin 1985; Austin 2011), then weights moved as little as needed for the foremost columns to have the
/// same means.
/// </summary>
public static class CaliperMatching
{
    /// <summary>Width of the caliper in standard deviations of the log-odds (Austin 2011).</summary>
    public const double Width = 0.2;

    /// <summary>Units that a treated one is compared with, where so many lie within the caliper.</summary>
    public const int Neighbours = 3;

    // Weights that few units carry would be balance on paper only.
    private const double LeastEffectiveShare = 0.5;

    /// <summary>Finds comparable units.</summary>
    /// <param name="cohort">The units.</param>
    /// <param name="cancel">Cancels.</param>
    public static MatchedGroups Match(Cohort cohort, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        return MatchOn(cohort, PropensityScore.Logits(cohort.Table, cohort.Treated, 1, cancel));
    }

    /// <summary>Finds comparable units where log-odds are known already.</summary>
    /// <param name="cohort">The units.</param>
    /// <param name="logits">Log-odds of being treated.</param>
    public static MatchedGroups MatchOn(Cohort cohort, double[] logits)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(logits);
        var caliper = Width * Math.Sqrt((Variance(cohort, logits, true) + Variance(cohort, logits, false)) / 2);
        var weights = new double[cohort.Table.Rows];
        var matched = Match(cohort, logits, caliper, weights);
        Calibrate(cohort, logits, weights);
        return new MatchedGroups(
            weights,
            logits,
            caliper,
            matched,
            cohort.Treated.Count(t => t) - matched,
            BalanceTable.Of(cohort, weights)
        );
    }

    private static int Match(Cohort cohort, double[] logits, double caliper, double[] weights)
    {
        var others = Enumerable
            .Range(0, weights.Length)
            .Where(i => !cohort.Treated[i])
            .GroupBy(i => cohort.Stratum[i])
            .ToDictionary(g => g.Key, g => g.OrderBy(i => logits[i]).ThenBy(i => i).ToArray());
        var matched = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (!cohort.Treated[i] || !others.TryGetValue(cohort.Stratum[i], out var pool))
            {
                continue;
            }

            var near = Within(pool, logits, logits[i], caliper)
                .Where(j => cohort.Person[j] != cohort.Person[i] && cohort.IsAtRisk(j, i))
                .OrderBy(j => Math.Abs(logits[j] - logits[i]))
                .ThenBy(j => j)
                .Take(Neighbours)
                .ToArray();
            if (near.Length == 0)
            {
                continue;
            }

            matched++;
            weights[i] = 1;
            foreach (var j in near)
            {
                weights[j] += 1.0 / near.Length;
            }
        }

        return matched;
    }

    private static IEnumerable<int> Within(int[] pool, double[] logits, double at, double caliper)
    {
        var (low, high) = (0, pool.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (logits[pool[middle]] < at - caliper)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        for (; low < pool.Length && logits[pool[low]] <= at + caliper; low++)
        {
            yield return pool[low];
        }
    }

    private static void Calibrate(Cohort cohort, double[] logits, double[] weights)
    {
        int[] treated = [.. Enumerable.Range(0, weights.Length).Where(i => cohort.Treated[i] && weights[i] > 0)];
        int[] others = [.. Enumerable.Range(0, weights.Length).Where(i => !cohort.Treated[i] && weights[i] > 0)];
        if (treated.Length == 0 || cohort.Foremost.Count == 0)
        {
            return;
        }

        double[] Columns(int i) => [logits[i], .. cohort.Foremost.Select(c => cohort.Table[i, c])];
        var rows = others.Select(Columns).ToArray();
        var wanted = new double[cohort.Foremost.Count + 1];
        foreach (var i in treated)
        {
            foreach (var (c, value) in Columns(i).Index())
            {
                wanted[c] += value / treated.Length;
            }
        }

        var before = Array.ConvertAll(others, i => weights[i]);
        if (
            EntropyBalance.Weights(rows, before, wanted) is { } calibrated
            && Effective(calibrated) >= LeastEffectiveShare * Effective(before)
        )
        {
            foreach (var (place, i) in others.Index())
            {
                weights[i] = calibrated[place];
            }
        }
    }

    // Kish's effective number of units.
    private static double Effective(double[] weights) => weights.Sum() * weights.Sum() / weights.Sum(w => w * w);

    private static double Variance(Cohort cohort, double[] logits, bool treated)
    {
        double[] own = [.. logits.Where((_, i) => cohort.Treated[i] == treated)];
        if (own.Length < 2)
        {
            return 0;
        }

        var mean = own.Average();
        return own.Sum(v => (v - mean) * (v - mean)) / (own.Length - 1);
    }
}
