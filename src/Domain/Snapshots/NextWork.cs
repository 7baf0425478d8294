namespace EarlyWarning.Domain.Snapshots;

/// <summary>The label of the short-term goal: the mark of the work that came next.</summary>
public static class NextWork
{
    /// <summary>Work due later than this many days after the as-of date is no short term.</summary>
    public const int Within = 28;

    /// <summary>
    /// The mark in percent of the first work due after a day, handed in and marked; NaN where none was, or where it is not
    /// known yet. Work taken over from an earlier attempt says nothing of now.
    /// </summary>
    /// <param name="timeline">The student.</param>
    /// <param name="enrollment">The enrollment.</param>
    /// <param name="day">Day number of the snapshot.</param>
    /// <param name="asOf">Day number up to which marks are known.</param>
    public static float MarkAfter(StudentTimeline timeline, EnrollmentFact enrollment, int day, int asOf)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        ArgumentNullException.ThrowIfNull(enrollment);
        foreach (var item in enrollment.Class.LineItems)
        {
            if (item.Due <= day)
            {
                continue;
            }

            if (item.Due > day + Within)
            {
                break;
            }

            var (state, score) = WorkView.Known(timeline, item.Id, asOf);
            if (state is { IsBanked: false } && item.Percent(score) is var mark && !double.IsNaN(mark))
            {
                return (float)mark;
            }
        }

        return float.NaN;
    }
}
