using EarlyWarning.Ml.Models;

namespace EarlyWarning.Web.Nightly.Gates;

/// <summary>Contributions and base sum to the margin, to 1e-9, on a sample of the later cohort; sampled explanations may not serve.</summary>
internal static class AdditivityGate
{
    private const double Limit = 1e-9;
    private const int MostRows = 500;

    public static GateResult Judge(Trial trial)
    {
        var explainer = trial.Model.Model.CreateExplainer();
        if (!explainer.IsExact)
        {
            return new GateResult(
                GateResult.Additivity,
                GateOutcome.Refused,
                "Its reasons are sampled, not exact; such a model serves only by a recorded decision.",
                []
            );
        }

        var contributions = new double[trial.Model.Schema.Count];
        var step = Math.Max(1, trial.Test.Rows.Count / MostRows);
        var (worst, n) = (0.0, 0);
        for (var i = 0; i < trial.Test.Rows.Count; i += step, n++)
        {
            explainer.Explain(trial.Test.Rows[i].Values, contributions);
            var error = Math.Abs(explainer.BaseValue + contributions.Sum() - trial.Margins[i]);
            worst = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);
        }

        var outcome = worst <= Limit ? GateOutcome.Passed : GateOutcome.Refused;
        double? shown = double.IsFinite(worst) ? worst : null;
        return new GateResult(
            GateResult.Additivity,
            outcome,
            outcome == GateOutcome.Passed
                ? "Its reasons sum to the score."
                : "Its reasons do not sum to the score: this is a fault of the program, please report it.",
            [new GateFigure("greatest difference between reasons and score", shown, null, null, Limit, n, outcome)]
        );
    }
}
