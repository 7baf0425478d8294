using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Validation;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>What evaluate table was asked for.</summary>
/// <param name="File">Table to train and cross-validate on.</param>
/// <param name="TestFile">Table that is only scored, or null.</param>
/// <param name="Label">Column to predict.</param>
/// <param name="Task">How the label is read.</param>
/// <param name="Positive">Binary: the value that counts as positive, or a comparison such as "&gt;=10"; null finds it.</param>
/// <param name="Protected">Columns kept from the features and used for the fairness table.</param>
/// <param name="Exclude">Columns not used at all.</param>
/// <param name="Group">Column whose equal values stand on one side of every split, or null.</param>
/// <param name="Folds">Folds of a repeat.</param>
/// <param name="Repeats">Repeats under other seeds.</param>
/// <param name="Models">Names of learners, or null for all.</param>
/// <param name="Select">How the champion is chosen.</param>
/// <param name="Metric">Metric the champion is chosen by; null is log loss or root mean squared error.</param>
/// <param name="Seed">Seed of all randomness.</param>
internal sealed record TableRequest(
    string File,
    string? TestFile,
    string Label,
    TaskKind Task,
    string? Positive,
    IReadOnlyList<string> Protected,
    IReadOnlyList<string> Exclude,
    string? Group,
    int Folds,
    int Repeats,
    IReadOnlyList<string>? Models,
    SelectionRule Select,
    string? Metric,
    int Seed
);
