using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Web.Nightly.Gates;

/// <summary>
/// Frequencies that hold: refused where the lower end of the calibration error's interval is above 0.05 and above the error
/// of the model in service; else recalibrated on the latest finished term, with a warning where the error is above 0.05.
/// </summary>
internal static class CalibrationGate
{
    /// <summary>Calibration error that is let through without a word.</summary>
    public const double Limit = 0.05;

    /// <summary>Judges; <paramref name="serving"/> is the judged twin of the model in service, or null where none is.</summary>
    public static GateResult Judge(Trial trial, ScoringModel? serving, CancellationToken cancel)
    {
        if (trial.Test.Task == TaskKind.Regression)
        {
            return Coverage(trial);
        }

        var error = Error(trial.Shown, trial, cancel);
        var inService = ServingError(trial, serving, cancel);
        var outcome =
            error.Low > Limit && error.Low > (inService?.Value ?? 0) ? GateOutcome.Refused
            : error.Value > Limit ? GateOutcome.Warned
            : GateOutcome.Passed;
        var figures = new List<GateFigure> { Figure("calibration error", error, trial, outcome) };
        if (inService is { } theirs)
        {
            figures.Add(Figure("calibration error of the model in service", theirs, trial, GateOutcome.Passed));
        }

        var sentence = outcome switch
        {
            GateOutcome.Refused => "Its frequencies do not hold on the later cohort.",
            GateOutcome.Warned =>
                "Its frequencies were off on the later cohort; they are set right on the latest finished term.",
            _ => "Its frequencies hold on the later cohort.",
        };
        return new GateResult(GateResult.Calibration, outcome, sentence, figures);
    }

    private static MetricValue? ServingError(Trial trial, ScoringModel? serving, CancellationToken cancel)
    {
        return serving is not null && trial.HasInputsOf(serving)
            ? Error(Array.ConvertAll(serving.Model.Margins(trial.Test.Data.X, cancel), serving.Shown), trial, cancel)
            : null;
    }

    private static MetricValue Error(double[] shown, Trial trial, CancellationToken cancel) =>
        Metrics.WithIntervals(
            new BinaryPredictions(shown, trial.Test.Data.Y),
            trial.Test.Data.Groups,
            new MetricOptions { TopFraction = Tournament.TopFraction },
            cancel
        )[MetricKeys.Ece];

    private static GateFigure Figure(string name, MetricValue value, Trial trial, GateOutcome outcome) =>
        new(name, value.Value, value.Low, value.High, Limit, trial.Test.Rows.Count, outcome);

    // Grades are shown with an interval that is to hold eight of ten.
    private static GateResult Coverage(Trial trial)
    {
        var half = trial.Model.Conformal?.HalfWidth(Scorer.GradeCoverage) ?? double.PositiveInfinity;
        var n = trial.Test.Rows.Count;
        var held = trial.Margins.Where((m, i) => Math.Abs(trial.Test.Data.Y[i] - m) <= half).Count();
        var (low, high) = WilsonInterval.Of(held, n);
        var outcome = high < Scorer.GradeCoverage - Limit ? GateOutcome.Warned : GateOutcome.Passed;
        var figure = new GateFigure(
            "final scores within the interval shown",
            (double)held / n,
            low,
            high,
            Scorer.GradeCoverage,
            n,
            outcome
        );
        var sentence =
            outcome == GateOutcome.Warned
                ? "Its intervals held fewer final scores of the later cohort than they say; they are set right on the latest finished term."
                : "Its intervals hold as many final scores of the later cohort as they say.";
        return new GateResult(GateResult.Calibration, outcome, sentence, [figure]);
    }
}
