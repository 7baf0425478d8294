using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Trees;

/// <summary>How a column's values become bins: bin 0 is missing, the others follow the order of the values or codes.</summary>
internal sealed class ColumnBins
{
    public const int MissingBin = 0;

    /// <summary>A bin is a byte.</summary>
    public const int MaxBins = 256;

    private readonly float[] _searchEdges = new float[MaxBins];
    private readonly byte[] _binOfCode = [];

    private ColumnBins(float[] edges)
    {
        Edges = edges;
        Count = edges.Length + 2;
        Array.Fill(_searchEdges, float.PositiveInfinity);
        edges.CopyTo(_searchEdges, 0);
    }

    private ColumnBins(byte[] binOfCode, int count, int candidates)
    {
        IsCategorical = true;
        _binOfCode = binOfCode;
        Count = count;
        CandidateEnd = candidates;
        Edges = [];
    }

    public bool IsCategorical { get; }

    /// <summary>The number of bins, the missing bin included.</summary>
    public int Count { get; }

    /// <summary>Values up to Edges[i] lie in bins 1 to i + 1.</summary>
    public float[] Edges { get; }

    /// <summary>Bins from here on hold the rarest categories together and never go left.</summary>
    public int CandidateEnd { get; }

    public bool Varies(bool hasMissing) => Count > 2 || (hasMissing && Count == 2);

    /// <summary>
    /// Bins of about equal mass, cut halfway between neighbouring values; a value heavier than its share gets a bin of
    /// its own. Depends on the multiset of values only, not on their order.
    /// </summary>
    /// <param name="sorted">Present values in ascending order.</param>
    /// <param name="maxBins">The most bins, the missing bin included.</param>
    public static ColumnBins OfNumbers(ReadOnlySpan<float> sorted, int maxBins)
    {
        var distinct = CountDistinct(sorted, maxBins);
        var edges = new List<float>(Math.Min(distinct, maxBins));
        var binsLeft = maxBins - 1;
        var start = 0;
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] == sorted[i - 1])
            {
                continue;
            }

            // With few distinct values each has its bin; otherwise a bin closes when it holds its share of the rest.
            if (distinct < maxBins || (long)(i - start) * binsLeft >= sorted.Length - start)
            {
                edges.Add(Between(sorted[i - 1], sorted[i]));
                start = i;
                if (--binsLeft == 1)
                {
                    break;
                }
            }
        }

        return new ColumnBins([.. edges]);
    }

    /// <summary>A bin for each of the commonest codes, one more for the rest.</summary>
    /// <param name="countOfCode">How many rows have each code.</param>
    /// <param name="maxBins">The most bins, the missing bin included.</param>
    public static ColumnBins OfCodes(int[] countOfCode, int maxBins)
    {
        var present = Enumerable.Range(0, countOfCode.Length).Where(code => countOfCode[code] > 0).ToArray();
        var kept =
            present.Length < maxBins
                ? present
                : present
                    .OrderByDescending(code => countOfCode[code])
                    .ThenBy(code => code)
                    .Take(maxBins - 2)
                    .Order()
                    .ToArray();
        var other = (byte)(kept.Length + 1);
        var binOfCode = new byte[countOfCode.Length];
        Array.Fill(binOfCode, other);
        for (var i = 0; i < kept.Length; i++)
        {
            binOfCode[kept[i]] = (byte)(i + 1);
        }

        return new ColumnBins(binOfCode, kept.Length + (kept.Length < present.Length ? 2 : 1), kept.Length + 1);
    }

    /// <summary>Writes the bin of each value.</summary>
    public void BinsOf(ReadOnlySpan<float> values, Span<byte> bins)
    {
        if (!IsCategorical)
        {
            BinsOfNumbers(values, bins);
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            bins[i] = float.IsNaN(values[i]) ? (byte)MissingBin : _binOfCode[(int)values[i]];
        }
    }

    /// <summary>The largest value of a split that sends bins 1 to <paramref name="bin"/> left.</summary>
    public float ThresholdAfter(int bin) => bin - 1 < Edges.Length ? Edges[bin - 1] : float.PositiveInfinity;

    /// <summary>The codes that lie in the bins of a set.</summary>
    public ulong[] CodesOf(in BinSet bins)
    {
        var codes = new ulong[(_binOfCode.Length + 63) / 64];
        for (var code = 0; code < _binOfCode.Length; code++)
        {
            if (_binOfCode[code] < CandidateEnd && bins.Contains(_binOfCode[code]))
            {
                codes[code >> 6] |= 1UL << (code & 63);
            }
        }

        return codes;
    }

    /// <summary>
    /// Binary search in eight steps over edges padded with infinity. Truth is used as a number: no step is a branch that
    /// the processor would have to guess, and the searches for neighbouring values overlap.
    /// </summary>
    private void BinsOfNumbers(ReadOnlySpan<float> values, Span<byte> bins)
    {
        ref var edge = ref MemoryMarshal.GetArrayDataReference(_searchEdges);
        bins = bins[..values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            nint position = 0;
            for (var shift = 7; shift >= 0; shift--)
            {
                position += (nint)AsNumber(Unsafe.Add(ref edge, position + (1 << shift) - 1) < value) << shift;
            }

            // No edge lies below NaN, whose bin is the one before the first.
            bins[i] = (byte)(position + AsNumber(!float.IsNaN(value)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int AsNumber(bool truth) => Unsafe.BitCast<bool, byte>(truth);

    private static int CountDistinct(ReadOnlySpan<float> sorted, int enough)
    {
        var distinct = sorted.Length > 0 ? 1 : 0;
        for (var i = 1; i < sorted.Length && distinct < enough; i++)
        {
            distinct += sorted[i] != sorted[i - 1] ? 1 : 0;
        }

        return distinct;
    }

    private static float Between(float low, float high)
    {
        var middle = low + ((high - low) / 2);
        return middle < high && middle >= low ? middle : low;
    }
}

/// <summary>A set of bins.</summary>
internal struct BinSet
{
    private Words _words;

    public readonly bool Contains(int bin) => ((_words[bin >> 6] >> (bin & 63)) & 1) != 0;

    public void Add(int bin) => _words[bin >> 6] |= 1UL << (bin & 63);

    [InlineArray(ColumnBins.MaxBins / 64)]
    private struct Words
    {
        private ulong _first;
    }
}
