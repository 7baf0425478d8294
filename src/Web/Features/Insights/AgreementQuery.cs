using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Web.Figures.Insights;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>Two models on the same students.</summary>
/// <param name="Figures">The organisation and the comparison, which is of the whole installation.</param>
/// <param name="Goals">Goals to choose from.</param>
/// <param name="Goal">The goal shown.</param>
/// <param name="Features">Words of features.</param>
public sealed record AgreementView(
    FigureView<AgreementSheet> Figures,
    IReadOnlyList<Goal> Goals,
    Goal Goal,
    InsightFeatures Features
);

/// <summary>Reads where two models agree, for administrators.</summary>
/// <param name="figures">Reads sheets within what the reader administers.</param>
/// <param name="contexts">Makes a context for the catalogue.</param>
public sealed class AgreementQuery(FigureReader figures, IDbContextFactory<EarlyWarningDb> contexts)
{
    /// <summary>Reads it; null where the reader does not administer the organisation.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="orgId">The organisation; null for the highest.</param>
    /// <param name="goal">Key of the goal; null for course failure.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<AgreementView?> GetAsync(StaffScope scope, long? orgId, string? goal, CancellationToken cancel)
    {
        var view = await figures.ReadAsync<AgreementSheet>(
            scope,
            DriverSheets.Topic,
            orgId,
            keys => DriverSheets.Agreement(DriverQuery.Chosen(keys, goal)),
            cancel
        );
        return view is null
            ? null
            : new AgreementView(
                view,
                DriverSheets.Goals(view.Keys),
                DriverQuery.Chosen(view.Keys, goal),
                await InsightFeatures.ReadAsync(contexts, cancel)
            );
    }
}
