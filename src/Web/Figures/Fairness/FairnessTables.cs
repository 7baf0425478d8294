using System.Globalization;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Fairness;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>The published tables of one cohort: a sheet for every organisation, the groups hidden alike in all of them.</summary>
/// <param name="pattern">What is hidden of the term.</param>
/// <param name="cohort">The people as a model or the rules flag them.</param>
/// <param name="seed">Decides the draws of intervals.</param>
internal sealed class FairnessTables(FairnessTermPattern pattern, FairnessCohort cohort, int seed)
{
    private readonly FairnessCells _cells = pattern.Cells;
    private readonly FairnessCounts _counts = pattern.Cells.CountOf(cohort);
    private readonly Dictionary<FairnessNode, Dictionary<long, CutCounts[]>> _bySchool = [];
    private bool[][] _hidden = [];

    /// <summary>Makes them.</summary>
    /// <param name="cancel">Cancels.</param>
    public IReadOnlyList<(FigureOrg Org, FairnessSheet Sheet)> Make(CancellationToken cancel)
    {
        _hidden = JointSuppression.HideCuts(
            _cells.Lines,
            _counts.Cuts,
            _counts.People,
            pattern.Hidden,
            CutCounts.Least,
            cancel
        );
        var sheets = new List<(FigureOrg, FairnessSheet)>();
        List<FairnessNode> nodes = [.. _cells.Nodes.Where(n => n.Orgs.Count > 0)];
        var scores = nodes.SelectMany(n => ScoresOf(n, cancel)).ToDictionary();
        foreach (var node in nodes)
        {
            _bySchool[node] = node.Schools.Count > 1 ? StudentsOfSchools(node) : [];
            foreach (var org in node.Orgs)
            {
                var rows = RowsOf(org, node);
                sheets.Add(
                    (
                        org,
                        new FairnessSheet(
                            cohort.Model,
                            cohort.Title,
                            cohort.Start,
                            cohort.IsLater,
                            cohort.Week,
                            [.. cohort.Shares.Select((share, cut) => Cut(node, rows, scores, share, cut))]
                        )
                    )
                );
            }
        }

        return sheets;
    }

    private CutFigures Cut(
        FairnessNode node,
        List<TableRow> rows,
        Dictionary<int, Dictionary<string, MetricValue>> scores,
        double share,
        int cut
    )
    {
        CutCounts? all = _hidden[cut][node.Overall] ? null : CountsOf(cut, node.Overall);
        return new CutFigures(
            share,
            Row(new TableRow("", "", node.Overall), scores, cut, all),
            [
                .. rows.Select(row =>
                    Row(row, scores, cut, all is { } everybody ? RestOf(node, row, cut, everybody) : null)
                ),
            ]
        );
    }

    private GroupFigures Row(
        TableRow row,
        Dictionary<int, Dictionary<string, MetricValue>> scores,
        int cut,
        CutCounts? rest
    ) =>
        _hidden[cut][row.Cell]
            ? FairnessRates.Hidden(row.Attribute, row.Group)
            : FairnessRates.Group(
                row.Attribute,
                row.Group,
                CountsOf(cut, row.Cell),
                scores.GetValueOrDefault(row.Cell),
                rest
            );

    private CutCounts RestOf(FairnessNode node, TableRow row, int cut, CutCounts all) =>
        (row.School is { } school ? _bySchool[node][school][cut] : CountsOf(cut, row.Cell)).RestOf(all);

    // A student of two schools may have needed support, or been flagged, in the other one alone: everybody but a school's
    // students are those of the whole organisation without these, not the organisation's counts less the school's.
    private Dictionary<long, CutCounts[]> StudentsOfSchools(FairnessNode node)
    {
        var people = FairnessCells.PeopleOf(node, cohort).ToDictionary(p => p.StudentId);
        return node.Schools.ToDictionary(
            s => s,
            s =>
            {
                List<CohortPerson> own =
                [
                    .. (cohort.Schools.GetValueOrDefault(s) ?? []).Select(p => people[p.StudentId]),
                ];
                return (CutCounts[])
                    [
                        .. cohort.Shares.Select(
                            (_, cut) =>
                                new CutCounts(
                                    own.Count(p => p.Outcome),
                                    own.Count(p => !p.Outcome),
                                    own.Count(p => p.Outcome && p.FirstCut <= cut),
                                    own.Count(p => !p.Outcome && p.FirstCut <= cut)
                                )
                        ),
                    ];
            }
        );
    }

    private CutCounts CountsOf(int cut, int cell) =>
        new(
            _counts.People.With[cell],
            _counts.People.Without[cell],
            _counts.Cuts[cut].With[cell],
            _counts.Cuts[cut].Without[cell]
        );

    private List<TableRow> RowsOf(FigureOrg org, FairnessNode node)
    {
        var rows = new List<TableRow>();
        for (var a = 0; a < node.ByTrait.Length; a++)
        {
            var trait = _cells.Traits.Attributes[a];
            rows.AddRange(trait.Groups.Select((g, i) => new TableRow(trait.Label, g, node.ByTrait[a][i])));
        }

        rows.AddRange(SchoolRows(org, node));
        foreach (var pair in node.ByPair)
        {
            var (first, second) = (_cells.Traits.Attributes[pair[0]], _cells.Traits.Attributes[pair[1]]);
            rows.AddRange(
                pair.Skip(3)
                    .Select(
                        (cell, place) =>
                            new TableRow(
                                FairnessKeys.Crossed(first.Label, second.Label),
                                FairnessKeys.CrossedGroup(
                                    first.Groups[place / pair[2]],
                                    second.Groups[place % pair[2]]
                                ),
                                cell
                            )
                    )
            );
        }

        // A group that nobody of the organisation is in has no row, in no week.
        return [.. rows.Where(r => r.Cell >= 0)];
    }

    // A school's row is the very cell of everybody in the school's own table. Schools of one name are told apart by a number:
    // a group is known by its name everywhere.
    private IEnumerable<TableRow> SchoolRows(FigureOrg org, FairnessNode node) =>
        node.Schools.Count == 1
            ? []
            : _cells
                .Nodes.Where(n => n.Schools.Count == 1 && node.Schools.Contains(n.Schools[0]))
                .Select(n => (Node: n, School: n.Orgs.Find(o => o.Id == n.Schools[0] && o.Id != org.Id)))
                .Where(s => s.School is not null)
                .GroupBy(s => s.School!.Name, StringComparer.Ordinal)
                .OrderBy(s => s.Key, StringComparer.Ordinal)
                .SelectMany(same =>
                    same.OrderBy(s => s.School!.Id)
                        .Select(
                            (s, i) =>
                                new TableRow(
                                    FairnessKeys.School,
                                    i == 0
                                        ? same.Key
                                        : string.Create(CultureInfo.InvariantCulture, $"{same.Key} ({i + 1})"),
                                    s.Node.Overall,
                                    s.School!.Id
                                )
                        )
                );

    // The order of people by risk is the same at every cut: made once for each group that some cut shows.
    private Dictionary<int, Dictionary<string, MetricValue>> ScoresOf(FairnessNode node, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var people = FairnessCells.PeopleOf(node, cohort).OrderBy(p => p.Shown).ThenBy(p => p.StudentId).ToList();
        var cells = new Dictionary<int, List<CohortPerson>>();
        foreach (var person in people)
        {
            foreach (var cell in FairnessCells.CellsOf(node, _cells.Traits.Of(person.StudentId)))
            {
                cells.TryAdd(cell, []);
                cells[cell].Add(person);
            }
        }

        // The frequencies shown were learned from the outcomes of earlier terms: they hold there by themselves.
        return cells
            .Where(c => _hidden.Any(cut => !cut[c.Key]))
            .ToDictionary(c => c.Key, c => FairnessRates.OfScores(c.Value, cohort.IsLater && !cohort.IsByRules, seed));
    }

    private sealed record TableRow(string Attribute, string Group, int Cell, long? School = null);
}
