using EarlyWarning.Domain.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace EarlyWarning.Web.Shared.Layout;

/// <summary>Rail, top bar and the place for a page.</summary>
public sealed partial class MainLayout
{
    private readonly CancellationTokenSource _gone = new();
    private StaffScope? _scope;
    private string? _asOf;
    private ErrorBoundary? _boundary;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    // A bare "#content" would lead to the base address, not down this page.
    private string SkipHref => Navigation.ToBaseRelativePath(Navigation.Uri).Split('#')[0] + "#content";

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _scope = await CurrentScope.GetAsync(_gone.Token);
        if (_scope.UserId > 0)
        {
            _asOf = await AsOfQuery.GetAsync(Factory, _scope, _gone.Token);
        }
    }

    /// <inheritdoc />
    protected override void OnParametersSet() => _boundary?.Recover();

    /// <summary>Cancels what is being read.</summary>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private void Recover() => _boundary?.Recover();
}
