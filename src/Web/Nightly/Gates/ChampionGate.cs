using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Web.Nightly.Gates;

/// <summary>
/// Not worse than the model in service on the same later cohort. That model may have learned from the cohort since, so its
/// twin is held against the candidate: the one that was judged, which had not seen it.
/// </summary>
internal static class ChampionGate
{
    /// <summary>Judges; <paramref name="serving"/> is the judged twin of the model in service, or null where none is.</summary>
    public static GateResult Judge(Trial trial, ScoringModel? serving, CancellationToken cancel)
    {
        if (serving is null)
        {
            return Passed("No model is in service yet, so there is none to be held against.");
        }

        if (!trial.HasInputsOf(serving))
        {
            return Passed(
                "The features have changed since the model in service was trained; it cannot be held against this one."
            );
        }

        var margins = serving.Model.Margins(trial.Test.Data.X, cancel);
        var shown = Array.ConvertAll(margins, serving.Shown);
        var (metric, difference) = Compare(trial, shown, margins, cancel);
        var outcome = difference.Low > 0 ? GateOutcome.Refused : GateOutcome.Passed;
        var figure = new GateFigure(
            $"{metric}, this model less the one in service",
            difference.Value,
            difference.Low,
            difference.High,
            0,
            trial.Test.Rows.Count,
            outcome
        );
        var sentence =
            outcome == GateOutcome.Refused ? "It is worse than the model in service on the same later cohort."
            : difference.High < 0 ? "It is better than the model in service on the same later cohort."
            : "It is as good as the model in service on the same later cohort, as far as the numbers can tell.";
        return new GateResult(GateResult.Champion, outcome, sentence, [figure]);
    }

    private static GateResult Passed(string sentence) => new(GateResult.Champion, GateOutcome.Passed, sentence, []);

    // Both are losses: above zero the candidate is worse.
    private static (string Metric, MetricValue Difference) Compare(
        Trial trial,
        double[] shown,
        double[] margins,
        CancellationToken cancel
    )
    {
        var y = trial.Test.Data.Y;
        var groups = trial.Test.Data.Groups;
        if (trial.Test.Task == TaskKind.Regression)
        {
            var rmse = Metrics.Difference(
                new RegressionPredictions(trial.Shown, y),
                new RegressionPredictions(shown, y),
                groups,
                ct: cancel
            );
            return ("root mean squared error", rmse[MetricKeys.Rmse]);
        }

        var all = Metrics.Difference(
            new BinaryPredictions(trial.Shown, y, trial.Margins),
            new BinaryPredictions(shown, y, margins),
            groups,
            new MetricOptions { TopFraction = Tournament.TopFraction },
            cancel
        );
        return ("log loss", all[MetricKeys.LogLoss]);
    }
}
