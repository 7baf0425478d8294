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
            { DeactivatedAt: not null } => "The account is deactivated and cannot sign in.",
            { IsInvited: true } => "Invited; no password has been chosen yet.",
            { Classes.Count: 0, CaseloadTotal: 0 } => "Has an account; no class and no caseload is assigned.",
            _ => $"Teaches {Count(_person!.Classes.Count, "class", "classes")}; "
                + $"{Count(_person.CaseloadTotal, "student", "students")} in the caseload.",
        };

    /// <inheritdoc />
    protected override Task OnParametersSetAsync() => LoadAsync();

    private static string Count(int n, string one, string many) => n == 1 ? $"1 {one}" : $"{n} {many}";

    private async Task LoadAsync()
    {
        _person = await Query.GetAsync(await ScopeAsync(), Id, Gone);
        if (_person is null)
        {
            Navigation.NotFound();
        }
    }
}
