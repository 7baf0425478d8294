using System.Runtime.InteropServices;
using System.Text;

namespace EarlyWarning.Ml.Models;

/// <summary>Primitives of the model format, little-endian, counts before contents.</summary>
internal sealed class ModelWriter : IDisposable
{
    private readonly MemoryStream _buffer = new();
    private readonly BinaryWriter _writer;

    public ModelWriter() => _writer = new BinaryWriter(_buffer, Encoding.UTF8);

    public void Byte(int value) => _writer.Write(checked((byte)value));

    public void Bool(bool value) => _writer.Write(value);

    public void Int(int value) => _writer.Write(value);

    public void Long(long value) => _writer.Write(value);

    public void Double(double value) => _writer.Write(value);

    public void Text(string value) => _writer.Write(value);

    public void Array<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Int(values.Length);
        _writer.Write(MemoryMarshal.AsBytes(values));
    }

    public void TextMap(IReadOnlyDictionary<string, string> map)
    {
        Int(map.Count);
        foreach (var (key, value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Text(key);
            Text(value);
        }
    }

    public ReadOnlySpan<byte> Content()
    {
        _writer.Flush();
        return _buffer.GetBuffer().AsSpan(0, (int)_buffer.Length);
    }

    public void Dispose() => _writer.Dispose();
}
