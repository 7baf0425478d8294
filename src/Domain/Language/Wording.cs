namespace EarlyWarning.Domain.Language;

/// <summary>The texts of this assembly; <c>L</c> is at hand in every file.</summary>
internal static class Wording
{
    /// <summary>A text by its English wording.</summary>
    public static Texts L { get; } = new(typeof(Wording).Assembly);
}
