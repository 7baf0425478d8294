namespace EarlyWarning.Ml.Numerics;

/// <summary>The logistic function and its relatives, without overflow.</summary>
public static class Sigmoid
{
    /// <summary>1 / (1 + e^-x): log-odds to probability.</summary>
    public static double Of(double logOdds)
    {
        if (logOdds >= 0)
        {
            return 1 / (1 + Math.Exp(-logOdds));
        }

        var e = Math.Exp(logOdds);
        return e / (1 + e);
    }

    /// <summary>ln(p / (1 - p)): probability to log-odds.</summary>
    public static double LogOdds(double probability) => Math.Log(probability / (1 - probability));

    /// <summary>ln(1 + e^x).</summary>
    public static double SoftPlus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
