using EarlyWarning.Ml.Models;

namespace EarlyWarning.Ml.Explanation;

/// <summary>A column that may be changed, and how.</summary>
/// <param name="Column">Index in the schema.</param>
/// <param name="Values">The values it may take: sensible, reachable, in any order.</param>
/// <param name="Unit">What counts as one unit of change (a week, five points): above 0.</param>
public sealed record ChangeableColumn(int Column, IReadOnlyList<float> Values, double Unit);

/// <summary>One change of a row.</summary>
/// <param name="Column">Index in the schema.</param>
/// <param name="From">The value as it is; NaN where it is missing.</param>
/// <param name="To">The value that would do.</param>
public readonly record struct ColumnChange(int Column, float From, float To);

/// <summary>A set of changes after which the margin lies on the wanted side.</summary>
/// <param name="Changes">In schema order.</param>
/// <param name="Margin">The margin then.</param>
/// <param name="Distance">The sum of the changes in their units; a value that was missing counts as one.</param>
public sealed record Counterfactual(IReadOnlyList<ColumnChange> Changes, double Margin, double Distance);

/// <summary>
/// The smallest realistic change that brings a margin below a limit (Wachter, Mittelstadt, Russell 2018): the fewest
/// columns first, among those the least distance. Exhaustive over the given values, so nothing smaller exists among
/// them. It says what the model would then show, not what would happen.
/// </summary>
public static class Counterfactuals
{
    /// <summary>The most margins that a search may ask for; beyond it the search is refused before it starts.</summary>
    public const long MostMargins = 20_000_000;

    /// <summary>Searches.</summary>
    /// <param name="model">Any with the output.</param>
    /// <param name="row">As it is.</param>
    /// <param name="limit">The margin must fall below this.</param>
    /// <param name="changeable">What may change; columns not named stay.</param>
    /// <param name="mostChanges">The most columns to change at once: at least 1.</param>
    /// <param name="output">Whose margin.</param>
    /// <param name="ct">Checked before each set of columns.</param>
    /// <returns>Null where no allowed change clears the limit; no changes where the row lies below it already.</returns>
    /// <exception cref="ArgumentException">A column is named twice or has no unit, or the search would be too long.</exception>
    public static Counterfactual? Find(
        Model model,
        ReadOnlySpan<float> row,
        double limit,
        IReadOnlyList<ChangeableColumn> changeable,
        int mostChanges = 3,
        int output = 0,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(changeable);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostChanges, 1);
        Check(changeable, mostChanges);
        var search = new Search(model, row.ToArray(), limit, Moves(row, changeable), output);
        var now = search.Margin();
        if (now < limit)
        {
            return new Counterfactual([], now, 0);
        }

        for (var count = 1; count <= Math.Min(mostChanges, changeable.Count); count++)
        {
            search.Try(0, count, 0, ct);
            if (search.Best is not null)
            {
                return search.Best;
            }
        }

        return null;
    }

    private static void Check(IReadOnlyList<ChangeableColumn> changeable, int mostChanges)
    {
        if (
            changeable.DistinctBy(c => c.Column).Count() != changeable.Count
            || changeable.Any(c => !(c.Unit > 0) || c.Values.Any(v => !float.IsFinite(v)))
        )
        {
            throw new ArgumentException(
                "A changeable column needs a unit above 0 and finite values, and is named once."
            );
        }

        var sizes = new double[mostChanges + 1];
        sizes[0] = 1;
        foreach (var column in changeable)
        {
            for (var count = mostChanges; count > 0; count--)
            {
                sizes[count] += sizes[count - 1] * column.Values.Count;
            }
        }

        if (sizes.Sum() > MostMargins)
        {
            throw new ArgumentException(
                $"The search would ask for {sizes.Sum():0} margins, more than {MostMargins}; give fewer values or changes."
            );
        }
    }

    /// <summary>Every column's values from near to far.</summary>
    private static Move[][] Moves(ReadOnlySpan<float> row, IReadOnlyList<ChangeableColumn> changeable)
    {
        var moves = new Move[changeable.Count][];
        for (var i = 0; i < moves.Length; i++)
        {
            var (column, from) = (changeable[i], row[changeable[i].Column]);
            moves[i] =
            [
                .. column
                    .Values.Where(to => !to.Equals(from))
                    .Select(to => new Move(
                        column.Column,
                        to,
                        float.IsNaN(from) ? 1 : Math.Abs(to - from) / column.Unit
                    ))
                    .OrderBy(move => move.Distance)
                    .ThenBy(move => move.To),
            ];
        }

        return moves;
    }

    private readonly record struct Move(int Column, float To, double Distance);

    private sealed class Search(Model model, float[] row, double limit, Move[][] moves, int output)
    {
        private readonly float[] _original = (float[])row.Clone();
        private readonly double[] _margins = new double[model.OutputCount];
        private readonly List<int> _changed = [];

        public Counterfactual? Best { get; private set; }

        public double Margin()
        {
            model.Margins(row, _margins);
            return _margins[output];
        }

        /// <summary>All sets of so many columns from a place on, given what is changed already.</summary>
        public void Try(int first, int count, double distance, CancellationToken ct)
        {
            for (var i = first; i <= moves.Length - count; i++)
            {
                ct.ThrowIfCancellationRequested();
                _changed.Add(i);
                foreach (var move in moves[i])
                {
                    var total = distance + move.Distance;
                    // From near to far: what lies beyond the best found is not looked at.
                    if (total >= (Best?.Distance ?? double.PositiveInfinity))
                    {
                        break;
                    }

                    row[move.Column] = move.To;
                    if (count > 1)
                    {
                        Try(i + 1, count - 1, total, ct);
                    }
                    else if (Margin() < limit)
                    {
                        Best = Found(total);
                    }
                }

                if (moves[i].Length > 0)
                {
                    row[moves[i][0].Column] = _original[moves[i][0].Column];
                }

                _changed.RemoveAt(_changed.Count - 1);
            }
        }

        private Counterfactual Found(double distance)
        {
            var changes = _changed
                .Select(i => moves[i][0].Column)
                .Order()
                .Select(column => new ColumnChange(column, _original[column], row[column]));
            return new Counterfactual([.. changes], _margins[output], distance);
        }
    }
}
