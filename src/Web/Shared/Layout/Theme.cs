namespace EarlyWarning.Web.Shared.Layout;

/// <summary>The person's choice of theme, kept in a cookie so that the first paint has it.</summary>
internal static class Theme
{
    public const string Cookie = "earlywarning.theme";

    /// <summary>"light", "dark" or "system".</summary>
    public static string Choice(HttpContext context) =>
        context.Request.Cookies[Cookie] is "light" or "dark" ? context.Request.Cookies[Cookie]! : "system";
}
