using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Admin.People;

/// <summary>Puts students into the caseload and takes them out.</summary>
public sealed partial class CaseloadCard
{
    private readonly HashSet<long> _chosen = [];
    private IReadOnlyList<StudentChoice> _found = [];
    private string _typed = "";

    [Parameter, EditorRequired]
    public Person Person { get; set; } = null!;

    /// <summary>Something was changed.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private AssignCaseload Caseload { get; set; } = null!;

    private async Task FindAsync(ChangeEventArgs change)
    {
        _typed = change.Value?.ToString() ?? "";
        _found = await Caseload.FindAsync(await ScopeAsync(), _typed, Gone);
        _chosen.IntersectWith(_found.Select(s => s.Id));
    }

    private void Toggle(long id)
    {
        if (!_chosen.Remove(id))
        {
            _chosen.Add(id);
        }
    }

    private void ChooseAll() => _chosen.UnionWith(_found.Select(s => s.Id));

    private async Task AssignAsync()
    {
        var scope = await ScopeAsync();
        if (Say(await Caseload.RunAsync(scope, Person.Id, _chosen, scope.Today, Gone), L["The students were added."]))
        {
            (_typed, _found) = ("", []);
            _chosen.Clear();
            await OnChanged.InvokeAsync();
        }
    }

    private async Task EndAsync(PersonStudent student)
    {
        if (Say(await Caseload.EndAsync(await ScopeAsync(), student.EntryId, Gone), L["The student was taken out."]))
        {
            await OnChanged.InvokeAsync();
        }
    }
}
