using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Orgs;

namespace EarlyWarning.Domain.Support;

/// <summary>A kind of support that a school offers: what it is for, what it costs and how it goes.</summary>
public sealed class SupportKind
{
    /// <summary>Most characters of a name.</summary>
    public const int LongestName = 100;

    /// <summary>Most characters of the longer texts.</summary>
    public const int LongestText = 2000;

    /// <summary>Database key.</summary>
    public int Id { get; set; }

    /// <summary>The organisation that offers it, with all below; null where every organisation does.</summary>
    public long? OrgId { get; set; }

    /// <summary>The organisation that offers it.</summary>
    public Org? Org { get; set; }

    /// <summary>Name shown to people ("Attendance plan").</summary>
    public required string Name { get; set; }

    /// <summary>What it is, in a sentence.</summary>
    public string Description { get; set; } = "";

    /// <summary>The parts of the record it fits, as a bit per <see cref="FeatureGroup"/>.</summary>
    public int Drivers { get; set; }

    /// <summary>Hours of staff that one student takes from start to end.</summary>
    public double Hours { get; set; }

    /// <summary>Weeks until the first look at whether it helps.</summary>
    public short Weeks { get; set; }

    /// <summary>Students a school can help at one time, or null where nothing limits it.</summary>
    public int? PlacesPerSchool { get; set; }

    /// <summary>The steps, one a line.</summary>
    public string Steps { get; set; } = "";

    /// <summary>Rooms, people, forms and addresses it needs, one a line.</summary>
    public string Resources { get; set; } = "";

    /// <summary>
    /// Whether teachers learn only that support is given, not which and why, unless they referred or own it; for
    /// counselling and the like.
    /// </summary>
    public bool IsRestricted { get; set; }

    /// <summary>Whether it is offered no more; cases of it stay.</summary>
    public bool IsRetired { get; set; }

    /// <summary>Number of changes; two people editing at once are told apart by it.</summary>
    public int Version { get; set; }

    /// <summary>Whether it answers a concern in this part of the record.</summary>
    /// <param name="group">Part of the record.</param>
    public bool Fits(FeatureGroup group) => (Drivers & Bit(group)) != 0;

    /// <summary>The parts of the record it fits.</summary>
    public IEnumerable<FeatureGroup> FittingGroups => Enum.GetValues<FeatureGroup>().Where(Fits);

    /// <summary>The lines of a text such as <see cref="Steps"/>, without empty ones.</summary>
    /// <param name="text">Text with one entry a line.</param>
    public static IReadOnlyList<string> Lines(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>The bit of a part of the record in <see cref="Drivers"/>.</summary>
    /// <param name="groups">Parts of the record.</param>
    public static int Bits(params ReadOnlySpan<FeatureGroup> groups)
    {
        var bits = 0;
        foreach (var group in groups)
        {
            bits |= Bit(group);
        }

        return bits;
    }

    /// <summary>What is wrong with it in a sentence, or null.</summary>
    public string? Problem() =>
        string.IsNullOrWhiteSpace(Name) ? L["Give the kind of support a name."]
        : Name.Length > LongestName ? L["The name may have at most {0} characters.", LongestName]
        : Description.Length > LongestText || Steps.Length > LongestText || Resources.Length > LongestText
            ? L["Each text may have at most {0} characters.", LongestText]
        : Drivers == 0 ? L["Choose at least one part of the record that it fits, or nobody will ever be offered it."]
        : !(Hours is >= 0 and <= 1000) ? L["Hours per student must lie between 0 and 1000."]
        : Weeks is < 1 or > 52 ? L["The first look must come after 1 to 52 weeks."]
        : PlacesPerSchool is < 1 ? L["Places must be at least 1; leave the field empty where nothing limits them."]
        : null;

    private static int Bit(FeatureGroup group) => 1 << (int)group;
}
