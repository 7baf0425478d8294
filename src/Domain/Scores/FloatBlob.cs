using System.Buffers.Binary;

namespace EarlyWarning.Domain.Scores;

/// <summary>Numbers as they are kept in scores: little-endian float32, one after another.</summary>
public static class FloatBlob
{
    /// <summary>Packs values.</summary>
    /// <param name="values">Any length.</param>
    public static byte[] Encode(ReadOnlySpan<float> values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        return bytes;
    }

    /// <summary>Unpacks values.</summary>
    /// <param name="bytes">What <see cref="Encode"/> made.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of four.</exception>
    public static float[] Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % sizeof(float) != 0)
        {
            throw new ArgumentException(
                $"A blob of {bytes.Length} bytes holds no whole number of values.",
                nameof(bytes)
            );
        }

        var values = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        }

        return values;
    }
}
