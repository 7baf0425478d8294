namespace EarlyWarning.Ml.Effects;

/// <summary>How strong something unrecorded would have to be for a difference to come from it alone.</summary>
/// <param name="Value">To explain the difference itself away; 1 where there is none.</param>
/// <param name="AtLimit">To bring the interval to 0; 1 where it holds 0 already.</param>
public sealed record EValue(double Value, double AtLimit);

/// <summary>How strongly a recorded entry goes with being treated and with the outcome.</summary>
/// <param name="Column">Its column.</param>
/// <param name="WithTreatment">Ratio of the shares that stand high in it, treated to others, turned so that it is at least 1.</param>
/// <param name="WithOutcome">Ratio of the outcome's shares, high to low, turned so that it is at least 1.</param>
public sealed record RecordedStrength(int Column, double WithTreatment, double WithOutcome)
{
    /// <summary>The greatest ratio of risks that something so strong could make up (Ding and VanderWeele 2016).</summary>
    public double Bound => WithTreatment * WithOutcome / (WithTreatment + WithOutcome - 1);
}

/// <summary>
/// Hidden confounding: the E-value (VanderWeele and Ding 2017), and for a scale the strongest entry of the record that was
/// matched on.
/// </summary>
public static class HiddenConfounding
{
    /// <summary>E-values of a difference in shares.</summary>
    /// <param name="treated">Share of the treated with the outcome.</param>
    /// <param name="difference">Treated less those like them.</param>
    /// <param name="low">Lower end of its interval.</param>
    /// <param name="high">Upper end of its interval.</param>
    public static EValue Of(double treated, double difference, double low, double high)
    {
        var limit =
            low > 0 ? low
            : high < 0 ? high
            : 0;
        return new EValue(Needed(RiskRatio(treated, difference)), Needed(RiskRatio(treated, limit)));
    }

    /// <summary>The ratio of risks behind a difference in shares, turned so that it is at least 1.</summary>
    /// <param name="treated">Share of the treated with the outcome.</param>
    /// <param name="difference">Treated less those like them.</param>
    public static double RiskRatio(double treated, double difference)
    {
        const double Least = 0.001;
        var with = Math.Clamp(treated, Least, 1);
        var without = Math.Clamp(treated - difference, Least, 1);
        return Math.Max(with / without, without / with);
    }

    /// <summary>The recorded entry that could make up the greatest ratio of risks.</summary>
    /// <param name="cohort">The units.</param>
    /// <param name="outcome">1 where the outcome came.</param>
    public static RecordedStrength? Strongest(Cohort cohort, IReadOnlyList<double> outcome)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(outcome);
        return cohort.Foremost.Select(c => Strength(cohort, outcome, c)).MaxBy(s => s.Bound);
    }

    private static double Needed(double ratio) => ratio + Math.Sqrt(ratio * (ratio - 1));

    // High: above the mean. Shares that are nobody's are kept off 0, so that a ratio stays a number.
    private static RecordedStrength Strength(Cohort cohort, IReadOnlyList<double> outcome, int column)
    {
        var all = Enumerable.Range(0, cohort.Table.Rows).ToList();
        bool IsHigh(int i) => cohort.Table[i, column] > 0;
        var others = all.Where(i => !cohort.Treated[i]).ToList();
        var treated = Share(all.Where(i => cohort.Treated[i]), IsHigh);
        return new RecordedStrength(
            column,
            Ratio(treated, Share(others, IsHigh)),
            Ratio(
                Share(others.Where(IsHigh), i => outcome[i] > 0.5),
                Share(others.Where(i => !IsHigh(i)), i => outcome[i] > 0.5)
            )
        );
    }

    private static double Share(IEnumerable<int> units, Func<int, bool> has)
    {
        var (n, k) = (0, 0);
        foreach (var i in units)
        {
            n++;
            k += has(i) ? 1 : 0;
        }

        return (k + 0.5) / (n + 1.0);
    }

    private static double Ratio(double a, double b) => Math.Max(a / b, b / a);
}
