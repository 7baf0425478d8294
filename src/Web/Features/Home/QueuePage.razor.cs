using System.Globalization;
using EarlyWarning.Domain.Access;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Home;

/// <summary>A counsellor's caseload as a queue, with support asked for of several students at once.</summary>
public sealed partial class QueuePage
{
    private readonly HashSet<long> _chosen = [];
    private bool _isAssigning;
    private string? _done;

    /// <summary>Which part.</summary>
    [SupplyParameterFromQuery]
    public string? Show { get; set; }

    /// <summary>From 1.</summary>
    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    /// <inheritdoc />
    protected override string Key => $"{Show}/{Page}";

    [Inject]
    private QueueQuery Query { get; set; } = null!;

    [Inject]
    private VisitLog Visits { get; set; } = null!;

    /// <inheritdoc />
    protected override async Task<QueueView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel)
    {
        var show = Enum.TryParse<QueueShow>(Show, ignoreCase: true, out var asked) ? asked : (QueueShow?)null;
        var before = await Visits.OpenAsync(scope, cancel);
        var view = await Query.GetAsync(scope, show, Page ?? 1, before, cancel);
        _chosen.Clear();
        _isAssigning = false;
        return view;
    }

    private static string Lead(QueueView view)
    {
        if (!view.Scores.Exist)
        {
            return L["Nothing was scored yet."];
        }

        var alone = view.Counts[QueueShow.Nobody];
        var due = view.Counts[QueueShow.Due];
        var first = alone switch
        {
            0 => L["Somebody acts for everybody who needs support"],
            1 => L["For one student who needs support nobody acts"],
            _ => L["For {0:N0} students who need support nobody acts", alone],
        };
        return due switch
        {
            0 => L["{0}; no follow-up is due.", first],
            1 => L["{0}; one follow-up is due.", first],
            _ => L["{0}; {1:N0} follow-ups are due.", first, due],
        };
    }

    private static string Address(QueueShow show, int page) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"queue?show={show.ToString().ToLowerInvariant()}{(page > 1 ? $"&page={page}" : "")}"
        );

    private void Choose(long student)
    {
        if (!_chosen.Remove(student))
        {
            _chosen.Add(student);
        }
    }

    private void ChooseAll(bool all)
    {
        _chosen.Clear();
        if (all)
        {
            _chosen.UnionWith(View!.Rows.Select(r => r.StudentId));
        }
    }

    private async Task AssignedAsync(string said)
    {
        await RetryAsync();
        _done = said;
    }
}
