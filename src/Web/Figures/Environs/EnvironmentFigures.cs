using System.Collections.Concurrent;

namespace EarlyWarning.Web.Figures.Environs;

/// <summary>
/// Failure and absence by course, class, time and attribute, and how much of it lies between classes: of the latest terms, for
/// every organisation.
/// </summary>
internal sealed class EnvironmentFigures : IFigures
{
    // The running one and two before it.
    private const int MostTerms = 3;

    /// <inheritdoc />
    public string Topic => EnvironmentSheets.Topic;

    /// <inheritdoc />
    public string Step => "Figures of the environment";

    /// <inheritdoc />
    public bool FollowsImports => false;

    /// <inheritdoc />
    public async Task<MadeFigures> MakeAsync(FigureInput input, CancellationToken cancel)
    {
        var judged = JudgedFigures.Of(input.Serving, input.Settings.Seed);
        var made = new List<MadeTerm>();
        await using var db = await input.Contexts.CreateDbContextAsync(cancel);
        var values = await TraitValues.ReadAsync(db, input.AsOf, cancel);
        var terms = new PlaceReader(db, input).Terms(MostTerms);
        foreach (
            var places in await Task.WhenAll(terms.Select(t => Task.Run(() => ReadAsync(input, t, cancel), cancel)))
        )
        {
            if (places is not null)
            {
                made.Add(Of(input, places, StudentTraits.At(values, places.End), judged, cancel));
            }
        }

        return new MadeFigures([.. input.Orgs.All.SelectMany(o => Sheets(o, made, judged, input.Orgs))]);
    }

    // Terms are read side by side, each through a context of its own.
    private static async Task<TermPlaces?> ReadAsync(FigureInput input, Nightly.Term term, CancellationToken cancel)
    {
        await using var db = await input.Contexts.CreateDbContextAsync(cancel);
        return await new PlaceReader(db, input).ReadAsync(term, cancel);
    }

    private static MadeTerm Of(
        FigureInput input,
        TermPlaces term,
        StudentTraits traits,
        JudgedFigures? judged,
        CancellationToken cancel
    )
    {
        var names = input.Orgs.Schools.ToDictionary(s => s.Id, s => s.Name);
        var cuts = PlaceCut.All(traits, names, term.IsThisYear);
        var groups = term.Places.ToDictionary(p => p.Key, _ => new int[cuts.Count][]);
        Parallel.For(
            0,
            cuts.Count,
            new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount },
            c =>
            {
                foreach (var (school, places) in term.Places)
                {
                    groups[school][c] = Array.ConvertAll(places, x => cuts[c].Of(x));
                }
            }
        );
        var absence = MeasureTables.Make(term.Places, groups, cuts, input.Orgs, false, cancel).Of;
        var open = input.Orgs.All.Where(o => term.IsOpen(input.Orgs.SchoolsOf(o))).Select(o => o.Id).ToHashSet();
        if (open.Count == input.Orgs.All.Count)
        {
            return new MadeTerm(
                term,
                open,
                traits.Unclassed,
                new Dictionary<long, EnvironmentMeasure>(),
                absence,
                new Dictionary<long, EnvironmentParts>(),
                new Dictionary<long, EnvironmentEqual>()
            );
        }

        var failure = MeasureTables.Make(term.Places, groups, cuts, input.Orgs, true, cancel);
        var told = failure.Of.Where(o => !open.Contains(o.Key)).ToDictionary(o => o.Key, o => o.Value);
        var parts = new ConcurrentDictionary<long, EnvironmentParts>();
        Parallel.ForEach(
            input.Orgs.All.Where(o => told.ContainsKey(o.Id)),
            new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount },
            org =>
            {
                var own = input.Orgs.SchoolsOf(org).Where(term.Places.ContainsKey).Order().Select(s => term.Places[s]);
                if (PlaceVariance.Of([.. own], input.Settings.Seed, cancel) is { } split)
                {
                    parts[org.Id] = split;
                }
            }
        );
        var equal = new Dictionary<long, EnvironmentEqual>();
        if (judged?.Start == term.Start)
        {
            foreach (var (school, places) in term.Places.Where(p => told.ContainsKey(p.Key)))
            {
                // What the table of classes hides is hidden here too.
                var own = places.Select(p => p.Class).DistinctBy(c => c.Book.Id).ToDictionary(c => c.Book.Id);
                if (judged.Equal(school, own, failure.ShownClasses) is { } classes)
                {
                    equal[school] = classes;
                }
            }
        }

        return new MadeTerm(term, open, traits.Unclassed, told, absence, parts, equal);
    }

    private static IEnumerable<MadeSheet> Sheets(
        FigureOrg org,
        List<MadeTerm> made,
        JudgedFigures? judged,
        FigureOrgs orgs
    )
    {
        var terms = made.Where(m => Has(m, org)).ToList();
        var names = terms.ConvertAll(m => new EnvironmentTermName(m.KeyOf(org), m.Term.Title));
        var split = terms.Count > 0 ? judged?.Split(orgs.SchoolsOf(org)) : null;
        return terms.Select(m => new MadeSheet(
            org.Id,
            m.KeyOf(org),
            new EnvironmentSheet(
                names,
                m.Term.Title,
                m.Open.Contains(org.Id),
                m.Term.IsOver(orgs.SchoolsOf(org)),
                m.Failure.GetValueOrDefault(org.Id),
                m.Absence.GetValueOrDefault(org.Id),
                m.Parts.GetValueOrDefault(org.Id),
                split,
                m.Equal.GetValueOrDefault(org.Id),
                m.Unclassed
            )
        ));
    }

    private static bool Has(MadeTerm made, FigureOrg org) =>
        made.Failure.ContainsKey(org.Id) || made.Absence.ContainsKey(org.Id);

    private sealed record MadeTerm(
        TermPlaces Term,
        IReadOnlySet<long> Open,
        int Unclassed,
        IReadOnlyDictionary<long, EnvironmentMeasure> Failure,
        IReadOnlyDictionary<long, EnvironmentMeasure> Absence,
        IReadOnlyDictionary<long, EnvironmentParts> Parts,
        IReadOnlyDictionary<long, EnvironmentEqual> Equal
    )
    {
        public string KeyOf(FigureOrg org) => Term.Key(Open.Contains(org.Id));
    }
}
