using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Features.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.WhatIf;

/// <summary>What can be tried for an enrollment, or why nothing can.</summary>
/// <param name="Session">Scores altered records; null where nothing can be tried.</param>
/// <param name="Smallest">The least that would clear the flag; null where there is no flag, or nothing within limits does.</param>
/// <param name="WhyNot">Why nothing can be tried, a sentence; null where something can.</param>
internal sealed record WhatIfView(WhatIfSession? Session, SmallestChange? Smallest, string? WhyNot);

/// <summary>Begins a what-if for an enrollment that the reader may see.</summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="models">Models in service.</param>
internal sealed class WhatIfQuery(IDbContextFactory<EarlyWarningDb> contexts, ServingModels models)
{
    private const int MostOthers = 500;

    /// <summary>Reads it; null where the enrollment is not found or not visible.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="enrollmentId">The enrollment.</param>
    /// <param name="cancel">Cancels the queries and the search.</param>
    public async Task<WhatIfView?> GetAsync(StaffScope scope, long enrollmentId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var scores = await ScoresInService.ReadAsync(db, scope.Today, cancel);
        var enrollments = db.EnrollmentsVisibleTo(scope).Where(e => e.Id == enrollmentId);
        var found = await db.StandingsOf(enrollments, scores.GenerationId, Goal.CourseFailure)
            .Select(s => new
            {
                s.Enrollment.StudentId,
                s.Enrollment.ClassId,
                s.Enrollment.Class!.OrgId,
                s.Enrollment.Class.SessionId,
                s.Score,
            })
            .AsNoTracking()
            .SingleOrDefaultAsync(cancel);
        if (found is null)
        {
            return null;
        }

        if (
            scores.FailureModelId is not { } id
            || found.Score is not { Features: { } features, Basis: SignalBasis.Model } score
            || await models.GetAsync(id, cancel) is not { } model
        )
        {
            return new WhatIfView(null, null, WhyNot(found.Score));
        }

        var access = await db.ReasonToSeeAsync(scope, found.StudentId, cancel);
        var cut = await TermCut.ReadAsync(db, scores, found.OrgId, found.SessionId, cancel);
        var record = new WhatIfRecord(
            FloatBlob.Decode(features),
            score.State,
            cut?.NeedsSupportFrom,
            cut?.WatchFrom,
            await OthersAsync(
                db,
                scope,
                scores,
                (found.ClassId, found.OrgId, found.SessionId),
                model.Features.Count,
                cancel
            ),
            await ClassMedians.ReadAsync(db, scores, found.ClassId, cancel),
            StaffScope.SeesWholeRecord(access)
        );
        return await Task.Run(
            () =>
            {
                var session = new WhatIfSession(model, record);
                return session.Sliders.Count == 0
                    ? new WhatIfView(null, null, L["Nothing that can be changed is known of this record yet."])
                    : new WhatIfView(session, session.Smallest(cancel), null);
            },
            cancel
        );
    }

    private static string WhyNot(Score? score) =>
        score is null or { State: RiskState.NotEnoughData }
            ? L["Too little is known for a number, so nothing can be tried."]
            : L["Accepted rules decide here, not a model, so there is no number to try."];

    // The class itself, else all of the school's term, as far as the reader may see them. Values only, without names.
    private static async Task<IReadOnlyList<float[]>> OthersAsync(
        EarlyWarningDb db,
        StaffScope scope,
        ScoresInService scores,
        (long Class, long Org, long Session) of,
        int columns,
        CancellationToken cancel
    )
    {
        var visible = db.EnrollmentsVisibleTo(scope);
        var own = await ValuesAsync(db, scores, visible.Where(e => e.ClassId == of.Class), columns, cancel);
        return own.Count >= WhatIfLimits.FewestOthers
            ? own
            : await ValuesAsync(
                db,
                scores,
                visible.Where(e => e.Class!.OrgId == of.Org && e.Class.SessionId == of.Session),
                columns,
                cancel
            );
    }

    private static async Task<List<float[]>> ValuesAsync(
        EarlyWarningDb db,
        ScoresInService scores,
        IQueryable<Enrollment> enrollments,
        int columns,
        CancellationToken cancel
    )
    {
        var blobs = await db.StandingsOf(
                enrollments.RunningOn(scores.AsOf).OrderBy(e => e.Id).Take(MostOthers),
                scores.GenerationId,
                Goal.CourseFailure
            )
            .Where(s => s.Score!.Features != null)
            .Select(s => s.Score!.Features!)
            .ToListAsync(cancel);
        return [.. blobs.Select(b => FloatBlob.Decode(b)).Where(v => v.Length == columns)];
    }
}

/// <summary>Registers what-if.</summary>
internal static class WhatIfFeature
{
    public static IServiceCollection AddWhatIf(this IServiceCollection services) =>
        services.AddSingleton<ServingModels>().AddSingleton<WhatIfQuery>();
}
