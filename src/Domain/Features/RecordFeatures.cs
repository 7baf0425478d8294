using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Features;

/// <summary>Features of earlier terms, other classes and the shape of the course; none can be changed from here on.</summary>
internal static class RecordFeatures
{
    public static IEnumerable<FeatureDefinition> All => [.. Prior, .. Others, .. Context];

    private static IEnumerable<FeatureDefinition> Prior =>
        [
            Fixed(
                FeatureGroup.PriorRecord,
                FeatureDirection.MoreIsBetter,
                "prior_grade",
                "mean final grade before",
                "points",
                "earlier terms",
                s => s.Prior.MeanGrade,
                v => $"Mean final grade of earlier terms {Words.Whole(v)} of 100"
            ),
            Fixed(
                FeatureGroup.PriorRecord,
                FeatureDirection.MoreIsWorse,
                "prior_failed_share",
                "share of courses not passed before",
                "share",
                "earlier terms",
                s => s.Prior.Courses == 0 ? float.NaN : (s.Prior.Failed + s.Prior.Withdrawn) / (float)s.Prior.Courses,
                v =>
                    v < 0.005f
                        ? "Passed every course of earlier terms"
                        : $"Did not pass {Words.Percent(v)} of earlier courses"
            ),
            Fixed(
                FeatureGroup.PriorRecord,
                FeatureDirection.None,
                "prior_failed",
                "courses failed before",
                "courses",
                "earlier terms",
                s => s.Prior.Failed,
                v => v < 0.5f ? "No course failed before" : $"{Words.Count(v, "course", "courses")} failed before"
            ),
            Fixed(
                FeatureGroup.PriorRecord,
                FeatureDirection.None,
                "prior_withdrawn",
                "courses left before",
                "courses",
                "earlier terms",
                s => s.Prior.Withdrawn,
                v =>
                    v < 0.5f
                        ? "No course left before its end"
                        : $"{Words.Count(v, "course", "courses")} left before the end"
            ),
            Fixed(
                FeatureGroup.PriorRecord,
                FeatureDirection.None,
                "prior_courses",
                "courses finished before",
                "courses",
                "earlier terms",
                s => s.Prior.Courses,
                v => $"{Words.Count(v, "course", "courses")} in earlier terms"
            ),
            Fixed(
                FeatureGroup.PriorRecord,
                FeatureDirection.None,
                "attempts",
                "earlier attempts at this course",
                "attempts",
                "earlier terms",
                s => s.Prior.Attempts,
                v =>
                    v < 0.5f
                        ? "First attempt at this course"
                        : $"{Words.Count(v, "earlier attempt", "earlier attempts")} at this course"
            ),
        ];

    private static IEnumerable<FeatureDefinition> Others =>
        [
            Fixed(
                FeatureGroup.OtherClasses,
                FeatureDirection.MoreIsBetter,
                "other_marks",
                "mean mark in other classes",
                "points",
                "term so far",
                s => Mean(s.Others, w => w.MeanMark),
                v => $"Mean mark in other classes {Words.Whole(v)} of 100"
            ),
            Fixed(
                FeatureGroup.OtherClasses,
                FeatureDirection.MoreIsWorse,
                "other_missing_share",
                "share of work missing in other classes",
                "share",
                "term so far",
                s => Mean(s.Others, w => w.MissingShare),
                v =>
                    v < 0.005f
                        ? "No work missing in other classes"
                        : $"{Words.Percent(v)} of work missing in other classes"
            ),
            Fixed(
                FeatureGroup.Context,
                FeatureDirection.None,
                "other_classes",
                "other classes this term",
                "classes",
                "term so far",
                s => s.Others.Count,
                v => $"{Words.Count(v, "other class", "other classes")} this term"
            ),
        ];

    private static IEnumerable<FeatureDefinition> Context =>
        [
            Fixed(
                FeatureGroup.Context,
                FeatureDirection.None,
                "week",
                "week of the term",
                "weeks",
                "as-of date",
                s => s.Week,
                v => $"Week {Words.Whole(v)} of the class"
            ),
            Fixed(
                FeatureGroup.Context,
                FeatureDirection.None,
                "term_progress",
                "part of the term passed",
                "share",
                "as-of date",
                s =>
                    Math.Clamp(
                        (s.AsOf - s.Enrollment.Class.Start)
                            / (float)Math.Max(1, s.Enrollment.Class.End - s.Enrollment.Class.Start),
                        0,
                        1
                    ),
                v => $"{Words.Percent(v)} of the term has passed"
            ),
            Fixed(
                FeatureGroup.Context,
                FeatureDirection.None,
                "enrolled_before_start",
                "days enrolled before the class began",
                "days",
                "enrolling",
                s => s.Enrollment.Class.Start - s.Enrollment.Begin,
                v =>
                    v >= 0
                        ? $"Enrolled {Words.Count(v, "day", "days")} before the class began"
                        : $"Joined {Words.Count(-v, "day", "days")} after the class began"
            ),
            Fixed(
                FeatureGroup.Context,
                FeatureDirection.MoreIsWorse,
                "course_failure_share",
                "share not passing this course before",
                "share",
                "earlier terms of the course",
                s =>
                    s.Student.School.CourseFailures.TryGetValue(s.Enrollment.Class.CourseId, out var t)
                        ? (float)t.MeanAsOf(s.AsOf)
                        : float.NaN,
                v => $"{Words.Percent(v)} did not pass this course in earlier terms"
            ),
            Fixed(
                FeatureGroup.Context,
                FeatureDirection.None,
                "course",
                "course",
                "key",
                "class",
                s => s.Enrollment.Class.CourseId <= GreatestCourseKey ? s.Enrollment.Class.CourseId : float.NaN,
                _ => "What is usual in this course"
            ) with
            {
                Kind = AttributeKind.Categorical,
            },
            Fixed(
                FeatureGroup.Context,
                FeatureDirection.None,
                "weight_due",
                "part of the final mark due so far",
                "share",
                "term so far",
                s => s.Work.WeightDue,
                v => $"{Words.Percent(v)} of the final mark was due so far"
            ),
            Fixed(
                FeatureGroup.Context,
                FeatureDirection.None,
                "work_due",
                "pieces of work due so far",
                "pieces",
                "term so far",
                s => s.Work.Due,
                v => $"{Words.Count(v, "piece", "pieces")} of work due so far"
            ),
            Fixed(
                FeatureGroup.Context,
                FeatureDirection.None,
                "banked",
                "results taken over from an earlier attempt",
                "pieces",
                "term so far",
                s => s.Work.Banked,
                v =>
                    v < 0.5f
                        ? "No result taken over from before"
                        : $"{Words.Count(v, "result", "results")} taken over from an earlier attempt"
            ),
        ];

    /// <summary>Keys of courses are codes of a category; those beyond what the learning core holds are as unknown.</summary>
    private const long GreatestCourseKey = 65_535;

    private static FeatureDefinition Fixed(
        FeatureGroup group,
        FeatureDirection direction,
        string name,
        string label,
        string unit,
        string window,
        Func<Snapshot, float> compute,
        Func<float, string> evidence
    ) =>
        new()
        {
            Name = name,
            Label = label,
            Unit = unit,
            Window = window,
            Group = group,
            Direction = direction,
            Visibility = group is FeatureGroup.PriorRecord or FeatureGroup.OtherClasses
                ? FeatureVisibility.WholeRecord
                : FeatureVisibility.Teacher,
            Compute = compute,
            Evidence = evidence,
        };

    private static float Mean(IReadOnlyList<WorkView> views, Func<WorkView, float> value)
    {
        var (sum, count) = (0f, 0);
        foreach (var view in views)
        {
            if (value(view) is var v && !float.IsNaN(v))
            {
                sum += v;
                count++;
            }
        }

        return count == 0 ? float.NaN : sum / count;
    }
}
