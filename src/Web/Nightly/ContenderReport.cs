namespace EarlyWarning.Web.Nightly;

/// <summary>How a learner did in the comparison of all, inside the training terms.</summary>
/// <param name="Name">Name of the learner.</param>
/// <param name="Trainer">Name of its trainer.</param>
/// <param name="Parameters">Hyperparameters: of finalists those found by the search.</param>
/// <param name="Outcome">One of <see cref="ContenderOutcome"/>.</param>
/// <param name="Reason">Why it does not serve, a sentence; null for champion and challenger.</param>
/// <param name="Rows">Snapshots of the sample it was compared on.</param>
/// <param name="Seconds">How long the comparison took.</param>
/// <param name="Metrics">
/// Of the rows of the sample that its models had not seen, with 95 % intervals bootstrapped by student; empty where it
/// dropped out.
/// </param>
/// <param name="LossToChampion">
/// Its log loss (root mean squared error for grades) less the champion's on the same rows: below 0 is what not serving it
/// forgoes. Null where it dropped out.
/// </param>
public sealed record ContenderReport(
    string Name,
    string Trainer,
    IReadOnlyDictionary<string, string> Parameters,
    string Outcome,
    string? Reason,
    int Rows,
    double Seconds,
    IReadOnlyDictionary<string, MetricReport> Metrics,
    double? LossToChampion
);

/// <summary>What became of a learner in a tournament.</summary>
public static class ContenderOutcome
{
    /// <summary>Chosen; the gates decide whether it serves.</summary>
    public const string Champion = "champion";

    /// <summary>Fitted on all training rows and judged on the later term beside the champion.</summary>
    public const string Challenger = "challenger";

    /// <summary>Could serve, but did less well in the comparison than champion and challenger.</summary>
    public const string CouldServe = "couldServe";

    /// <summary>Its explanations are sampled, so it serves only by an administrator's decision.</summary>
    public const string NotExplainedExactly = "notExplainedExactly";

    /// <summary>The training terms hold more rows than its budget.</summary>
    public const string TooManyRows = "tooManyRows";

    /// <summary>Could not be fitted.</summary>
    public const string DroppedOut = "droppedOut";
}
