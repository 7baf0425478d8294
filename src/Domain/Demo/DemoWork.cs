namespace EarlyWarning.Domain.Demo;

/// <summary>A kind of graded work and its place in a term.</summary>
/// <param name="Title">Title of the line item.</param>
/// <param name="CategoryId">Line item category.</param>
/// <param name="DueWeek">Week it is due, 0-based.</param>
/// <param name="Jitter">Weeks by which classes differ, either way.</param>
/// <param name="DaysGiven">Days between setting and due date.</param>
/// <param name="Weight">Percent of the final score.</param>
/// <param name="OutOf">Highest possible score.</param>
/// <param name="Missing">Log-odds that a student of average engagement does not hand it in.</param>
/// <param name="MayBeLate">Whether it can be handed in late.</param>
/// <param name="Spread">Standard deviation of a mark around what the student can do, in points of 100.</param>
internal sealed record DemoWork(
    string Title,
    int CategoryId,
    int DueWeek,
    int Jitter,
    int DaysGiven,
    double Weight,
    double OutOf,
    double Missing,
    bool MayBeLate,
    double Spread
)
{
    /// <summary>Points of 100 lost by handing in late.</summary>
    public const double LatePenalty = 6;

    /// <summary>Work of a term; weights add up to 100.</summary>
    public static readonly DemoWork[] Term =
    [
        new("Homework 1", 1, 1, 0, 4, 4, 10, -2.7, true, 13),
        new("Quiz 1", 2, 3, 1, 5, 8, 20, -4.0, false, 12),
        new("Homework 2", 1, 5, 0, 4, 4, 10, -2.6, true, 13),
        new("Mid-term test", 4, 7, 0, 10, 18, 100, -4.6, false, 10),
        new("Homework 3", 1, 8, 0, 4, 4, 10, -2.6, true, 13),
        new("Quiz 2", 2, 10, 1, 5, 8, 20, -4.0, false, 12),
        new("Homework 4", 1, 12, 1, 4, 4, 10, -2.5, true, 13),
        new("Project", 3, 14, 1, 21, 20, 50, -3.1, true, 11),
        new("Final test", 4, 17, 0, 14, 30, 100, -4.6, false, 10),
    ];

    /// <summary>Probability that the work is not handed in.</summary>
    public double MissingAt(double engagement) => 1 / (1 + Math.Exp(-(Missing - (0.8 * engagement))));

    /// <summary>Probability that work handed in comes late.</summary>
    public double LateAt(double engagement) => MayBeLate ? 1 / (1 + Math.Exp(2.1 + (0.6 * engagement))) : 0;
}
