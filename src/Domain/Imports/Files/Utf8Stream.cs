using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace EarlyWarning.Domain.Imports.Files;

/// <summary>
/// Passes bytes through, refusing what is not UTF-8 (with file and byte offset), what unpacks to an absurd size, and what
/// cannot be unpacked. A leading byte order mark is dropped.
/// </summary>
internal sealed class Utf8Stream(Stream inner, string file, long packedLength) : Stream
{
    // DEFLATE reaches 1 : 1,032; tables of text stay below 1 : 50.
    private const int GreatestRatio = 200;
    private const long HarmlessLength = 64L << 20;

    private readonly byte[] _tail = new byte[4];
    private int _tailLength;
    private long _offset;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.Length < 8)
        {
            return _ended ? 0 : throw new ArgumentException("The buffer is shorter than 8 bytes.", nameof(buffer));
        }

        // A character may be cut by the end of a read: its first bytes are kept back for the next one.
        _tail.AsSpan(0, _tailLength).CopyTo(buffer);
        var start = _offset == 0;
        int read;
        var filled = _tailLength;
        do
        {
            read = ReadInner(buffer[filled..]);
            filled += read;
        } while (read > 0 && filled < 4);

        _ended = read == 0;
        return Pass(buffer, filled, start);
    }

    private int Pass(Span<byte> buffer, int filled, bool start)
    {
        var skipped = start && buffer[..filled].StartsWith(Encoding.UTF8.Preamble) ? 3 : 0;
        var whole = _ended ? filled : filled - CutCharacter(buffer[..filled]);
        Check(buffer[..whole]);
        _offset += whole;
        _tailLength = filled - whole;
        buffer[whole..filled].CopyTo(_tail);
        buffer[skipped..whole].CopyTo(buffer);
        if (whole - skipped == 0 && !_ended)
        {
            return Read(buffer);
        }

        return whole - skipped;
    }

    private int ReadInner(Span<byte> buffer)
    {
        int read;
        try
        {
            read = inner.Read(buffer);
        }
        catch (InvalidDataException)
        {
            throw new ImportRefusedException(
                $"{file} cannot be unpacked: its compressed data are damaged. Export or copy it again."
            );
        }

        var unpacked = _offset + _tailLength + read;
        if (unpacked > HarmlessLength && unpacked / GreatestRatio > packedLength)
        {
            throw new ImportRefusedException(
                $"{file} unpacks to more than {GreatestRatio} times its packed size, which no table of text does. "
                    + "It was not read further; export it again, or unpack it yourself and import the folder."
            );
        }

        return read;
    }

    private static int CutCharacter(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var status = Rune.DecodeFromUtf8(bytes[^back..], out _, out _);
            if (status == OperationStatus.NeedMoreData)
            {
                return back;
            }

            if (status == OperationStatus.Done)
            {
                return 0;
            }
        }

        return 0;
    }

    private void Check(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.Contains((byte)0) && Utf8.IsValid(bytes))
        {
            return;
        }

        var at = 0;
        while (
            at < bytes.Length
            && bytes[at] != 0
            && Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == OperationStatus.Done
        )
        {
            at += length;
        }

        throw new ImportRefusedException(
            $"{file} is not UTF-8: the byte at offset {_offset + at} is not valid. "
                + "Save or export the file as UTF-8 (not as UTF-16 or Windows-1252) and import again."
        );
    }

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
