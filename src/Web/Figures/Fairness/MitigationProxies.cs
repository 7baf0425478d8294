using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>
/// Features that stand for a protected group: leaving the attribute out of a score does not leave out what goes with it.
/// </summary>
internal static class MitigationProxies
{
    /// <summary>Features are left out from this chance of telling a member from another by themselves on.</summary>
    public const double Strong = 0.6;

    /// <summary>Most features left out.</summary>
    public const int MostLeftOut = 5;

    private const int MostNamed = 5;
    private const int MostPeople = 2500;

    /// <summary>
    /// Which columns the variant without proxies leaves out: of all shown groups those that tell one from the others in at
    /// least 6 of 10 pairs, the strongest first, at most five and at least one.
    /// </summary>
    /// <param name="people">One row per student, of another term than the one judged.</param>
    /// <param name="groups">The group of each.</param>
    /// <param name="shown">Groups that are shown.</param>
    public static int[] LeftOut(Table people, IReadOnlyList<string> groups, IEnumerable<string> shown)
    {
        var strongest = shown
            .SelectMany(g => ProxyStrength.Of(people, Members(groups, g)))
            .GroupBy(s => s.Column)
            .Select(c => (Column: c.Key, Auc: c.Max(s => s.Auc)))
            .OrderByDescending(c => c.Auc)
            .ThenBy(c => c.Column)
            .Take(MostLeftOut)
            .ToList();
        return [.. strongest.Where((c, i) => i == 0 || c.Auc >= Strong).Select(c => c.Column)];
    }

    /// <summary>What the features foretell of each group of an attribute, on the later cohort.</summary>
    /// <param name="people">One row per student.</param>
    /// <param name="attribute">The group of each.</param>
    /// <param name="shown">Whether a group is shown.</param>
    /// <param name="leftOut">Columns that the variant without proxies leaves out.</param>
    /// <param name="seed">Seed of the folds.</param>
    /// <param name="cancel">Cancels between fits.</param>
    public static IReadOnlyList<ProxyGroup> Of(
        Table people,
        FrameAttribute attribute,
        Predicate<string> shown,
        int[] leftOut,
        int seed,
        CancellationToken cancel
    )
    {
        var step = (people.RowCount + MostPeople - 1) / MostPeople;
        int[] rows =
        [
            .. Enumerable.Range(0, people.RowCount).Where(i => i % step == 0 && attribute.Groups[i].Length > 0),
        ];
        var table = Free(people.Select(rows));
        string[] groups = [.. rows.Select(i => attribute.Groups[i])];
        var names = groups.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        // Of two groups each is the other's opposite: one test says it for both.
        var tested = names.Where(n => shown(n)).Take(names.Count == 2 ? 1 : names.Count).ToList();
        var all = Test(table, tested, groups, attribute.Name, seed, cancel);
        var without = Test(Without(table, leftOut), tested, groups, attribute.Name, seed, cancel);
        return
        [
            .. names.Select(name =>
                !shown(name)
                    ? new ProxyGroup(name, true, null, null, [])
                    : new ProxyGroup(
                        name,
                        false,
                        all.GetValueOrDefault(names.Count == 2 ? tested[0] : name),
                        without.GetValueOrDefault(names.Count == 2 ? tested[0] : name),
                        [
                            .. ProxyStrength
                                .Of(table, Members(groups, name))
                                .Take(MostNamed)
                                .Select(s => new ProxyFeature(
                                    table.Schema.Columns[s.Column].Name,
                                    Math.Round(s.Auc, 2)
                                )),
                        ]
                    )
            ),
        ];
    }

    /// <summary>The table without some columns.</summary>
    public static Table Without(Table table, int[] columns)
    {
        int[] kept = [.. Enumerable.Range(0, table.ColumnCount).Except(columns)];
        var values = new float[checked(table.RowCount * kept.Length)];
        for (var i = 0; i < table.RowCount; i++)
        {
            var row = table.Row(i);
            for (var c = 0; c < kept.Length; c++)
            {
                values[(i * kept.Length) + c] = row[kept[c]];
            }
        }

        return new Table(new TableSchema([.. kept.Select(c => table.Schema.Columns[c])]), values);
    }

    // What may only raise the risk in a score may tell a group in either direction.
    private static Table Free(Table table) =>
        new(
            new TableSchema([.. table.Schema.Columns.Select(c => c with { Monotone = Monotonicity.None })]),
            table.Values.ToArray()
        );

    // Each group is set against all others, so a hidden one among the others stays unnamed.
    private static Dictionary<string, Rate> Test(
        Table table,
        IReadOnlyList<string> tested,
        string[] groups,
        string attribute,
        int seed,
        CancellationToken cancel
    )
    {
        var trainer = new GradientBoostingTrainer(
            TaskKind.Binary,
            new GradientBoostingOptions
            {
                MaxTrees = 40,
                Leaves = 8,
                LearningRate = 0.1,
                MinRowsPerLeaf = 20,
                Seed = seed,
            }
        );
        var found = new Dictionary<string, Rate>(StringComparer.Ordinal);
        foreach (var name in tested)
        {
            var options = new FrameOptions { Seed = seed };
            var traits = new FrameAttribute(attribute, groups);
            if (ProxyTest.Find(table, traits, name, null, trainer, options, cancel).Auc is { } auc)
            {
                found[name] = Of(auc);
            }
        }

        return found;
    }

    private static Rate Of(MetricValue value) =>
        new(Math.Round(value.Value, 2), Math.Round(value.Low, 2), Math.Round(value.High, 2));

    private static bool[] Members(IReadOnlyList<string> groups, string group) =>
        [.. groups.Select(g => string.Equals(g, group, StringComparison.Ordinal))];
}
