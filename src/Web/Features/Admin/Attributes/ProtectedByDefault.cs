using System.Text.RegularExpressions;

namespace EarlyWarning.Web.Features.Admin.Attributes;

/// <summary>Attributes that speak of what a student is rather than does, by name or label: protected unless someone decides otherwise.</summary>
internal static partial class ProtectedByDefault
{
    /// <summary>Whether a name or label speaks of such an attribute.</summary>
    public static bool Matches(string text) => Words().IsMatch(text.Replace('_', ' '));

    [GeneratedRegex(
        @"\b(sex|gender|race|ethnic\w*|age|birth\w*|dob|disab\w*|language|ell|esl|lunch|income|depriv\w*|imd|region|national\w*|citizen\w*|address|postcode|zip|parent\w*|mother\w*|father\w*|medu|fedu|mjob|fjob|occupation|religio\w*)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Words();
}
