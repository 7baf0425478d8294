using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Admin.People;

/// <summary>Invites a person and shows the link once.</summary>
public sealed partial class InvitePage
{
    private Form _form = new();
    private IReadOnlyList<OrgChoice>? _orgs;
    private IReadOnlyList<string> _problems = [];
    private StaffChoice? _staff;
    private string? _link;
    private long _userId;
    private bool _isBusy;

    [Inject]
    private InvitePerson Invite { get; set; } = null!;

    [Inject]
    private OrgChoices Orgs { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc />
    protected override Task OnInitializedAsync() => StartAsync();

    private async Task StartAsync()
    {
        var scope = await ScopeAsync();
        _orgs = await Orgs.GetAsync(scope, Gone);
        _form = new Form { BeginsOn = scope.Today, OrgId = _orgs.Count > 0 ? _orgs[0].Id : 0 };
        (_link, _staff, _problems) = (null, null, []);
    }

    private void Prefill(StaffChoice staff)
    {
        _form.Name = string.IsNullOrWhiteSpace(_form.Name) ? staff.Name : _form.Name;
        _form.Email = string.IsNullOrWhiteSpace(_form.Email) ? staff.Email ?? "" : _form.Email;
    }

    private async Task InviteAsync()
    {
        _isBusy = true;
        var invitation = new Invitation(
            _form.Name,
            _form.Email,
            _form.Role,
            _form.OrgId,
            _form.BeginsOn,
            _form.EndsOn,
            _staff?.Id
        );
        var invited = await Invite.RunAsync(await ScopeAsync(), invitation, Gone);
        (_problems, _userId, _isBusy) = (invited.Problems, invited.UserId, false);
        _link = invited.Token is null ? null : PersonLinks.Accept(Navigation, invited.Token);
    }

    private sealed class Form : GrantForm
    {
        public string Name { get; set; } = "";

        public string Email { get; set; } = "";
    }
}
