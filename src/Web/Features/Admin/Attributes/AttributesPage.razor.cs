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
            null => "What each attribute of a student may be used for.",
            0 =>
                $"All {_rows.Count} attributes are classed; {_rows.Count(r => r.Use == AttributeUse.Feature)} may be part of a score.",
            1 => "One attribute is not classed yet and is used for nothing.",
            var open => $"{open} of {_rows.Count} attributes are not classed yet and are used for nothing.",
        };

    /// <inheritdoc />
    protected override async Task OnInitializedAsync() => _rows = await Query.GetAsync(Gone);

    private static string Levels(AttributeRow row)
    {
        var levels = row.Levels.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var more = levels.Length > LevelsShown ? $" and {levels.Length - LevelsShown} more" : "";
        return string.Join(", ", levels.Take(LevelsShown)) + more;
    }

    private async Task ChangeAsync(AttributeRow row, ChangeEventArgs change)
    {
        if (!Enum.TryParse<AttributeUse>(change.Value?.ToString(), out var use) || !await IsSureAsync(row, use))
        {
            _refusals++;
            return;
        }

        Say(await Command.RunAsync(await ScopeAsync(), row.Id, use, Gone), $"{row.Label} is now {use}.");
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
            $"{row.Label} speaks of what a student is, not of what can be changed. As a feature it would move scores of "
                + "students for it, and the law may forbid that. It can serve fairness counts while it stays protected.",
            "Let it be part of a score?",
            new ConfirmOptions { OkButtonText = "Make it a feature", CancelButtonText = "Leave it" }
        );
        return answer == true;
    }
}
