using System.Globalization;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Figures.Effectiveness;

/// <summary>
/// Makes the figures of the page on support that worked. Support and flags are read here only, after the scores: they are
/// never features.
/// </summary>
internal sealed class EffectivenessFigures : IFigures
{
    /// <inheritdoc />
    public string Topic => EffectSheets.Topic;

    /// <inheritdoc />
    public string Step => "Figures of support that worked";

    /// <inheritdoc />
    public bool FollowsImports => false;

    /// <inheritdoc />
    public async Task<MadeFigures> MakeAsync(FigureInput input, CancellationToken cancel)
    {
        var record = input.Finished.Value is { } set ? new FinishedRecord(input, set) : null;
        SupportHistory history;
        await using (var db = await input.Contexts.CreateDbContextAsync(cancel))
        {
            history = await SupportHistory.ReadAsync(db, input.AsOf, cancel);
        }

        var isSample = await input.IsSampleAsync(cancel);
        var whole = new Whole(
            record,
            history,
            record is null ? [] : SupportedUnit.All(record, history),
            await CutRecord.ReadAsync(input, history, cancel),
            isSample,
            isSample && record is not null ? await HelpedStudents.ReadAsync(input, history, record, cancel) : null
        );
        var sheets = new List<RawEffects>();
        // A district of one school is that school.
        var made = new Dictionary<string, EffectSheet>(StringComparer.Ordinal);
        foreach (var org in input.Orgs.All)
        {
            cancel.ThrowIfCancellationRequested();
            Add(org, input.Orgs.SchoolsOf(org));
            if (input.Orgs.Schools.Contains(org) && input.Orgs.Below(org).Count > 0)
            {
                Add(EffectPublication.OwnOf(org), new HashSet<long> { org.Id });
            }
        }

        void Add(FigureOrg org, IReadOnlySet<long> schools)
        {
            foreach (var (key, term) in Keys(record, schools))
            {
                var same = $"{string.Join(',', schools.Order())}:{key}";
                if (!made.TryGetValue(same, out var sheet))
                {
                    made[same] = sheet = whole.Sheet(schools, term, cancel);
                }

                sheets.Add(new RawEffects(org, key, sheet));
            }
        }

        return new MadeFigures(new EffectPublication(input.Orgs, sheets).Sheets());
    }

    // Everything that sheets are cut from.
    private sealed record Whole(
        FinishedRecord? Record,
        SupportHistory History,
        IReadOnlyList<SupportedUnit> Units,
        CutReading Cuts,
        bool IsSample,
        HelpedStudents? Helped
    )
    {
        public EffectSheet Sheet(IReadOnlySet<long> schools, int? term, CancellationToken cancel)
        {
            bool IsOf(long school, int of) => schools.Contains(school) && (term is not { } wanted || of == wanted);
            var cut = new CutEffects(Record).Of(
                [.. Cuts.Units.Where(u => IsOf(u.School, u.Term))],
                Cuts.Mixed.Any(m => IsOf(m.School, m.Term))
            );
            if (Record is null)
            {
                return new EffectSheet([], 0, IsSample, [], cut);
            }

            var units = new SupportedUnits(Record, History, Units, schools, term);
            return new EffectSheet(
                [.. TermsOf(Record, schools).Select(t => new EffectTerm(KeyOf(t), t.Title))],
                units.Students,
                IsSample,
                new KindEffects(Record, History, units, Helped is null ? null : k => Helped.Of(schools, term, k)).All(
                    cancel
                ),
                cut
            );
        }
    }

    private static IEnumerable<(string Key, int? Term)> Keys(FinishedRecord? record, IReadOnlySet<long> schools) =>
        [
            (EffectSheets.AllTerms, null),
            .. record is null ? [] : TermsOf(record, schools).Select(t => (KeyOf(t), (int?)t.Number)),
        ];

    private static List<Term> TermsOf(FinishedRecord record, IReadOnlySet<long> schools)
    {
        var numbers = record.ByTerm.Where(g => schools.Contains(g.Key.School)).Select(g => g.Key.Term).ToHashSet();
        return [.. record.Terms.Where(t => numbers.Contains(t.Number)).OrderBy(t => t.Start)];
    }

    private static string KeyOf(Term term) => term.Start.ToString("O", CultureInfo.InvariantCulture);
}
