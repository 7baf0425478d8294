using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Trees;

/// <summary>What the tree learners report of themselves beside their hyperparameters.</summary>
internal static class TreeParameters
{
    /// <summary>
    /// Says so where the directions of columns are not kept: what raises the probability of one of several classes
    /// lowers that of others, so that "more never lowers the margin" names no margin.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Of(
        TaskKind task,
        IReadOnlyDictionary<string, string> parameters
    ) =>
        task == TaskKind.Multiclass
            ? new Dictionary<string, string>(parameters, StringComparer.Ordinal)
            {
                ["monotone"] = "not kept with several classes",
            }
            : parameters;
}
