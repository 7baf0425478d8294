namespace EarlyWarning.Domain.Outcomes;

/// <summary>What is true of each goal, in one place.</summary>
public static class GoalFacts
{
    /// <summary>All goals, the one that decides states first.</summary>
    public static IReadOnlyList<Goal> All { get; } =
    [Goal.CourseFailure, Goal.FinalGrade, Goal.NextAssessment, Goal.Leaving];

    /// <summary>Whether a mark from 0 to 100 is foretold, rather than how often something happens.</summary>
    /// <param name="goal">The goal.</param>
    public static bool IsMark(this Goal goal) => goal is Goal.FinalGrade or Goal.NextAssessment;

    /// <summary>Its key in reports.</summary>
    /// <param name="goal">The goal.</param>
    public static string Key(this Goal goal) =>
        goal switch
        {
            Goal.CourseFailure => "courseFailure",
            Goal.FinalGrade => "finalGrade",
            Goal.NextAssessment => "nextAssessment",
            _ => "leaving",
        };

    /// <summary>Its name in a sentence for people ("Training for ...").</summary>
    /// <param name="goal">The goal.</param>
    public static string Words(this Goal goal) =>
        goal switch
        {
            Goal.CourseFailure => "course failure",
            Goal.FinalGrade => "the final grade",
            Goal.NextAssessment => "the next mark",
            _ => "leaving the course",
        };

    /// <summary>What a finished enrollment must have for the goal to be learned ("outcome").</summary>
    /// <param name="goal">The goal.</param>
    public static string Label(this Goal goal) =>
        goal switch
        {
            Goal.FinalGrade => "final score",
            Goal.NextAssessment => "mark after the snapshot",
            _ => "outcome",
        };
}
