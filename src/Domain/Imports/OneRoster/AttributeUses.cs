using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Imports.OneRoster;

/// <summary>What an attribute may be used for before an administrator has said so.</summary>
internal static class AttributeUses
{
    // definitions.md, "Attributes and who sees what". Parts of words, in upper case.
    private static readonly string[] ProtectedParts =
    [
        "GENDER",
        "RACE",
        "RACIAL",
        "ETHNIC",
        "BIRTH",
        "DISAB",
        "SPECIALNEED",
        "SPECIALED",
        "LANGUAGE",
        "LUNCH",
        "INCOME",
        "POVERTY",
        "DEPRIV",
        "IMD",
        "REGION",
        "NATIONALITY",
        "CITIZEN",
        "ADDRESS",
        "POSTCODE",
        "ZIP",
        "RELIGION",
        "OCCUPATION",
        "PARENTEDU",
        "PARENTALEDU",
        "MOTHEREDU",
        "FATHEREDU",
    ];

    private static readonly string[] ProtectedWords = ["SEX", "AGE", "AGEBAND", "AGEGROUP"];

    /// <summary>Protected where the name says that it is a fixed trait, else Unclassified, which is used for nothing.</summary>
    /// <param name="name">The attribute's name, as the source writes it.</param>
    public static AttributeUse Default(string name)
    {
        var letters = string.Concat(name.Where(char.IsLetter)).ToUpperInvariant();
        return
            ProtectedWords.Contains(letters, StringComparer.Ordinal)
            || ProtectedParts.Any(p => letters.Contains(p, StringComparison.Ordinal))
            ? AttributeUse.Protected
            : AttributeUse.Unclassified;
    }
}
