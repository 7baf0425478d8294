using EarlyWarning.Ml.Models;

namespace EarlyWarning.Ml.Tracing;

/// <summary>Answers and right ones for each pair of an answer and a skill. Most pairs never occur; the stored form leaves them out.</summary>
internal sealed class PairCounts(int cells)
{
    public float[] Answers { get; } = new float[cells];

    public float[] Right { get; } = new float[cells];

    /// <summary>Counts an answer; a negative cell is a pair that is not kept.</summary>
    public void Add(int cell, bool right)
    {
        if (cell >= 0)
        {
            Answers[cell]++;
            Right[cell] += right ? 1 : 0;
        }
    }

    public void Write(ModelWriter writer)
    {
        int[] met = [.. Enumerable.Range(0, Answers.Length).Where(cell => Answers[cell] > 0)];
        writer.Array<int>(met);
        writer.Array<float>(Array.ConvertAll(met, cell => Answers[cell]));
        writer.Array<float>(Array.ConvertAll(met, cell => Right[cell]));
    }

    /// <exception cref="ModelFormatException">The counts are no counts of so many cells.</exception>
    public static PairCounts Read(ModelReader reader, int cells)
    {
        var met = reader.Array<int>();
        var (answers, right) = (reader.Array<float>(), reader.Array<float>());
        var pairs = new PairCounts(cells);
        var sound = (answers.Length, right.Length) == (met.Length, met.Length);
        for (var i = 0; sound && i < met.Length; i++)
        {
            sound = (uint)met[i] < (uint)cells && answers[i] > 0 && right[i] >= 0 && right[i] <= answers[i];
            if (sound)
            {
                (pairs.Answers[met[i]], pairs.Right[met[i]]) = (answers[i], right[i]);
            }
        }

        return sound
            ? pairs
            : throw new ModelFormatException("The tracer's counts of pairs do not fit together; train it again.");
    }
}
