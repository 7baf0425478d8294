using System.Text;

namespace EarlyWarning.Web.Shared.Pdf;

/// <summary>
/// The machine's own font for PDF files: no font travels with the application. One that holds Latin, Greek and Cyrillic
/// letters is taken where the usual systems keep theirs.
/// </summary>
/// <param name="Regular">For text.</param>
/// <param name="Bold">For headings.</param>
internal sealed record PdfFonts(PdfFont Regular, PdfFont Bold)
{
    // Regular and bold, the best known first.
    private static readonly (string Regular, string Bold)[] Known =
    [
        ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
        ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
        ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
        ("segoeui.ttf", "segoeuib.ttf"),
        ("Arial.ttf", "Arial Bold.ttf"),
        ("arial.ttf", "arialbd.ttf"),
    ];

    private static readonly Lazy<PdfFonts?> Found = new(() => Find(Folders));

    private static readonly EnumerationOptions Everywhere = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        MatchCasing = MatchCasing.CaseInsensitive,
    };

    /// <summary>The fonts of this machine, or null where it has none of those known.</summary>
    public static PdfFonts? OfThisMachine => Found.Value;

    private static IEnumerable<string> Folders =>
        [
            "/usr/share/fonts",
            "/usr/local/share/fonts",
            "/System/Library/Fonts",
            "/Library/Fonts",
            Environment.GetFolderPath(Environment.SpecialFolder.Fonts),
        ];

    /// <summary>Finds a regular and a bold face; null where the folders hold none of those known.</summary>
    /// <param name="folders">Folders, searched with all below.</param>
    public static PdfFonts? Find(IEnumerable<string> folders)
    {
        var files = folders
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.ttf", Everywhere))
            .GroupBy(file => Path.GetFileName(file), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);
        foreach (var (regular, bold) in Known)
        {
            if (files.TryGetValue(regular, out var plain) && files.TryGetValue(bold, out var strong))
            {
                return new PdfFonts(new PdfFont(File.ReadAllBytes(plain)), new PdfFont(File.ReadAllBytes(strong)));
            }
        }

        return null;
    }

    /// <summary>
    /// Whether the fonts hold every letter and it is written from left to right without joining: Latin, Greek and Cyrillic,
    /// with the usual signs. A browser prints everything else.
    /// </summary>
    /// <param name="text">The text.</param>
    public bool CanWrite(string text) =>
        text.EnumerateRunes()
            .Where(r => !Rune.IsWhiteSpace(r))
            .All(r =>
                r.Value is < 0x0530 or (>= 0x1E00 and < 0x2028) or (>= 0x202F and < 0x2300)
                && Regular.GlyphOf(r) != 0
                && Bold.GlyphOf(r) != 0
            );
}
