using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures.Quality;

/// <summary>
/// How complete and how sound the records are: feeds and their age, faults by table and column, imports and what they set
/// aside. Facts are those of the latest term that has begun, and of what runs beside it: what is wrong in them can still be
/// mended for those who are here.
/// </summary>
internal sealed class QualityFigures : IFigures
{
    /// <inheritdoc />
    public string Topic => QualitySheets.Topic;

    /// <inheritdoc />
    public string Step => "Figures of data quality";

    /// <inheritdoc />
    public bool FollowsImports => true;

    /// <inheritdoc />
    public async Task<MadeFigures> MakeAsync(FigureInput input, CancellationToken cancel)
    {
        await using var db = await input.Contexts.CreateDbContextAsync(cancel);
        if (input.Run.Kind == RunKind.Rescore && await AfterImportAsync(db, input, cancel) is { } imported)
        {
            return imported;
        }

        var terms = input.School.Terms.Where(t => t.Start <= input.AsOf).OrderByDescending(t => t.Start).ToList();
        var sessions = terms.ConvertAll(t => SessionsOf(input, t)).FindIndex(s => s.Length > 0);
        if (sessions < 0)
        {
            return new MadeFigures([]);
        }

        var tally = new QualityTally();
        var feeds = new FeedTally(input.School.Pass.School, input.AsOf.DayNumber);
        var latest = terms.Skip(sessions).Select(t => SessionsOf(input, t)).ToList();
        // A school year may run beside a semester that began later.
        latest[0] = [.. latest[0].Union(RunningSessions(input))];
        await CountAsync(db, input, latest, tally, feeds, cancel);
        var names = await db.Sources.ToDictionaryAsync(s => s.Id, s => s.Name, cancel);
        var imports = await db.Imports.ToDictionaryAsync(i => i.Id, i => i.StartedAt, cancel);
        var everywhere = input.Orgs.Schools.Select(s => s.Id).ToHashSet();
        var set = await ImportFigures.ReadAsync(db, t => tally.RowsOf(everywhere, t), cancel);
        var sheets = new List<MadeSheet>();
        foreach (var org in input.Orgs.All)
        {
            var own = input.Orgs.SchoolsOf(org);
            sheets.Add(
                new MadeSheet(
                    org.Id,
                    QualitySheets.Records,
                    new QualityRecords(
                        terms[sessions].Title,
                        [.. input.Orgs.Schools.Where(s => own.Contains(s.Id)).SelectMany(s => feeds.Of(s, imports))],
                        Enum.GetValues<QualityTable>().ToDictionary(t => t, t => tally.RowsOf(own, t)),
                        tally.Of(own),
                        tally.SourcesOf(own, names, imports)
                    )
                )
            );
            if (IsTop(org))
            {
                sheets.Add(new MadeSheet(org.Id, QualitySheets.Imports, set));
            }
        }

        return new MadeFigures(sheets);
    }

    // All records are counted by the night: after an import only what it set aside is new, beside the counts that are stored.
    private async Task<MadeFigures?> AfterImportAsync(EarlyWarningDb db, FigureInput input, CancellationToken cancel)
    {
        var tops = input.Orgs.All.Where(IsTop).Select(o => o.Id).ToList();
        var stored = await db
            .FigureSheets.Where(s => s.Topic == Topic && s.Key == QualitySheets.Records && tops.Contains(s.OrgId))
            .Select(s => s.Content)
            .ToListAsync(cancel);
        if (stored.Count < tops.Count)
        {
            return null;
        }

        var records = stored.ConvertAll(SheetStore.Unpack<QualityRecords>);
        var set = await ImportFigures.ReadAsync(
            db,
            t => records.Sum(r => r.Tables.TryGetValue(t, out var rows) ? rows : 0),
            cancel
        );
        return new MadeFigures(
            [.. tops.Select(o => new MadeSheet(o, QualitySheets.Imports, set))],
            new HashSet<string>(StringComparer.Ordinal) { QualitySheets.Records }
        );
    }

    private static bool IsTop(FigureOrg org) => org.Path.Count(c => c == '/') == 2;

    private static IEnumerable<long> RunningSessions(FigureInput input) =>
        input
            .School.Pass.School.Classes.Values.Where(c =>
                c.Start <= input.AsOf.DayNumber && input.AsOf.DayNumber < c.End
            )
            .Select(c => c.SessionId)
            .Distinct()
            .Order();

    private static long[] SessionsOf(FigureInput input, Term term)
    {
        var used = input.School.Pass.School.Classes.Values.Select(c => c.SessionId).ToHashSet();
        return
        [
            .. input.School.TermOfSession.Where(t => t.Value == term.Number && used.Contains(t.Key)).Select(t => t.Key),
        ];
    }

    private static async Task CountAsync(
        EarlyWarningDb db,
        FigureInput input,
        IReadOnlyList<long[]> terms,
        QualityTally tally,
        FeedTally feeds,
        CancellationToken cancel
    )
    {
        var (school, asOf) = (input.School.Pass.School, input.AsOf);
        var roster = new RosterCounts(db, school, terms[0], asOf, tally);
        await roster.StudentsAsync(cancel);
        await roster.AttributesAsync(cancel);
        await roster.ClassesAsync(cancel);
        await roster.LineItemsAsync(cancel);
        var facts = new FactCounts(db, school, terms[0], asOf, tally, feeds);
        await facts.ResultsAsync(cancel);
        await facts.AttendanceAsync(cancel);
        await facts.IncidentsAsync(cancel);
        await facts.ActivityAsync(cancel);
        // Outcomes come after a term: of the running one none can be missing yet.
        var finished = terms.FirstOrDefault(t =>
            school.Classes.Values.Where(c => t.Contains(c.SessionId)).All(c => c.End <= asOf.DayNumber)
        );
        if (finished is not null)
        {
            await facts.OutcomesAsync(finished, cancel);
        }
    }
}
