using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Admin.People;

/// <summary>Assigns classes and ends that.</summary>
public sealed partial class ClassesCard
{
    private readonly HashSet<long> _chosen = [];
    private IReadOnlyList<ClassChoice> _found = [];
    private string _typed = "";

    [Parameter, EditorRequired]
    public Person Person { get; set; } = null!;

    /// <summary>Something was changed.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private AssignClasses Classes { get; set; } = null!;

    private static string Days(PersonClass taught) =>
        taught.EndsOn is { } ends
            ? L["until before {0}", Dates.Medium(ends)]
            : L["since {0}", Dates.Medium(taught.BeginsOn)];

    private async Task FindAsync(ChangeEventArgs change)
    {
        _typed = change.Value?.ToString() ?? "";
        _found = _typed.Length > 0 ? await Classes.FindAsync(await ScopeAsync(), _typed, Gone) : [];
        _chosen.IntersectWith(_found.Select(c => c.Id));
    }

    private void Toggle(long id)
    {
        if (!_chosen.Remove(id))
        {
            _chosen.Add(id);
        }
    }

    private async Task AssignAsync()
    {
        var scope = await ScopeAsync();
        var problem = await Classes.RunAsync(scope, Person.Id, _chosen, scope.Today, null, Gone);
        if (Say(problem, L["The classes were assigned."]))
        {
            (_typed, _found) = ("", []);
            _chosen.Clear();
            await OnChanged.InvokeAsync();
        }
    }

    private async Task EndAsync(PersonClass taught)
    {
        if (Say(await Classes.EndAsync(await ScopeAsync(), taught.AssignmentId, Gone), L["The assignment has ended."]))
        {
            await OnChanged.InvokeAsync();
        }
    }
}
