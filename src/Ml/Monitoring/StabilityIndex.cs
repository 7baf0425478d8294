namespace EarlyWarning.Ml.Monitoring;

/// <summary>
/// The population stability index: the sum over bins of (q - p) ln(q / p), that is Jeffreys' divergence between two
/// histograms (Jeffreys 1946; as a measure of drift Siddiqi, Credit Risk Scorecards, 2006: below 0.1 little, above 0.25 much).
/// </summary>
public static class StabilityIndex
{
    /// <summary>
    /// The index of two histograms over the same bins. Half a row is added to every bin of both, so that an empty bin
    /// counts by how surprising it is at these numbers of rows instead of being infinite.
    /// </summary>
    /// <param name="reference">Rows by bin; may be effective numbers.</param>
    /// <param name="current">Rows by bin, same bins.</param>
    /// <returns>At least 0; 0 for equal shares.</returns>
    /// <exception cref="ArgumentException">Lengths differ or there is no bin.</exception>
    public static double Of(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        if (reference.Length != current.Length || reference.IsEmpty)
        {
            throw new ArgumentException(
                $"The histograms have {reference.Length} and {current.Length} bins; both need the same, at least one.",
                nameof(current)
            );
        }

        const double Added = 0.5;
        var (all, allNow) = (Added * reference.Length, Added * current.Length);
        for (var i = 0; i < reference.Length; i++)
        {
            all += reference[i];
            allNow += current[i];
        }

        var sum = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            var (p, q) = ((reference[i] + Added) / all, (current[i] + Added) / allNow);
            sum += (q - p) * Math.Log(q / p);
        }

        return Math.Max(0, sum);
    }
}
