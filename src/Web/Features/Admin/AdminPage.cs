using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Identity;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EarlyWarning.Web.Features.Admin;

/// <summary>What the pages and cards of administration share: the scope of the moment, cancelling, and saying what came of it.</summary>
public abstract class AdminPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();

    [Inject]
    private CurrentScope CurrentScope { get; set; } = null!;

    [Inject]
    private NotificationService Notifications { get; set; } = null!;

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Gone => _gone.Token;

    /// <summary>Who is looking, read again at most a minute ago.</summary>
    protected Task<StaffScope> ScopeAsync() => CurrentScope.GetAsync(Gone);

    /// <inheritdoc />
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Says that it was done, or what is wrong; true where it was done.</summary>
    protected bool Say(string? problem, string done)
    {
        Notifications.Notify(
            new NotificationMessage
            {
                Severity = problem is null ? NotificationSeverity.Success : NotificationSeverity.Error,
                Summary = problem ?? done,
                Duration = problem is null ? 4000 : 10000,
            }
        );
        return problem is null;
    }
}
