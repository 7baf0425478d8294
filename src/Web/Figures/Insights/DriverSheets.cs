using EarlyWarning.Domain.Outcomes;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>Keys of the sheets of what drives risk; three sheets for each goal that a model serves for.</summary>
public static class DriverSheets
{
    /// <summary>The topic.</summary>
    public const string Topic = "drivers";

    /// <summary>Students of an organisation below which its own drivers are not shown.</summary>
    public const int LeastStudents = 30;

    /// <summary>Features with a swarm and curves.</summary>
    public const int MostDrawn = 12;

    private const string ImportancePart = "/importance";

    /// <summary>Key of the importance of features.</summary>
    /// <param name="goal">The goal.</param>
    public static string Importance(Goal goal) => goal.Key() + ImportancePart;

    /// <summary>Key of the curves.</summary>
    /// <param name="goal">The goal.</param>
    public static string Curves(Goal goal) => goal.Key() + "/curves";

    /// <summary>Key of the comparison of two models.</summary>
    /// <param name="goal">The goal.</param>
    public static string Agreement(Goal goal) => goal.Key() + "/agreement";

    /// <summary>Goals that have figures, in their order.</summary>
    /// <param name="keys">Keys of all sheets of an organisation.</param>
    public static IReadOnlyList<Goal> Goals(IReadOnlyList<string> keys) =>
        [.. GoalFacts.All.Where(g => keys.Contains(Importance(g), StringComparer.Ordinal))];
}

/// <summary>How much a feature counts, by three measures on the later cohort and in the organisation.</summary>
/// <param name="Feature">Name in the catalogue.</param>
/// <param name="Gain">By how much its splits lowered the training loss, as a share of all; null where the model has no splits.</param>
/// <param name="Rise">Rise of the loss where its values are shuffled; null where it was not shuffled.</param>
/// <param name="Low">Lower end of the 95 % interval of <paramref name="Rise"/>.</param>
/// <param name="High">Upper end of it.</param>
/// <param name="Share">Mean size of its exact contributions, as a share of all features'.</param>
/// <param name="Own">The same among the organisation's current students; null where they are too few, or for other goals.</param>
/// <param name="ByWeek">The same as <paramref name="Share"/> at each week of the sheet.</param>
public sealed record DriverRow(
    string Feature,
    double? Gain,
    double? Rise,
    double? Low,
    double? High,
    double Share,
    double? Own,
    IReadOnlyList<double> ByWeek
);

/// <summary>What drives the scores of a goal.</summary>
/// <param name="Goal">The goal.</param>
/// <param name="Trainer">Trainer of the model in service.</param>
/// <param name="Term">The cohort that importance was measured on.</param>
/// <param name="IsUnseen">Whether the model that was measured had not seen the cohort.</param>
/// <param name="Rows">Snapshots measured, rounded to 5.</param>
/// <param name="Students">Students among them, rounded to 5.</param>
/// <param name="Loss">Mean loss of the model on them: log loss, or points of the mark.</param>
/// <param name="Weeks">Weeks of <see cref="DriverRow.ByWeek"/>.</param>
/// <param name="Drivers">All features that the model uses, by <see cref="DriverRow.Share"/>.</param>
/// <param name="OwnStudents">Current students of the organisation, rounded to 5; null where too few, or for other goals.</param>
/// <param name="IsSwarmOwn">Whether the swarms are of the organisation's current students; else of the later cohort.</param>
/// <param name="Swarms">A swarm for each of the first features.</param>
public sealed record DriverSheet(
    Goal Goal,
    string Trainer,
    string Term,
    bool IsUnseen,
    int Rows,
    int Students,
    double Loss,
    IReadOnlyList<int> Weeks,
    IReadOnlyList<DriverRow> Drivers,
    int? OwnStudents,
    bool IsSwarmOwn,
    IReadOnlyList<Swarm> Swarms
);

/// <summary>Contributions of one feature, each with where its value stands among the others.</summary>
/// <param name="Feature">Name in the catalogue.</param>
/// <param name="Points">By contribution, so that no point of one swarm can be followed into another.</param>
public sealed record Swarm(string Feature, IReadOnlyList<SwarmPoint> Points);

/// <summary>A contribution.</summary>
/// <param name="Place">Where the value stands among all, in percent, to the nearest 5; null where it is missing.</param>
/// <param name="Adds">What it adds to the margin, rounded.</param>
public sealed record SwarmPoint(int? Place, double Adds);

/// <summary>How what is shown moves with each of the first features.</summary>
/// <param name="Goal">The goal.</param>
/// <param name="Trainer">Trainer of the model in service.</param>
/// <param name="Term">The cohort that the rows are of.</param>
/// <param name="Rows">Rows in each mean.</param>
/// <param name="Features">By importance.</param>
public sealed record CurveSheet(Goal Goal, string Trainer, string Term, int Rows, IReadOnlyList<FeatureCurve> Features);

/// <summary>Partial dependence with individual lines.</summary>
/// <param name="Feature">Name in the catalogue.</param>
/// <param name="Grid">Values that the feature was set to, ascending: numbers, or codes of categories.</param>
/// <param name="Names">Names of the codes; null for numbers.</param>
/// <param name="Mean">Mean of what is shown at each.</param>
/// <param name="Lines">What is shown along the grid for single rows; whose they are is not kept.</param>
/// <param name="Bins">Where the values of the cohort lie.</param>
/// <param name="Missing">Share of rows without a value.</param>
public sealed record FeatureCurve(
    string Feature,
    IReadOnlyList<double> Grid,
    IReadOnlyList<string>? Names,
    IReadOnlyList<double> Mean,
    IReadOnlyList<IReadOnlyList<double>> Lines,
    IReadOnlyList<ValueBin> Bins,
    double Missing
);

/// <summary>A range of values and how many rows lie in it.</summary>
/// <param name="Low">From.</param>
/// <param name="High">To.</param>
/// <param name="Share">Share of the rows with a value; 0 where it is of fewer than ten students.</param>
/// <param name="IsFew">Whether fewer than ten students have such a value.</param>
public sealed record ValueBin(double Low, double High, double Share, bool IsFew);
