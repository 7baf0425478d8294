using EarlyWarning.Web.Shared.Hosting;

namespace EarlyWarning.Web.Nightly;

/// <summary>
/// What a tournament may spend: rows and trials, never seconds, so that the same records give the same champion on every
/// machine.
/// </summary>
internal sealed record TournamentBudget
{
    /// <summary>About the most snapshots on which all learners are compared: Retraining:ComparisonRows.</summary>
    public int ComparisonRows { get; init; } = 20_000;

    /// <summary>Combinations of hyperparameters tried for each finalist: Retraining:Trials; 0 takes them as they are.</summary>
    public int Trials { get; init; } = 5;

    /// <summary>
    /// The most training rows of a learner whose time grows faster than theirs: Retraining:Rows:LEARNER. In the comparison it
    /// gets a smaller sample; where the training terms hold more, it does not serve.
    /// </summary>
    public IReadOnlyDictionary<string, int> Rows { get; init; } = DefaultRows;

    /// <summary>After this a learner that has not ended is stopped and left out: Retraining:LearnerMinutes.</summary>
    public TimeSpan LongestFit { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>The learners that are compared; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    private static Dictionary<string, int> DefaultRows { get; } =
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["nearestNeighbours"] = 6_000,
            ["lstm"] = 10_000,
            ["mlp"] = 20_000,
            ["linearSvm"] = 200_000,
            ["stacking"] = 200_000,
            ["baggedTrees"] = 200_000,
            ["randomForest"] = 300_000,
        };

    /// <summary>The most training rows of a learner.</summary>
    public int RowsOf(string learner) => Rows.GetValueOrDefault(learner, int.MaxValue);

    /// <summary>Whether a learner is compared.</summary>
    public bool Takes(string learner) => Only.Count == 0 || Only.Contains(learner, StringComparer.OrdinalIgnoreCase);

    /// <summary>The budget of a start that somebody waits for: two learners as they are; the night compares all.</summary>
    public TournamentBudget ForFirstStart() =>
        this with
        {
            Only = ["logisticElasticNet", "elasticNet", "gradientBoosting"],
            Trials = 0,
        };

    /// <summary>Reads the settings; a wrong one ends with a sentence.</summary>
    public static TournamentBudget Of(IConfiguration configuration)
    {
        var defaults = new TournamentBudget();
        var rows = new Dictionary<string, int>(DefaultRows, StringComparer.OrdinalIgnoreCase);
        foreach (var setting in configuration.GetSection("Retraining:Rows").GetChildren())
        {
            rows[setting.Key] = Whole(configuration, setting.Path, 0, least: 0);
        }

        return new TournamentBudget
        {
            ComparisonRows = Whole(configuration, "Retraining:ComparisonRows", defaults.ComparisonRows, least: 200),
            Trials = Whole(configuration, "Retraining:Trials", defaults.Trials, least: 0),
            Rows = rows,
            LongestFit = TimeSpan.FromMinutes(Whole(configuration, "Retraining:LearnerMinutes", 20, least: 1)),
        };
    }

    private static int Whole(IConfiguration configuration, string key, int otherwise, int least)
    {
        var text = configuration[key];
        return string.IsNullOrWhiteSpace(text) ? otherwise
            : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value) && value >= least
                ? value
            : throw new SettingsException($"The setting {key} is \"{text}\". Use a whole number of at least {least}.");
    }
}
