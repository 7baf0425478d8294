using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Validation;

/// <summary>In which order hyperparameters are tried.</summary>
public enum SearchMethod
{
    /// <summary>Every combination of the dimensions' grid values, in a seeded order where there are more than trials.</summary>
    Grid,

    /// <summary>At random (Bergstra and Bengio 2012).</summary>
    Random,

    /// <summary>Where a Gaussian process expects the most improvement, after some at random (Snoek et al. 2012).</summary>
    Bayesian,
}

/// <summary>Proposes what to try next, from places in the unit cube and the losses found there; never the same twice.</summary>
internal sealed class SearchStrategy
{
    private const int Candidates = 1_000;
    private const int NearCandidates = 300;
    private const int MaxDraws = 200;

    private readonly IReadOnlyList<SearchDimension> _space;
    private readonly SearchMethod _method;
    private readonly int _randomTrials;
    private readonly Queue<double[]> _grid = new();
    private readonly List<double[]> _tried = [];
    private readonly List<double> _losses = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private SeededRandom _random;

    public SearchStrategy(IReadOnlyList<SearchDimension> space, SearchMethod method, int trials, int seed)
    {
        (_space, _method, _random) = (space, method, new SeededRandom(seed, 0));
        _randomTrials = Math.Min(trials, Math.Max(4, 2 * space.Count));
        if (method == SearchMethod.Grid)
        {
            var all = Combinations().ToArray();
            if (all.Length > trials)
            {
                _random.Shuffle(all.AsSpan());
            }

            _grid = new Queue<double[]>(all);
        }
    }

    /// <summary>The next values, or null where nothing new is left.</summary>
    public double[]? Next()
    {
        if (_method == SearchMethod.Grid)
        {
            return _grid.TryDequeue(out var next) ? next : null;
        }

        var isGuided = _method == SearchMethod.Bayesian && _losses.Count >= _randomTrials;
        var place = isGuided ? MostPromising() : RandomPlace();
        return place is null ? null : Values(place);
    }

    /// <summary>What came of the values that were proposed last; a failed trial counts as the worst so far.</summary>
    public void Report(double[] values, double? loss)
    {
        _seen.Add(Key(values));
        _tried.Add([.. values.Select((value, j) => _space[j].PlaceOf(value))]);
        _losses.Add(loss ?? (_losses.Count == 0 ? 0 : _losses.Max()));
    }

    private double[]? RandomPlace()
    {
        for (var draw = 0; draw < MaxDraws; draw++)
        {
            var place = Draw();
            if (!_seen.Contains(Key(Values(place))))
            {
                return place;
            }
        }

        return null;
    }

    private double[]? MostPromising()
    {
        var process = GaussianProcess.Fit([.. _tried], [.. _losses]);
        var best = _tried[_losses.IndexOf(_losses.Min())];
        var (chosen, most) = ((double[]?)null, double.NegativeInfinity);
        for (var i = 0; i < Candidates + NearCandidates; i++)
        {
            var values = Values(i < Candidates ? Draw() : Near(best));
            var place = values.Select((value, j) => _space[j].PlaceOf(value)).ToArray();
            var improvement = process.ExpectedImprovement(place);
            if (improvement > most && !_seen.Contains(Key(values)))
            {
                (chosen, most) = (place, improvement);
            }
        }

        return chosen;
    }

    private double[] Draw() => [.. _space.Select(_ => _random.NextDouble())];

    private double[] Near(double[] place) =>
        [.. place.Select(at => Math.Clamp(at + (0.1 * (_random.NextDouble() + _random.NextDouble() - 1)), 0, 1))];

    private double[] Values(double[] place) => [.. place.Select((at, j) => _space[j].At(at))];

    private static string Key(double[] values) =>
        string.Join(' ', values.Select(value => BitConverter.DoubleToInt64Bits(value)));

    private IEnumerable<double[]> Combinations() =>
        _space.Aggregate(
            (IEnumerable<double[]>)
                [
                    [],
                ],
            (rows, dimension) => rows.SelectMany(_ => dimension.Grid(), (row, value) => (double[])[.. row, value])
        );
}
