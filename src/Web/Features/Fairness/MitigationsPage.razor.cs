using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Shared.Charts;
using EarlyWarning.Web.Shared.Components;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Fairness;

/// <summary>What can be done about unequal mistakes, what it costs, and what was decided.</summary>
public sealed partial class MitigationsPage
{
    private (MitigationVariant Of, ChartSpec Alarms, ChartSpec Misses)? _drawn;

    /// <summary>Key of the organisation.</summary>
    [SupplyParameterFromQuery]
    public long? Org { get; set; }

    /// <summary>Key of the attribute.</summary>
    [SupplyParameterFromQuery]
    public int? Attribute { get; set; }

    /// <summary>The variant shown by group.</summary>
    [SupplyParameterFromQuery]
    public string? Variant { get; set; }

    /// <inheritdoc />
    protected override string Key => string.Create(CultureInfo.InvariantCulture, $"{Org}/{Attribute}");

    private static IReadOnlyList<Crumb> Crumbs => [new Crumb(L["Fairness"], "fairness")];

    [Inject]
    private MitigationsQuery Query { get; set; } = null!;

    /// <inheritdoc />
    protected override Task<MitigationsView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, Org, Attribute, cancel);

    private MitigationVariant Chosen(MitigationSheet sheet) =>
        sheet.Variants.FirstOrDefault(v => v.Kind == Variant && v.Kind != MitigationKeys.AsItIs) ?? sheet.Variants[1];

    private string Address(int attribute, string? variant)
    {
        var org = Org is { } id ? string.Create(CultureInfo.InvariantCulture, $"org={id}&") : "";
        var by = variant is null ? "" : $"&variant={Uri.EscapeDataString(variant)}";
        return string.Create(CultureInfo.InvariantCulture, $"fairness/mitigations?{org}attribute={attribute}{by}");
    }

    private static IEnumerable<string> Notes(MitigationIndex index, MitigationSheet sheet)
    {
        if (!sheet.Attribute.IsRefitted)
        {
            yield return L[
                "No model was fitted anew for this attribute: the time set aside for a night was spent on attributes with a greater gap."
            ];
        }

        if (sheet.NotShown.Count > 0)
        {
            yield return L[
                "Not shown, since fewer than 10 of a group would be flagged: {0}.",
                string.Join("; ", sheet.NotShown.Select(MitigationWords.Kind))
            ];
        }

        var hidden = index.Attributes.Where(a => !a.IsCompared).Select(a => a.Label).ToList();
        if (hidden.Count > 0)
        {
            yield return L[
                "Not compared, since fewer than two groups are large enough: {0}.",
                string.Join(", ", hidden)
            ];
        }
    }

    // Charts are drawn again only where there is something new.
    private (ChartSpec Alarms, ChartSpec Misses) Drawn(MitigationSheet sheet, MitigationVariant variant)
    {
        if (_drawn is not { } drawn || !ReferenceEquals(drawn.Of, variant))
        {
            drawn = (
                variant,
                MitigationCharts.Dots(sheet, variant, FairnessKeys.FalsePositiveRate),
                MitigationCharts.Dots(sheet, variant, FairnessKeys.FalseNegativeRate)
            );
            _drawn = drawn;
        }

        return (drawn.Alarms, drawn.Misses);
    }
}
