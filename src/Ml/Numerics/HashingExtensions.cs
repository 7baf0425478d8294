using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace EarlyWarning.Ml.Numerics;

/// <summary>Length-prefixed, little-endian appending, so that no two different inputs hash the same bytes.</summary>
internal static class HashingExtensions
{
    public static void Append(this IncrementalHash hash, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }

    public static void Append(this IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.Append(bytes.Length);
        hash.AppendData(bytes);
    }

    /// <summary>Appends the raw bits (of this machine's byte order: little-endian on every platform .NET supports).</summary>
    public static void AppendBits<T>(this IncrementalHash hash, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        hash.Append(values.Length);
        // In pieces, because a span of bytes cannot be longer than 2 GiB.
        const int piece = 1 << 20;
        for (var start = 0; start < values.Length; start += piece)
        {
            hash.AppendData(MemoryMarshal.AsBytes(values.Slice(start, Math.Min(piece, values.Length - start))));
        }
    }

    public static string ToHex(this IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());
}
