using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace EarlyWarning.Support;

/// <summary>
/// Reads a PDF file back as a viewer that searches it would: glyphs are turned into letters by each font's own map. It knows
/// what browsers write: plain or deflated streams, fonts with a map (ToUnicode) and codes of two bytes.
/// </summary>
public static partial class PdfText
{
    /// <summary>The pages, and their text without any white space, since a file need not hold any.</summary>
    /// <param name="file">The file.</param>
    public static (int Pages, string Text) Read(byte[] file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var raw = Encoding.Latin1.GetString(file);
        var objects = Objects().Matches(raw).ToDictionary(m => m.Groups["id"].Value, m => m.Groups["body"].Value);
        var fonts = FontNames()
            .Matches(raw)
            .SelectMany(m => References().Matches(m.Groups["fonts"].Value))
            .DistinctBy(m => m.Groups["name"].Value)
            .ToDictionary(m => m.Groups["name"].Value, m => MapOf(objects, m.Groups["id"].Value));
        var text = new StringBuilder();
        foreach (var body in objects.Values)
        {
            if (StreamOf(body) is { } content && content.Contains(" Tf", StringComparison.Ordinal))
            {
                Append(content, fonts, text);
            }
        }

        return (Pages().Count(raw), text.ToString());
    }

    /// <summary>A text as <see cref="Read"/> gives it.</summary>
    /// <param name="text">The text.</param>
    public static string Squeezed(string text) => Spaces().Replace(text, "");

    private static void Append(string content, Dictionary<string, Dictionary<int, string>> fonts, StringBuilder text)
    {
        Dictionary<int, string> map = [];
        foreach (Match step in Steps().Matches(content))
        {
            if (step.Groups["font"] is { Success: true } font)
            {
                map = fonts.GetValueOrDefault(font.Value, []);
                continue;
            }

            var codes = step.Groups["codes"].Value;
            for (var i = 0; i + 4 <= codes.Length; i += 4)
            {
                text.Append(Squeezed(map.GetValueOrDefault(Hex(codes.Substring(i, 4)), "")));
            }
        }
    }

    private static Dictionary<int, string> MapOf(Dictionary<string, string> objects, string font)
    {
        Dictionary<int, string> map = [];
        var reference = ToUnicode().Match(objects.GetValueOrDefault(font, "")).Groups["id"].Value;
        var stream = StreamOf(objects.GetValueOrDefault(reference, "")) ?? "";
        foreach (Match block in Blocks().Matches(stream))
        {
            foreach (Match line in Lines().Matches(block.Groups["lines"].Value))
            {
                var (first, second) = (Hex(line.Groups["first"].Value), line.Groups["second"].Value);
                if (block.Groups["kind"].Value == "char")
                {
                    map[first] = Letters(second);
                    continue;
                }

                for (var code = first; code <= Hex(second); code++)
                {
                    map[code] = char.ConvertFromUtf32(Hex(line.Groups["third"].Value) + code - first);
                }
            }
        }

        return map;
    }

    private static string? StreamOf(string body)
    {
        var begin = Begin().Match(body);
        if (!begin.Success)
        {
            return null;
        }

        var bytes = Encoding.Latin1.GetBytes(body[(begin.Index + begin.Length)..]);
        if (!body[..begin.Index].Contains("/FlateDecode", StringComparison.Ordinal))
        {
            return Encoding.Latin1.GetString(bytes);
        }

        using var inflated = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        inflated.CopyTo(plain);
        return Encoding.Latin1.GetString(plain.ToArray());
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static string Letters(string hex) => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(hex));

    private const RegexOptions Whole = RegexOptions.ExplicitCapture | RegexOptions.Singleline;
    private const int Patience = 10_000;

    [GeneratedRegex(@"(?<=^|\n|\r)(?<id>\d+) 0 obj(?<body>.*?)endobj", Whole, Patience)]
    private static partial Regex Objects();

    [GeneratedRegex(@"/Type\s*/Page\b", Whole, Patience)]
    private static partial Regex Pages();

    [GeneratedRegex(@"/Font\s*<<(?<fonts>.*?)>>", Whole, Patience)]
    private static partial Regex FontNames();

    [GeneratedRegex(@"/(?<name>\w+)\s+(?<id>\d+) 0 R", Whole, Patience)]
    private static partial Regex References();

    [GeneratedRegex(@"/ToUnicode\s+(?<id>\d+) 0 R", Whole, Patience)]
    private static partial Regex ToUnicode();

    [GeneratedRegex(@"\bstream\r?\n", Whole, Patience)]
    private static partial Regex Begin();

    [GeneratedRegex(@"/(?<font>\w+)\s+[\d.]+\s+Tf\b|<(?<codes>[0-9A-Fa-f]+)>", Whole, Patience)]
    private static partial Regex Steps();

    [GeneratedRegex(@"beginbf(?<kind>char|range)(?<lines>.*?)endbf(char|range)", Whole, Patience)]
    private static partial Regex Blocks();

    [GeneratedRegex(
        @"<(?<first>[0-9A-Fa-f]+)>\s*<(?<second>[0-9A-Fa-f]+)>([^\S\r\n]*<(?<third>[0-9A-Fa-f]+)>)?",
        Whole,
        Patience
    )]
    private static partial Regex Lines();

    [GeneratedRegex(@"\s+", Whole, Patience)]
    private static partial Regex Spaces();
}
