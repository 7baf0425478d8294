using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Features.Models;
using EarlyWarning.Web.Shared.Components;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Fairness;

/// <summary>The audit report: data sheet, model card and fairness by every attribute, for paper.</summary>
public sealed partial class FairnessReportPage
{
    /// <summary>Key of the organisation.</summary>
    [SupplyParameterFromQuery]
    public long? Org { get; set; }

    /// <summary>Id of a version, or "rules".</summary>
    [SupplyParameterFromQuery]
    public string? Model { get; set; }

    /// <inheritdoc />
    protected override string Key => new FairnessFilter(Org, Model).Address;

    private static IReadOnlyList<Crumb> Crumbs => [new Crumb(L["Fairness"], "fairness")];

    [Inject]
    private FairnessReportQuery Query { get; set; } = null!;

    /// <inheritdoc />
    protected override Task<FairnessReport?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, Org, Model, cancel);

    private static IEnumerable<(string Name, string Value)> About(FairnessReport report)
    {
        var view = report.View;
        yield return (L["School or district"], view.Org.Name);
        if (view.Shown is { } shown)
        {
            yield return (L["Version"], FairnessWords.Version(shown.Version, shown.Zone));
            yield return (L["Judged on"], L["{0}, week {1}", shown.Term.Title, shown.Week]);
            yield return (L["Cut"], FairnessWords.Cut(shown.Cut));
            if (view.MadeAt is { } made)
            {
                yield return (L["Figures made"], ModelWords.At(made, shown.Zone));
            }
        }

        if (view.AsOf is { } day)
        {
            yield return (L["As of"], Dates.Medium(day));
        }

        if (report.RunId is { } run)
        {
            yield return (L["Run"], run.ToString(CultureInfo.CurrentCulture));
        }

        if (report.Generation is { } generation)
        {
            yield return (L["Generation of scores"], generation.ToString(CultureInfo.CurrentCulture));
        }
    }
}
