namespace EarlyWarning.Web.Shared;

/// <summary>What a person typed into a search box as a pattern for LIKE.</summary>
internal static class SearchPattern
{
    /// <summary>The escape character to pass to EF.Functions.Like.</summary>
    public const string Escape = "\\";

    /// <summary>Matches text that contains what was typed; % _ [ and \ stand for themselves.</summary>
    public static string Contains(string typed) => $"%{Escaped(typed)}%";

    /// <summary>Matches text that begins with what was typed, which an index can serve.</summary>
    public static string StartsWith(string typed) => $"{Escaped(typed)}%";

    private static string Escaped(string typed) =>
        string.Concat(typed.Trim().Select(c => c is '%' or '_' or '[' or '\\' ? $"\\{c}" : $"{c}"));
}
