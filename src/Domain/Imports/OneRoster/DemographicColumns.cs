using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Imports.OneRoster;

/// <summary>A column of demographics.csv. Every one of them is about who a student is, so all are Protected.</summary>
/// <param name="Name">Column name.</param>
/// <param name="Label">Words for people.</param>
/// <param name="Levels">The words allowed; empty where any are.</param>
internal sealed record DemographicColumns(string Name, string Label, IReadOnlyList<string> Levels)
{
    public const string BirthDate = "birthDate";

    private static readonly string[] YesNo = ["false", "true"];

    public static readonly IReadOnlyList<DemographicColumns> All =
    [
        new(BirthDate, "Year of birth", []),
        new("sex", "Sex", ["female", "male", "other", "unspecified"]),
        new("americanIndianOrAlaskaNative", "American Indian or Alaska Native", YesNo),
        new("asian", "Asian", YesNo),
        new("blackOrAfricanAmerican", "Black or African American", YesNo),
        new("nativeHawaiianOrOtherPacificIslander", "Native Hawaiian or other Pacific Islander", YesNo),
        new("white", "White", YesNo),
        new("demographicRaceTwoOrMoreRaces", "Two or more races", YesNo),
        new("hispanicOrLatinoEthnicity", "Hispanic or Latino", YesNo),
        new("countryOfBirthCode", "Country of birth", []),
        new("stateOfBirthAbbreviation", "State of birth", []),
        new("cityOfBirth", "City of birth", []),
        new("publicSchoolResidenceStatus", "Residence status", []),
    ];

    /// <summary>A day of birth is kept as its year: enough for groups by age, and it names nobody.</summary>
    public AttributeKind Kind =>
        string.Equals(Name, BirthDate, StringComparison.Ordinal) ? AttributeKind.Numeric : AttributeKind.Categorical;
}
