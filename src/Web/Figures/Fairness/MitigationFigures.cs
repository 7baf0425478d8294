using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Students;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>
/// Compares what can be done about unequal mistakes on the same later cohort, with what it costs; finds which features stand
/// for protected groups; and permutes protected attributes to show that no score reads one. For organisations at the top,
/// since a model is of the whole installation.
/// </summary>
internal sealed class MitigationFigures : IFigures
{
    /// <summary>About how many rows each variant is fitted on at the most.</summary>
    private const int MostRows = 8_000;

    /// <summary>Students whose protected attributes are permuted.</summary>
    private const int Permuted = 200;

    /// <summary>After so long no further models are fitted; the rest of the attributes is compared by cuts alone.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(12);

    /// <inheritdoc />
    public string Topic => MitigationKeys.Topic;

    /// <inheritdoc />
    public string Step => "Figures of mitigations";

    /// <inheritdoc />
    public bool FollowsImports => false;

    /// <inheritdoc />
    public async Task<MadeFigures> MakeAsync(FigureInput input, CancellationToken cancel)
    {
        var tops = input.Orgs.All.Where(o => !input.Orgs.All.Any(above => above.Id != o.Id && above.Holds(o))).ToList();
        await using var db = await input.Contexts.CreateDbContextAsync(cancel);
        var attributes = await db
            .AttributeDefinitions.AsNoTracking()
            .Where(a => a.Use == AttributeUse.Protected)
            .OrderBy(a => a.Id)
            .ToListAsync(cancel);
        if (input.Serving.Failure is not { } model)
        {
            return Made(tops, new MitigationIndex(MitigationGap.NoModel, null, null, [], null), []);
        }

        var proof = Proof(input, model, attributes, cancel);
        var nothing = new MitigationIndex(MitigationGap.NoAttribute, model.Version.Id, null, [], proof);
        if (attributes.Count == 0)
        {
            return Made(tops, nothing, []);
        }

        var catalogue = input.School.Catalogue;
        if (input.Finished.Value is not { } set || set.FeatureNames != catalogue.Names)
        {
            return Made(tops, nothing with { Missing = MitigationGap.NoDataset }, []);
        }

        if (MitigationRows.Of(set, catalogue.Features, MostRows, input.Settings.Seed) is not { } rows)
        {
            return Made(tops, nothing with { Missing = MitigationGap.NoLaterTerm }, []);
        }

        var groups = await ProtectedGroups.ReadAsync(db, input.AsOf, null, cancel);
        if (await HiddenAsync(db, tops, rows, cancel) is not { } hidden)
        {
            return Made(tops, nothing with { Missing = MitigationGap.NoTable }, []);
        }

        return Compare(input, tops, nothing, rows, attributes, groups, hidden, model.Version, cancel);
    }

    private static MadeFigures Compare(
        FigureInput input,
        List<FigureOrg> tops,
        MitigationIndex index,
        MitigationRows rows,
        IReadOnlyList<AttributeDefinition> attributes,
        ProtectedGroups groups,
        ILookup<string, string> hidden,
        ModelVersion version,
        CancellationToken cancel
    )
    {
        var started = input.Time.GetTimestamp();
        var seed = input.Settings.Seed;
        var trainer = MitigationTrainer.Of(version, seed);
        var variants = new MitigationVariants(rows, trainer.Trainer, seed);
        var fitted = variants.Fit([], null, cancel);
        var studies = attributes
            .Where(a => groups.ByAttribute.ContainsKey(a.Label))
            .Select(a => new MitigationStudy(a, groups.ByAttribute[a.Label], variants, fitted, hidden[a.Label], seed))
            .OrderByDescending(s => s.Gap)
            .ToList();
        var sheets = new List<MitigationSheet>();
        var listed = new List<MitigationAttribute>();
        foreach (var study in studies)
        {
            cancel.ThrowIfCancellationRequested();
            var mayFit = input.Time.GetElapsedTime(started) < Budget;
            var sheet = study.Sheet(mayFit, cancel);
            listed.Add(
                sheet?.Attribute
                    ?? new MitigationAttribute(study.Definition.Id, study.Definition.Label, false, false, null)
            );
            sheets.AddRange(((MitigationSheet?[])[sheet]).OfType<MitigationSheet>());
        }

        var trial = new MitigationTrial(
            trainer.Trainer.Name,
            trainer.IsTuned,
            rows.Term.Title,
            rows.Term.Start,
            rows.Week,
            rows.Held.Terms[rows.Held.TermOfRow.Max()].Title,
            rows.IsHeldApart,
            rows.Fit.Rows.Count,
            variants.Later.Students.Length / MitigationGroups.RoundTo * MitigationGroups.RoundTo,
            Tournament.TopFraction
        );
        return Made(tops, index with { Missing = MitigationGap.None, Trial = trial, Attributes = listed }, sheets);
    }

    private static MadeFigures Made(
        List<FigureOrg> tops,
        MitigationIndex index,
        IReadOnlyList<MitigationSheet> sheets
    ) =>
        new([
            .. tops.SelectMany(o =>
                sheets
                    .Select(s => new MadeSheet(o.Id, MitigationKeys.Attribute(s.Attribute.Id), s))
                    .Prepend(new MadeSheet(o.Id, MitigationKeys.Index, index))
            ),
        ]);

    // A stream over all records is stopped after a few students: they are read in the order of their keys.
    private static PermutationProof Proof(
        FigureInput input,
        ServingModel model,
        IReadOnlyList<AttributeDefinition> attributes,
        CancellationToken cancel
    )
    {
        var barred = attributes.Select(a => a.Id).ToHashSet();
        var school = input.School.Pass.School;
        var students = new SchoolReader(input.Contexts, input.School.Pass.School.PassMark)
            .ReadTimelines(school, _ => true, cancel)
            .Where(s => s.Enrollments.Exists(e => e.Class.Start < input.AsOf.DayNumber))
            .Take(Permuted)
            .ToList();
        return MitigationProof.Of(
            students,
            barred.Contains,
            school,
            input.School.Catalogue,
            model.Model.Model,
            input.AsOf.DayNumber
        );
    }

    // What the published tables of the term hide at every cut of every version and of the rules is hidden here, too: no page tells
    // its people and outcomes. What one hides at one cut alone is about whom a version flags there, and these variants flag others.
    // The champion alone would not do: it has no table of a term that finished since it was trained. Null where nothing is
    // published of the term, so that nobody knows what has to be hidden.
    private static async Task<ILookup<string, string>?> HiddenAsync(
        EarlyWarningDb db,
        List<FigureOrg> tops,
        MitigationRows rows,
        CancellationToken cancel
    )
    {
        // A key is "model|start|week".
        var key = FairnessKeys.Sheet("", rows.Term.Start, rows.Week);
        var term = key[..(key.LastIndexOf('|') + 1)];
        var ids = tops.ConvertAll(o => o.Id);
        var published = await db
            .FigureSheets.AsNoTracking()
            .Where(s => s.Topic == FairnessKeys.Topic && s.Key.Contains(term) && ids.Contains(s.OrgId))
            .Select(s => new
            {
                s.OrgId,
                s.Key,
                s.Content,
            })
            .ToListAsync(cancel);
        var ofWeek = published.Where(p => p.Key.EndsWith(key, StringComparison.Ordinal)).ToList();
        return published.Count == 0
            ? null
            : HiddenIn(
                (ofWeek.Count > 0 ? ofWeek : published).Select(p =>
                    (p.OrgId, SheetStore.Unpack<FairnessSheet>(p.Content))
                )
            );
    }

    /// <summary>Groups by attribute that all cuts of all sheets of an organisation hide.</summary>
    /// <param name="sheets">Sheets of one term.</param>
    internal static ILookup<string, string> HiddenIn(IEnumerable<(long Org, FairnessSheet Sheet)> sheets) =>
        sheets
            .SelectMany(s => s.Sheet.Cuts.SelectMany(c => c.Groups).Select(g => (s.Org, Group: g)))
            .GroupBy(g => (g.Org, g.Group.Attribute, g.Group.Group))
            .Where(g => g.All(c => c.Group.Hidden))
            .Select(g => (g.Key.Attribute, g.Key.Group))
            .Distinct()
            .ToLookup(g => g.Attribute, g => g.Group, StringComparer.Ordinal);
}
