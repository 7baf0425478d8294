using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Classes;

/// <summary>One card for each class a person may open.</summary>
public sealed partial class MyClassesPage
{
    /// <summary>Part of a title.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Search { get; set; }

    /// <summary>"finished" for the classes that do not run now.</summary>
    [SupplyParameterFromQuery]
    public string? Show { get; set; }

    /// <summary>From 1.</summary>
    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    /// <inheritdoc />
    protected override string Key => Address(Filter);

    [Inject]
    private MyClassesQuery Query { get; set; } = null!;

    private MyClassesFilter Filter =>
        new(
            string.IsNullOrWhiteSpace(Search) ? null : Search.Trim(),
            string.Equals(Show, "finished", StringComparison.OrdinalIgnoreCase),
            Math.Max(1, Page ?? 1)
        );

    /// <inheritdoc />
    protected override async Task<MyClassesView?> ReadAsync(
        StaffScope scope,
        bool isOpened,
        CancellationToken cancel
    ) => await Query.GetAsync(scope, Filter, cancel);

    private static string Lead(MyClassesView view)
    {
        if (view.Cards.Count == 0)
        {
            return L["There is nothing to show today."];
        }

        var classes = Classes(view.Cards.Count, view.Matching);
        if (!view.Scores.Exist)
        {
            return L["{0}, not scored yet.", Casing.Capitalised(classes)];
        }

        var support = view.Cards.Sum(c => c.Counts.NeedsSupport);
        var fresh = view.Cards.Sum(c => c.Counts.New);
        return support switch
        {
            0 => L["Nobody needs support in {0}.", classes],
            1 => L["1 student needs support in {0}; {1}.", classes, News(fresh)],
            _ => L["{0} students need support in {1}; {2}.", support, classes, News(fresh)],
        };
    }

    private static string Classes(int shown, int matching) =>
        matching <= shown ? (shown == 1 ? L["1 class"] : L["{0} classes", shown])
        : shown == 1 ? L["the 1 class shown, of {0:N0}", matching]
        : L["the {0} classes shown, of {1:N0}", shown, matching];

    private static string News(int fresh) =>
        fresh switch
        {
            0 => L["nobody is new since last week"],
            1 => L["1 is new since last week"],
            _ => L["{0} are new since last week", fresh],
        };

    private static string Address(MyClassesFilter filter)
    {
        var query = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["q"] = filter.Search,
            ["show"] = filter.Finished ? "finished" : null,
            ["page"] = filter.Page == 1 ? null : filter.Page,
        };
        var given = query.Where(p => p.Value is not null).Select(p => $"{p.Key}={Uri.EscapeDataString($"{p.Value}")}");
        return string.Join('?', new[] { "classes", string.Join('&', given) }.Where(p => p.Length > 0));
    }

    private void Go(MyClassesFilter filter) => Navigation.NavigateTo(Address(filter));
}
