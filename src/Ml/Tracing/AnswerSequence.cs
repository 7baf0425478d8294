namespace EarlyWarning.Ml.Tracing;

/// <summary>The answers of one student in the order they were given.</summary>
/// <param name="Skills">The skill or question of each answer, as numbered in the file.</param>
/// <param name="Correct">Whether each answer was right.</param>
/// <exception cref="ArgumentException">There is no answer, or the lengths differ.</exception>
public sealed record AnswerSequence(int[] Skills, bool[] Correct)
{
    /// <summary>Whether each answer was right.</summary>
    public bool[] Correct { get; } =
        Skills.Length > 0 && Skills.Length == Correct.Length
            ? Correct
            : throw new ArgumentException(
                $"A student needs at least one answer and a skill for each; there are {Skills.Length} skills and {Correct.Length} answers."
            );

    /// <summary>The number of answers.</summary>
    public int Length => Skills.Length;
}
