using System.Data.Common;
using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Identity;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features;

/// <summary>What a page shows now.</summary>
public enum PageStatus
{
    /// <summary>The first view is being read: a skeleton.</summary>
    Loading,

    /// <summary>A view is there.</summary>
    Ready,

    /// <summary>Reading failed: what happened, and a way to try again.</summary>
    Failed,
}

/// <summary>
/// A page of one view, read by one query whenever its address changes. The view that was read for the first paint is handed
/// to the circuit, which reads it again only where it is gone. Null from the query is "not found".
/// </summary>
/// <typeparam name="TView">The view.</typeparam>
public abstract class ViewPage<TView> : ComponentBase, IDisposable
    where TView : class
{
    private CancellationTokenSource _reading = new();
    private PersistingComponentStateSubscription _persisting;
    private string? _shownKey;
    private bool _disposed;

    /// <summary>What is shown; stays while the next view is read.</summary>
    protected TView? View { get; private set; }

    /// <summary>What the page shows.</summary>
    protected PageStatus Status { get; private set; }

    /// <summary>What in the address decides the view.</summary>
    protected abstract string Key { get; }

    [Inject]
    private CurrentScope CurrentScope { get; set; } = null!;

    [Inject]
    private PersistentComponentState FirstPaint { get; set; } = null!;

    [Inject]
    private PrerenderedViews Prerendered { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private ILoggerFactory Logs { get; set; } = null!;

    /// <summary>Reads the view; null where it is not found.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="isOpened">Whether this very page was already read for its first paint.</param>
    /// <param name="cancel">Cancelled where the reader goes on.</param>
    protected abstract Task<TView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel);

    /// <inheritdoc />
    protected override void OnInitialized() => _persisting = FirstPaint.RegisterOnPersisting(Persist);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (string.Equals(_shownKey, Key, StringComparison.Ordinal))
        {
            return;
        }

        var isOpened = IsRestored(out var restored);
        _shownKey = Key;
        if (restored is not null)
        {
            View = restored;
            Status = PageStatus.Ready;
            return;
        }

        await ReadAsync(isOpened);
    }

    /// <summary>Reads again after a failure.</summary>
    protected Task RetryAsync() => ReadAsync(isOpened: false);

    /// <summary>Cancels what is being read.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Cancels what is being read.</summary>
    /// <param name="disposing">Always true: there is no finaliser.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _persisting.Dispose();
        _reading.Cancel();
        _reading.Dispose();
    }

    private async Task ReadAsync(bool isOpened)
    {
        await _reading.CancelAsync();
        _reading.Dispose();
        _reading = new CancellationTokenSource();
        var cancel = _reading.Token;
        Status = View is null ? PageStatus.Loading : PageStatus.Ready;
        try
        {
            var view = await ReadAsync(await CurrentScope.GetAsync(cancel), isOpened, cancel);
            cancel.ThrowIfCancellationRequested();
            View = view;
            Status = PageStatus.Ready;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The reader has gone on; the later read fills the page.
            return;
        }
        catch (DbException e)
        {
            Logs.CreateLogger(GetType()).LogError(e, "A page could not be read from the database.");
            Status = PageStatus.Failed;
            return;
        }

        if (View is null)
        {
            Navigation.NotFound();
        }
    }

    private bool IsRestored(out TView? view)
    {
        view = null;
        if (_shownKey is not null || !FirstPaint.TryTakeFromJson<Kept>(GetType().Name, out var kept) || kept is null)
        {
            return false;
        }

        var isThis = string.Equals(kept.Key, Key, StringComparison.Ordinal);
        view = isThis ? Prerendered.Take<TView>(kept.Ticket) : null;
        return isThis;
    }

    private Task Persist()
    {
        if (View is not null && _shownKey is not null)
        {
            FirstPaint.PersistAsJson(GetType().Name, new Kept(_shownKey, Prerendered.Keep(View)));
        }

        return Task.CompletedTask;
    }

    private sealed record Kept(string Key, string Ticket);
}
