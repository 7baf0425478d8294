using Microsoft.AspNetCore.Components;
using Radzen;

namespace EarlyWarning.Web.Features.Admin.People;

/// <summary>Staff record, links for a password, deactivation.</summary>
public sealed partial class AccountCard
{
    private string? _link;

    [Parameter, EditorRequired]
    public Person Person { get; set; } = null!;

    /// <summary>Something was changed.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private ChangeAccount Account { get; set; } = null!;

    [Inject]
    private LinkStaff Staff { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private async Task LinkAsync(long? staffId) =>
        await DoneAsync(
            await Staff.RunAsync(await ScopeAsync(), Person.Id, staffId, Gone),
            staffId is null ? L["The staff record was unlinked."] : L["The staff record was linked."]
        );

    private async Task MakeLinkAsync()
    {
        var (token, problem) = await Account.LinkAsync(await ScopeAsync(), Person.Id, Gone);
        _link = token is null ? null : PersonLinks.Accept(Navigation, token);
        Say(problem, L["The link was made; earlier links no longer work."]);
    }

    private async Task DeactivateAsync()
    {
        var sure = await Dialogs.Confirm(
            L[
                "{0} is signed out everywhere within half a minute and cannot sign in until reactivated. Nothing is "
                    + "deleted.",
                Person.Name
            ],
            L["Deactivate this account?"],
            new ConfirmOptions { OkButtonText = L["Deactivate"], CancelButtonText = L["Keep"] }
        );
        if (sure == true)
        {
            await DoneAsync(
                await Account.DeactivateAsync(await ScopeAsync(), Person.Id, Gone),
                L["The account was deactivated."]
            );
        }
    }

    private async Task ReactivateAsync() =>
        await DoneAsync(
            await Account.ReactivateAsync(await ScopeAsync(), Person.Id, Gone),
            L["The account can sign in again."]
        );

    private async Task DoneAsync(string? problem, string done)
    {
        _link = null;
        if (Say(problem, done))
        {
            await OnChanged.InvokeAsync();
        }
    }
}
