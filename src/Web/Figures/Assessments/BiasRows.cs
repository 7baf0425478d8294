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
