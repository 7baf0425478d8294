using System.Globalization;
using EarlyWarning.Ml.Neighbours;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Tracing;

/// <summary>
/// Foretells an answer by the answers that followed the most similar pasts of other students. Compares each with a
/// sample of the training answers, for a sample of the students to foretell, because the work grows with the product.
/// </summary>
public abstract class AnswerNeighbours : IAnswerLearner
{
    private const int Neighbours = 40;
    private const int MaxReferences = 3000;
    private const int MaxForetold = 20_000;

    private readonly int _seed;
    private readonly int _threads;

    private protected AnswerNeighbours(int seed, int threads) => (_seed, _threads) = (seed, threads);

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public AnswerScores Score(
        IReadOnlyList<AnswerSequence> training,
        IReadOnlyList<AnswerSequence> others,
        IProgress<string>? progress,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(others);
        var index = new SkillIndex(training);
        IndexedAnswers[] students = [.. training.Select(index.Of)];
        var statistics = new SkillStatistics(students, index.Count);
        var references = Sample(students);
        var asked = StudentsToForetell(others);
        var pasts = Array.ConvertAll(asked, i => index.Of(others[i]));
        var compare = Prepare(students, references, pasts, statistics, index.Count, ct);
        var right = Array.ConvertAll(references, place => students[place.Student].Correct[place.Answer]);
        var first = new int[pasts.Length + 1];
        for (var i = 0; i < pasts.Length; i++)
        {
            first[i + 1] = first[i] + pasts[i].Length;
        }

        var margins = new double[first[^1]];
        void One(int student)
        {
            var nearest = new NearestFew(Neighbours);
            for (var answer = 0; answer < pasts[student].Length; answer++)
            {
                nearest.Clear();
                var distance = compare(student, answer);
                for (var i = 0; i < references.Length; i++)
                {
                    nearest.Add(i, distance(i, nearest.Limit));
                }

                var hits = 0;
                foreach (var item in nearest.Items)
                {
                    hits += right[item] ? 1 : 0;
                }

                margins[first[student] + answer] = Sigmoid.LogOdds((hits + 1.0) / (nearest.Count + 2));
            }
        }

        RowRanges.Each(pasts.Length, _threads, ct, One);
        var notes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["neighbours"] = Neighbours.ToString(CultureInfo.InvariantCulture),
            ["references"] = references.Length.ToString(CultureInfo.InvariantCulture),
        };
        return new AnswerScores(asked, margins, notes);
    }

    /// <summary>
    /// Makes the function that takes a student and an answer and gives the distance of a reference from that answer's past;
    /// from a limit on it may be infinite.
    /// </summary>
    private protected abstract Func<int, int, Func<int, double, double>> Prepare(
        IndexedAnswers[] students,
        (int Student, int Answer)[] references,
        IndexedAnswers[] pasts,
        SkillStatistics statistics,
        int skills,
        CancellationToken ct
    );

    private (int Student, int Answer)[] Sample(IndexedAnswers[] students)
    {
        var all = students
            .SelectMany((student, i) => Enumerable.Range(0, student.Length).Select(answer => (i, answer)))
            .ToArray();
        new SeededRandom(_seed, 17).Shuffle(all.AsSpan());
        return all.Length > MaxReferences ? all[..MaxReferences] : all;
    }

    private int[] StudentsToForetell(IReadOnlyList<AnswerSequence> others)
    {
        var kept = new List<int>();
        var answers = 0;
        foreach (var i in Enumerable.Range(0, others.Count).OrderBy(i => SeededRandom.Hash(i, _seed)))
        {
            if (kept.Count > 0 && answers + others[i].Length > MaxForetold)
            {
                break;
            }

            kept.Add(i);
            answers += others[i].Length;
        }

        return [.. kept.Order()];
    }
}

/// <summary>k-nearest neighbours over what the past says, each number standardised, a missing one at the mean.</summary>
/// <param name="seed">Decides the samples.</param>
/// <param name="threads">Changes nothing but the time.</param>
public sealed class HistoryNeighbours(int seed, int threads) : AnswerNeighbours(seed, threads)
{
    /// <inheritdoc/>
    public override string Name => "nearestNeighbours";

    private protected override Func<int, int, Func<int, double, double>> Prepare(
        IndexedAnswers[] students,
        (int Student, int Answer)[] references,
        IndexedAnswers[] pasts,
        SkillStatistics statistics,
        int skills,
        CancellationToken ct
    )
    {
        var width = AnswerHistory.Names.Count;
        var known = new float[references.Length * width];
        var rowsOf = new Dictionary<int, float[]>();
        for (var i = 0; i < references.Length; i++)
        {
            var (student, answer) = references[i];
            if (!rowsOf.TryGetValue(student, out var rows))
            {
                rowsOf[student] = rows = HistoryTable.Of([students[student]], statistics, skills, 1, ct);
            }

            rows.AsSpan(answer * width, width).CopyTo(known.AsSpan(i * width));
        }

        var scale = Standardisation.Fit(known, width);
        scale.Apply(known);
        var asked = Array.ConvertAll(
            pasts,
            past =>
            {
                var rows = HistoryTable.Of([past], statistics, skills, 1, ct);
                scale.Apply(rows);
                return rows;
            }
        );
        return (student, answer) =>
            (reference, _) =>
                SquaredDistance(asked[student].AsSpan(answer * width, width), known.AsSpan(reference * width, width));
    }

    private static double SquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0f;
        for (var i = 0; i < a.Length; i++)
        {
            var difference = a[i] - b[i];
            sum += difference * difference;
        }

        return sum;
    }

    private sealed record Standardisation(float[] Means, float[] Scales)
    {
        public static Standardisation Fit(float[] rows, int width)
        {
            var (means, scales) = (new float[width], new float[width]);
            for (var column = 0; column < width; column++)
            {
                var place = column;
                var known = Enumerable
                    .Range(0, rows.Length / width)
                    .Select(row => (double)rows[(row * width) + place])
                    .Where(value => !double.IsNaN(value))
                    .DefaultIfEmpty(0)
                    .ToArray();
                var mean = known.Average();
                var deviation = Math.Sqrt(known.Average(value => (value - mean) * (value - mean)));
                (means[column], scales[column]) = ((float)mean, deviation > 1e-6 ? (float)(1 / deviation) : 0);
            }

            return new Standardisation(means, scales);
        }

        public void Apply(float[] rows)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                var column = i % Means.Length;
                rows[i] = float.IsNaN(rows[i]) ? 0 : (rows[i] - Means[column]) * Scales[column];
            }
        }
    }
}

/// <summary>
/// Nearest neighbours by <see cref="DynamicTimeWarping"/> of the latest answers: at each step whether it was right,
/// whether it was on the skill that is asked, and how easy others find it; at the end how easy the asked skill is.
/// </summary>
/// <param name="seed">Decides the samples.</param>
/// <param name="threads">Changes nothing but the time.</param>
public sealed class HistoryWarping(int seed, int threads) : AnswerNeighbours(seed, threads)
{
    private const int Steps = 12;
    private const int Width = 3;
    private const int Band = 3;
    private const double EaseWeight = 4;

    /// <inheritdoc/>
    public override string Name => "dynamicTimeWarping";

    private protected override Func<int, int, Func<int, double, double>> Prepare(
        IndexedAnswers[] students,
        (int Student, int Answer)[] references,
        IndexedAnswers[] pasts,
        SkillStatistics statistics,
        int skills,
        CancellationToken ct
    )
    {
        var known = Array.ConvertAll(references, place => Window(students[place.Student], place.Answer, statistics));
        var ease = Array.ConvertAll(references, place => statistics.Ease(students[place.Student].Skills[place.Answer]));
        return (student, answer) =>
        {
            var window = Window(pasts[student], answer, statistics);
            var asked = statistics.Ease(pasts[student].Skills[answer]);
            var scratch = new double[2 * (Steps + 1)];
            return (reference, limit) =>
            {
                var apart = EaseWeight * (asked - ease[reference]) * (asked - ease[reference]);
                return apart < limit
                    ? apart + DynamicTimeWarping.Distance(window, known[reference], Width, Band, scratch, limit - apart)
                    : double.PositiveInfinity;
            };
        };
    }

    /// <summary>The latest answers before one; a step of zeros where there is none.</summary>
    private static float[] Window(IndexedAnswers student, int answer, SkillStatistics statistics)
    {
        var count = Math.Clamp(answer, 1, Steps);
        var window = new float[count * Width];
        for (var i = 0; i < count && answer > 0; i++)
        {
            var past = answer - count + i;
            window[i * Width] = student.Correct[past] ? 1 : -1;
            window[(i * Width) + 1] = student.Skills[past] == student.Skills[answer] ? 1 : 0;
            window[(i * Width) + 2] = (float)statistics.Ease(student.Skills[past]) / 2;
        }

        return window;
    }
}
