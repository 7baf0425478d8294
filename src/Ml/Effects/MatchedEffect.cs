using MathNet.Numerics.Distributions;

namespace EarlyWarning.Ml.Effects;

/// <summary>A difference with its interval.</summary>
/// <param name="Persons">Treated people it rests on.</param>
/// <param name="Units">Treated units it rests on.</param>
/// <param name="Compared">People they are compared with.</param>
/// <param name="Mean">Mean outcome of the treated.</param>
/// <param name="Difference">Mean of the treated less that of those like them.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end of the 95 % interval.</param>
/// <param name="P">Two-sided probability of a difference so great where there is none.</param>
public sealed record EffectEstimate(
    int Persons,
    int Units,
    int Compared,
    double Mean,
    double Difference,
    double Error,
    double Low,
    double High,
    double P
);

/// <summary>
/// The mean difference for the treated (ATT) between matched groups, corrected for what matching left different by a
/// regression of the outcome among the untreated (Abadie and Imbens 2011). The interval takes the matching as given
/// (Abadie and Imbens 2006), sums up what each person contributes, since one person's units are not independent and one
/// untreated unit may stand for many, and uses Student's t with as many degrees of freedom as there are treated people, less one.
/// </summary>
public static class MatchedEffect
{
    /// <summary>Fewest untreated units for each column of the regression; with fewer it goes by the foremost alone.</summary>
    private const int LeastUnitsAColumn = 10;

    /// <summary>Estimates it; null where nobody could be matched.</summary>
    /// <param name="cohort">The units.</param>
    /// <param name="groups">Who is compared with whom.</param>
    /// <param name="outcome">Outcome of each unit.</param>
    public static EffectEstimate? Estimate(Cohort cohort, MatchedGroups groups, IReadOnlyList<double> outcome)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(outcome);
        int[] used = [.. Enumerable.Range(0, cohort.Table.Rows).Where(i => groups.Weights[i] > 0)];
        int[] treated = [.. used.Where(i => cohort.Treated[i])];
        int[] others = [.. used.Where(i => !cohort.Treated[i])];
        var persons = treated.Select(i => cohort.Person[i]).Distinct().Count();
        if (persons < 2)
        {
            return null;
        }

        var left = Residuals(cohort, groups, outcome);
        var meanTreated = treated.Average(i => left[i]);
        var meanOthers = others.Sum(i => groups.Weights[i] * left[i]) / others.Sum(i => groups.Weights[i]);
        var difference = meanTreated - meanOthers;
        var error = Error(cohort, groups, left, meanTreated, meanOthers, used, treated.Length);
        var t = new StudentT(0, 1, persons - 1);
        var half = t.InverseCumulativeDistribution(0.975) * error;
        return new EffectEstimate(
            persons,
            treated.Length,
            others.Select(i => cohort.Person[i]).Distinct().Count(),
            treated.Average(i => outcome[i]),
            difference,
            error,
            difference - half,
            difference + half,
            error > 0 ? 2 * t.CumulativeDistribution(-Math.Abs(difference) / error)
                : difference == 0 ? 1
                : 0
        );
    }

    // What the untreated with the same record would lead one to expect is taken off.
    private static double[] Residuals(Cohort cohort, MatchedGroups groups, IReadOnlyList<double> outcome)
    {
        int[] others = [.. Enumerable.Range(0, cohort.Table.Rows).Where(i => !cohort.Treated[i])];
        int[] columns =
            others.Length >= LeastUnitsAColumn * (cohort.Table.Columns + 1)
                ? [.. Enumerable.Range(0, cohort.Table.Columns)]
                : [.. cohort.Foremost];
        double[] Row(int i) => [groups.Logits[i], .. columns.Select(c => cohort.Table[i, c])];
        var coefficients = LeastSquares.Fit(
            Array.ConvertAll(others, Row),
            Array.ConvertAll(others, i => outcome[i]),
            Array.ConvertAll(others, _ => 1.0),
            1
        );
        return
        [
            .. Enumerable
                .Range(0, cohort.Table.Rows)
                .Select(i => outcome[i] - LeastSquares.Value(coefficients, Row(i))),
        ];
    }

    private static double Error(
        Cohort cohort,
        MatchedGroups groups,
        double[] left,
        double meanTreated,
        double meanOthers,
        int[] used,
        int n
    )
    {
        var byPerson = new Dictionary<long, double>();
        foreach (var i in used)
        {
            var part = cohort.Treated[i]
                ? (left[i] - meanTreated) / n
                : -groups.Weights[i] * (left[i] - meanOthers) / n;
            byPerson[cohort.Person[i]] = byPerson.GetValueOrDefault(cohort.Person[i]) + part;
        }

        var people = (double)byPerson.Count;
        return Math.Sqrt(people / (people - 1) * byPerson.Values.Sum(v => v * v));
    }
}
