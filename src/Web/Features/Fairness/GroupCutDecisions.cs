using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Figures;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Students;
using EarlyWarning.Web.Features.Admin;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Fairness;

/// <summary>A decision on cuts by group as it is listed.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Attribute">Label of the attribute when it was decided.</param>
/// <param name="Rule">What is made equal: a key of the mitigations.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who decided.</param>
/// <param name="At">When, UTC.</param>
/// <param name="WithdrawnBy">Who withdrew it, or null.</param>
/// <param name="WithdrawnAt">When, UTC, or null.</param>
/// <param name="WithdrawnWhy">Why it was withdrawn, or null.</param>
public sealed record GroupCutRow(
    long Id,
    string Attribute,
    string Rule,
    string Reason,
    string By,
    DateTime At,
    string? WithdrawnBy,
    DateTime? WithdrawnAt,
    string? WithdrawnWhy
);

/// <summary>What somebody decides.</summary>
/// <param name="OrgId">The organisation, one at the top.</param>
/// <param name="AttributeId">The protected attribute.</param>
/// <param name="Rule">What is made equal.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsConfirmed">Whether the consequences were confirmed.</param>
public sealed record GroupCutWish(long OrgId, int AttributeId, string Rule, string Reason, bool IsConfirmed);

/// <summary>
/// Decides that states follow cuts by group, and withdraws it. Only who administers the whole installation may, with a reason
/// that is kept; nothing changes before the next run that scores. Each answers with a sentence on what is wrong, or null
/// where it was done.
/// </summary>
/// <param name="contexts">Makes contexts.</param>
/// <param name="time">The clock.</param>
internal sealed class GroupCutDecisions(IDbContextFactory<EarlyWarningDb> contexts, TimeProvider time)
{
    /// <summary>Fewest characters of a reason: a sentence, not a word.</summary>
    public const int ShortestReason = 30;

    /// <summary>All decisions on an organisation, the newest first.</summary>
    public static async Task<IReadOnlyList<GroupCutRow>> ListAsync(
        EarlyWarningDb db,
        long orgId,
        CancellationToken cancel
    )
    {
        var rows = await db
            .GroupCutDecisions.Where(d => d.OrgId == orgId)
            .OrderByDescending(d => d.DecidedAt)
            .ThenByDescending(d => d.Id)
            .Select(d => new GroupCutRow(
                d.Id,
                d.Attribute,
                d.Rule,
                d.Reason,
                db.Users.Where(u => u.Id == d.DecidedById).Select(u => u.DisplayName).FirstOrDefault() ?? "",
                d.DecidedAt,
                db.Users.Where(u => u.Id == d.WithdrawnById).Select(u => u.DisplayName).FirstOrDefault(),
                d.WithdrawnAt,
                db.ModelDecisions.Where(m =>
                        m.Kind == DecisionKind.CommonCut && m.At == d.WithdrawnAt && m.UserId == d.WithdrawnById
                    )
                    .Select(m => m.Reason)
                    .FirstOrDefault()
            ))
            .ToListAsync(cancel);
        return rows;
    }

    /// <summary>Records a decision.</summary>
    public async Task<string?> DecideAsync(StaffScope scope, GroupCutWish wish, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(wish);
        if (WhyNot(wish) is { } problem)
        {
            return problem;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (!await MayAsync(db, scope, wish.OrgId, cancel))
        {
            return Administration.NotFound;
        }

        var attribute = await db.AttributeDefinitions.SingleOrDefaultAsync(
            a => a.Id == wish.AttributeId && a.Use == AttributeUse.Protected,
            cancel
        );
        var key = MitigationKeys.Attribute(wish.AttributeId);
        var sheet = await db
            .FigureSheets.Where(s => s.Topic == MitigationKeys.Topic && s.OrgId == wish.OrgId && s.Key == key)
            .Select(s => s.Content)
            .SingleOrDefaultAsync(cancel);
        var isShown =
            sheet is not null && SheetStore.Unpack<MitigationSheet>(sheet).Variants.Any(v => v.Kind == wish.Rule);
        if (attribute is null || !isShown)
        {
            return L["There are no figures for these cuts; nothing is decided without them."];
        }

        if (await db.GroupCutDecisions.AnyAsync(d => d.OrgId == wish.OrgId && d.WithdrawnAt == null, cancel))
        {
            return L["A decision is in force already. Withdraw it first."];
        }

        if (await ModelAsync(db, cancel) is not { } model)
        {
            return L["Rules decide at present: there is no model whose cut could be moved."];
        }

        var now = time.GetUtcNow().UtcDateTime;
        db.GroupCutDecisions.Add(
            new GroupCutDecision
            {
                OrgId = wish.OrgId,
                AttributeId = attribute.Id,
                Attribute = attribute.Label,
                Rule = wish.Rule,
                Reason = wish.Reason.Trim(),
                DecidedById = scope.UserId,
                DecidedAt = now,
            }
        );
        db.ModelDecisions.Add(Entry(model, DecisionKind.CutByGroup, scope, now, wish.Reason));
        await db.SaveChangesAsync(cancel);
        return null;
    }

    /// <summary>Withdraws a decision.</summary>
    public async Task<string?> WithdrawAsync(StaffScope scope, long id, string reason, CancellationToken cancel)
    {
        if (ReasonProblem(reason) is { } problem)
        {
            return problem;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var decision = await db.GroupCutDecisions.SingleOrDefaultAsync(
            d => d.Id == id && d.WithdrawnAt == null,
            cancel
        );
        if (decision is null || !await MayAsync(db, scope, decision.OrgId, cancel))
        {
            return Administration.NotFound;
        }

        var now = time.GetUtcNow().UtcDateTime;
        (decision.WithdrawnById, decision.WithdrawnAt) = (scope.UserId, now);
        if (await ModelAsync(db, cancel) is { } model)
        {
            db.ModelDecisions.Add(Entry(model, DecisionKind.CommonCut, scope, now, reason));
        }

        await db.SaveChangesAsync(cancel);
        return null;
    }

    private static string? WhyNot(GroupCutWish wish) =>
        GroupCuts.RuleOf(wish.Rule) is null ? L["Choose what the cuts are to make equal."]
        : ReasonProblem(wish.Reason) is { } problem ? problem
        : !wish.IsConfirmed ? L["Confirm that you know what it means before it is recorded."]
        : null;

    private static string? ReasonProblem(string? reason) =>
        reason is null || reason.Trim().Length < ShortestReason
            ? L["Say why in a sentence or more: it is kept with the decision."]
        : reason.Trim().Length > GroupCutDecision.LongestReason
            ? L["Say why in at most {0} characters.", GroupCutDecision.LongestReason]
        : null;

    private static async Task<bool> MayAsync(
        EarlyWarningDb db,
        StaffScope scope,
        long orgId,
        CancellationToken cancel
    ) =>
        Policies.AdministersTop(scope)
        && await db.OrgsAdministeredBy(scope).AnyAsync(o => o.Id == orgId && o.ParentId == null, cancel);

    // The model in service; where none is, the last that was, so that a withdrawal is on the record, too.
    private static Task<string?> ModelAsync(EarlyWarningDb db, CancellationToken cancel) =>
        db
            .ModelVersions.Where(m =>
                m.Goal == Goal.CourseFailure && (m.Role == ModelRole.Champion || m.Role == ModelRole.Retired)
            )
            .OrderBy(m => m.Role)
            .ThenByDescending(m => m.TrainedAt)
            .Select(m => m.Id)
            .FirstOrDefaultAsync(cancel);

    private static ModelDecision Entry(
        string model,
        DecisionKind kind,
        StaffScope scope,
        DateTime now,
        string reason
    ) =>
        new()
        {
            ModelId = model,
            At = now,
            Kind = kind,
            UserId = scope.UserId,
            Reason = reason.Trim(),
        };
}
