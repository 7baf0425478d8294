namespace EarlyWarning.Ml.Evaluation;

/// <summary>The names of metrics in reports; exactly these, everywhere.</summary>
public static class MetricKeys
{
    /// <summary>Share of right decisions: at the threshold, or for the likeliest class.</summary>
    public const string Accuracy = "accuracy";

    /// <summary>Mean over the outcomes that occur of the share that was decided rightly.</summary>
    public const string BalancedAccuracy = "balancedAccuracy";

    /// <summary>Multiclass: the mean over the classes that occur of each class's F1 against the rest.</summary>
    public const string MacroF1 = "macroF1";

    /// <summary>Share of positives among those called positive; 0 where none was.</summary>
    public const string Precision = "precision";

    /// <summary>Share of positives that were called positive.</summary>
    public const string Recall = "recall";

    /// <summary>Harmonic mean of precision and recall; 0 where both are.</summary>
    public const string F1 = "f1";

    /// <summary>
    /// Area under the ROC curve: the chance that a positive ranks above a negative, ties half. Multiclass: the mean of
    /// each class against the rest by its probability, over the classes that occur.
    /// </summary>
    public const string Auc = "auc";

    /// <summary>Average precision: precision at each score, weighted by the recall it adds.</summary>
    public const string PrAuc = "prAuc";

    /// <summary>Mean squared difference of probability and outcome.</summary>
    public const string Brier = "brier";

    /// <summary>Calibration error: mean absolute difference of frequency and probability over ten equal-mass bins.</summary>
    public const string Ece = "ece";

    /// <summary>Mean negative log-likelihood.</summary>
    public const string LogLoss = "logLoss";

    /// <summary>Root mean squared error.</summary>
    public const string Rmse = "rmse";

    /// <summary>Mean absolute error.</summary>
    public const string Mae = "mae";

    /// <summary>Share of variance explained.</summary>
    public const string R2 = "r2";

    /// <summary>Share of positives among the highest-ranked fraction.</summary>
    public const string PrecisionAtTop = "precisionAtTop";

    /// <summary>Share of all positives that are in the highest-ranked fraction.</summary>
    public const string RecallAtTop = "recallAtTop";
}

/// <summary>A metric with the ends of its interval; NaN where it is not defined.</summary>
public readonly record struct MetricValue(double Value, double Low, double High);
