namespace EarlyWarning.Ml.Tracing;

/// <summary>A run of one student's answers that is learned from at once.</summary>
/// <param name="Student">The position among the students.</param>
/// <param name="Start">The first answer.</param>
/// <param name="Length">The number of answers.</param>
/// <param name="Slot">Where the state before it is kept; that after it goes to the next.</param>
internal readonly record struct AnswerRun(int Student, int Start, int Length, int Slot);
