using EarlyWarning.Ml.Evaluation;

namespace EarlyWarning.Web.Nightly;

/// <summary>What a retraining run measured, as printed and written by the verb retrain.</summary>
/// <param name="AsOf">What was known by the end of this day went in.</param>
/// <param name="Goals">One entry a goal.</param>
public sealed record RetrainingReport(DateOnly AsOf, IReadOnlyList<GoalReport> Goals);

/// <summary>How a goal was measured.</summary>
/// <param name="Goal">courseFailure or finalGrade.</param>
/// <param name="Reason">Why nothing was trained, or how the test was made; null where all is as usual.</param>
/// <param name="Champion">Name of the trainer chosen, or null.</param>
/// <param name="Gate">What the value-added gate found, or null.</param>
/// <param name="Horizons">One entry a week.</param>
/// <param name="LeadTime">By week, the share of students with the outcome first flagged by then; null in older reports.</param>
public sealed record GoalReport(
    string Goal,
    string? Reason,
    string? Champion,
    GateReport? Gate,
    IReadOnlyList<HorizonReport> Horizons,
    IReadOnlyList<CurvePoint>? LeadTime = null
)
{
    /// <summary>Every learner of the tournament, in the order of what became of it.</summary>
    public IReadOnlyList<ContenderReport> Contenders { get; init; } = [];
}

/// <summary>How the models did at one week of a term later than all they were trained on.</summary>
/// <param name="Week">Week of the class.</param>
/// <param name="TrainTerms">Terms trained on.</param>
/// <param name="TestTerm">Term tested on.</param>
/// <param name="N">Enrollments in the population.</param>
/// <param name="Positives">Of those, with the outcome; for grades the number with a final score.</param>
/// <param name="BaseRate">Share of positives; for grades the mean final score.</param>
/// <param name="Models">Champion, challengers and baselines.</param>
/// <param name="Curves">Curves of the champion; null where too few people stand behind them, and in older reports.</param>
public sealed record HorizonReport(
    int Week,
    IReadOnlyList<string> TrainTerms,
    string TestTerm,
    int N,
    int Positives,
    double BaseRate,
    IReadOnlyList<ModelReport> Models,
    HorizonCurves? Curves = null
);

/// <summary>Metrics of one model with 95 % intervals bootstrapped by student.</summary>
/// <param name="Name">Name of the trainer or baseline.</param>
/// <param name="Role">champion, challenger or baseline.</param>
/// <param name="Metrics">By key; precision and recall are those of the highest-ranked 10 %.</param>
public sealed record ModelReport(string Name, string Role, IReadOnlyDictionary<string, MetricReport> Metrics);

/// <summary>A metric with its interval; null where it is not defined.</summary>
/// <param name="Value">The metric.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end.</param>
public sealed record MetricReport(double? Value, double? Low, double? High)
{
    /// <summary>From the learning core's value, whose undefined numbers JSON cannot hold.</summary>
    /// <param name="metric">Value and interval.</param>
    public static MetricReport Of(MetricValue metric) =>
        new(Finite(metric.Value), Finite(metric.Low), Finite(metric.High));

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

/// <summary>The value-added gate: better than the rules and the class average, the interval of the difference beyond zero.</summary>
/// <param name="Passed">Whether the model may show individual scores.</param>
/// <param name="Sentence">What was found, for people.</param>
/// <param name="Differences">Champion less baseline, by "baseline.metric".</param>
public sealed record GateReport(bool Passed, string Sentence, IReadOnlyDictionary<string, MetricReport> Differences);
