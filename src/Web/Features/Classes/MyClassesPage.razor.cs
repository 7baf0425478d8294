using EarlyWarning.Domain.Access;
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
        var support = view.Cards.Sum(c => c.Counts.NeedsSupport);
        var fresh = view.Cards.Sum(c => c.Counts.New);
        var classes = view.Cards.Count == 1 ? "1 class" : $"{view.Cards.Count} classes";
        var of = view.Matching > view.Cards.Count ? $"the {classes} shown, of {view.Matching:N0}" : classes;
        var news =
            support == 0 ? ""
            : fresh == 0 ? "; nobody is new since last week"
            : $"; {fresh} {(fresh == 1 ? "is" : "are")} new since last week";
        return view.Cards.Count == 0 ? "There is nothing to show today."
            : !view.Scores.Exist ? $"{char.ToUpperInvariant(of[0])}{of[1..]}, not scored yet."
            : $"{(support == 0 ? "Nobody needs" : support == 1 ? "1 student needs" : $"{support} students need")} support in {of}{news}.";
    }

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
