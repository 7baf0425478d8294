using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Identity;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Inbox;

/// <summary>What a person is told, with reading done one by one or many at once.</summary>
public sealed partial class InboxPage
{
    private readonly HashSet<long> _chosen = [];
    private string? _done;

    /// <summary>Which items.</summary>
    [SupplyParameterFromQuery]
    public string? Show { get; set; }

    /// <summary>From 1.</summary>
    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    /// <inheritdoc />
    protected override string Key => $"{Show}/{Page}";

    [Inject]
    private InboxQuery Query { get; set; } = null!;

    [Inject]
    private MarkItems Mark { get; set; } = null!;

    [Inject]
    private InboxNews News { get; set; } = null!;

    [Inject]
    private CurrentScope Scope { get; set; } = null!;

    /// <inheritdoc />
    protected override async Task<InboxView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel)
    {
        _chosen.Clear();
        _done = null;
        var show = Enum.TryParse<InboxShow>(Show, ignoreCase: true, out var asked) ? asked : (InboxShow?)null;
        return await Query.GetAsync(scope, show, Page ?? 1, cancel);
    }

    private static string Address(InboxShow show, int page) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"inbox?show={show.ToString().ToLowerInvariant()}{(page > 1 ? $"&page={page}" : "")}"
        );

    private void Choose(long id)
    {
        if (!_chosen.Remove(id))
        {
            _chosen.Add(id);
        }
    }

    private void ChooseAll(bool all)
    {
        _chosen.Clear();
        if (all)
        {
            _chosen.UnionWith(View!.Rows.Select(r => r.Id));
        }
    }

    // Marking goes on where the reader has gone on meanwhile: what was opened was read.
    private async Task OpenedAsync(long id)
    {
        await Mark.RunAsync(await Scope.GetAsync(CancellationToken.None), [id], isRead: true, CancellationToken.None);
        News.Say();
    }

    private async Task MarkAsync(bool isRead)
    {
        var scope = await Scope.GetAsync(CancellationToken.None);
        var marked = await Mark.RunAsync(scope, _chosen, isRead, CancellationToken.None);
        await ShowAsync(InboxWords.Marked(marked, isRead));
    }

    private async Task MarkAllAsync()
    {
        await Mark.AllReadAsync(await Scope.GetAsync(CancellationToken.None), CancellationToken.None);
        await ShowAsync(L["Everything is marked as read."]);
    }

    private async Task ShowAsync(string done)
    {
        await RetryAsync();
        _done = done;
        News.Say();
    }
}
