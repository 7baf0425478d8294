using EarlyWarning.Domain.Students;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EarlyWarning.Web.Features.Admin.Attributes;

/// <summary>Classes the attributes of students.</summary>
public sealed partial class AttributesPage
{
    private const int LevelsShown = 6;
    private IReadOnlyList<AttributeRow>? _rows;

    // Counts changes that were taken back, so that the choice on screen is drawn anew.
    private int _refusals;

    [Inject]
    private AttributesQuery Query { get; set; } = null!;

    [Inject]
    private ClassAttribute Command { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    private string Lead =>
        _rows?.Count(r => r.Use == AttributeUse.Unclassified) switch
        {
            null => L["What each attribute of a student may be used for."],
            0 when _rows.Count == 1 => _rows[0].Use == AttributeUse.Feature
                ? L["The only attribute is classed and may be part of a score."]
                : L["The only attribute is classed and is part of no score."],
            0 => L[
                "All {0} attributes are classed; {1} may be part of a score.",
                _rows.Count,
                _rows.Count(r => r.Use == AttributeUse.Feature)
            ],
            1 => L["One attribute is not classed yet and is used for nothing."],
            var open => L["{0} of {1} attributes are not classed yet and are used for nothing.", open, _rows.Count],
        };

    /// <inheritdoc />
    protected override async Task OnInitializedAsync() => _rows = await Query.GetAsync(Gone);

    private static string Levels(AttributeRow row)
    {
        var levels = row.Levels.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var shown = string.Join(", ", levels.Take(LevelsShown));
        return levels.Length > LevelsShown ? L["{0} and {1} more", shown, levels.Length - LevelsShown] : shown;
    }

    private static string Kind(AttributeKind kind) =>
        kind switch
        {
            AttributeKind.Numeric => L["Numeric"],
            AttributeKind.Ordinal => L["Ordinal"],
            AttributeKind.Categorical => L["Categorical"],
            _ => kind.ToString(),
        };

    private static string Done(string label, AttributeUse use) =>
        use switch
        {
            AttributeUse.Unclassified => L["{0} is now Unclassified.", label],
            AttributeUse.Feature => L["{0} is now Feature.", label],
            AttributeUse.Protected => L["{0} is now Protected.", label],
            _ => L["{0} is now Ignored.", label],
        };

    private async Task ChangeAsync(AttributeRow row, ChangeEventArgs change)
    {
        if (!Enum.TryParse<AttributeUse>(change.Value?.ToString(), out var use) || !await IsSureAsync(row, use))
        {
            _refusals++;
            return;
        }

        Say(await Command.RunAsync(await ScopeAsync(), row.Id, use, Gone), Done(row.Label, use));
        _refusals++;
        _rows = await Query.GetAsync(Gone);
    }

    private async Task<bool> IsSureAsync(AttributeRow row, AttributeUse use)
    {
        var isSensitive =
            row.Use == AttributeUse.Protected
            || ProtectedByDefault.Matches(row.Name)
            || ProtectedByDefault.Matches(row.Label);
        if (use != AttributeUse.Feature || !isSensitive)
        {
            return true;
        }

        var answer = await Dialogs.Confirm(
            L[
                "{0} speaks of what a student is, not of what can be changed. As a feature it would move scores of "
                    + "students for it, and the law may forbid that. It can serve fairness counts while it stays "
                    + "protected.",
                row.Label
            ],
            L["Let it be part of a score?"],
            new ConfirmOptions { OkButtonText = L["Make it a feature"], CancelButtonText = L["Leave it|attribute"] }
        );
        return answer == true;
    }
}
