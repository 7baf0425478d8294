using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Features.Admin;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Models;

/// <summary>
/// Puts a version of the registry into service by the decision of an administrator, whatever the gates said: a run scores
/// every enrollment with it and then switches, and the decision is kept with its reason.
/// </summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="requests">Asks for runs.</param>
internal sealed class PromoteModel(IDbContextFactory<EarlyWarningDb> factory, RunRequests requests)
{
    /// <summary>Asks for it.</summary>
    /// <returns>The run, or a sentence on what is wrong.</returns>
    public async Task<(long? RunId, string? Problem)> RunAsync(
        StaffScope scope,
        string modelId,
        string reason,
        CancellationToken cancel
    )
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            return (null, L["Say why: the reason is kept with the decision."]);
        }

        await using var db = await factory.CreateDbContextAsync(cancel);
        var model = Policies.AdministersTop(scope)
            ? await db.ModelsAdministeredBy(scope)
                .Where(m => m.Id == modelId)
                .Select(m => new { m.Role, m.FeatureNames })
                .SingleOrDefaultAsync(cancel)
            : null;
        if (model is null)
        {
            return (null, Administration.NotFound);
        }

        var catalogue = new FeatureCatalogue(await db.AttributeDefinitions.AsNoTracking().ToListAsync(cancel));
        if (WhyNot(model.Role, model.FeatureNames, catalogue) is { } problem)
        {
            return (null, problem);
        }

        if (
            await db.Runs.AnyAsync(
                r => r.Kind == RunKind.Promote && (r.Status == RunStatus.Waiting || r.Status == RunStatus.Running),
                cancel
            )
        )
        {
            return (null, L["Another model is being put into service. Wait for that run to end, or stop it."]);
        }

        var request = await requests.NowAsync(
            RunKind.Promote,
            RunTrigger.Button,
            run => (run.ModelId, run.Reason, run.RequestedBy) = (modelId, reason.Trim(), scope.UserId),
            cancel
        );
        return (request.RunId, null);
    }

    /// <summary>Why a version cannot be put into service, in a sentence; null where it can.</summary>
    public static string? WhyNot(ModelRole role, string featureNames, FeatureCatalogue catalogue) =>
        role == ModelRole.Champion ? L["The model is in service already."]
        : featureNames != catalogue.Names
            ? L[
                "The features have changed since this model was trained, so it may not score any more. "
                    + "Retrain instead."
            ]
        : null;
}
