namespace EarlyWarning.Ml.Measurement;

/// <summary>
/// Results of one piece of work for the comparison of a group with everybody else at equal ability: a row per result, with
/// what students are matched on.
/// </summary>
/// <param name="Marks">Marks in percent.</param>
/// <param name="Match">What students are matched on, from 0 to 100.</param>
/// <param name="InGroup">Whether the student is of the group.</param>
/// <param name="Students">Number of the student, from 0 on; rows of one are taken together in every interval and test.</param>
public sealed record MatchedRows(double[] Marks, double[] Match, bool[] InGroup, int[] Students)
{
    /// <summary>Number of rows.</summary>
    public int Count => Marks.Length;

    /// <summary>Numbers of students are below this.</summary>
    internal int StudentsEnd { get; } = Students.Length == 0 ? 0 : Students.Max() + 1;

    /// <summary>
    /// The same, matched on what the matching score says of the true one: each is drawn towards the mean of its own group as
    /// far as the score is unreliable (Kelley 1927; the correction of SIBTEST, Shealy and Stout 1993). Without it a group
    /// with lower means seems wronged by every item, since its members at an equal score were lucky more often.
    /// </summary>
    /// <param name="reliability">Reliability of the matching score within groups, from 0 to 1.</param>
    public MatchedRows Corrected(double reliability)
    {
        if (!(reliability is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(reliability), $"{reliability} is no reliability (0 to 1).");
        }

        var (own, others) = (Mean(true), Mean(false));
        var drawn = new double[Count];
        for (var i = 0; i < drawn.Length; i++)
        {
            var mean = InGroup[i] ? own : others;
            drawn[i] = mean + (reliability * (Match[i] - mean));
        }

        return this with
        {
            Match = drawn,
        };
    }

    /// <summary>One row of each student, the same one every time: for tests that take rows as independent.</summary>
    public MatchedRows OnePerStudent()
    {
        var (chosen, seen) = (new int[StudentsEnd], new uint[StudentsEnd]);
        for (var i = 0; i < Count; i++)
        {
            // The k-th row of a student takes the place with probability 1/k, by a fixed sequence of numbers.
            var k = ++seen[Students[i]];
            var number = unchecked((((uint)Students[i] * 2654435761) ^ (k * 0x9E3779B9)) >> 7);
            chosen[Students[i]] = number % k == 0 ? i : chosen[Students[i]];
        }

        int[] rows = [.. Enumerable.Range(0, StudentsEnd).Where(s => seen[s] > 0).Select(s => chosen[s])];
        return rows.Length == Count
            ? this
            : new MatchedRows(
                Array.ConvertAll(rows, r => Marks[r]),
                Array.ConvertAll(rows, r => Match[r]),
                Array.ConvertAll(rows, r => InGroup[r]),
                Array.ConvertAll(rows, r => Students[r])
            );
    }

    private double Mean(bool inGroup)
    {
        var (sum, n) = (0.0, 0);
        for (var i = 0; i < Count; i++)
        {
            if (InGroup[i] == inGroup)
            {
                sum += Match[i];
                n++;
            }
        }

        return n == 0 ? 0 : sum / n;
    }
}
