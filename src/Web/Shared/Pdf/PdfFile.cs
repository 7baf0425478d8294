using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace EarlyWarning.Web.Shared.Pdf;

/// <summary>The objects of a PDF file (ISO 32000-1) and how they are written down: header, objects, table of places, trailer.</summary>
internal sealed class PdfFile
{
    private readonly List<byte[]> _objects = [];

    /// <summary>Keeps a number for an object that is written later.</summary>
    public int Reserve()
    {
        _objects.Add([]);
        return _objects.Count;
    }

    /// <summary>Adds an object.</summary>
    /// <returns>Its number.</returns>
    public int Add(string body)
    {
        var id = Reserve();
        Set(id, body);
        return id;
    }

    /// <summary>Writes an object whose number was kept.</summary>
    public void Set(int id, string body) => _objects[id - 1] = Encoding.Latin1.GetBytes(body);

    /// <summary>Adds a compressed stream.</summary>
    /// <param name="content">What is in it.</param>
    /// <param name="entries">More entries of its dictionary.</param>
    /// <returns>Its number.</returns>
    public int AddStream(ReadOnlySpan<byte> content, string entries = "")
    {
        using var packed = new MemoryStream();
        using (var pack = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            pack.Write(content);
        }

        var id = Reserve();
        _objects[id - 1] =
        [
            .. Encoding.Latin1.GetBytes(
                FormattableString.Invariant($"<< /Filter /FlateDecode /Length {packed.Length} {entries}>>\nstream\n")
            ),
            .. packed.ToArray(),
            .. "\nendstream"u8,
        ];
        return id;
    }

    /// <summary>The file.</summary>
    /// <param name="root">Number of the catalogue.</param>
    /// <param name="info">Number of the document's description.</param>
    public byte[] ToBytes(int root, int info)
    {
        using var file = new MemoryStream();
        // Bytes beyond ASCII in a comment tell programs that the file is not text.
        file.Write([.. "%PDF-1.7\n%"u8, 0xE2, 0xE3, 0xCF, 0xD3, (byte)'\n']);
        List<long> places = [];
        for (var i = 0; i < _objects.Count; i++)
        {
            places.Add(file.Position);
            file.Write([.. Text($"{i + 1} 0 obj\n"), .. _objects[i], .. "\nendobj\n"u8]);
        }

        var table = file.Position;
        file.Write(Text($"xref\n0 {places.Count + 1}\n0000000000 65535 f \n"));
        places.ForEach(place => file.Write(Text($"{place:D10} 00000 n \n")));
        file.Write(
            Text(
                $"trailer\n<< /Size {places.Count + 1} /Root {root} 0 R /Info {info} 0 R >>\nstartxref\n{table}\n%%EOF\n"
            )
        );
        return file.ToArray();
    }

    /// <summary>A text as a string of the file, in UTF-16.</summary>
    public static string String(string text) =>
        $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    /// <summary>A number as the file writes it.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static byte[] Text(FormattableString text) => Encoding.Latin1.GetBytes(FormattableString.Invariant(text));
}
