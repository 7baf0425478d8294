using EarlyWarning.Ml.Fairness;
using EarlyWarning.Web.Figures.Insights;

namespace EarlyWarning.Web.Figures.Assessments;

/// <summary>
/// Which pieces of work an organisation has no figures of: due from too few of its students, or from enough while another's
/// too few could be worked out from what lies above both.
/// </summary>
internal sealed class HiddenWork
{
    private readonly Dictionary<(int Term, long Course, ItemName Name), IReadOnlySet<long>> _hidden = [];

    /// <summary>Decides.</summary>
    /// <param name="orgs">Organisations.</param>
    /// <param name="classes">All classes.</param>
    /// <param name="names">Names of their work: those that the figures go by.</param>
    public HiddenWork(FigureOrgs orgs, IReadOnlyList<ClassWork> classes, WorkNames names)
    {
        var sums = new OrgLines(orgs);
        foreach (var course in classes.Where(c => c.Rows.Count > 0).GroupBy(c => (c.Term, c.Course.Id)))
        {
            foreach (var (name, bySchool) in Due([.. course], names))
            {
                if (bySchool.Values.Any(n => n is > 0 and < ItemStatistics.Least))
                {
                    _hidden[(course.Key.Term, course.Key.Id, name)] = sums.Hide(
                        schools => new FrameCounts(schools.Sum(s => bySchool.GetValueOrDefault(s)), 0, 0),
                        c => c.N >= ItemStatistics.Least
                    );
                }
            }
        }
    }

    /// <summary>Whether an organisation has no figures of a piece of work.</summary>
    public bool Holds(long org, int term, long course, ItemName name) =>
        _hidden.TryGetValue((term, course, name), out var orgs) && orgs.Contains(org);

    // Students that each piece of work was due from, by school.
    private static Dictionary<ItemName, Dictionary<long, int>> Due(List<ClassWork> classes, WorkNames names)
    {
        var due = new Dictionary<ItemName, Dictionary<long, int>>();
        foreach (var work in classes)
        {
            foreach (var (i, name) in names.InTerm(work).Index())
            {
                if (!due.TryGetValue(name, out var bySchool))
                {
                    due[name] = bySchool = [];
                }

                var school = work.Book.OrgId;
                bySchool[school] =
                    bySchool.GetValueOrDefault(school) + work.Rows.Count(r => r.States[i] != WorkState.None);
            }
        }

        return due;
    }
}
