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
            null => "Who can sign in, with which rights.",
            { Total: 1 } => "One person has an account. Invite teachers, counsellors and further administrators.",
            { Invited: 0, Deactivated: 0 } => $"{_people.Total} people have accounts.",
            { Invited: 0 } => $"{_people.Total} people have accounts; {_people.Deactivated} are deactivated.",
            { Deactivated: 0 } => $"{_people.Total} people have accounts; {_people.Invited} have yet to accept.",
            _ =>
                $"{_people.Total} people have accounts; {_people.Invited} have yet to accept, {_people.Deactivated} are deactivated.",
        };

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
