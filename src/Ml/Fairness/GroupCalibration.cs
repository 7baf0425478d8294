using EarlyWarning.Ml.Calibration;

namespace EarlyWarning.Ml.Fairness;

/// <summary>
/// A calibrator for each group of a protected attribute: the attribute then decides what is shown for a margin, so this is for
/// comparison, and for service only by a recorded decision.
/// </summary>
public sealed class GroupCalibration
{
    private readonly Calibrator _common;
    private readonly Dictionary<string, Calibrator> _byGroup;

    private GroupCalibration(Calibrator common, Dictionary<string, Calibrator> byGroup) =>
        (_common, _byGroup) = (common, byGroup);

    /// <summary>Groups with a calibrator of their own.</summary>
    public IReadOnlyCollection<string> Groups => _byGroup.Keys;

    /// <summary>Fits them to margins of rows that the model had not seen.</summary>
    /// <param name="margins">Margins.</param>
    /// <param name="outcomes">0 or 1.</param>
    /// <param name="groups">The group of each row; the empty one is of whom it is not known.</param>
    /// <param name="people">Whose row it is.</param>
    /// <param name="least">Fewest rows of each outcome for a calibrator of its own; other groups share the common one.</param>
    /// <param name="seed">Decides the folds between calibrators.</param>
    /// <param name="ct">Checked before each fit.</param>
    public static GroupCalibration Fit(
        double[] margins,
        double[] outcomes,
        IReadOnlyList<string> groups,
        long[] people,
        int least,
        int seed,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(margins);
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(people);
        var common = CalibratorSelection.Choose(margins, outcomes, people, seed, ct).Calibrator;
        var byGroup = new Dictionary<string, Calibrator>(StringComparer.Ordinal);
        foreach (
            var group in Enumerable
                .Range(0, margins.Length)
                .Where(i => groups[i].Length > 0)
                .GroupBy(i => groups[i], StringComparer.Ordinal)
        )
        {
            int[] rows = [.. group];
            var positives = rows.Count(i => outcomes[i] == 1);
            if (Math.Min(positives, rows.Length - positives) >= least)
            {
                byGroup[group.Key] = CalibratorSelection
                    .Choose(Pick(margins, rows), Pick(outcomes, rows), Pick(people, rows), seed, ct)
                    .Calibrator;
            }
        }

        return new GroupCalibration(common, byGroup);
    }

    /// <summary>What is shown for a margin of someone of a group.</summary>
    /// <param name="margin">The margin.</param>
    /// <param name="group">The group.</param>
    public double Map(double margin, string group) => _byGroup.GetValueOrDefault(group, _common).Map(margin);

    private static T[] Pick<T>(T[] values, int[] rows) => Array.ConvertAll(rows, i => values[i]);
}
