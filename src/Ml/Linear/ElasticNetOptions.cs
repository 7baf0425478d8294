using System.Globalization;

namespace EarlyWarning.Ml.Linear;

/// <summary>
/// Hyperparameters of the linear trainers. They minimise the weighted mean loss (log loss, or half the squared error)
/// plus Penalty * (L1Ratio * |b|_1 + (1 - L1Ratio) / 2 * |b|_2^2) over the coefficients of standardised numbers and of
/// indicators (0 or 1); the intercept is free. Zou and Hastie 2005; Friedman, Hastie, Tibshirani 2010.
/// </summary>
/// <remarks>
/// With <see cref="Standardize"/> off the coefficients are scikit-learn's: Lasso and ElasticNet with alpha = Penalty,
/// Ridge with alpha = Penalty x the sum of weights, LogisticRegression with C = 1 / (Penalty x the sum of weights).
/// </remarks>
public sealed record ElasticNetOptions
{
    /// <summary>How strongly coefficients are held back: at least 0; 0 is none.</summary>
    public double Penalty { get; init; } = 1e-3;

    /// <summary>0 is ridge, 1 is lasso.</summary>
    public double L1Ratio { get; init; } = 0.1;

    /// <summary>
    /// Whether numbers are divided by their standard deviation first, so that the penalty does not depend on units.
    /// </summary>
    public bool Standardize { get; init; } = true;

    /// <summary>The largest violation of the optimality conditions that is called converged: above 0.</summary>
    public double Tolerance { get; init; } = 1e-9;

    /// <summary>The most Newton steps: at least 1.</summary>
    public int MaxIterations { get; init; } = 100;

    /// <summary>Threads to use; changes nothing but the time.</summary>
    public int Threads { get; init; } = Math.Min(2, Environment.ProcessorCount);

    internal void Check()
    {
        Require(Penalty >= 0 && double.IsFinite(Penalty), nameof(Penalty), "at least 0");
        Require(L1Ratio is >= 0 and <= 1, nameof(L1Ratio), "from 0 to 1");
        Require(Tolerance > 0, nameof(Tolerance), "above 0");
        Require(MaxIterations >= 1, nameof(MaxIterations), "at least 1");
        Require(Threads >= 1, nameof(Threads), "at least 1");
    }

    internal IReadOnlyDictionary<string, string> ToParameters() =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["penalty"] = Penalty.ToString(CultureInfo.InvariantCulture),
            ["standardize"] = Standardize ? "true" : "false",
            ["l1Ratio"] = L1Ratio.ToString(CultureInfo.InvariantCulture),
            ["tolerance"] = Tolerance.ToString(CultureInfo.InvariantCulture),
            ["maxIterations"] = MaxIterations.ToString(CultureInfo.InvariantCulture),
        };

    private static void Require(bool valid, string name, string range)
    {
        if (!valid)
        {
            throw new ArgumentOutOfRangeException(name, $"{name} of the linear trainers must be {range}.");
        }
    }
}
