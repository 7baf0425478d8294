using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace EarlyWarning.Web.Shared.Components;

/// <summary>
/// A table of students in which arrow keys move between the names, Enter opens one and x marks its row where that can be. A
/// component that is one refers its table element to <see cref="Table"/>.
/// </summary>
public abstract class ArrowTable : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private IJSObjectReference? _module;

    /// <summary>The table element.</summary>
    protected ElementReference Table { get; set; }

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    /// <summary>Lets go of the browser's module.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        _gone.Dispose();
        try
        {
            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone, and the module with it.
        }

        GC.SuppressFinalize(this);
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        try
        {
            _module = await Browser.InvokeAsync<IJSObjectReference>(
                "import",
                _gone.Token,
                $"./{Assets["js/arrows.js"]}"
            );
            await _module.InvokeVoidAsync("moveByArrows", _gone.Token, Table);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The reader has left; there is nothing to move in.
        }
    }
}
