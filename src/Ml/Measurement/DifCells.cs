namespace EarlyWarning.Ml.Measurement;

/// <summary>Results counted by matching score (to a point), group and passing: what a logistic regression needs of them.</summary>
internal sealed class DifCells
{
    private const double Scale = 25;
    private readonly MatchedRows _rows;
    private readonly double _passMark;
    private readonly int[] _cellOf;

    private DifCells(MatchedRows rows, double passMark, int[] cellOf, Cell[] all) =>
        (_rows, _passMark, _cellOf, All) = (rows, passMark, cellOf, all);

    /// <summary>A matching score and group with those who pass and who do not.</summary>
    /// <param name="X">Matching score, centred, in units of 25 points.</param>
    /// <param name="G">1 for the group.</param>
    /// <param name="N">Results.</param>
    /// <param name="Passed">Of those, passed.</param>
    public readonly record struct Cell(double X, double G, double N, double Passed);

    /// <summary>Cells in ascending order of the score; some may be empty.</summary>
    public Cell[] All { get; }

    /// <summary>Whether some pass and some do not in each group, at three scores at least.</summary>
    public bool IsMixed =>
        IsMixedIn(0) && IsMixedIn(1) && All.Where(c => c.N > 0).Select(c => c.X).Distinct().Take(3).Count() > 2;

    public static DifCells Of(MatchedRows rows, double passMark)
    {
        var cellOf = Array.ConvertAll(rows.Match, m => (int)Math.Round(m));
        var (least, most) = rows.Count == 0 ? (0, -1) : (cellOf.Min(), cellOf.Max());
        var (counts, passed) = (new double[2 * (most - least + 1)], new double[2 * (most - least + 1)]);
        for (var i = 0; i < cellOf.Length; i++)
        {
            cellOf[i] = (2 * (cellOf[i] - least)) + (rows.InGroup[i] ? 1 : 0);
            counts[cellOf[i]]++;
            passed[cellOf[i]] += rows.Marks[i] >= passMark ? 1 : 0;
        }

        var centre = rows.Count == 0 ? 0 : rows.Match.Average();
        Cell[] all = [.. counts.Select((n, c) => new Cell((least + (c / 2) - centre) / Scale, c % 2, n, passed[c]))];
        return new DifCells(rows, passMark, cellOf, all);
    }

    /// <summary>Nagelkerke's R2 (1991): Cox and Snell's as a share of the most it can be.</summary>
    public double Nagelkerke(double logLikelihood)
    {
        var (n, passed) = (All.Sum(c => c.N), All.Sum(c => c.Passed));
        var empty = (passed * Math.Log(passed / n)) + ((n - passed) * Math.Log(1 - (passed / n)));
        return (1 - Math.Exp(2 * (empty - logLikelihood) / n)) / (1 - Math.Exp(2 * empty / n));
    }

    /// <summary>Variance of a coefficient with rows of one student taken together, over that with rows taken as independent.</summary>
    public double DesignEffect(LogisticFit fit, int term)
    {
        var row = fit.RowOfInverse(term);
        var chances = Array.ConvertAll(All, fit.ProbabilityOf);
        var weights = Array.ConvertAll(All, c => LogisticFit.Dot(row, c));
        var (sums, counts) = (new double[_rows.StudentsEnd], new int[_rows.StudentsEnd]);
        var alone = 0.0;
        for (var i = 0; i < _cellOf.Length; i++)
        {
            var cell = _cellOf[i];
            var score = ((_rows.Marks[i] >= _passMark ? 1 : 0) - chances[cell]) * weights[cell];
            sums[_rows.Students[i]] += score;
            counts[_rows.Students[i]]++;
            alone += score * score;
        }

        return Array.TrueForAll(counts, c => c <= 1) || !(alone > 0) ? 1 : Math.Max(1, sums.Sum(s => s * s) / alone);
    }

    private bool IsMixedIn(double group)
    {
        var (n, passed) = (0.0, 0.0);
        foreach (var cell in All)
        {
            n += cell.G.Equals(group) ? cell.N : 0;
            passed += cell.G.Equals(group) ? cell.Passed : 0;
        }

        return passed > 0 && passed < n;
    }
}
