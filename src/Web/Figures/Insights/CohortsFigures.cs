namespace EarlyWarning.Web.Figures.Insights;

/// <summary>Makes the figures of trends and of cohorts: one table of cells, each of enough students.</summary>
internal sealed class CohortsFigures : IFigures
{
    /// <inheritdoc />
    public string Topic => CohortSheets.Topic;

    /// <inheritdoc />
    public string Step => "Figures of trends and cohorts";

    /// <inheritdoc />
    public bool FollowsImports => false;

    /// <inheritdoc />
    public async Task<MadeFigures> MakeAsync(FigureInput input, CancellationToken cancel)
    {
        if (input.Finished.Value is not { } set)
        {
            return new MadeFigures([]);
        }

        return Of(input.Orgs, await CohortFacts.ReadAsync(input, set, cancel), cancel);
    }

    /// <summary>The same of facts that are there already.</summary>
    public static MadeFigures Of(FigureOrgs orgs, CohortFacts facts, CancellationToken cancel)
    {
        var cube = CohortCube.Of(orgs, facts.Values, facts.Facts, cancel);
        var sheets = new List<MadeSheet>();
        for (var i = 0; i < orgs.All.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var (org, layer) = (orgs.All[i], cube.Layers[i]);
            if (layer.Shown(0) is not { } whole)
            {
                continue;
            }

            sheets.Add(new MadeSheet(org.Id, CohortSheets.Index, Index(facts, whole)));
            sheets.Add(new MadeSheet(org.Id, CohortSheets.Trends, Trends(orgs, facts, cube, i)));
            foreach (var cells in layer.Cells.Where(c => !c.Value.Hidden).GroupBy(c => cube.ValueOf(c.Key, 0)))
            {
                DateOnly? start = cells.Key == 0 ? null : facts.Terms[cells.Key - 1].Start;
                sheets.Add(new MadeSheet(org.Id, CohortSheets.Cells(start), Cells(cube, cells)));
            }
        }

        return new MadeFigures(sheets);
    }

    // Names keep their numbers in every organisation; what an organisation has none of is left out by the page.
    private static CohortIndex Index(CohortFacts facts, CubeCell whole) =>
        new(
            facts.Terms,
            facts.Grades,
            facts.Subjects,
            facts.Basis,
            (int)(5 * Math.Round(whole.Students / 5.0)),
            facts.IsSample,
            facts.Within
        );

    private static CohortCells Cells(CohortCube cube, IEnumerable<KeyValuePair<int, CubeCell>> cells) =>
        new([
            .. cells
                .OrderBy(c => c.Key)
                .Select(c => new CohortCell(
                    cube.ValueOf(c.Key, 1),
                    cube.ValueOf(c.Key, 2),
                    cube.ValueOf(c.Key, 3),
                    c.Value.ToFigures()
                )),
        ]);

    private static TrendSheet Trends(FigureOrgs orgs, CohortFacts facts, CohortCube cube, int org)
    {
        var layer = cube.Layers[org];
        List<TrendLine> lines =
        [
            Line(TrendCut.Whole, "", layer, t => cube.Key(t, 0, 0, 0)),
            .. facts.Subjects.Select((name, s) => Line(TrendCut.Subject, name, layer, t => cube.Key(t, 0, s + 1, 0))),
            .. facts.Grades.Select((name, g) => Line(TrendCut.Grade, name, layer, t => cube.Key(t, g + 1, 0, 0))),
            .. layer
                .Below.Where(b => cube.Layers[b].Id > 0)
                .Select(b => Line(TrendCut.Org, orgs.All[b].Name, cube.Layers[b], t => cube.Key(t, 0, 0, 0))),
        ];
        return new TrendSheet(facts.Terms, [.. lines.Where(l => l.Points.Count > 0 || l.Hidden > 0)]);

        TrendLine Line(TrendCut cut, string name, CubeLayer of, Func<int, int> key)
        {
            var terms = Enumerable.Range(1, facts.Terms.Count).Where(t => of.Cells.ContainsKey(key(t))).ToList();
            var shown = terms
                .Where(t => of.Shown(key(t)) is not null)
                .Select(t => new TrendPoint(t - 1, of.Cells[key(t)].ToFigures()))
                .ToList();
            return new TrendLine(cut, name, shown, terms.Count - shown.Count);
        }
    }
}
