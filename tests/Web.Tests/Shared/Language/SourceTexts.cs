using System.Text.RegularExpressions;

namespace EarlyWarning.Web.Tests.Shared.Language;

/// <summary>The texts that sources ask the resources for: the literals of <c>L["…"]</c> and <c>Texts.Key("…")</c>.</summary>
internal static partial class SourceTexts
{
    private const string Literal = """
        "(?<text>(?:[^"\\]|\\.)*)"
        """;

    /// <summary>Keys that a project's sources name, each with the file that names it first.</summary>
    public static IReadOnlyDictionary<string, string> Keys(string folder)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Files(folder))
        {
            foreach (var key in KeysIn(File.ReadAllText(file)))
            {
                keys.TryAdd(key, Path.GetFileName(file));
            }
        }

        return keys;
    }

    public static IEnumerable<string> KeysIn(string source) =>
        Asked()
            .Matches(source)
            .Select(m => string.Concat(m.Groups["text"].Captures.Select(c => Regex.Unescape(c.Value))));

    /// <summary>Lookups whose key is put together while running, which no file of texts can hold.</summary>
    public static IEnumerable<string> PutTogether(string folder) =>
        Files(folder)
            .SelectMany(f => Composed().Matches(File.ReadAllText(f)).Select(m => $"{Path.GetFileName(f)}: {m.Value}"));

    /// <summary>Sources of a project.</summary>
    public static IEnumerable<string> Files(string folder) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal))
            .Where(f => !Built().IsMatch(f))
            .Order(StringComparer.Ordinal);

    [GeneratedRegex(
        @"\b(?:L\[|Texts\.Key\()\s*" + Literal + @"(?:\s*\+\s*" + Literal + ")*",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Asked();

    [GeneratedRegex(
        @"\b(?:L\[|Texts\.Key\()\s*(?:[$@][^\n]*|""""""[^\n]*|" + Literal + @"\s*\+\s*[^""\s][^\n]*)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Composed();

    [GeneratedRegex(
        @"[\\/](bin|obj|node_modules|wwwroot)[\\/]",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Built();
}
