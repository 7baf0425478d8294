using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Nightly.Gates;
using EarlyWarning.Web.Shared.Components;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Models;

/// <summary>Two versions side by side; the address holds the choice.</summary>
public sealed partial class ComparePage
{
    /// <summary>The left version.</summary>
    [SupplyParameterFromQuery]
    public string? A { get; set; }

    /// <summary>The right version.</summary>
    [SupplyParameterFromQuery]
    public string? B { get; set; }

    /// <summary>Week whose metrics are shown.</summary>
    [SupplyParameterFromQuery]
    public int? Week { get; set; }

    /// <inheritdoc />
    protected override string Key => $"{A}/{B}";

    private static IReadOnlyList<Crumb> Crumbs => [new Crumb(L["Models"], "models")];

    [Inject]
    private CompareQuery Query { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc />
    protected override Task<CompareView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, Given(A), Given(B), cancel);

    private static string? Given(string? id) => string.IsNullOrWhiteSpace(id) ? null : id;

    private static string Lead(CompareView view) =>
        view is { A: { } a, B: { } b } && a.Info.Goal == b.Info.Goal
            ? L[
                "Two versions for {0}: how they measured, and what they were made from.",
                ModelWords.GoalWithin(a.Info.Goal)
            ]
            : L["Two versions side by side: how they measured, and what they were made from."];

    private static string TestTerm(ModelRecord model) =>
        model.Report?.Horizons is [var first, ..] ? first.TestTerm : "";

    private static string Names(IReadOnlyList<string> features, CompareView view) =>
        features.Count == 0
            ? L["none|signals"]
            : string.Join(", ", features.Select(f => view.Labels.GetValueOrDefault(f) ?? ModelWords.Plain(f)));

    private static string Address(string? a, string? b, int? week)
    {
        string?[] parts =
        [
            a is null ? null : $"a={Uri.EscapeDataString(a)}",
            b is null ? null : $"b={Uri.EscapeDataString(b)}",
            week is { } w ? FormattableString.Invariant($"week={w}") : null,
        ];
        var query = string.Join('&', parts.Where(p => p is not null));
        return query.Length == 0 ? "models/compare" : $"models/compare?{query}";
    }

    private int WeekOf(ModelRecord a, ModelRecord b)
    {
        var wished = Week ?? FlaggedPeople.Week;
        var weeks = a.Weeks.Intersect(b.Weeks).ToList();
        return weeks.Count == 0 ? wished : weeks.MinBy(w => Math.Abs(w - wished));
    }

    private void Choose(string side, string? id) =>
        Navigation.NavigateTo(side == "a" ? Address(Given(id), Given(B), Week) : Address(Given(A), Given(id), Week));
}
