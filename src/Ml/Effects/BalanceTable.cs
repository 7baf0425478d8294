namespace EarlyWarning.Ml.Effects;

/// <summary>Standardised mean differences before and after matching (Austin 2009).</summary>
internal static class BalanceTable
{
    /// <summary>One row a column; the unit is the spread before matching, so that both figures are on one scale.</summary>
    public static IReadOnlyList<CovariateBalance> Of(Cohort cohort, IReadOnlyList<double> weights)
    {
        var foremost = cohort.Foremost.ToHashSet();
        var rows = new CovariateBalance[cohort.Table.Columns];
        for (var c = 0; c < rows.Length; c++)
        {
            var (treated, spreadTreated) = Moments(cohort, c, true, _ => 1);
            var (others, spreadOthers) = Moments(cohort, c, false, _ => 1);
            var spread = Math.Sqrt((spreadTreated + spreadOthers) / 2);
            var (matched, _) = Moments(cohort, c, true, i => weights[i]);
            var (compared, _) = Moments(cohort, c, false, i => weights[i]);
            rows[c] = new CovariateBalance(
                c,
                cohort.Table.Names[c],
                foremost.Contains(c),
                spread > 0 ? (treated - others) / spread : 0,
                spread > 0 ? (matched - compared) / spread : 0
            );
        }

        return rows;
    }

    private static (double Mean, double Variance) Moments(
        Cohort cohort,
        int column,
        bool treated,
        Func<int, double> weight
    )
    {
        double sum = 0;
        double total = 0;
        double squares = 0;
        for (var i = 0; i < cohort.Table.Rows; i++)
        {
            if (cohort.Treated[i] == treated)
            {
                var value = cohort.Table[i, column];
                total += weight(i);
                sum += weight(i) * value;
                squares += weight(i) * value * value;
            }
        }

        var mean = total > 0 ? sum / total : 0;
        return (mean, total > 1 ? Math.Max(0, (squares - (total * mean * mean)) / (total - 1)) : 0);
    }
}
