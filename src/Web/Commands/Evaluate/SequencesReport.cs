using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>What evaluate sequences writes; docs/evaluate.md describes every member.</summary>
/// <param name="Task">sequences.</param>
/// <param name="Rows">Answers of the training file.</param>
/// <param name="Students">Students of the training file.</param>
/// <param name="Skills">Different skills of the training file.</param>
/// <param name="TestRows">Answers of the test file.</param>
/// <param name="TestStudents">Students of the test file.</param>
/// <param name="Folds">Folds of the comparison on the training file, or null without one.</param>
/// <param name="Models">How each learner did.</param>
/// <param name="Champion">Name of the learner chosen on the training file alone.</param>
/// <param name="Baselines">How the last value did.</param>
internal sealed record SequencesReport(
    string Task,
    int Rows,
    int Students,
    int Skills,
    int TestRows,
    int TestStudents,
    int? Folds,
    IReadOnlyList<SequencesModelReport> Models,
    string Champion,
    IReadOnlyList<SequencesModelReport> Baselines
);

/// <summary>How a learner did.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why it dropped out, or null.</param>
/// <param name="TrainSeconds">Seconds to learn and to score the test file.</param>
/// <param name="Rows">Answers of the test file it was judged on: a slow learner takes a share of the students.</param>
/// <param name="Chosen">What was chosen while learning.</param>
/// <param name="Metrics">By key, on the test file; intervals draw students.</param>
/// <param name="CrossValidation">By key, the mean over folds of the training file; empty without --compare.</param>
internal sealed record SequencesModelReport(
    string Name,
    string? Reason,
    double TrainSeconds,
    int Rows,
    IReadOnlyDictionary<string, string> Chosen,
    IReadOnlyDictionary<string, MetricReport> Metrics,
    IReadOnlyDictionary<string, SequencesFoldsReport> CrossValidation
);

/// <summary>A metric over folds.</summary>
/// <param name="Mean">Mean over folds.</param>
/// <param name="StandardError">Its standard error: the deviation between folds over the root of their number.</param>
internal sealed record SequencesFoldsReport(double? Mean, double? StandardError);
