using System.Buffers.Binary;
using System.Text;

namespace EarlyWarning.Web.Shared.Pdf;

/// <summary>
/// A TrueType font as far as a PDF file needs it: which glyph stands for a letter, how wide it is, and the file itself.
/// Format: OpenType 1.9, tables head, hhea, hmtx, maxp and cmap (subtables of formats 4 and 12).
/// </summary>
internal sealed class PdfFont
{
    private readonly byte[] _file;
    private readonly Dictionary<string, int> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int> _glyphs = [];
    private readonly int _unitsPerEm;
    private readonly int _metrics;

    /// <summary>Reads a font.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="InvalidDataException">It lacks a table or a map from Unicode.</exception>
    public PdfFont(byte[] file)
    {
        _file = file;
        for (var i = 0; i < U16(4); i++)
        {
            var entry = 12 + (16 * i);
            _tables[Encoding.ASCII.GetString(file, entry, 4)] = (int)U32(entry + 8);
        }

        _unitsPerEm = U16(Table("head") + 18);
        _metrics = U16(Table("hhea") + 34);
        ReadMap();
    }

    /// <summary>The file.</summary>
    public ReadOnlyMemory<byte> File => _file;

    /// <summary>Height above the line, in thousandths of the size.</summary>
    public int Ascent => Thousandths(S16(Table("hhea") + 4));

    /// <summary>Depth below the line, negative, in thousandths of the size.</summary>
    public int Descent => Thousandths(S16(Table("hhea") + 6));

    /// <summary>The box all glyphs fit in, in thousandths of the size.</summary>
    public IEnumerable<int> Box => Enumerable.Range(0, 4).Select(i => Thousandths(S16(Table("head") + 36 + (2 * i))));

    /// <summary>The glyph of a letter; 0 where the font has none.</summary>
    public int GlyphOf(Rune letter) => _glyphs.GetValueOrDefault(letter.Value);

    /// <summary>Width of a glyph, in thousandths of the size.</summary>
    public int WidthOf(int glyph) => Thousandths(U16(Table("hmtx") + (4 * Math.Min(glyph, _metrics - 1))));

    /// <summary>Width of a text in points.</summary>
    public double WidthOf(string text, double size) =>
        text.EnumerateRunes().Sum(r => WidthOf(GlyphOf(r))) * size / 1000;

    private void ReadMap()
    {
        var cmap = Table("cmap");
        var subtables = Enumerable
            .Range(0, U16(cmap + 2))
            .Select(i => cmap + 4 + (8 * i))
            // Unicode: platform 0, or Windows with encoding 1 or 10.
            .Where(r => U16(r) == 0 || (U16(r) == 3 && U16(r + 2) is 1 or 10))
            .Select(r => cmap + (int)U32(r + 4))
            .ToLookup(at => (int)U16(at));
        foreach (var at in subtables[4].Take(1))
        {
            ReadSegments(at);
        }

        foreach (var at in subtables[12].Take(1))
        {
            ReadGroups(at);
        }

        if (_glyphs.Count == 0)
        {
            throw new InvalidDataException("The font has no map from Unicode that can be read.");
        }
    }

    private void ReadSegments(int at)
    {
        var segments = U16(at + 6) / 2;
        for (var i = 0; i < segments; i++)
        {
            var last = U16(at + 14 + (2 * i));
            var first = U16(at + 16 + (2 * (segments + i)));
            var delta = U16(at + 16 + (2 * ((2 * segments) + i)));
            var offsetAt = at + 16 + (2 * ((3 * segments) + i));
            var offset = U16(offsetAt);
            for (var code = (int)first; code <= last && code < 0xFFFF; code++)
            {
                var glyph = offset == 0 ? code : U16(offsetAt + offset + (2 * (code - first)));
                _glyphs[code] = offset != 0 && glyph == 0 ? 0 : (glyph + delta) & 0xFFFF;
            }
        }
    }

    private void ReadGroups(int at)
    {
        for (var i = 0; i < U32(at + 12); i++)
        {
            var group = at + 16 + (12 * i);
            var first = U32(group);
            for (var code = first; code <= U32(group + 4); code++)
            {
                _glyphs[(int)code] = (int)(U32(group + 8) + code - first);
            }
        }
    }

    private int Table(string tag) =>
        _tables.TryGetValue(tag, out var at) ? at : throw new InvalidDataException($"The font has no table {tag}.");

    private int Thousandths(int units) => (int)Math.Round(units * 1000.0 / _unitsPerEm);

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at));

    private short S16(int at) => BinaryPrimitives.ReadInt16BigEndian(_file.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(at));
}
