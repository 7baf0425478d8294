namespace EarlyWarning.Ml.Numerics;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014). Our own generator, because a seed must give the same model under every
/// version of the runtime.
/// </summary>
internal struct SeededRandom(ulong seed)
{
    private ulong _state = seed;

    public SeededRandom(int seed, int stream)
        : this(Mix(((ulong)(uint)seed << 32) | (uint)stream)) { }

    public ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, bound), by Lemire's multiplication (its bias of 2^-32 is far below any use here).</summary>
    public int NextInt(int bound) => (int)(((NextBits() >> 32) * (ulong)bound) >> 32);

    /// <summary>Fisher-Yates.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>A number that depends on the value and the seed only, for splits that ignore the order of rows.</summary>
    public static ulong Hash(long value, int seed) => Mix(Mix((ulong)value + 0x9E3779B97F4A7C15) ^ (uint)seed);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
