namespace EarlyWarning.Ml.Trees;

/// <summary>Sorts floats without NaN by three passes over 11 bits: several times faster than comparing.</summary>
internal static class FloatRadixSort
{
    private const int Bits = 11;
    private const int Buckets = 1 << Bits;

    /// <summary>Sorts the values in place; both scratch spans are at least as long.</summary>
    public static void Sort(Span<float> values, Span<uint> keys, Span<uint> other)
    {
        if (values.Length < Buckets)
        {
            values.Sort();
            return;
        }

        keys = keys[..values.Length];
        other = other[..values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            keys[i] = ToKey(values[i]);
        }

        Pass(keys, other, 0);
        Pass(other, keys, Bits);
        Pass(keys, other, 2 * Bits);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = FromKey(other[i]);
        }
    }

    /// <summary>Bits in the order of the numbers: negative numbers turned round, the others above them.</summary>
    private static uint ToKey(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000;
    }

    private static float FromKey(uint key) =>
        BitConverter.UInt32BitsToSingle((key & 0x80000000) != 0 ? key & 0x7FFFFFFF : ~key);

    private static void Pass(ReadOnlySpan<uint> from, Span<uint> to, int shift)
    {
        Span<int> starts = stackalloc int[Buckets];
        starts.Clear();
        foreach (var key in from)
        {
            starts[(int)((key >> shift) & (Buckets - 1))]++;
        }

        var total = 0;
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            (starts[bucket], total) = (total, total + starts[bucket]);
        }

        foreach (var key in from)
        {
            to[starts[(int)((key >> shift) & (Buckets - 1))]++] = key;
        }
    }
}
