using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Web.Figures.Insights;
using EarlyWarning.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>What is asked.</summary>
/// <param name="OrgId">The organisation; null for the highest.</param>
/// <param name="Term">First day of the term; null for the latest.</param>
/// <param name="Week">Week of the class; null for week 8 or the one nearest to it.</param>
/// <param name="Feature">Name of the feature drawn; null for the one that goes most with the outcome.</param>
public sealed record ExploreFilter(long? OrgId, DateOnly? Term, int? Week, string? Feature);

/// <summary>A feature with its words.</summary>
/// <param name="Label">Its label.</param>
/// <param name="Figures">What was found.</param>
/// <param name="Levels">Words of its values, where they are levels.</param>
public sealed record ExploreRow(string Label, ExploreFeature Figures, IReadOnlyList<string> Levels);

/// <summary>Every feature beside the outcome.</summary>
/// <param name="Sheet">What was read.</param>
/// <param name="IsTooSmall">Whether there are figures, but the organisation is too small for its own.</param>
/// <param name="Weeks">Weeks of the term that can be chosen.</param>
/// <param name="Rows">Features, those that go most with the outcome first.</param>
/// <param name="Shown">The one drawn; null where there is none.</param>
public sealed record ExploreView(
    FigureView<ExploreSheet> Sheet,
    bool IsTooSmall,
    IReadOnlyList<int> Weeks,
    IReadOnlyList<ExploreRow> Rows,
    ExploreRow? Shown
)
{
    /// <summary>The label of a feature.</summary>
    /// <param name="name">Its name.</param>
    public string LabelOf(string name) => Rows.FirstOrDefault(r => r.Figures.Name == name)?.Label ?? name;
}

/// <summary>Reads what each feature looks like, and how it goes with the outcome.</summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="figures">Reads stored figures.</param>
public sealed class ExploreQuery(IDbContextFactory<EarlyWarningDb> contexts, FigureReader figures)
{
    private const int DefaultWeek = 8;

    /// <summary>Reads it; null where the reader administers nothing, or not the organisation asked for.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="filter">What is asked.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<ExploreView?> GetAsync(StaffScope scope, ExploreFilter filter, CancellationToken cancel)
    {
        var sheet = await figures.ReadAsync<ExploreSheet>(
            scope,
            ExploreSheets.Topic,
            filter.OrgId,
            keys => Choose(keys, filter),
            cancel
        );
        if (sheet is null)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (sheet.Content is not { } content)
        {
            var isMade = await db.FigureSheets.AnyAsync(s => s.Topic == ExploreSheets.Topic, cancel);
            return new ExploreView(sheet, isMade, [], [], null);
        }

        var catalogue = new FeatureCatalogue(await db.AttributeDefinitions.AsNoTracking().ToListAsync(cancel));
        var labels =
            content.Features.Count == 0 ? [] : catalogue.Named(string.Join('\n', content.Features.Select(f => f.Name)));
        List<ExploreRow> rows =
        [
            .. content
                .Features.Select((f, i) => new ExploreRow(Casing.Capitalised(labels[i].Label), f, labels[i].Levels))
                .OrderByDescending(r => Math.Abs(r.Figures.Outcome?.Value ?? 0))
                .ThenBy(r => r.Label, StringComparer.CurrentCulture),
        ];
        return new ExploreView(
            sheet,
            false,
            [
                .. sheet
                    .Keys.Select(ExploreSheets.Parse)
                    .OfType<(DateOnly Start, int Week)>()
                    .Where(k => k.Start == content.Start)
                    .Select(k => k.Week)
                    .Order(),
            ],
            rows,
            rows.Find(r => r.Figures.Name == filter.Feature) ?? rows.FirstOrDefault()
        );
    }

    private static string? Choose(IReadOnlyList<string> keys, ExploreFilter filter)
    {
        var all = keys.Select(ExploreSheets.Parse).OfType<(DateOnly Start, int Week)>().ToList();
        if (all.Count == 0)
        {
            return null;
        }

        var start = filter.Term is { } asked && all.Exists(k => k.Start == asked) ? asked : all.Max(k => k.Start);
        var week = all.Where(k => k.Start == start)
            .Select(k => k.Week)
            .MinBy(w => (Math.Abs(w - (filter.Week ?? DefaultWeek)), w));
        return ExploreSheets.Key(start, week);
    }
}
