using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Neural;

/// <summary>
/// Inverted dropout (Srivastava et al. 2014): each number is 0 with the given chance, else 1 / (1 - chance). Four draws of 16
/// bits a random number.
/// </summary>
internal static class DropoutMask
{
    private const int Bits = 16;

    public static void Fill(Span<float> mask, double chance, SeededRandom random)
    {
        var kept = (float)(1 / (1 - chance));
        var limit = (uint)Math.Round(chance * (1 << Bits));
        for (var i = 0; i < mask.Length; i += 4)
        {
            var bits = random.NextBits();
            for (var j = 0; j < 4 && i + j < mask.Length; j++, bits >>= Bits)
            {
                mask[i + j] = (bits & ((1 << Bits) - 1)) < limit ? 0 : kept;
            }
        }
    }
}
