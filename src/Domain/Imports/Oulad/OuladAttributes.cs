using EarlyWarning.Domain.Imports.Files;
using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Imports.Oulad;

/// <summary>The attributes of studentInfo.csv: their kinds, uses and levels, and how a row's values are read.</summary>
internal sealed record OuladAttribute(
    string Name,
    string Label,
    AttributeKind Kind,
    AttributeUse Use,
    IReadOnlyList<string> Levels
)
{
    private static readonly IReadOnlyList<string> Education =
    [
        "No Formal quals",
        "Lower Than A Level",
        "A Level or Equivalent",
        "HE Qualification",
        "Post Graduate Qualification",
    ];

    private static readonly IReadOnlyList<string> Deprivation =
    [
        "0-10%",
        "10-20%",
        "20-30%",
        "30-40%",
        "40-50%",
        "50-60%",
        "60-70%",
        "70-80%",
        "80-90%",
        "90-100%",
    ];

    private static readonly IReadOnlyList<string> Regions =
    [
        "East Anglian Region",
        "East Midlands Region",
        "Ireland",
        "London Region",
        "North Region",
        "North Western Region",
        "Scotland",
        "South East Region",
        "South Region",
        "South West Region",
        "Wales",
        "West Midlands Region",
        "Yorkshire Region",
    ];

    /// <summary>All of them, in the order of the file's columns.</summary>
    public static readonly IReadOnlyList<OuladAttribute> All =
    [
        new("gender", "Gender", AttributeKind.Categorical, AttributeUse.Protected, ["F", "M"]),
        new("region", "Region", AttributeKind.Categorical, AttributeUse.Protected, Regions),
        new("highest_education", "Highest education", AttributeKind.Ordinal, AttributeUse.Feature, Education),
        new("imd_band", "Index of multiple deprivation", AttributeKind.Ordinal, AttributeUse.Protected, Deprivation),
        new("age_band", "Age band", AttributeKind.Ordinal, AttributeUse.Protected, ["0-35", "35-55", "55<="]),
        new("num_of_prev_attempts", "Previous attempts", AttributeKind.Numeric, AttributeUse.Feature, []),
        new("studied_credits", "Credits studied", AttributeKind.Numeric, AttributeUse.Feature, []),
        new("disability", "Declared disability", AttributeKind.Categorical, AttributeUse.Protected, ["N", "Y"]),
    ];

    /// <summary>The definition as stored.</summary>
    public AttributeDefinition Definition(int source) =>
        new()
        {
            SourceId = source,
            Name = Name,
            Label = Label,
            Kind = Kind,
            Use = Use,
            Levels = string.Join('\n', Levels),
        };

    /// <summary>The row's value; text for levels, a number for numbers, nulls where missing.</summary>
    /// <exception cref="RowFaultException">The value is no level of the attribute, or no number.</exception>
    public (string? Text, double? Number) Read(CsvRow row)
    {
        if (Kind == AttributeKind.Numeric)
        {
            return (null, row.OptionalNumber(Name));
        }

        // Older copies write "?" for missing, and the source once forgets a percent sign.
        return row.Optional(Name) switch
        {
            null or "?" => (null, null),
            "10-20" => ("10-20%", null),
            var text when Levels.Contains(text, StringComparer.Ordinal) => (text, null),
            _ => throw new RowFaultException(Name, $"The value is none of: {string.Join(", ", Levels)}."),
        };
    }
}
