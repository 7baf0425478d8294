using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Neural;

/// <summary>One outcome that a network learns beside others, such as grade, engagement and risk.</summary>
/// <param name="Name">For messages and reports.</param>
/// <param name="Task">Binary: 0 or 1, log loss, the output is log-odds. Regression: half the squared error of the
/// standardised number, the output is in the outcome's own unit.</param>
/// <param name="Outcomes">One per sequence; NaN where it is not known, which adds no loss.</param>
/// <param name="Importance">Scales its loss: above 0.</param>
public sealed record SequenceHead(string Name, TaskKind Task, double[] Outcomes, double Importance = 1);
