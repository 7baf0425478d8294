using EarlyWarning.Ml.Fairness;

namespace EarlyWarning.Web.Figures.Assessments;

/// <summary>Results of a piece of work with what their students are matched on.</summary>
/// <param name="By">What that is.</param>
/// <param name="Marks">Marks in percent.</param>
/// <param name="Match">The matching score.</param>
/// <param name="Students">Number of the student, from 0 on.</param>
internal sealed record BiasRows(BiasMatch By, double[] Marks, double[] Match, int[] Students)
{
    /// <summary>Those of students whose group is known.</summary>
    /// <param name="isKnown">By number of the student.</param>
    public BiasRows OfKnown(bool[] isKnown)
    {
        if (Array.TrueForAll(isKnown, k => k))
        {
            return this;
        }

        int[] rows = [.. Enumerable.Range(0, Marks.Length).Where(r => isKnown[Students[r]])];
        return new BiasRows(
            By,
            Array.ConvertAll(rows, r => Marks[r]),
            Array.ConvertAll(rows, r => Match[r]),
            Array.ConvertAll(rows, r => Students[r])
        );
    }
}

/// <summary>Rows that groups of an attribute are compared on, and the students in them.</summary>
internal sealed class MatchedPeople
{
    private readonly Dictionary<string, FrameCounts> _byGroup = new(StringComparer.Ordinal);

    /// <summary>Counts the students.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="names">Group of each student.</param>
    /// <param name="failed">Whether each did not pass.</param>
    public MatchedPeople(BiasRows rows, string[] names, List<bool> failed)
    {
        Rows = rows;
        var seen = new bool[names.Length];
        foreach (var student in rows.Students)
        {
            seen[student] = true;
        }

        for (var student = 0; student < seen.Length; student++)
        {
            if (seen[student])
            {
                var one = new FrameCounts(1, failed[student] ? 1 : 0, 0);
                All += one;
                _byGroup[names[student]] = PeopleOf(names[student]) + one;
            }
        }
    }

    /// <summary>The rows.</summary>
    public BiasRows Rows { get; }

    /// <summary>All students in them.</summary>
    public FrameCounts All { get; }

    /// <summary>Those of a group.</summary>
    public FrameCounts PeopleOf(string group) => _byGroup.GetValueOrDefault(group);
}
