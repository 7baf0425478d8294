using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>What evaluate table writes; docs/evaluate.md describes every member.</summary>
/// <param name="Task">binary, multiclass or regression.</param>
/// <param name="Rows">Labelled rows of the file.</param>
/// <param name="Features">Names of the columns learned from.</param>
/// <param name="Classes">Names of the classes; for a binary task negative and positive.</param>
/// <param name="Notes">What was left out, and why.</param>
/// <param name="Metric">What the champion was chosen by.</param>
/// <param name="Select">best or one-se.</param>
/// <param name="TestRows">Labelled rows of the test file, or null without one.</param>
/// <param name="Models">How each learner did, the simplest first.</param>
/// <param name="Champion">Name of the learner chosen by cross-validation on the file alone, or null.</param>
/// <param name="Baselines">How foretelling the mean (the commonest) for everybody did.</param>
/// <param name="Fairness">The champion by group of the protected columns.</param>
/// <param name="Explanation">What drives the champion.</param>
internal sealed record TableReport(
    string Task,
    int Rows,
    IReadOnlyList<string> Features,
    IReadOnlyList<string> Classes,
    IReadOnlyList<string> Notes,
    string Metric,
    string Select,
    int? TestRows,
    IReadOnlyList<TableModelReport> Models,
    string? Champion,
    IReadOnlyList<TableModelReport> Baselines,
    IReadOnlyList<TableFairnessReport> Fairness,
    TableExplanationReport? Explanation
);

/// <summary>How a learner did.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why it dropped out, or null.</param>
/// <param name="TrainSeconds">Seconds of one fit.</param>
/// <param name="Metrics">By key; those on the test file where there is one, else out of fold.</param>
internal sealed record TableModelReport(
    string Name,
    string? Reason,
    double TrainSeconds,
    IReadOnlyDictionary<string, MetricReport> Metrics
);

/// <summary>The champion in one group.</summary>
/// <param name="Attribute">Protected column.</param>
/// <param name="Group">Its value, or a band of values.</param>
/// <param name="N">Rows rounded to 5, or null where the group is hidden.</param>
/// <param name="Suppressed">Whether the group is too small to be shown, or hidden so that another stays so.</param>
/// <param name="Metrics">By key.</param>
internal sealed record TableFairnessReport(
    string Attribute,
    string Group,
    int? N,
    bool Suppressed,
    IReadOnlyDictionary<string, MetricReport> Metrics
);

/// <summary>What drives the champion, fitted on all rows of the file.</summary>
/// <param name="MaxAdditivityError">Greatest distance of base and contributions from the margin over the rows explained.</param>
/// <param name="TopFeatures">The strongest, by mean size of contribution.</param>
internal sealed record TableExplanationReport(double MaxAdditivityError, IReadOnlyList<TableFeatureReport> TopFeatures);

/// <summary>A feature's part.</summary>
/// <param name="Name">Column.</param>
/// <param name="MeanAbsoluteContribution">Mean size of its contributions to the margin, over rows (and classes).</param>
internal sealed record TableFeatureReport(string Name, double MeanAbsoluteContribution);
