using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Web.Nightly.Gates;

/// <summary>A student of a term at one week: people are counted, not enrollments.</summary>
/// <param name="StudentId">The student.</param>
/// <param name="Term">Number of the term.</param>
/// <param name="Shown">The highest frequency of the student's enrollments.</param>
/// <param name="Flagged">Whether the student would have been in "needs support".</param>
/// <param name="Outcome">Whether any enrollment had the outcome.</param>
internal sealed record FlaggedPerson(long StudentId, int Term, double Shown, bool Flagged, bool Outcome);

/// <summary>Who would have been flagged at the cut of a school's term, at the week that gates look at.</summary>
internal static class FlaggedPeople
{
    /// <summary>Gates look at the horizon nearest to this week: enough is known, and there is time to help.</summary>
    public const int Week = 8;

    /// <summary>Flags the tenth with the highest margins of each school and term.</summary>
    /// <param name="rows">Rows of a cohort.</param>
    /// <param name="margins">A margin for each.</param>
    /// <param name="shown">What is shown for each.</param>
    public static List<FlaggedPerson> Of(Dataset rows, double[] margins, double[] shown)
    {
        var week = SnapshotPass.Horizons.Where(h => rows.Rows.Any(r => r.Week == h)).MinBy(h => Math.Abs(h - Week));
        var people = new List<FlaggedPerson>();
        var cohorts = Enumerable
            .Range(0, rows.Rows.Count)
            .Where(i => rows.Rows[i].Week == week)
            .GroupBy(i => (rows.TermOfRow[i], rows.Rows[i].Class.OrgId));
        foreach (var cohort in cohorts)
        {
            var students = cohort
                .GroupBy(i => rows.Rows[i].StudentId)
                .Select(s => (Id: s.Key, Top: s.MaxBy(i => margins[i]), Outcome: s.Any(i => rows.Data.Y[i] == 1)))
                .OrderByDescending(s => margins[s.Top])
                .ThenBy(s => s.Id)
                .ToList();
            var places = Math.Max(1, (int)Math.Ceiling(students.Count * Tournament.TopFraction));
            people.AddRange(
                students.Select(
                    (s, rank) => new FlaggedPerson(s.Id, cohort.Key.Item1, shown[s.Top], rank < places, s.Outcome)
                )
            );
        }

        return people;
    }
}
