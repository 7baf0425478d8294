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
                Texts.Key("mean final grade before"),
                Texts.Key("points"),
                Texts.Key("earlier terms"),
                s => s.Prior.MeanGrade,
                v => L["Mean final grade of earlier terms {0} of 100", Words.Whole(v)]
            ),
            Fixed(
                FeatureGroup.PriorRecord,
                FeatureDirection.MoreIsWorse,
                "prior_failed_share",
                Texts.Key("share of courses not passed before"),
                Texts.Key("share"),
                Texts.Key("earlier terms"),
                s => s.Prior.Courses == 0 ? float.NaN : (s.Prior.Failed + s.Prior.Withdrawn) / (float)s.Prior.Courses,
                v =>
                    v < 0.005f
                        ? L["Passed every course of earlier terms"]
                        : L["Did not pass {0} of earlier courses", Words.Percent(v)]
            ),
            Fixed(
                FeatureGroup.PriorRecord,
                FeatureDirection.None,
                "prior_failed",
                Texts.Key("courses failed before"),
                Texts.Key("courses"),
                Texts.Key("earlier terms"),
                s => s.Prior.Failed,
                v =>
                    v < 0.5f
                        ? L["No course failed before"]
                        : Words.Count(v, Texts.Key("{0} course failed before"), Texts.Key("{0} courses failed before"))
            ),
            Fixed(
                FeatureGroup.PriorRecord,
                FeatureDirection.None,
                "prior_withdrawn",
                Texts.Key("courses left before"),
                Texts.Key("courses"),
                Texts.Key("earlier terms"),
                s => s.Prior.Withdrawn,
                v =>
                    v < 0.5f
                        ? L["No course left before its end"]
                        : Words.Count(
                            v,
                            Texts.Key("{0} course left before the end"),
                            Texts.Key("{0} courses left before the end")
                        )
            ),
            Fixed(
                FeatureGroup.PriorRecord,
                FeatureDirection.None,
                "prior_courses",
                Texts.Key("courses finished before"),
                Texts.Key("courses"),
                Texts.Key("earlier terms"),
                s => s.Prior.Courses,
                v => Words.Count(v, Texts.Key("{0} course in earlier terms"), Texts.Key("{0} courses in earlier terms"))
            ),
            Fixed(
                FeatureGroup.PriorRecord,
                FeatureDirection.None,
                "attempts",
                Texts.Key("earlier attempts at this course"),
                Texts.Key("attempts"),
                Texts.Key("earlier terms"),
                s => s.Prior.Attempts,
                v =>
                    v < 0.5f
                        ? L["First attempt at this course"]
                        : Words.Count(
                            v,
                            Texts.Key("{0} earlier attempt at this course"),
                            Texts.Key("{0} earlier attempts at this course")
                        )
            ),
        ];

    private static IEnumerable<FeatureDefinition> Others =>
        [
            Fixed(
                FeatureGroup.OtherClasses,
                FeatureDirection.MoreIsBetter,
                "other_marks",
                Texts.Key("mean mark in other classes"),
                Texts.Key("points"),
                Texts.Key("term so far"),
                s => Mean(s.Others, w => w.MeanMark),
                v => L["Mean mark in other classes {0} of 100", Words.Whole(v)]
            ),
            Fixed(
                FeatureGroup.OtherClasses,
                FeatureDirection.MoreIsWorse,
                "other_missing_share",
                Texts.Key("share of work missing in other classes"),
                Texts.Key("share"),
                Texts.Key("term so far"),
                s => Mean(s.Others, w => w.MissingShare),
                v =>
                    v < 0.005f
                        ? L["No work missing in other classes"]
                        : L["{0} of work missing in other classes", Words.Percent(v)]
            ),
            Fixed(
                FeatureGroup.Context,
                FeatureDirection.None,
                "other_classes",
                Texts.Key("other classes this term"),
                Texts.Key("classes"),
                Texts.Key("term so far"),
                s => s.Others.Count,
                v => Words.Count(v, Texts.Key("{0} other class this term"), Texts.Key("{0} other classes this term"))
            ),
        ];

    private static IEnumerable<FeatureDefinition> Context =>
        [
            Fixed(
                FeatureGroup.Context,
                FeatureDirection.None,
                "week",
                Texts.Key("week of the term"),
                Texts.Key("weeks"),
                Texts.Key("as-of date"),
                s => s.Week,
                v => L["Week {0} of the class", Words.Whole(v)]
            ),
            Fixed(
                FeatureGroup.Context,
                FeatureDirection.None,
                "term_progress",
                Texts.Key("part of the term passed"),
                Texts.Key("share"),
                Texts.Key("as-of date"),
                s =>
                    Math.Clamp(
                        (s.AsOf - s.Enrollment.Class.Start)
                            / (float)Math.Max(1, s.Enrollment.Class.End - s.Enrollment.Class.Start),
                        0,
                        1
                    ),
                v => L["{0} of the term has passed", Words.Percent(v)]
            ),
            Fixed(
                FeatureGroup.Context,
                FeatureDirection.None,
                "enrolled_before_start",
                Texts.Key("days enrolled before the class began"),
                Texts.Key("days"),
                Texts.Key("enrolling"),
                s => s.Enrollment.Class.Start - s.Enrollment.Begin,
                v =>
                    v >= 0
                        ? Words.Count(
                            v,
                            Texts.Key("Enrolled {0} day before the class began"),
                            Texts.Key("Enrolled {0} days before the class began")
                        )
                        : Words.Count(
                            -v,
                            Texts.Key("Joined {0} day after the class began"),
                            Texts.Key("Joined {0} days after the class began")
                        )
            ),
            Fixed(
                FeatureGroup.Context,
                FeatureDirection.MoreIsWorse,
                "course_failure_share",
                Texts.Key("share not passing this course before"),
                Texts.Key("share"),
                Texts.Key("earlier terms of the course"),
                s =>
                    s.Student.School.CourseFailures.TryGetValue(s.Enrollment.Class.CourseId, out var t)
                        ? (float)t.MeanAsOf(s.AsOf)
                        : float.NaN,
                v => L["{0} did not pass this course in earlier terms", Words.Percent(v)]
            ),
            Fixed(
                FeatureGroup.Context,
                FeatureDirection.None,
                "course",
                Texts.Key("course"),
                Texts.Key("key"),
                Texts.Key("class"),
                s => s.Enrollment.Class.CourseId <= GreatestCourseKey ? s.Enrollment.Class.CourseId : float.NaN,
                _ => L["What is usual in this course"]
            ) with
            {
                Kind = AttributeKind.Categorical,
            },
            Fixed(
                FeatureGroup.Context,
                FeatureDirection.None,
                "weight_due",
                Texts.Key("part of the final mark due so far"),
                Texts.Key("share"),
                Texts.Key("term so far"),
                s => s.Work.WeightDue,
                v => L["{0} of the final mark was due so far", Words.Percent(v)]
            ),
            Fixed(
                FeatureGroup.Context,
                FeatureDirection.None,
                "work_due",
                Texts.Key("pieces of work due so far"),
                Texts.Key("pieces"),
                Texts.Key("term so far"),
                s => s.Work.Due,
                v =>
                    Words.Count(
                        v,
                        Texts.Key("{0} piece of work due so far"),
                        Texts.Key("{0} pieces of work due so far")
                    )
            ),
            Fixed(
                FeatureGroup.Context,
                FeatureDirection.None,
                "banked",
                Texts.Key("results taken over from an earlier attempt"),
                Texts.Key("pieces"),
                Texts.Key("term so far"),
                s => s.Work.Banked,
                v =>
                    v < 0.5f
                        ? L["No result taken over from before"]
                        : Words.Count(
                            v,
                            Texts.Key("{0} result taken over from an earlier attempt"),
                            Texts.Key("{0} results taken over from an earlier attempt")
                        )
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
