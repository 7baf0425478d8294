namespace EarlyWarning.Ml.Monitoring;

/// <summary>
/// Counts current rows over the points of a reference as they stream by; rows are not kept. Not for several threads.
/// A row between two horizons is compared with both, mixed by nearness, but only in features whose reference hardly moves
/// from the one to the other: the number of pieces of work due half-way between two weeks is like neither.
/// </summary>
public sealed class CurrentDistribution
{
    /// <summary>Stability index between neighbouring horizons up to which rows between them are compared.</summary>
    private const double SteadyBelow = 0.1;

    private readonly ReferenceDistribution _reference;
    private readonly Tally[] _tallies;

    /// <summary>Begins counting.</summary>
    /// <param name="reference">The reference.</param>
    public CurrentDistribution(ReferenceDistribution reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        _reference = reference;
        _tallies = [.. reference.Features.Select(f => new Tally(f, reference.Horizons.Count))];
        Scores = reference.Scores is { } scores ? new Tally(scores, reference.Horizons.Count) : null;
    }

    internal IReadOnlyList<Tally> Features => _tallies;

    internal Tally? Scores { get; }

    /// <summary>Counts a row.</summary>
    /// <param name="values">Feature values in the model's order; NaN is missing.</param>
    /// <param name="margin">Its margin; NaN where it has no score.</param>
    /// <param name="weeks">Weeks of the class passed, with fractions.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than features.</exception>
    public void Take(ReadOnlySpan<float> values, double margin, double weeks)
    {
        if (values.Length != _tallies.Length)
        {
            throw new ArgumentException(
                $"The row has {values.Length} values; the reference has {_tallies.Length} features.",
                nameof(values)
            );
        }

        if (Place(weeks) is not { } place)
        {
            return;
        }

        for (var j = 0; j < values.Length; j++)
        {
            _tallies[j].Take(values[j], place);
        }

        if (!double.IsNaN(margin))
        {
            Scores?.Take((float)margin, place);
        }
    }

    // Before the first horizon nothing was trained; after the last the last is the nearest.
    private HorizonPlace? Place(double weeks)
    {
        var horizons = _reference.Horizons;
        var above = 0;
        while (above < horizons.Count && horizons[above] < weeks)
        {
            above++;
        }

        if (above < horizons.Count && horizons[above] == weeks)
        {
            return new HorizonPlace(above, above, 0);
        }

        return above == 0 || horizons.Count < 2 ? null
            : above == horizons.Count ? new HorizonPlace(above - 2, above - 1, 1)
            : new HorizonPlace(
                above - 1,
                above,
                (weeks - horizons[above - 1]) / (horizons[above] - horizons[above - 1])
            );
    }

    /// <summary>Between which horizons a row lies, and what weight the upper has.</summary>
    internal readonly record struct HorizonPlace(int Lower, int Upper, double UpperWeight);

    /// <summary>Counts of one feature.</summary>
    internal sealed class Tally
    {
        private readonly float[] _points;
        private readonly bool[] _isSteady;

        public Tally(FeatureReference feature, int horizons)
        {
            Feature = feature;
            _points = [.. feature.Points];
            Counts = new int[_points.Length + 1];
            Weights = new double[horizons];
            _isSteady = [.. Enumerable.Range(0, Math.Max(0, horizons - 1)).Select(h => IsSteady(feature, h))];
        }

        public FeatureReference Feature { get; }

        /// <summary>Rows up to each point, and beyond the last (or of a level never seen).</summary>
        public int[] Counts { get; }

        /// <summary>Rows without a value.</summary>
        public int Missing { get; private set; }

        /// <summary>Rows by horizon they are compared with.</summary>
        public double[] Weights { get; }

        /// <summary>Rows counted.</summary>
        public int Rows { get; private set; }

        public void Take(float value, HorizonPlace place)
        {
            if (place.Lower != place.Upper && !_isSteady[place.Lower])
            {
                return;
            }

            Rows++;
            Weights[place.Lower] += 1 - place.UpperWeight;
            Weights[place.Upper] += place.UpperWeight;
            var at = PointPlace.Of(_points, value, Feature.IsCategorical);
            if (at < 0)
            {
                Missing++;
            }
            else
            {
                Counts[at]++;
            }
        }

        private static bool IsSteady(FeatureReference feature, int lower)
        {
            var (a, b) = (feature.ByHorizon[lower], feature.ByHorizon[lower + 1]);
            return StabilityIndex.Of(Histogram(a), Histogram(b)) < SteadyBelow;

            double[] Histogram(HorizonCounts counts) =>
                FeatureBins.Of(feature, [.. b.Counts.Select(c => (double)c)]).Sum(counts);
        }
    }
}
