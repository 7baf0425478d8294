using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Figures.Effectiveness;
using EarlyWarning.Web.Shared.Charts;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Effectiveness;

/// <summary>Who got support, what it went with, and what it took.</summary>
public sealed partial class EffectivenessPage
{
    /// <summary>The organisation.</summary>
    [SupplyParameterFromQuery(Name = "org")]
    public long? Org { get; set; }

    /// <summary>Key of a finished term; null for all.</summary>
    [SupplyParameterFromQuery(Name = "term")]
    public string? Term { get; set; }

    /// <summary>The kind whose detail is shown.</summary>
    [SupplyParameterFromQuery(Name = "kind")]
    public int? Kind { get; set; }

    /// <inheritdoc />
    protected override string Key => string.Create(CultureInfo.InvariantCulture, $"{Org}/{Term}/{Kind}");

    [Inject]
    private EffectivenessQuery Query { get; set; } = null!;

    /// <inheritdoc />
    protected override Task<EffectivenessView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, new EffectivenessQuestion(Org, Term, Kind), cancel);

    private static string Lead(EffectivenessView view)
    {
        var kinds = view.Figures.Content?.Kinds ?? [];
        if (kinds.Count == 0)
        {
            return L["Whether students who got support did better than comparable students who did not."];
        }

        var more = kinds.Count(k => k.Verdict == EffectVerdict.More);
        var fewer = kinds.Count(k => k.Verdict == EffectVerdict.Fewer);
        var none = kinds.Count(k => k.Verdict is EffectVerdict.NoDifference or EffectVerdict.Unclear);
        string?[] parts =
        [
            more > 0 ? L["{0} went with passing more often than comparable students", more] : null,
            fewer > 0 ? L["{0} went with passing less often than comparable students", fewer] : null,
            none > 0 ? L["for {0} no clear difference was found", none] : null,
            none + more + fewer < kinds.Count
                ? L["for {0} there is not enough to say", kinds.Count - more - fewer - none]
                : null,
        ];
        return none == kinds.Count
            ? L[
                "Of {0} kinds of support given in finished terms, none went with a clear difference in courses passed.",
                none
            ]
            : L[
                "Of {0} kinds of support given in finished terms, {1}.",
                kinds.Count,
                string.Join("; ", parts.Where(p => p is not null))
            ];
    }

    private static string Sampled(EffectSheet sheet) =>
        sheet switch
        {
            { Students: null, IsSample: true } => L[
                "Records were read for a sample of the students, as the models do."
            ],
            { Students: not { } } => "",
            { IsSample: true } => L[
                "Who got support counts everybody; all other figures rest on a sample of about {0:N0} students, as the models do.",
                sheet.Students
            ],
            _ => L["All figures rest on about {0:N0} students with outcomes.", sheet.Students],
        };

    private static ChartTable Kinds(EffectSheet sheet) =>
        new(
            [
                L["Kind of support"],
                L["What can be said"],
                L["Courses passed, difference"],
                L["Students|got support"],
                L["Of those with two rules or more"],
                L["Hours each"],
                L["Hours for one more pass"],
            ],
            [
                .. sheet.Kinds.Select(k =>
                    (string[])
                        [
                            k.Name,
                            EffectWords.Verdict(k),
                            EffectWords.InHundred(k.Pass),
                            EffectWords.Part(k.Students),
                            EffectWords.Reached(k),
                            k.Dose is { } dose ? EffectWords.Number(dose.Hours) : "–",
                            EffectWords.PerPass(k),
                        ]
                ),
            ]
        );

    private string Address(string? term, int? kind)
    {
        string?[] parts =
        [
            Org is { } org ? string.Create(CultureInfo.InvariantCulture, $"org={org}") : null,
            term is { } key ? $"term={Uri.EscapeDataString(key)}" : null,
            kind is { } id ? string.Create(CultureInfo.InvariantCulture, $"kind={id}") : null,
        ];
        var query = string.Join('&', parts.Where(p => p is not null));
        return query.Length == 0 ? "effectiveness" : $"effectiveness?{query}";
    }
}
