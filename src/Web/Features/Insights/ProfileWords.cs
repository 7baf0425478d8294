using EarlyWarning.Web.Figures.Insights;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>Profiles in words.</summary>
internal static class ProfileWords
{
    /// <summary>A profile by what stands out in it ("Often absent · Often misses work").</summary>
    public static string Name(ProfileFigures profile) =>
        profile.Traits.Count == 0
            ? L["Near the middle in everything"]
            : string.Join(" · ", profile.Traits.Select(Trait));

    /// <summary>The same with its number, as it is called on maps and in tables.</summary>
    public static string Numbered(ProfileFigures profile) => L["{0} {1}|profile", profile.Number, Name(profile)];

    /// <summary>The same for the narrow places of a drawing: its number and what stands out most.</summary>
    public static string Short(ProfileFigures profile) =>
        L["{0} {1}|profile", profile.Number, profile.Traits.Count == 0 ? Name(profile) : Trait(profile.Traits[0])];

    /// <summary>Something that stands out.</summary>
    public static string Trait(ProfileTrait trait) =>
        (trait.Feature, trait.IsHigh) switch
        {
            ("absence_share", true) => L["Often absent"],
            ("absence_share", false) => L["Rarely absent"],
            ("tardy_last_20", true) => L["Often late to school"],
            ("tardy_last_20", false) => L["On time at school"],
            ("incidents_90", true) => L["More behaviour notes than most"],
            ("incidents_90", false) => L["Hardly any behaviour notes"],
            ("mark_mean", true) => L["High marks"],
            ("mark_mean", false) => L["Low marks"],
            ("mark_trend", true) => L["Marks rising"],
            ("mark_trend", false) => L["Marks falling"],
            ("missing_share", true) => L["Often misses work"],
            ("missing_share", false) => L["Hands in nearly everything"],
            ("late_share", true) => L["Hands work in late"],
            ("late_share", false) => L["Hands work in on time"],
            ("active_days_share", true) => L["Online on many days"],
            ("active_days_share", false) => L["Rarely online"],
            (var feature, true) => L["High: {0}|trait", feature],
            (var feature, false) => L["Low: {0}|trait", feature],
        };
}
