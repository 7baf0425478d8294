using System.Globalization;
using System.Text.Json;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>
/// Publishes the tables of groups: of every version judged on course failure and of the rules, for every term, horizon and cut
/// of the grid, for every organisation. What a model's own page shows is taken from here, too.
/// </summary>
internal sealed class FairnessFigures : IFigures
{
    /// <summary>Versions with tables: the champion, those of this run, and the newest of the others.</summary>
    private const int MostVersions = 12;

    /// <inheritdoc />
    public string Topic => FairnessKeys.Topic;

    /// <inheritdoc />
    public string Step => "Figures of fairness";

    /// <inheritdoc />
    public bool FollowsImports => false;

    /// <inheritdoc />
    public async Task<MadeFigures> MakeAsync(FigureInput input, CancellationToken cancel)
    {
        await using var db = await input.Contexts.CreateDbContextAsync(cancel);
        var versions = await VersionsAsync(db, input.Run, cancel);
        await WithholdAsync(db, [.. versions.Select(v => v.Judged.Id)], cancel);
        if (versions.Count == 0)
        {
            return new MadeFigures([]);
        }

        var groups = await ProtectedGroups.ReadAsync(db, input.AsOf, null, cancel);
        var stored = await StoredAsync(db, input, cancel);
        var made = new FairnessPublication(input.Orgs, groups, input.Settings.Seed).Make(
            [.. versions.Select(v => v.Judged)],
            versions.Where(v => v.IsNew).Select(v => v.Judged.Id).ToHashSet(StringComparer.Ordinal),
            stored,
            cancel,
            await input.IsSampleAsync(cancel)
        );
        await WriteFramesAsync(db, made, groups, cancel);
        return new MadeFigures([.. made.Sheets], made.Kept);
    }

    private static async Task<List<(JudgedVersion Judged, bool IsNew)>> VersionsAsync(
        EarlyWarningDb db,
        Run run,
        CancellationToken cancel
    )
    {
        var known = await db
            .ModelVersions.Where(m => m.Goal == Goal.CourseFailure && m.JudgedRows != null)
            .OrderByDescending(m => m.TrainedAt)
            .ThenBy(m => m.Id)
            .Select(m => new
            {
                m.Id,
                m.Role,
                m.Trainer,
                m.TrainedAt,
                m.RunId,
            })
            .ToListAsync(cancel);
        var chosen = known
            .OrderByDescending(m => m.Role == ModelRole.Champion || m.RunId == run.Id)
            .Take(MostVersions)
            .OrderByDescending(m => m.TrainedAt)
            .ThenBy(m => m.Id, StringComparer.Ordinal)
            .ToList();
        var versions = new List<(JudgedVersion, bool)>();
        foreach (var version in chosen)
        {
            var rows = await db
                .ModelVersions.Where(m => m.Id == version.Id)
                .Select(m => m.JudgedRows)
                .SingleAsync(cancel);
            versions.Add(
                (
                    new JudgedVersion(version.Id, version.Trainer, version.TrainedAt, JudgedRows.Unpack(rows!)),
                    version.RunId == run.Id || run.Kind == RunKind.Figures
                )
            );
        }

        return versions;
    }

    private static async Task<IReadOnlyDictionary<long, FairnessIndex>> StoredAsync(
        EarlyWarningDb db,
        FigureInput input,
        CancellationToken cancel
    )
    {
        var sheets = await db
            .FigureSheets.AsNoTracking()
            .Where(s => s.Topic == FairnessKeys.Topic && s.Key == FairnessKeys.Index)
            .Select(s => new { s.OrgId, s.Content })
            .ToListAsync(cancel);
        var stored = new Dictionary<long, FairnessIndex>();
        foreach (var sheet in sheets)
        {
            try
            {
                stored[sheet.OrgId] = SheetStore.Unpack<FairnessIndex>(sheet.Content);
            }
            catch (Exception e) when (e is JsonException or InvalidDataException)
            {
                // Of another version of the program: everything is made anew.
                input.Progress.Report(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The index of organisation {sheet.OrgId} is not read: {e.Message}"
                    )
                );
                return new Dictionary<long, FairnessIndex>();
            }
        }

        return stored;
    }

    // A version that is not published tonight keeps no table from another night: it was made under another pattern, and may show
    // what tonight's tables hide.
    private static async Task WithholdAsync(
        EarlyWarningDb db,
        IReadOnlyList<string> published,
        CancellationToken cancel
    )
    {
        var nothing = JsonSerializer.Serialize(FairnessFrame.Withheld(), ReportJson.Options);
        await db
            .ModelVersions.Where(m =>
                m.Goal == Goal.CourseFailure
                && !published.Contains(m.Id)
                && EF.Functions.Like(m.Fairness, "{%")
                && m.Fairness != nothing
            )
            .ExecuteUpdateAsync(m => m.SetProperty(v => v.Fairness, nothing), cancel);
    }

    // A model's page shows the default cut at the week of the gates, for the whole installation.
    private static async Task WriteFramesAsync(
        EarlyWarningDb db,
        PublishedFairness made,
        ProtectedGroups groups,
        CancellationToken cancel
    )
    {
        var attributes = groups.ByAttribute.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var (model, cut) in made.OnModelPages)
        {
            var frame = JsonSerializer.Serialize(FairnessFrame.Of(cut, attributes), ReportJson.Options);
            await db
                .ModelVersions.Where(m => m.Id == model)
                .ExecuteUpdateAsync(m => m.SetProperty(v => v.Fairness, frame), cancel);
        }
    }
}
