namespace EarlyWarning.Ml.Monitoring;

/// <summary>
/// Kish's design effect 1 + (m - 1) rho (Kish 1965): rows of one class share a teacher, a course and a week, so that a
/// hundred rows of four classes say less than a hundred of a hundred. rho is the intraclass correlation by analysis of
/// variance within horizons, of the values' places among the reference's points.
/// </summary>
internal static class DesignEffect
{
    /// <summary>The effect, at least 1.</summary>
    /// <param name="places">Place of each value; -1 is missing and left out.</param>
    /// <param name="slots">Horizon of each row.</param>
    /// <param name="classes">Class of each row.</param>
    public static double Of(int[] places, int[] slots, IReadOnlyList<long> classes)
    {
        var groups = new Dictionary<(int Slot, long Class), Sums>();
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] >= 0)
            {
                var key = (slots[i], classes[i]);
                groups[key] = groups.GetValueOrDefault(key).With(places[i]);
            }
        }

        var (between, within, freeBetween, freeWithin, sizes, rows) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        var leading = 0.0;
        foreach (var horizon in groups.GroupBy(g => g.Key.Slot, g => g.Value))
        {
            var all = horizon.Aggregate((a, b) => a.Plus(b));
            var squares = horizon.Sum(g => g.Rows * g.Rows);
            between += horizon.Sum(g => g.Sum * g.Sum / g.Rows) - (all.Sum * all.Sum / all.Rows);
            within += all.Squares - horizon.Sum(g => g.Sum * g.Sum / g.Rows);
            freeBetween += horizon.Count() - 1;
            freeWithin += all.Rows - horizon.Count();
            leading += all.Rows - (squares / all.Rows);
            (sizes, rows) = (sizes + squares, rows + all.Rows);
        }

        if (freeBetween < 1 || freeWithin < 1)
        {
            return 1;
        }

        var (meanBetween, meanWithin) = (between / freeBetween, within / freeWithin);
        var size = leading / freeBetween;
        var spread = meanBetween + ((size - 1) * meanWithin);
        var rho = spread <= 0 ? 0 : Math.Clamp((meanBetween - meanWithin) / spread, 0, 1);
        return Math.Max(1, 1 + (((sizes / rows) - 1) * rho));
    }

    private readonly record struct Sums(double Rows, double Sum, double Squares)
    {
        public Sums With(double value) => new(Rows + 1, Sum + value, Squares + (value * value));

        public Sums Plus(Sums other) => new(Rows + other.Rows, Sum + other.Sum, Squares + other.Squares);
    }
}
