namespace EarlyWarning.Ml.Measurement;

/// <summary>How well a piece of work tells strong students from weak ones.</summary>
public static class ItemDiscrimination
{
    /// <summary>Share of the students in each of the two outer groups (Kelley 1939).</summary>
    public const double OuterShare = 0.27;

    /// <summary>
    /// The upper-lower index: mean mark of the 27 % who did best in the rest of the work less that of the 27 % who did worst,
    /// as a share of the scale. Students who stand level with the last of a group share its remaining places.
    /// </summary>
    /// <param name="marks">Marks in percent.</param>
    /// <param name="rest">Means of the rest of the work of the same students.</param>
    /// <returns>From -1 to 1; NaN where there are fewer than four students or all did equally well.</returns>
    public static double UpperLower(ReadOnlySpan<double> marks, ReadOnlySpan<double> rest)
    {
        if (marks.Length != rest.Length)
        {
            throw new ArgumentException($"{marks.Length} marks and {rest.Length} means make no pairs.", nameof(rest));
        }

        if (marks.Length < 4)
        {
            return double.NaN;
        }

        var keys = rest.ToArray();
        var sorted = marks.ToArray();
        Array.Sort(keys, sorted);
        if (keys[0].Equals(keys[^1]))
        {
            return double.NaN;
        }

        var places = OuterShare * keys.Length;
        var low = MeanOfFirst(keys, sorted, places);
        Array.Reverse(keys);
        Array.Reverse(sorted);
        return (MeanOfFirst(keys, sorted, places) - low) / 100;
    }

    // A fraction of a place is a fraction of a student: the index does not jump when one student joins.
    private static double MeanOfFirst(double[] keys, double[] marks, double places)
    {
        var (sum, left) = (0.0, places);
        for (var from = 0; from < keys.Length && left > 0; )
        {
            var to = from + 1;
            var tied = marks[from];
            for (; to < keys.Length && keys[to].Equals(keys[from]); to++)
            {
                tied += marks[to];
            }

            var taken = Math.Min(left, to - from);
            sum += tied / (to - from) * taken;
            left -= taken;
            from = to;
        }

        return sum / places;
    }
}
