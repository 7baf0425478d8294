using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace EarlyWarning.Ml.Models;

/// <summary>Reads what <see cref="ModelWriter"/> wrote; every count is checked against what is left before it is used.</summary>
internal sealed class ModelReader(byte[] content, int version)
{
    private int _position;

    /// <summary>The version of the layout in which the content was written.</summary>
    public int Version => version;

    public bool AtEnd => _position == content.Length;

    public int Byte() => Take(1)[0];

    public bool Bool() => Byte() != 0;

    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    public string Text() => Encoding.UTF8.GetString(Take(TextLength()));

    public T[] Array<T>()
        where T : unmanaged
    {
        var bytes = Take(Count(Unsafe.SizeOf<T>()) * Unsafe.SizeOf<T>());
        return MemoryMarshal.Cast<byte, T>(bytes).ToArray();
    }

    /// <summary>A count of things that take at least so many bytes each.</summary>
    public int Count(int bytesEach = 1)
    {
        var count = Int();
        return count >= 0 && count <= (content.Length - _position) / bytesEach
            ? count
            : throw new ModelFormatException(
                $"The model states {count} items at byte {_position}, more than it can hold."
            );
    }

    public Dictionary<string, string> TextMap()
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var left = Count(2); left > 0; left--)
        {
            var key = Text();
            map[key] = Text();
        }

        return map;
    }

    /// <summary>The 7-bit encoding of BinaryWriter.</summary>
    private int TextLength()
    {
        var length = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var part = Byte();
            length |= (part & 0x7F) << shift;
            if (part < 0x80)
            {
                return length;
            }
        }

        throw new ModelFormatException($"The model holds a text without an end at byte {_position}.");
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > content.Length - _position)
        {
            throw new ModelFormatException($"The model ends at byte {content.Length}, in the middle of a value.");
        }

        _position += length;
        return content.AsSpan(_position - length, length);
    }
}
