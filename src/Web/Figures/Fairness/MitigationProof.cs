using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Ml.Models;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>
/// Gives students one another's protected attributes and computes features and margins anew, from the records, by the code
/// that a night uses. Where a feature read a protected attribute, directly or on some way round, it would show here.
/// </summary>
internal static class MitigationProof
{
    /// <summary>Permutes and compares.</summary>
    /// <param name="students">Records of some students.</param>
    /// <param name="isProtected">Whether an attribute is classed as protected.</param>
    /// <param name="school">Calendars, classes, line items.</param>
    /// <param name="catalogue">The features of the model.</param>
    /// <param name="model">The model in service.</param>
    /// <param name="asOf">Day number as of which everything is computed.</param>
    public static PermutationProof Of(
        IReadOnlyList<StudentTimeline> students,
        Predicate<int> isProtected,
        SchoolBook school,
        FeatureCatalogue catalogue,
        Model model,
        int asOf
    )
    {
        var (rows, changed, features, greatest) = (0, 0, 0, 0.0);
        var (before, after) = (new float[catalogue.Features.Count], new float[catalogue.Features.Count]);
        for (var i = 0; i < students.Count; i++)
        {
            var (own, other) = (students[i], Otherwise(students, i, isProtected));
            var swapped = With(own, other, isProtected);
            changed += other is null ? 0 : 1;
            foreach (var enrollment in own.Enrollments)
            {
                var day = Math.Min(asOf, enrollment.Class.End - 1);
                catalogue.Compute(new StudentAsOf(own, school, day).Of(enrollment), before);
                catalogue.Compute(new StudentAsOf(swapped, school, day).Of(enrollment), after);
                rows++;
                features += before.Zip(after).Count(p => !p.First.Equals(p.Second));
                greatest = Math.Max(greatest, Math.Abs(model.Margin(before) - model.Margin(after)));
            }
        }

        return new PermutationProof(students.Count, rows, changed, features, greatest);
    }

    // The next student, round and round, of whom any protected value is another.
    private static StudentTimeline? Otherwise(
        IReadOnlyList<StudentTimeline> students,
        int from,
        Predicate<int> isProtected
    )
    {
        var own = Values(students[from], isProtected);
        return Enumerable
            .Range(1, students.Count - 1)
            .Select(step => students[(from + step) % students.Count])
            .FirstOrDefault(s => !Values(s, isProtected).SetEquals(own));
    }

    private static HashSet<(int, string?, double?)> Values(StudentTimeline student, Predicate<int> isProtected) =>
        [.. student.Attributes.Where(a => isProtected(a.AttributeId)).Select(a => (a.AttributeId, a.Text, a.Number))];

    private static StudentTimeline With(StudentTimeline own, StudentTimeline? other, Predicate<int> isProtected)
    {
        var swapped = new StudentTimeline { StudentId = own.StudentId };
        swapped.Enrollments.AddRange(own.Enrollments);
        swapped.Results.AddRange(own.Results);
        swapped.Attendance.AddRange(own.Attendance);
        swapped.Incidents.AddRange(own.Incidents);
        swapped.Activity.AddRange(own.Activity);
        swapped.Outcomes.AddRange(own.Outcomes);
        swapped.Attributes.AddRange(own.Attributes.Where(a => !isProtected(a.AttributeId)));
        // Values of one enrollment of the other are values of the student here: every class is to meet them.
        swapped.Attributes.AddRange(
            (other ?? own)
                .Attributes.Where(a => isProtected(a.AttributeId))
                .Select(a => other is null ? a : a with { EnrollmentId = 0 })
        );
        return swapped.Sort();
    }
}
