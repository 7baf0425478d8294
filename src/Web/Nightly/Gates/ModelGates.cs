using EarlyWarning.Ml.Models;

namespace EarlyWarning.Web.Nightly.Gates;

/// <summary>What all gates together decide about a candidate.</summary>
/// <param name="Results">Each gate.</param>
/// <param name="MayServe">Whether it may take the place of what is in service.</param>
/// <param name="Sentence">Why, for people.</param>
internal sealed record Verdict(IReadOnlyList<GateResult> Results, bool MayServe, string Sentence);

/// <summary>
/// Asks every gate, also after one has refused, so that an administrator sees all figures. Where the numbers cannot tell,
/// the model in service stays; where none is in service the candidate serves, with the doubt shown.
/// </summary>
internal static class ModelGates
{
    /// <summary>Judges a candidate.</summary>
    /// <param name="trial">The candidate on the later cohort.</param>
    /// <param name="serving">The judged twin of the model in service; null where none is, or it has none.</param>
    /// <param name="hasServing">Whether a model is in service.</param>
    /// <param name="groups">Protected groups.</param>
    /// <param name="cancel">Cancels the bootstrap.</param>
    public static Verdict Judge(
        Trial trial,
        ScoringModel? serving,
        bool hasServing,
        ProtectedGroups groups,
        CancellationToken cancel
    )
    {
        GateResult[] results =
        [
            ValueAdded(trial),
            ChampionGate.Judge(trial, serving, cancel),
            CalibrationGate.Judge(trial, serving, cancel),
            FairnessGate.Judge(trial, groups),
            AdditivityGate.Judge(trial),
        ];
        var refused = results.Where(r => r.Outcome == GateOutcome.Refused).ToList();
        var unsure = results.Where(r => r.Outcome == GateOutcome.CannotTell).ToList();
        if (refused.Count > 0)
        {
            return new Verdict(results, false, Join("Refused.", refused));
        }

        return unsure.Count > 0 && hasServing
            ? new Verdict(
                results,
                false,
                Join("Held back; the model in service stays unless an administrator decides.", unsure)
            )
            : new Verdict(results, true, Join("All gates let it pass.", [.. unsure, .. Warned(results)]));
    }

    private static IEnumerable<GateResult> Warned(IEnumerable<GateResult> results) =>
        results.Where(r => r.Outcome == GateOutcome.Warned);

    private static string Join(string first, IEnumerable<GateResult> results) =>
        string.Join(' ', results.Select(r => r.Sentence).Prepend(first));

    private static GateResult ValueAdded(Trial trial) =>
        new(
            GateResult.ValueAdded,
            trial.Gate.Passed ? GateOutcome.Passed : GateOutcome.Refused,
            trial.Gate.Sentence,
            [
                .. trial.Gate.Differences.Select(d => new GateFigure(
                    d.Key,
                    d.Value.Value,
                    d.Value.Low,
                    d.Value.High,
                    0,
                    trial.Test.Rows.Count,
                    IsBetter(d.Key, d.Value) ? GateOutcome.Passed : GateOutcome.Refused
                )),
            ]
        );

    // Precision is to be higher, losses are to be lower.
    private static bool IsBetter(string key, MetricReport difference) =>
        key.EndsWith(Ml.Evaluation.MetricKeys.PrecisionAtTop, StringComparison.Ordinal)
            ? difference.Low > 0
            : difference.High < 0;
}
