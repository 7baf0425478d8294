using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Admin.People;

/// <summary>Finds a staff record and hands it on.</summary>
public sealed partial class StaffPicker
{
    private IReadOnlyList<StaffChoice> _found = [];
    private string _typed = "";

    [Parameter]
    public StaffChoice? Chosen { get; set; }

    [Parameter]
    public EventCallback<StaffChoice?> ChosenChanged { get; set; }

    [Parameter]
    public EventCallback<StaffChoice> OnChosen { get; set; }

    [Inject]
    private LinkStaff Link { get; set; } = null!;

    private async Task FindAsync(ChangeEventArgs change)
    {
        _typed = change.Value?.ToString() ?? "";
        var found = await Link.FindAsync(await ScopeAsync(), _typed, Gone);
        _found = found;
    }

    private async Task ChooseAsync(StaffChoice? staff)
    {
        (_found, _typed) = ([], "");
        await ChosenChanged.InvokeAsync(staff);
        if (staff is not null)
        {
            await OnChosen.InvokeAsync(staff);
        }
    }
}
