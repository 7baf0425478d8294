namespace EarlyWarning.Ml.Tracing;

/// <summary>
/// The least a tracer must beat: the share of right answers after a right one, after a wrong one, and at the beginning
/// of a sequence.
/// </summary>
public sealed class LastValue
{
    private readonly double[] _shares;

    private LastValue(double[] shares) => _shares = shares;

    /// <summary>Counts, with one imagined answer of each kind.</summary>
    public static LastValue Fit(IReadOnlyList<AnswerSequence> students)
    {
        ArgumentNullException.ThrowIfNull(students);
        var (right, all) = (new double[3], new double[3]);
        foreach (var student in students)
        {
            for (var i = 0; i < student.Length; i++)
            {
                var kind = Kind(student, i);
                all[kind]++;
                right[kind] += student.Correct[i] ? 1 : 0;
            }
        }

        return new LastValue([.. right.Zip(all, (r, n) => (r + 1) / (n + 2))]);
    }

    /// <summary>The chance that each answer is right: student after student, answer after answer.</summary>
    public double[] Predict(IReadOnlyList<AnswerSequence> students)
    {
        ArgumentNullException.ThrowIfNull(students);
        return
        [
            .. students.SelectMany(student =>
                Enumerable.Range(0, student.Length).Select(i => _shares[Kind(student, i)])
            ),
        ];
    }

    private static int Kind(AnswerSequence student, int answer) =>
        answer == 0 ? 2 : (student.Correct[answer - 1] ? 1 : 0);
}
