using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Admin.People;

/// <summary>The people an administrator sees, with search and pages in the address.</summary>
public sealed partial class PeoplePage
{
    private PeopleList? _people;
    private string? _typed;

    /// <summary>What was searched for.</summary>
    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    /// <summary>The page, from 1.</summary>
    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    [Inject]
    private PeopleQuery Query { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private int CurrentPage => Math.Max(1, Page ?? 1);

    private string Lead =>
        _people switch
        {
            null => L["Who can sign in, with which rights."],
            { Total: 1 } => L["One person has an account. Invite teachers, counsellors and further administrators."],
            { Invited: 0, Deactivated: 0 } => L["{0} people have accounts.", _people.Total],
            { Invited: 0 } => L["{0} people have accounts; {1}.", _people.Total, AreDeactivated(_people.Deactivated)],
            { Deactivated: 0 } => L["{0} people have accounts; {1}.", _people.Total, YetToAccept(_people.Invited)],
            _ => L[
                "{0} people have accounts; {1}, {2}.",
                _people.Total,
                YetToAccept(_people.Invited),
                AreDeactivated(_people.Deactivated)
            ],
        };

    // Of the people, as a clause.
    private static string YetToAccept(int n) => n == 1 ? L["one has yet to accept"] : L["{0} have yet to accept", n];

    private static string AreDeactivated(int n) => n == 1 ? L["one is deactivated"] : L["{0} are deactivated", n];

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        _typed = Q;
        _people = await Query.GetAsync(await ScopeAsync(), new PeopleFilter(Q, CurrentPage), Gone);
    }

    private void Search() => Navigation.NavigateTo(Path(_typed, 1));

    private string PathOf(int page) => Path(Q, page);

    private string Path(string? search, int page) =>
        Navigation.GetUriWithQueryParameters(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["q"] = string.IsNullOrWhiteSpace(search) ? null : search.Trim(),
                ["page"] = page == 1 ? null : page,
            }
        );
}
