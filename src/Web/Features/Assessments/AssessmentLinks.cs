using System.Globalization;
using EarlyWarning.Web.Figures.Assessments;

namespace EarlyWarning.Web.Features.Assessments;

/// <summary>Addresses of pieces of work.</summary>
internal static class AssessmentLinks
{
    /// <summary>The page of a piece of work.</summary>
    public static string Of(ItemFigures item, AssessmentFilter filter) =>
        string.Create(CultureInfo.InvariantCulture, $"assessments/{item.Id}?org={filter.Org}");

    /// <summary>The list of the course that a piece of work is of.</summary>
    public static string CourseOf(AssessmentView view) =>
        new AssessmentFilter(
            view.Org.Id,
            AssessmentsQuery.Key(view.Term.Start),
            view.Row.Course.Id,
            Sort: AssessmentSort.Course
        ).Address;
}
