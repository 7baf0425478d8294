using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Fairness;

/// <summary>Reads the published table of a version, a term and a horizon: two sheets, and which version is in service.</summary>
/// <param name="figures">Reads sheets within what the reader administers.</param>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="settings">Time zone.</param>
internal sealed class FairnessQuery(
    FigureReader figures,
    IDbContextFactory<EarlyWarningDb> contexts,
    RetrainingSettings settings
)
{
    /// <summary>Reads it; null where the reader does not administer the organisation.</summary>
    public async Task<FairnessView?> GetAsync(StaffScope scope, FairnessFilter filter, CancellationToken cancel)
    {
        var index = await figures.ReadAsync<FairnessIndex>(
            scope,
            FairnessKeys.Topic,
            filter.Org,
            _ => FairnessKeys.Index,
            cancel
        );
        if (index is null)
        {
            return null;
        }

        var shown = index.Content is { Models.Count: > 0 } content
            ? await ShownAsync(scope, index.Org.Id, content, filter, cancel)
            : null;
        return new FairnessView(index.Org, index.Orgs, index.AsOf, index.MadeAt, filter, shown)
        {
            IsSample = index.Content?.IsSample == true,
            IsTooFewSampled = index.Content is { IsSample: true, Models.Count: 0 },
            Serving =
                shown?.Versions.Any(v => v.Role == ModelRole.Champion) == true
                    ? ServingGap.None
                    : await GapAsync(cancel),
        };
    }

    /// <summary>The sheet of a version; null where there is none, or it is not the reader's to see.</summary>
    public async Task<FairnessSheet?> SheetAsync(
        StaffScope scope,
        long org,
        string model,
        DateOnly start,
        int week,
        CancellationToken cancel
    )
    {
        var key = FairnessKeys.Sheet(model, start, week);
        var read = await figures.ReadAsync<FairnessSheet>(scope, FairnessKeys.Topic, org, _ => key, cancel);
        return read?.Content;
    }

    /// <summary>The cut of a sheet nearest to a share; the earlier of two that are as near.</summary>
    public static CutFigures Nearest(IReadOnlyList<CutFigures> cuts, double share) =>
        cuts.MinBy(c => Math.Abs(c.Share - share))!;

    /// <summary>The cut in use; where it is hidden for everybody, the nearest that is not.</summary>
    public static CutFigures Usual(IReadOnlyList<CutFigures> cuts)
    {
        var open = cuts.Where(c => !c.Overall.Hidden).ToList();
        return Nearest(open.Count > 0 ? open : cuts, FairnessKeys.DefaultShare);
    }

    private async Task<FairnessShown?> ShownAsync(
        StaffScope scope,
        long org,
        FairnessIndex index,
        FairnessFilter filter,
        CancellationToken cancel
    )
    {
        var versions = await VersionsAsync([.. index.Models.Where(m => m.Terms.Any(t => t.Weeks.Count > 0))], cancel);
        if (versions.Count == 0)
        {
            return null;
        }

        var asked = versions.Find(v => string.Equals(v.Figures.Id, filter.Model, StringComparison.Ordinal));
        var version = asked ?? Default(versions);
        var term = TermOf(version.Figures, filter.Term);
        var week = term.Weeks.MinBy(w => Math.Abs(w - (filter.Week ?? FlaggedPeople.Week)));
        var sheet = await SheetAsync(scope, org, version.Figures.Id, term.Start, week, cancel);
        if (sheet is not { Cuts.Count: > 0 })
        {
            return null;
        }

        var cut = filter.Cut is { } percent ? Nearest(sheet.Cuts, percent / 100.0) : Usual(sheet.Cuts);
        var attributes = AttributesOf(index, sheet);
        return new FairnessShown(
            versions,
            version,
            asked is null && filter.Model is not null,
            term,
            week,
            attributes,
            attributes.FirstOrDefault(a => string.Equals(a, filter.Attribute, StringComparison.Ordinal))
                ?? attributes.FirstOrDefault("")!,
            FairnessRate.Of(filter.Rate),
            sheet.Cuts,
            cut,
            FairnessVerdict.Of(cut),
            settings.TimeZone
        );
    }

    private async Task<ServingGap> GapAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var isKept = await db
            .ModelVersions.Where(m => m.Goal == Goal.CourseFailure && m.Role == ModelRole.Champion)
            .Select(m => (bool?)(m.JudgedRows != null))
            .FirstOrDefaultAsync(cancel);
        return isKept switch
        {
            null => ServingGap.None,
            true => ServingGap.NotMade,
            false => ServingGap.NotKept,
        };
    }

    // The model in service; where rules decide, the rules; else the newest.
    internal static FairnessVersion Default(IReadOnlyList<FairnessVersion> versions) =>
        versions.FirstOrDefault(v => v.Role == ModelRole.Champion)
        ?? versions.FirstOrDefault(v => v.IsRules)
        ?? versions[0];

    internal static FairnessTerm TermOf(FairnessModel model, string? start)
    {
        var terms = model.Terms.Where(t => t.Weeks.Count > 0).ToList();
        return terms.Find(t => string.Equals(Key(t.Start), start, StringComparison.Ordinal))
            ?? terms.FindLast(t => t.IsLater)
            ?? terms[^1];
    }

    /// <summary>A term as it stands in an address.</summary>
    internal static string Key(DateOnly start) => start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal async Task<List<FairnessVersion>> VersionsAsync(
        IReadOnlyList<FairnessModel> models,
        CancellationToken cancel
    )
    {
        var ids = models.Select(m => m.Id).ToList();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var roles = await db
            .ModelVersions.Where(m => ids.Contains(m.Id) && m.Goal == Goal.CourseFailure)
            .Select(m => new { m.Id, m.Role })
            .ToDictionaryAsync(m => m.Id, m => m.Role, StringComparer.Ordinal, cancel);
        return [.. models.Select(m => new FairnessVersion(m, roles.TryGetValue(m.Id, out var role) ? role : null))];
    }

    // Single attributes first; those of the index that the sheet knows, then what else the sheet has.
    private static List<string> AttributesOf(FairnessIndex index, FairnessSheet sheet)
    {
        var known = sheet.Cuts[0].Groups.Select(g => g.Attribute).Distinct(StringComparer.Ordinal).ToList();
        var listed = index.Attributes.Where(a => known.Contains(a, StringComparer.Ordinal));
        return [.. listed.Concat(known).Distinct(StringComparer.Ordinal).OrderBy(FairnessVerdict.IsIntersection)];
    }
}

/// <summary>Registers the reads of the fairness pages.</summary>
internal static class FairnessPages
{
    /// <summary>Adds them; none holds state.</summary>
    public static IServiceCollection AddFairnessPages(this IServiceCollection services) =>
        services.AddSingleton<FairnessQuery>().AddSingleton<FairnessReportQuery>();
}
