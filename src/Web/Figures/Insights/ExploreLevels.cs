using EarlyWarning.Domain.Features;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>
/// Named groups of enough students. Bars of a feature add up to 1, so that one hidden group could be worked out: at least two
/// are hidden, and enough students together.
/// </summary>
internal static class ExploreLevels
{
    /// <summary>Groups that are shown, in the order of the levels.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="rowsByLevel">Rows with a value, by its level.</param>
    /// <param name="peopleOf">Distinct students of some rows.</param>
    public static List<(string Name, int[] Rows)> Of(
        FeatureDefinition feature,
        IEnumerable<IGrouping<int, int>> rowsByLevel,
        Func<int[], int> peopleOf
    )
    {
        var groups = rowsByLevel
            .Select(g => (Level: g.Key, Rows: g.ToArray(), HasName: g.Key >= 0 && g.Key < feature.Levels.Count))
            .OrderBy(g => g.HasName)
            .ThenBy(g => peopleOf(g.Rows))
            .ToList();
        var hidden = groups.Count(g => !g.HasName || peopleOf(g.Rows) < ExploreSheets.Least);
        while (hidden > 0 && hidden < groups.Count && (hidden < 2 || Together() < ExploreSheets.Least))
        {
            hidden++;
        }

        return [.. groups.Skip(hidden).OrderBy(g => g.Level).Select(g => (feature.Levels[g.Level], g.Rows))];

        int Together() => peopleOf([.. groups.Take(hidden).SelectMany(g => g.Rows)]);
    }
}
