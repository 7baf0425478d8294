using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Figures.Insights;
using EarlyWarning.Web.Shared.Charts;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>Groups of alike students in words, and maps of them.</summary>
public sealed partial class ProfilesPage
{
    /// <summary>The organisation.</summary>
    [SupplyParameterFromQuery(Name = "org")]
    public long? OrgId { get; set; }

    /// <inheritdoc />
    protected override string Key => string.Create(CultureInfo.InvariantCulture, $"{OrgId}");

    [Inject]
    private ProfilesQuery Query { get; set; } = null!;

    /// <inheritdoc />
    protected override Task<ProfilesView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, OrgId, cancel);

    private static string Lead(ProfilesView view)
    {
        if (view.Sheet.Content is not { } sheet)
        {
            return L["Groups of students who are alike in attendance, marks and work."];
        }

        var start = sheet.IsSample
            ? L["{0:N0} students, a sample of all, fall into {1} profiles.", sheet.Students, sheet.Profiles.Count]
            : L["{0:N0} students fall into {1} profiles.", sheet.Students, sheet.Profiles.Count];
        var first = sheet.Profiles.Where(p => p.Needed is not null).MaxBy(p => p.Needed!.Value);
        return first is null
            ? start
            : $"{start} {L[
                "Most often in need of support: “{0}”, {1} last term.",
                ProfileWords.Name(first),
                RiskWords.Frequency(first.Needed!.Value)
            ]}";
    }

    private static ChartTable Sizes(ProfileSheet sheet) =>
        new(
            [
                L["Profile"],
                sheet.IsSample ? L["Students of the sample"] : L["Students"],
                L["Share"],
                L["Did not pass a course, of students like these in the last finished term"],
            ],
            [
                .. sheet.Profiles.Select(p =>
                    (IReadOnlyList<string>)
                        [
                            ProfileWords.Numbered(p),
                            p.Students?.ToString("N0", CultureInfo.CurrentCulture) ?? ExploreWords.None,
                            p.Share is { } share ? ExploreWords.Percent(share) : ExploreWords.None,
                            ExploreWords.Percent(p.Needed),
                        ]
                ),
            ]
        );

    private static ChartTable Typical(ProfilesView view, ProfileSheet sheet) =>
        new(
            [L["Middle value of"], .. sheet.Profiles.Select(p => L["Profile {0}", p.Number]), L["All students"]],
            [
                .. sheet.Features.Select(
                    (f, i) =>
                        (IReadOnlyList<string>)
                            [
                                view.Labels[i],
                                .. sheet.Profiles.Select(p => ExploreWords.Value(f, p.Medians.ElementAtOrDefault(i))),
                                ExploreWords.Value(f, sheet.Medians[i]),
                            ]
                ),
            ]
        );

    private static DotChart Needed(ProfileSheet sheet) =>
        new(
            [
                .. sheet.Profiles.Select(p => new Dot(
                    ProfileWords.Short(p),
                    p.Needed?.Value,
                    p.Needed?.Low,
                    p.Needed?.High,
                    ExploreWords.Percent(p.Needed)
                )),
            ],
            Axis.OfShares(L["Share who did not pass a course"]),
            null,
            L["Profile"]
        )
        {
            Title = L["Who did not pass a course, by profile"],
            Description = L[
                "Of the students of the last finished term in each profile, the share who did not pass a course."
            ],
        };

    private static ScatterMapChart Map(
        ProfileSheet sheet,
        IReadOnlyList<ProfilePoint> points,
        string title,
        string description
    ) =>
        new(
            [
                .. sheet
                    .Profiles.Select(p => (p.Number, Name: ProfileWords.Short(p)))
                    .Select(p => new MapGroup(
                        p.Name,
                        p.Number,
                        [.. points.Where(q => q.Profile == p.Number).Select(q => (q.X, q.Y))]
                    ))
                    .Where(g => g.Points.Count > 0),
            ],
            L["Profile"]
        )
        {
            Title = title,
            Description = description,
        };

    private static string Clearness(double silhouette) =>
        silhouette switch
        {
            >= 0.5 => L["The profiles are clearly apart."],
            >= 0.25 => L["The profiles are apart, with many students between them."],
            _ => L["The profiles run into each other: they are a way to look at students, not kinds of students."],
        };
}
