using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Figures.Environs;
using EarlyWarning.Web.Shared.Charts;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Environs;

/// <summary>Where courses are not passed and days are missed, and how much of it lies between classes.</summary>
public sealed partial class EnvironmentPage
{
    private EnvironmentView? _drawn;
    private DotChart? _dots;
    private BarChart? _split;

    /// <summary>The organisation.</summary>
    [SupplyParameterFromQuery(Name = "org")]
    public long? OrgId { get; set; }

    /// <summary>Key of the term.</summary>
    [SupplyParameterFromQuery(Name = "term")]
    public string? Term { get; set; }

    /// <summary>What is counted: "failure" or "absence".</summary>
    [SupplyParameterFromQuery(Name = "measure")]
    public string? Measure { get; set; }

    /// <summary>What it is cut by.</summary>
    [SupplyParameterFromQuery(Name = "by")]
    public string? By { get; set; }

    /// <summary>Course whose classes are shown.</summary>
    [SupplyParameterFromQuery(Name = "course")]
    public string? Course { get; set; }

    /// <inheritdoc />
    protected override string Key =>
        string.Create(CultureInfo.InvariantCulture, $"{OrgId}/{Term}/{Measure}/{By}/{Course}");

    [Inject]
    private EnvironmentQuery Query { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc />
    protected override Task<EnvironmentView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, new EnvironmentFilter(OrgId, Term, CountOf(Measure), By, Course), cancel);

    // A drawing is made anew only where the view is another: the component compares by reference.
    private (DotChart? Dots, BarChart? Split) Drawn(EnvironmentView view)
    {
        if (!ReferenceEquals(_drawn, view))
        {
            _drawn = view;
            _dots = view.Cut is { } cut ? EnvironmentTables.Dots(view, cut) : null;
            _split = view.Sheet?.Split is { } split ? EnvironmentTables.Split(split) : null;
        }

        return (_dots, _split);
    }

    private static EnvironmentCount? CountOf(string? word) =>
        word switch
        {
            "absence" => EnvironmentCount.Absence,
            "failure" => EnvironmentCount.Failure,
            _ => null,
        };

    private static string SplitSentence(EnvironmentSplit split)
    {
        var points = EnvironmentWords.Hundredths(split.Between.Value, split.Within.Value, split.Unknown.Value);
        return L[
            "Of 100 points that decide who does not pass, in week {0} the class tells {1}, the student's own record {2} more, and {3} these scores cannot tell.",
            split.Week,
            points[0],
            points[1],
            points[2]
        ];
    }

    private static string PartsSentence(EnvironmentParts parts) =>
        L[
            "Classes, for whatever reason, account for {0} of the differences ({1}); the other {2} lie within classes.",
            EnvironmentWords.Percent(parts.Together.Value),
            EnvironmentWords.Range(parts.Together),
            EnvironmentWords.Percent(1 - parts.Together.Value)
        ];

    // Sentences are joined here: between them a page would lose the space.
    private static string ApartSentences(EnvironmentCut cut)
    {
        var apart = EnvironmentWords.Apart(cut.Groups);
        return cut.Groups.Count(g => g.Students is not null) > 1
            ? $"{apart} {L["The true shares of the groups differ by about {0} points either side of the middle.", Math.Round(100 * cut.Spread.Value)]}"
            : apart;
    }

    private static string LatentSentences(EnvironmentParts parts)
    {
        string classes = L[
            "{0} classes. No teacher is named or compared: what one teacher's classes have in common appears only as a part of the whole.",
            parts.Classes
        ];
        return parts.Latent is { } latent
            ? $"{L["On the scale that multilevel models report (a logistic model with a random intercept for each class), the intraclass correlation is {0} ({1}).", EnvironmentWords.Percent(latent.Value), EnvironmentWords.Range(latent)]} {classes}"
            : classes;
    }

    // All classes of a school fill pages: without a course only those that can be told apart are listed.
    private static EnvironmentEqual Listed(EnvironmentEqual equal, string? course) =>
        equal with
        {
            Classes =
            [
                .. equal.Classes.Where(c => course is null ? c.Standing != GroupStanding.NotApart : c.Of == course),
            ],
        };

    private void Go(EnvironmentFilter filter) => Navigation.NavigateTo(filter.Address);

    private static string? Text(ChangeEventArgs change) =>
        Convert.ToString(change.Value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;
}
