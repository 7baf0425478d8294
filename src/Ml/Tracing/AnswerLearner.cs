namespace EarlyWarning.Ml.Tracing;

/// <summary>What can be compared on answer sequences: learns from some students, foretells the answers of others.</summary>
public interface IAnswerLearner
{
    /// <summary>A short stable name, as used in reports.</summary>
    string Name { get; }

    /// <summary>Learns from one set of students and foretells another; of the second only what came before is read.</summary>
    /// <exception cref="Models.TrainingException">These students cannot be learned from.</exception>
    AnswerScores Score(
        IReadOnlyList<AnswerSequence> training,
        IReadOnlyList<AnswerSequence> others,
        IProgress<string>? progress,
        CancellationToken ct
    );
}

/// <summary>Predictions of one learner.</summary>
/// <param name="Students">Which of the others were foretold; a slow learner takes a share of them.</param>
/// <param name="Margins">Log-odds of a right answer: student after student, answer after answer.</param>
/// <param name="Notes">What was chosen while learning, for the report.</param>
public sealed record AnswerScores(int[] Students, double[] Margins, IReadOnlyDictionary<string, string> Notes)
{
    /// <summary>All of so many students, with nothing to note.</summary>
    internal static AnswerScores OfAll(int students, double[] margins) =>
        new([.. Enumerable.Range(0, students)], margins, new Dictionary<string, string>(StringComparer.Ordinal));
}
