using EarlyWarning.Ml.Fairness;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>Lays out the cells of a term with the sums between them.</summary>
/// <param name="orgs">Organisations.</param>
/// <param name="traits">Attributes and groups.</param>
/// <param name="students">Students by school.</param>
/// <param name="leastStudents">Fewest students of an organisation below others for it to have tables of its own.</param>
internal sealed class FairnessLayout(
    FigureOrgs orgs,
    FairnessTraits traits,
    IReadOnlyDictionary<long, HashSet<long>> students,
    int leastStudents
)
{
    private readonly Dictionary<string, FairnessNode> _nodes = new(StringComparer.Ordinal);
    private readonly List<SumLine> _lines = [];
    private readonly IReadOnlyList<(int A, int B)> _pairs = traits.Pairs;
    private int _count;

    /// <summary>Makes them.</summary>
    public FairnessCells Make()
    {
        List<FigureOrg> published = [.. orgs.All.Where(IsPublished)];
        foreach (var org in published)
        {
            if (NodeOf(SchoolsOf(org)) is { } node)
            {
                node.Orgs.Add(org);
            }
        }

        foreach (var org in published)
        {
            AddSums(org);
        }

        foreach (var node in _nodes.Values)
        {
            AddGroups(node);
        }

        return new FairnessCells(traits, [.. _nodes.Values], _count, _lines);
    }

    // What is left out is, with all else that is, the rest of the organisation above: hidden like a group that is shown.
    private bool IsPublished(FigureOrg org)
    {
        var own = SchoolsOf(org);
        return own.Count == students.Count
            || own.SelectMany(s => students[s]).Distinct().Take(leastStudents).Count() == leastStudents;
    }

    private List<long> SchoolsOf(FigureOrg org) => [.. orgs.SchoolsOf(org).Where(students.ContainsKey).Order()];

    private FairnessNode? NodeOf(List<long> schools)
    {
        if (schools.Count == 0)
        {
            return null;
        }

        var key = string.Join(',', schools);
        if (!_nodes.TryGetValue(key, out var node))
        {
            node = new FairnessNode { Schools = schools };
            _nodes[key] = node;
            AddCells(node);
        }

        return node;
    }

    private void AddCells(FairnessNode node)
    {
        int[][] groups = [.. node.Schools.SelectMany(s => students[s]).Distinct().Select(traits.Of)];
        node.Overall = _count++;
        node.ByTrait = [.. traits.Attributes.Select((t, a) => Numbered(t.Groups.Count, groups.Select(g => g[a])))];

        // Crossed groups are shown for the whole installation alone: in a school nearly all would be too small, and what
        // hides them would cost rows of the attributes by themselves.
        if (node.Schools.Count == students.Count)
        {
            node.ByPair =
            [
                .. _pairs.Select(p =>
                {
                    var width = traits.Attributes[p.B].Groups.Count;
                    var cells = Numbered(
                        traits.Attributes[p.A].Groups.Count * width,
                        groups.Select(g => (g[p.A] * width) + g[p.B])
                    );
                    return (int[])[p.A, p.B, width, .. cells];
                }),
            ];
        }
    }

    private int[] Numbered(int places, IEnumerable<int> present)
    {
        var cells = new int[places];
        Array.Fill(cells, -1);
        foreach (var place in present.Distinct().Order())
        {
            cells[place] = _count++;
        }

        return cells;
    }

    // An organisation is the sum of those next below it and of its own classes.
    private void AddSums(FigureOrg org)
    {
        var own = SchoolsOf(org);
        var node = NodeOf(own);
        List<FairnessNode> parts =
        [
            .. orgs.Below(org).Where(IsPublished).Select(b => NodeOf(SchoolsOf(b))).OfType<FairnessNode>(),
        ];
        if (node is null || parts.Count == 0 || parts.Contains(node))
        {
            return;
        }

        var left = own.Except(parts.SelectMany(p => p.Schools)).ToList();
        if (NodeOf(left) is { } classes)
        {
            parts.Add(classes);
        }

        AddLine(node.Overall, parts.Select(p => p.Overall));
        for (var a = 0; a < node.ByTrait.Length; a++)
        {
            for (var g = 0; g < node.ByTrait[a].Length; g++)
            {
                AddLine(node.ByTrait[a][g], parts.Select(p => p.ByTrait[a][g]));
            }
        }
    }

    private void AddGroups(FairnessNode node)
    {
        foreach (var groups in node.ByTrait)
        {
            AddLine(node.Overall, groups);
        }

        foreach (var pair in node.ByPair)
        {
            var (a, b, width) = (pair[0], pair[1], pair[2]);
            for (var g = 0; g < node.ByTrait[a].Length; g++)
            {
                AddLine(node.ByTrait[a][g], pair.Skip(3 + (g * width)).Take(width));
            }

            for (var h = 0; h < width; h++)
            {
                AddLine(
                    node.ByTrait[b][h],
                    Enumerable.Range(0, node.ByTrait[a].Length).Select(g => pair[3 + (g * width) + h])
                );
            }
        }
    }

    private void AddLine(int total, IEnumerable<int> members)
    {
        int[] present = [.. members.Where(m => m >= 0)];
        if (total >= 0 && present.Length > 0)
        {
            _lines.Add(new SumLine(total, present));
        }
    }
}
