using System.Globalization;
using System.Text;

namespace EarlyWarning.Web.Shared.Pdf;

/// <summary>A4 paper that is written on from top to bottom; a new page begins where one is full.</summary>
internal sealed class PdfPaper
{
    private const double Width = 595.28;
    private const double Height = 841.89;
    private const double Margin = 56;
    private const double LabelWidth = 110;
    private const double TitleSize = 18;
    private const double HeadingSize = 12;
    private const double TextSize = 10.5;
    private const double SmallSize = 8.5;

    private readonly PdfFonts _fonts;
    private readonly string _title;
    private readonly string _footer;
    private readonly List<StringBuilder> _pages = [];
    private readonly Dictionary<PdfFont, Dictionary<int, Rune>> _used = [];
    private double _y;

    /// <summary>Begins a document.</summary>
    /// <param name="fonts">What it is written with.</param>
    /// <param name="title">Its title.</param>
    /// <param name="footer">Stands at the foot of each page.</param>
    public PdfPaper(PdfFonts fonts, string title, string footer)
    {
        (_fonts, _title, _footer) = (fonts, title, footer);
        (_used[fonts.Regular], _used[fonts.Bold]) = ([], []);
        NewPage();
        Write(title, fonts.Bold, TitleSize, 0, spaceAfter: 6);
    }

    /// <summary>Writes a heading.</summary>
    public void Heading(string text)
    {
        _y += 10;
        Write(text, _fonts.Bold, HeadingSize, 0, spaceAfter: 4);
    }

    /// <summary>Writes a paragraph.</summary>
    public void Paragraph(string text) => Write(text, _fonts.Regular, TextSize, 0, spaceAfter: 5);

    /// <summary>Writes a label with what it is.</summary>
    public void Term(string label, string text) => Labelled(label, _fonts.Bold, text, LabelWidth, spaceAfter: 5);

    /// <summary>Writes a point of a list.</summary>
    /// <param name="mark">What stands before it ("1.").</param>
    /// <param name="text">The point.</param>
    public void Point(string mark, string text) => Labelled(mark, _fonts.Regular, text, 20, spaceAfter: 3);

    /// <summary>Draws lines to sign on, side by side.</summary>
    /// <param name="labels">Who signs.</param>
    public void Signatures(params ReadOnlySpan<string> labels)
    {
        Room(64);
        _y += 44;
        const double gap = 18;
        var width = (Width - (2 * Margin) - (gap * (labels.Length - 1))) / labels.Length;
        for (var i = 0; i < labels.Length; i++)
        {
            var x = Margin + (i * (width + gap));
            _pages[^1].Append(Line($"0.5 w {x:0.##} {Height - _y:0.##} m {x + width:0.##} {Height - _y:0.##} l S\n"));
            Draw(_pages[^1], labels[i], _fonts.Regular, SmallSize, x, _y + 12);
        }

        _y += 20;
    }

    /// <summary>The file.</summary>
    /// <param name="madeAt">When it was made.</param>
    public byte[] ToBytes(DateTimeOffset madeAt)
    {
        for (var i = 0; i < _pages.Count; i++)
        {
            var number = _pages.Count == 1 ? "" : Line($" · {i + 1}/{_pages.Count}");
            Draw(_pages[i], _footer + number, _fonts.Regular, SmallSize, Margin, Height - (Margin / 2));
        }

        var file = new PdfFile();
        var (regular, bold) = (Embed(file, _fonts.Regular, "Regular"), Embed(file, _fonts.Bold, "Bold"));
        var tree = file.Reserve();
        var pages = _pages.ConvertAll(page =>
        {
            var content = file.AddStream(Encoding.ASCII.GetBytes(page.ToString()));
            return file.Add(
                Line($"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {Width} {Height}] /Contents {content} 0 R ")
                    + Line($"/Resources << /Font << /F1 {regular} 0 R /F2 {bold} 0 R >> >> >>")
            );
        });
        file.Set(
            tree,
            Line($"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select(Reference))}] >>")
        );
        var root = file.Add(
            Line($"<< /Type /Catalog /Pages {tree} 0 R ")
                + $"/Lang ({CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}) "
                + "/ViewerPreferences << /DisplayDocTitle true >> >>"
        );
        var info = file.Add(
            Line(
                $"<< /Title {PdfFile.String(_title)} /Creator (EarlyWarning) /CreationDate (D:{madeAt.UtcDateTime:yyyyMMddHHmmss}Z) >>"
            )
        );
        return file.ToBytes(root, info);
    }

    // A composite font with the whole file, widths of what is used, and the way back from glyphs to letters for search and copying.
    private int Embed(PdfFile file, PdfFont font, string name)
    {
        var used = _used[font].OrderBy(g => g.Key).ToList();
        var program = file.AddStream(font.File.Span, Line($"/Length1 {font.File.Length} "));
        var descriptor = file.Add(
            Line($"<< /Type /FontDescriptor /FontName /Plan-{name} /Flags 32 /FontBBox [{string.Join(' ', font.Box)}] ")
                + Line($"/ItalicAngle 0 /Ascent {font.Ascent} /Descent {font.Descent} /CapHeight {font.Ascent} ")
                + Line($"/StemV 80 /FontFile2 {program} 0 R >>")
        );
        var widths = string.Join(' ', used.Select(g => Line($"{g.Key} [{font.WidthOf(g.Key)}]")));
        var glyphs = file.Add(
            Line($"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plan-{name} /CIDToGIDMap /Identity ")
                + "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
                + Line($"/FontDescriptor {descriptor} 0 R /DW 500 /W [{widths}] >>")
        );
        var letters = file.AddStream(Encoding.ASCII.GetBytes(LettersOf(used)));
        return file.Add(
            Line($"<< /Type /Font /Subtype /Type0 /BaseFont /Plan-{name} /Encoding /Identity-H ")
                + Line($"/DescendantFonts [{glyphs} 0 R] /ToUnicode {letters} 0 R >>")
        );
    }

    private static string LettersOf(IEnumerable<KeyValuePair<int, Rune>> used)
    {
        var map = new StringBuilder(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Plan def\n/CMapType 2 def\n"
                + "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        );
        // A block holds at most a hundred lines.
        foreach (var block in used.Chunk(100))
        {
            map.Append(Line($"{block.Length} beginbfchar\n"));
            foreach (var (glyph, letter) in block)
            {
                var utf16 = Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(letter.ToString()));
                map.Append(Line($"<{glyph:X4}> <{utf16}>\n"));
            }

            map.Append("endbfchar\n");
        }

        return map.Append("endcmap\nend\nend\n").ToString();
    }

    private void NewPage()
    {
        _pages.Add(new StringBuilder());
        _y = Margin;
    }

    private void Room(double height)
    {
        if (_y + height > Height - Margin)
        {
            NewPage();
        }
    }

    private void Labelled(string label, PdfFont font, string text, double indent, double spaceAfter)
    {
        Room(TextSize * LineSpacing);
        Draw(_pages[^1], label, font, TextSize, Margin, _y + TextSize);
        Write(text, _fonts.Regular, TextSize, indent, spaceAfter);
    }

    private const double LineSpacing = 1.4;

    private void Write(string text, PdfFont font, double size, double indent, double spaceAfter)
    {
        foreach (var line in text.Split('\n'))
        {
            foreach (var part in Wrapped(line, font, size, Width - (2 * Margin) - indent))
            {
                Room(size * LineSpacing);
                Draw(_pages[^1], part, font, size, Margin + indent, _y + size);
                _y += size * LineSpacing;
            }
        }

        _y += spaceAfter;
    }

    private void Draw(StringBuilder page, string text, PdfFont font, double size, double x, double y)
    {
        if (text.Length == 0)
        {
            return;
        }

        var codes = new StringBuilder();
        foreach (var letter in text.EnumerateRunes())
        {
            var glyph = font.GlyphOf(letter);
            _used[font].TryAdd(glyph, letter);
            codes.Append(CultureInfo.InvariantCulture, $"{glyph:X4}");
        }

        var name = ReferenceEquals(font, _fonts.Bold) ? "F2" : "F1";
        page.Append(Line($"BT /{name} {size:0.##} Tf {x:0.##} {Height - y:0.##} Td <{codes}> Tj ET\n"));
    }

    // Words fill a line; a word longer than a line is broken where the line ends.
    private static List<string> Wrapped(string text, PdfFont font, double size, double width)
    {
        List<string> lines = [];
        var line = "";
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (Fits(longer))
            {
                line = longer;
                continue;
            }

            if (line.Length > 0)
            {
                lines.Add(line);
            }

            line = word;
            while (!Fits(line))
            {
                var fitting = Enumerable.Range(1, line.Length - 1).Last(n => n == 1 || Fits(line[..n]));
                lines.Add(line[..fitting]);
                line = line[fitting..];
            }
        }

        lines.Add(line);
        return lines;

        bool Fits(string part) => part.Length <= 1 || font.WidthOf(part, size) <= width;
    }

    private static string Reference(int id) => Line($"{id} 0 R");

    private static string Line(FormattableString text) => FormattableString.Invariant(text);
}
