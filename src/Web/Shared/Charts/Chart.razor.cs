using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace EarlyWarning.Web.Shared.Charts;

/// <summary>Draws a figure, with its table, and saves it as a picture.</summary>
public sealed partial class Chart : IAsyncDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private ElementReference _element;
    private IJSObjectReference? _module;
    private IJSObjectReference? _plot;
    private ChartSpec? _drawnFigure;
    private bool _isDisposed;
    private bool _showTable;
    private bool _drawn;
    private string? _failure;

    /// <summary>What to draw.</summary>
    [Parameter, EditorRequired]
    public required ChartSpec Figure { get; set; }

    /// <summary>Heading above, beside the tools.</summary>
    [Parameter]
    public string? Heading { get; set; }

    [Inject]
    private IJSRuntime JS { get; set; } = null!;

    [Inject]
    private ILogger<Chart> Logger { get; set; } = null!;

    /// <summary>Releases the drawing.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await _gone.CancelAsync();
        _gone.Dispose();
        try
        {
            if (_plot is not null)
            {
                await _plot.InvokeVoidAsync("dispose");
                await _plot.DisposeAsync();
            }

            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone, and the drawing with it.
        }
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (ReferenceEquals(_drawnFigure, Figure) || _failure is not null)
        {
            return;
        }

        _drawnFigure = Figure;
        try
        {
            await DrawAsync(Figure.ToPlotly());
            _drawn = true;
        }
        catch (Exception e) when (IsGone(e))
        {
            // The reader has left; there is nobody to draw for.
            return;
        }
        catch (Exception e) when (e is JSException or OperationCanceledException)
        {
            Logger.LogWarning(e, "A chart could not be drawn; its table is shown.");
            _failure = L["The chart could not be drawn in this browser; these are its figures."];
            _showTable = true;
        }

        StateHasChanged();
    }

    private async Task DrawAsync(PlotlyFigure figure)
    {
        if (_plot is not null)
        {
            await _plot.InvokeVoidAsync("update", _gone.Token, figure);
            return;
        }

        _module ??= await JS.InvokeAsync<IJSObjectReference>(
            "import",
            _gone.Token,
            $"./{Assets["Shared/Charts/Chart.razor.js"]}"
        );
        _plot = await _module.InvokeAsync<IJSObjectReference>(
            "create",
            _gone.Token,
            _element,
            Assets["lib/plotly/plotly.min.js"],
            figure
        );
    }

    // A call that the browser never answered is cancelled too, but then the reader is still there.
    private bool IsGone(Exception e) => e is JSDisconnectedException || _isDisposed;

    private void ToggleTable() => _showTable = !_showTable;

    private async Task DownloadAsync(string format)
    {
        if (_plot is not null)
        {
            await _plot.InvokeVoidAsync("download", _gone.Token, format, FileName());
        }
    }

    private string FileName() =>
        string.Concat(Figure.Title.ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) ? c : '-'));
}
