using EarlyWarning.Ml.Validation;

namespace EarlyWarning.Ml.Calibration;

/// <summary>A chosen calibrator, fitted on all pairs, and the cross-validated log loss of each candidate.</summary>
public sealed record CalibratorChoice(Calibrator Calibrator, IReadOnlyDictionary<string, double> LogLoss);

/// <summary>Chooses between Platt and isotonic calibration by log loss on pairs not used for fitting.</summary>
public static class CalibratorSelection
{
    private const int Folds = 5;

    private static readonly Func<double[], double[], Calibrator>[] Candidates =
    [
        PlattCalibrator.Fit,
        IsotonicCalibrator.Fit,
    ];

    /// <summary>Chooses and fits; the simpler Platt scaling wins a tie.</summary>
    /// <param name="margins">Out-of-fold margins.</param>
    /// <param name="outcomes">0 or 1.</param>
    /// <param name="groups">Whose pair it is; pairs of one group are never on both sides. Null: each stands alone.</param>
    /// <param name="seed">Decides the folds.</param>
    /// <param name="ct">Checked before each fit.</param>
    /// <exception cref="ArgumentException">Lengths differ, there is nothing, or a number is out of place.</exception>
    public static CalibratorChoice Choose(
        double[] margins,
        double[] outcomes,
        long[]? groups,
        int seed,
        CancellationToken ct = default
    )
    {
        Calibrator.CheckPairs(margins, outcomes);
        var owners = groups ?? [.. Enumerable.Range(0, margins.Length).Select(row => (long)row)];
        var owned = owners.Distinct().Take(Folds).Count();
        if (owned < 2)
        {
            // One group cannot be cross-validated; two parameters are then the most that can be asked of it.
            return new CalibratorChoice(
                PlattCalibrator.Fit(margins, outcomes),
                new Dictionary<string, double>(StringComparer.Ordinal)
            );
        }

        var folds = GroupKFold.Split(owners, outcomes, owned, seed);
        var losses = new Dictionary<string, double>(StringComparer.Ordinal);
        var best = (Fit: Candidates[0], Loss: double.PositiveInfinity);
        foreach (var candidate in Candidates)
        {
            var (name, loss) = CrossValidate(candidate, margins, outcomes, folds, ct);
            losses[name] = loss;
            best = loss < best.Loss ? (candidate, loss) : best;
        }

        return new CalibratorChoice(best.Fit(margins, outcomes), losses);
    }

    private static (string Name, double Loss) CrossValidate(
        Func<double[], double[], Calibrator> fit,
        double[] margins,
        double[] outcomes,
        IReadOnlyList<Fold> folds,
        CancellationToken ct
    )
    {
        var (name, sum) = ("", 0.0);
        foreach (var fold in folds)
        {
            ct.ThrowIfCancellationRequested();
            var calibrator = fit(Pick(margins, fold.Train), Pick(outcomes, fold.Train));
            name = calibrator.Name;
            foreach (var row in fold.Test)
            {
                var p = calibrator.Map(margins[row]);
                sum -= Math.Log(Math.Max(1e-15, outcomes[row] == 1 ? p : 1 - p));
            }
        }

        return (name, sum / margins.Length);
    }

    private static double[] Pick(double[] values, int[] rows) => Array.ConvertAll(rows, row => values[row]);
}
