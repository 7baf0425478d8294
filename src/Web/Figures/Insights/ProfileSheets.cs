namespace EarlyWarning.Web.Figures.Insights;

/// <summary>Keys of the sheets of profiles.</summary>
public static class ProfileSheets
{
    /// <summary>The topic.</summary>
    public const string Topic = "profiles";

    /// <summary>Key of the sheet with a <see cref="ProfileSheet"/>.</summary>
    public const string Key = "";

    /// <summary>Key of the sheet by which the next night knows the profiles again: a <see cref="ProfileCentres"/>.</summary>
    public const string Centres = "centres";

    /// <summary>Fewest students of what is shown.</summary>
    public const int Least = 10;

    /// <summary>Fewest students of an organisation; smaller ones are seen within those above them.</summary>
    public const int FewestStudents = 50;
}

/// <summary>Something that stands out in a profile.</summary>
/// <param name="Feature">Name of the feature.</param>
/// <param name="IsHigh">Whether its values are high, or low.</param>
public sealed record ProfileTrait(string Feature, bool IsHigh);

/// <summary>Profiles of the running students of an organisation. No student is in it, and no key of one.</summary>
/// <param name="Students">Students looked at, rounded to 5.</param>
/// <param name="IsSample">Whether they are a sample of all.</param>
/// <param name="Week">Week of the term that most are in.</param>
/// <param name="FinishedTerm">The finished term whose students tell how often each profile needed support; null where there is none.</param>
/// <param name="FinishedWeek">The week of it that is looked at.</param>
/// <param name="Silhouette">How clearly the profiles are apart, from -1 to 1.</param>
/// <param name="Features">Names of the features they are made of.</param>
/// <param name="Medians">Medians of all the organisation's students, in their order; null where too few have one.</param>
/// <param name="Profiles">By number.</param>
/// <param name="Components">
/// Directions in which students differ most: points of the first map, of a sample of the students of each profile shown.
/// </param>
/// <param name="ComponentShare">Share of all differences that the first map holds.</param>
/// <param name="Neighbours">Points of the second map, t-SNE; null where it is made only for organisations above.</param>
public sealed record ProfileSheet(
    int Students,
    bool IsSample,
    int Week,
    CohortTerm? FinishedTerm,
    int FinishedWeek,
    double Silhouette,
    IReadOnlyList<string> Features,
    IReadOnlyList<double?> Medians,
    IReadOnlyList<ProfileFigures> Profiles,
    IReadOnlyList<ProfilePoint> Components,
    double ComponentShare,
    IReadOnlyList<ProfilePoint>? Neighbours
);

/// <summary>A profile in an organisation.</summary>
/// <param name="Number">Its number, the same every night.</param>
/// <param name="Traits">What stands out, the most first; nothing where all is near the middle.</param>
/// <param name="Students">Students, rounded to 5; null where there are too few, or it is hidden so that another cannot be worked out.</param>
/// <param name="Share">Their share.</param>
/// <param name="Needed">Share of students of the finished term in this profile who did not pass a course; null where hidden.</param>
/// <param name="Medians">Typical values, in the order of the features; null where too few have one.</param>
public sealed record ProfileFigures(
    int Number,
    IReadOnlyList<ProfileTrait> Traits,
    int? Students,
    double? Share,
    Measure? Needed,
    IReadOnlyList<double?> Medians
);

/// <summary>A point of a map: a place and a profile, nothing else.</summary>
/// <param name="X">From left to right.</param>
/// <param name="Y">From bottom to top.</param>
/// <param name="Profile">Number of the profile.</param>
public sealed record ProfilePoint(double X, double Y, int Profile);

/// <summary>Where the profiles lay last night.</summary>
/// <param name="Features">Names of the features.</param>
/// <param name="Profiles">The profiles.</param>
public sealed record ProfileCentres(IReadOnlyList<string> Features, IReadOnlyList<ProfileCentre> Profiles);

/// <summary>A profile of last night.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Traits">What stood out.</param>
/// <param name="Centre">Its centre in the units of the features.</param>
public sealed record ProfileCentre(int Number, IReadOnlyList<ProfileTrait> Traits, IReadOnlyList<double> Centre);
