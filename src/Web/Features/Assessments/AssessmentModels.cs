using System.Globalization;
using EarlyWarning.Web.Figures.Assessments;
using Microsoft.AspNetCore.WebUtilities;

namespace EarlyWarning.Web.Features.Assessments;

/// <summary>What is listed; all of it lives in the address.</summary>
/// <param name="Org">The organisation; null for the highest.</param>
/// <param name="Term">First day of the term as yyyy-MM-dd; null for the latest finished.</param>
/// <param name="Course">The course; null for all.</param>
/// <param name="Subject">The subject; null for all.</param>
/// <param name="Kind">Category of work; null for all.</param>
/// <param name="Look">Only what is worth a look for this reason.</param>
/// <param name="Sort">Order of the list.</param>
/// <param name="Page">Page of the list, from 1.</param>
public sealed record AssessmentFilter(
    long? Org = null,
    string? Term = null,
    long? Course = null,
    string? Subject = null,
    string? Kind = null,
    WorthReason? Look = null,
    AssessmentSort Sort = AssessmentSort.Worth,
    int Page = 1
)
{
    /// <summary>The address of the list.</summary>
    public string Address
    {
        get
        {
            var given = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["org"] = Org?.ToString(CultureInfo.InvariantCulture),
                ["term"] = Term,
                ["course"] = Course?.ToString(CultureInfo.InvariantCulture),
                ["subject"] = Subject,
                ["kind"] = Kind,
                ["look"] = Look?.ToString().ToLowerInvariant(),
                ["sort"] = Sort == AssessmentSort.Worth ? null : Sort.ToString().ToLowerInvariant(),
                ["page"] = Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : null,
            };
            return QueryHelpers.AddQueryString("assessments", given.Where(g => g.Value is not null));
        }
    }
}

/// <summary>Orders of the list.</summary>
public enum AssessmentSort
{
    /// <summary>What is worth changing first.</summary>
    Worth,

    /// <summary>Course by course, as it is due.</summary>
    Course,

    /// <summary>What foretells the outcome best first.</summary>
    Foretells,

    /// <summary>What is missing most first.</summary>
    Missing,

    /// <summary>What is known last first.</summary>
    Late,

    /// <summary>The lowest marks first.</summary>
    Hard,

    /// <summary>What tells students apart least first.</summary>
    Discrimination,
}

/// <summary>A piece of work in the list.</summary>
/// <param name="Figures">Its figures.</param>
/// <param name="Course">Its course.</param>
/// <param name="Worth">Whether it is worth a look.</param>
public sealed record AssessmentRow(ItemFigures Figures, CourseFigures Course, ItemWorth Worth);

/// <summary>What the page shows.</summary>
/// <param name="Org">The organisation.</param>
/// <param name="Orgs">Those to choose from.</param>
/// <param name="AsOf">What was known by then went into the figures; null where there are none.</param>
/// <param name="MadeAt">When they were made.</param>
/// <param name="WeeksToAct">Weeks that must be left.</param>
/// <param name="Shown">The term; null where there is none.</param>
public sealed record AssessmentsView(
    OrgChoice Org,
    IReadOnlyList<OrgChoice> Orgs,
    DateOnly? AsOf,
    DateTime? MadeAt,
    double WeeksToAct,
    AssessmentsShown? Shown
);

/// <summary>The work of a term.</summary>
/// <param name="Filter">What is listed, with what was left open filled in.</param>
/// <param name="Index">What there is to choose.</param>
/// <param name="Term">The term.</param>
/// <param name="Sheet">All of its work.</param>
/// <param name="All">Work of the courses and kinds chosen.</param>
/// <param name="Found">Of that, what is looked for, in order.</param>
/// <param name="Bias">Groups at equal ability, in the course or in all of them; null where none could be looked at.</param>
/// <param name="Course">The course chosen, in detail.</param>
public sealed record AssessmentsShown(
    AssessmentFilter Filter,
    AssessmentIndex Index,
    AssessmentTerm Term,
    TermSheet Sheet,
    IReadOnlyList<AssessmentRow> All,
    IReadOnlyList<AssessmentRow> Found,
    BiasSheet? Bias,
    CourseSheet? Course
);

/// <summary>A piece of work in detail.</summary>
/// <param name="Org">The organisation.</param>
/// <param name="AsOf">What was known by then went into the figures.</param>
/// <param name="MadeAt">When they were made.</param>
/// <param name="WeeksToAct">Weeks that must be left.</param>
/// <param name="Index">What there is to choose: with the mark from which work is passed, and how many students were looked at.</param>
/// <param name="Term">The term.</param>
/// <param name="Row">The piece of work.</param>
/// <param name="Detail">The same in detail.</param>
/// <param name="Others">All work of the course in the term.</param>
/// <param name="Bias">Groups at equal ability, with the terms pooled; null where none could be looked at.</param>
/// <param name="BiasTerms">Titles of those terms.</param>
/// <param name="BiasTests">Tests that probabilities are adjusted for.</param>
public sealed record AssessmentView(
    OrgChoice Org,
    DateOnly? AsOf,
    DateTime? MadeAt,
    double WeeksToAct,
    AssessmentIndex Index,
    AssessmentTerm Term,
    AssessmentRow Row,
    ItemDetail Detail,
    IReadOnlyList<ItemFigures> Others,
    BiasItem? Bias,
    IReadOnlyList<string> BiasTerms,
    int BiasTests
);
