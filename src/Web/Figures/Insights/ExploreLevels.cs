using EarlyWarning.Domain.Features;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>
/// Named groups of enough students with the outcome and enough without. Bars of a feature add up to 1, so that one hidden group could be worked out: at least two
/// are hidden, and enough students of either kind together.
/// </summary>
internal static class ExploreLevels
{
    /// <summary>Groups that are shown, in the order of the levels.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="rowsByLevel">Rows with a value, by its level.</param>
    /// <param name="peopleOf">Distinct students of some rows.</param>
    /// <param name="fewestOf">The same with the outcome, or without it, whichever are fewer.</param>
    public static List<(string Name, int[] Rows)> Of(
        FeatureDefinition feature,
        IEnumerable<IGrouping<int, int>> rowsByLevel,
        Func<int[], int> peopleOf,
        Func<int[], int> fewestOf
    )
    {
        var groups = rowsByLevel
            .Select(g => (Level: g.Key, Rows: g.ToArray()))
            .Select(g => (g.Level, g.Rows, IsShown: HasName(g.Level) && fewestOf(g.Rows) >= ExploreSheets.Least))
            .OrderBy(g => g.IsShown)
            .ThenBy(g => peopleOf(g.Rows))
            .ToList();
        var hidden = groups.Count(g => !g.IsShown);
        while (hidden > 0 && hidden < groups.Count && (hidden < 2 || Together() < ExploreSheets.Least))
        {
            hidden++;
        }

        return [.. groups.Skip(hidden).OrderBy(g => g.Level).Select(g => (feature.Levels[g.Level], g.Rows))];

        bool HasName(int level) => level >= 0 && level < feature.Levels.Count;

        int Together() => fewestOf([.. groups.Take(hidden).SelectMany(g => g.Rows)]);
    }
}
