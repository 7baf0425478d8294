using EarlyWarning.Web.Figures.Assessments;

namespace EarlyWarning.Web.Features.Assessments;

/// <summary>What the pages of work say today, in a sentence or two.</summary>
internal static class AssessmentLead
{
    /// <summary>Of the list.</summary>
    public static string Of(AssessmentsShown shown, double weeksToAct)
    {
        var late = shown.All.Where(r => r.Worth.Reasons.Contains(WorthReason.Late)).ToList();
        var most = late.Where(r => r.Figures.Foretells is not null && r.Figures.DueAt < ItemWorth.EndOfCourse)
            .MaxBy(r => r.Figures.Foretells!.Value);
        if (shown.All.Count == 0)
        {
            return L["Nothing of this choice was due from ten students or more."];
        }

        // Of a running term much is not known yet, which is neither late nor in time.
        var known = shown.All.Count(r => r.Figures.WeeksLeft is not null);
        if (known == 0)
        {
            return L["{0:N0} pieces of work; fewer than ten marks of each are known yet.", shown.All.Count];
        }

        var counted =
            late.Count == 0
                ? L[
                    "{0:N0} pieces of work; of each, half of the marks are known when at least {1} weeks are left.",
                    known,
                    AssessmentWords.Weeks(weeksToAct)
                ]
                : L[
                    "{0:N0} of {1:N0} pieces of work are marked when fewer than {2} weeks are left.",
                    late.Count,
                    known,
                    AssessmentWords.Weeks(weeksToAct)
                ];
        if (known < shown.All.Count)
        {
            counted = $"{counted} {L["Of {0:N0} more, fewer than ten marks are known yet.", shown.All.Count - known]}";
        }

        return most is null
            ? counted
            : L[
                "{0} Of those before the end, “{1}” in {2} tells most of who does not pass; {3} weeks are left then.",
                counted,
                AssessmentWords.Name(most.Figures),
                most.Course.Title,
                AssessmentWords.Weeks(most.Figures.WeeksLeft)
            ];
    }

    /// <summary>Of one piece of work.</summary>
    public static string Of(AssessmentView view)
    {
        var item = view.Row.Figures;
        var (at, missing) = (AssessmentWords.Percent(item.DueAt), AssessmentWords.Percent(item.Missing));
        var due = view.Index.IsSample
            ? L[
                "Due from about {0:N0} students of the sample at {1} of the term; {2} did not hand it in.",
                item.Due,
                at,
                missing
            ]
            : L["Due from about {0:N0} students at {1} of the term; {2} did not hand it in.", item.Due, at, missing];
        return item is { Mean: { } mean, WeeksLeft: { } weeks }
            ? L[
                "{0} The mean mark is {1:0}; marks are known when {2} weeks are left.",
                due,
                mean,
                AssessmentWords.Weeks(weeks)
            ]
            : due;
    }
}
