using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Admin.People;

/// <summary>One person: roles, account, classes, caseload.</summary>
public sealed partial class PersonPage
{
    private Person? _person;

    /// <summary>The account.</summary>
    [Parameter]
    public long Id { get; set; }

    [Inject]
    private PersonQuery Query { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string Lead =>
        _person switch
        {
            { DeactivatedAt: not null } => L["The account is deactivated and cannot sign in."],
            { IsInvited: true } => L["Invited; no password has been chosen yet."],
            { Classes.Count: 0, CaseloadTotal: 0 } => L["Has an account; no class and no caseload is assigned."],
            _ => L[
                "Teaches {0}; {1} in the caseload.",
                Classes(_person!.Classes.Count),
                Students(_person.CaseloadTotal)
            ],
        };

    /// <inheritdoc />
    protected override Task OnParametersSetAsync() => LoadAsync();

    private static string Classes(int n) => n == 1 ? L["1 class"] : L["{0} classes", n];

    private static string Students(int n) => n == 1 ? L["1 student"] : L["{0} students", n];

    private async Task LoadAsync()
    {
        _person = await Query.GetAsync(await ScopeAsync(), Id, Gone);
        if (_person is null)
        {
            Navigation.NotFound();
        }
    }
}
