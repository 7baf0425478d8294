using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Web.Features.Models;
using EarlyWarning.Web.Figures.Insights;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>What is asked of the drivers.</summary>
/// <param name="OrgId">The organisation; null for the highest.</param>
/// <param name="Goal">Key of the goal; null for course failure.</param>
/// <param name="Feature">The feature looked at closely; null for the first.</param>
public sealed record DriverQuestion(long? OrgId, string? Goal, string? Feature);

/// <summary>What the page shows.</summary>
/// <param name="Figures">The organisation and its importance.</param>
/// <param name="Goals">Goals to choose from.</param>
/// <param name="Goal">The goal shown.</param>
/// <param name="Curve">How what is shown moves with the chosen feature; null where it has no curve.</param>
/// <param name="Curves">Features with a curve, by importance.</param>
/// <param name="CurveRows">Rows in each mean.</param>
/// <param name="Features">Words of features.</param>
public sealed record DriverView(
    FigureView<DriverSheet> Figures,
    IReadOnlyList<Goal> Goals,
    Goal Goal,
    FeatureCurve? Curve,
    IReadOnlyList<string> Curves,
    int CurveRows,
    InsightFeatures Features
);

/// <summary>Reads what drives risk, for administrators.</summary>
/// <param name="figures">Reads sheets within what the reader administers.</param>
/// <param name="contexts">Makes a context for the catalogue.</param>
public sealed class DriverQuery(FigureReader figures, IDbContextFactory<EarlyWarningDb> contexts)
{
    /// <summary>Reads it; null where the reader does not administer the organisation.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<DriverView?> GetAsync(StaffScope scope, DriverQuestion question, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(question);
        var view = await figures.ReadAsync<DriverSheet>(
            scope,
            DriverSheets.Topic,
            question.OrgId,
            keys => DriverSheets.Importance(Chosen(keys, question.Goal)),
            cancel
        );
        if (view is null)
        {
            return null;
        }

        var goal = Chosen(view.Keys, question.Goal);
        var curves = view.Content is null
            ? null
            : (
                await figures.ReadAsync<CurveSheet>(
                    scope,
                    DriverSheets.Topic,
                    view.Org.Id,
                    _ => DriverSheets.Curves(goal),
                    cancel
                )
            )?.Content;
        return new DriverView(
            view,
            DriverSheets.Goals(view.Keys),
            goal,
            curves?.Features.FirstOrDefault(f => f.Feature == question.Feature) ?? curves?.Features.FirstOrDefault(),
            curves?.Features.Select(f => f.Feature).ToList() ?? [],
            curves?.Rows ?? 0,
            await InsightFeatures.ReadAsync(contexts, cancel)
        );
    }

    /// <summary>The goal asked for where it has figures, else the first that has.</summary>
    /// <param name="keys">Keys of the sheets.</param>
    /// <param name="goal">Key of the goal asked for.</param>
    internal static Goal Chosen(IReadOnlyList<string> keys, string? goal)
    {
        var goals = DriverSheets.Goals(keys);
        var asked = ModelWords.GoalOf(goal);
        return goals.Count == 0 || goals.Contains(asked) ? asked : goals[0];
    }
}
