using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Admin.People;

/// <summary>Gives and ends roles.</summary>
public sealed partial class RolesCard
{
    private GrantForm? _form;
    private IReadOnlyList<OrgChoice> _orgs = [];
    private IReadOnlyList<string> _problems = [];
    private DateOnly _today;

    [Parameter, EditorRequired]
    public Person Person { get; set; } = null!;

    /// <summary>Something was changed.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private ChangeRoles Roles { get; set; } = null!;

    [Inject]
    private OrgChoices Orgs { get; set; } = null!;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync() => _today = (await ScopeAsync()).Today;

    private static string Days(PersonGrant grant) =>
        grant.EndsOn is { } ends
            ? L["from {0} until before {1}", Dates.Medium(grant.BeginsOn), Dates.Medium(ends)]
            : L["from {0}", Dates.Medium(grant.BeginsOn)];

    private bool Ended(PersonGrant grant) => grant.EndsOn <= _today;

    private async Task OpenAsync()
    {
        var scope = await ScopeAsync();
        _orgs = await Orgs.GetAsync(scope, Gone);
        _form = new GrantForm { BeginsOn = scope.Today, OrgId = _orgs.Count > 0 ? _orgs[0].Id : 0 };
        _problems = [];
    }

    private async Task GrantAsync()
    {
        var problem = await Roles.GrantAsync(await ScopeAsync(), Person.Id, _form!.ToGrant(), Gone);
        _problems = problem is null ? [] : [problem];
        if (problem is null)
        {
            Say(null, L["The role was given."]);
            _form = null;
            await OnChanged.InvokeAsync();
        }
    }

    private async Task EndAsync(PersonGrant grant)
    {
        if (Say(await Roles.EndAsync(await ScopeAsync(), grant.Id, Gone), L["The role has ended."]))
        {
            await OnChanged.InvokeAsync();
        }
    }
}
