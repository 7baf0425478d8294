namespace EarlyWarning.Ml.Ensembles;

/// <summary>
/// What to add to the margin of each class so that calling the class with the highest one does well by accuracy and by
/// macro F1 at once. The likeliest class is the best call for accuracy alone; a rare class is then hardly ever called,
/// and its F1 is low (Lipton, Elkan and Naryanaswamy 2014 for the two-class case). Here the mean of both is raised,
/// class by class in turn, over a grid; a value counts by the mean of its neighbours too, so that a lucky peak of few
/// rows is not taken. Meant for margins of rows that the model did not see.
/// </summary>
public static class DecisionOffsets
{
    private const int Steps = 40;
    private const double Reach = 1.6;
    private const int Sweeps = 6;

    private static readonly double[] Kernel = [1, 2, 3, 2, 1];

    /// <summary>One offset per class, the mean being 0; zeros where nothing better is found.</summary>
    /// <param name="margins">Row after row, one per class.</param>
    /// <param name="outcomes">Class codes.</param>
    /// <param name="classes">The number of classes: at least 2.</param>
    /// <param name="weights">One per row, or null.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public static double[] Fit(double[] margins, double[] outcomes, int classes, double[]? weights = null)
    {
        ArgumentNullException.ThrowIfNull(margins);
        ArgumentNullException.ThrowIfNull(outcomes);
        if (
            classes < 2
            || margins.Length != (long)outcomes.Length * classes
            || (weights?.Length ?? outcomes.Length) != outcomes.Length
        )
        {
            throw new ArgumentException(
                $"There are {margins.Length} margins and {outcomes.Length} outcomes of {classes} classes; give one margin per row and class."
            );
        }

        var calls = new Calls(margins, outcomes, classes, weights);
        var offsets = new double[classes];
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var before = (double[])offsets.Clone();
            for (var code = 0; code < classes; code++)
            {
                offsets[code] = Best(calls, offsets, code);
            }

            if (offsets.AsSpan().SequenceEqual(before))
            {
                break;
            }
        }

        var mean = offsets.Average();
        return Array.ConvertAll(offsets, offset => offset - mean);
    }

    /// <summary>The best offset of one class while the others stay; where it is now if no other is better.</summary>
    private static double Best(Calls calls, double[] offsets, int code)
    {
        var rival = calls.Rivals(offsets, code);
        var half = Kernel.Length / 2;
        var values = new double[(2 * Steps) + 1 + (2 * half)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = calls.Value(rival, code, At(i - half));
        }

        var (best, most) = (offsets[code], double.NegativeInfinity);
        foreach (var i in Enumerable.Range(0, (2 * Steps) + 1).OrderBy(i => Math.Abs(At(i) - offsets[code])))
        {
            var value = Kernel.Select((weight, j) => weight * values[i + j]).Sum();
            if (value > most + 1e-12)
            {
                (best, most) = (At(i), value);
            }
        }

        return best;
    }

    private static double At(int step) => (step - Steps) * Reach / Steps;

    /// <summary>Rows, and what calling them under given offsets is worth.</summary>
    private sealed class Calls(double[] margins, double[] outcomes, int classes, double[]? weights)
    {
        private readonly double[] _actual = Totals(outcomes, classes, weights);

        /// <summary>For each row the best other class, and how far it lies above the class's own margin.</summary>
        public (int[] Class, double[] Lead) Rivals(double[] offsets, int code)
        {
            var (best, lead) = (new int[outcomes.Length], new double[outcomes.Length]);
            for (var row = 0; row < best.Length; row++)
            {
                var most = double.NegativeInfinity;
                for (var k = 0; k < classes; k++)
                {
                    var margin = margins[(row * classes) + k] + offsets[k];
                    if (k != code && margin > most)
                    {
                        (best[row], most) = (k, margin);
                    }
                }

                lead[row] = most - margins[(row * classes) + code];
            }

            return (best, lead);
        }

        /// <summary>Accuracy plus macro F1 with this offset of the class.</summary>
        public double Value((int[] Class, double[] Lead) rival, int code, double offset)
        {
            var (called, right) = (new double[classes], new double[classes]);
            for (var row = 0; row < outcomes.Length; row++)
            {
                var call = offset > rival.Lead[row] ? code : rival.Class[row];
                var weight = weights?[row] ?? 1;
                called[call] += weight;
                right[call] += call == (int)outcomes[row] ? weight : 0;
            }

            var (f1, occurring) = (0.0, 0);
            for (var k = 0; k < classes; k++)
            {
                if (_actual[k] > 0)
                {
                    f1 += 2 * right[k] / (_actual[k] + called[k]);
                    occurring++;
                }
            }

            return (right.Sum() / _actual.Sum()) + (f1 / occurring);
        }

        private static double[] Totals(double[] outcomes, int classes, double[]? weights)
        {
            var totals = new double[classes];
            for (var row = 0; row < outcomes.Length; row++)
            {
                totals[(int)outcomes[row]] += weights?[row] ?? 1;
            }

            return totals;
        }
    }
}
