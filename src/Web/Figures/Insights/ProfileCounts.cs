using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Fairness;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>How many students of each profile every organisation has, and which of it may be shown.</summary>
internal sealed class ProfileCounts
{
    private readonly int _groups;
    private readonly FrameCounts[] _finished;
    private readonly bool[] _hidden;
    private readonly bool[] _hiddenFinished;

    public ProfileCounts(
        FigureOrgs orgs,
        IReadOnlyList<ProfileStudent> students,
        int[] groupOf,
        IReadOnlyList<ProfileStudent> finished,
        int[] finishedGroup,
        int groups
    )
    {
        _groups = groups;
        var lines = Lines(orgs);
        var running = Count(orgs, students, groupOf);
        _finished = Count(orgs, finished, finishedGroup);
        // Of those who are there only the number is shown; of the others who needed support, and so who did not.
        _hidden = Hide(orgs, running, lines, c => c.N >= ProfileSheets.Least);
        _hiddenFinished = Hide(orgs, _finished, lines, c => Math.Min(c.Positives, c.Negatives) >= ProfileSheets.Least);
    }

    /// <summary>Rounds to 5.</summary>
    public static int Rounded(int n) => (int)(5 * Math.Round(n / 5.0, MidpointRounding.AwayFromZero));

    /// <summary>Whether a profile's size may be shown in an organisation.</summary>
    public bool IsShown(int org, int group) => !_hidden[Cell(org, group + 1)];

    /// <summary>How often those of a profile needed support; null where it may not be shown.</summary>
    public Measure? Needed(int org, int group)
    {
        var cell = Cell(org, group + 1);
        if (_hiddenFinished[cell])
        {
            return null;
        }

        var counts = _finished[cell];
        var (low, high) = WilsonInterval.Of(counts.Positives, counts.N);
        return new Measure(Math.Round(counts.Positives / (double)counts.N, 2), Math.Round(low, 2), Math.Round(high, 2));
    }

    // What is hidden above is hidden below as well: its parts would add up to it.
    private bool[] Hide(FigureOrgs orgs, FrameCounts[] cells, List<SumLine> lines, Predicate<FrameCounts> mayBeShown)
    {
        var hidden = Suppression.Hide(cells, lines, mayBeShown);
        for (var above = 0; above < orgs.All.Count; above++)
        {
            for (var below = above + 1; below < orgs.All.Count; below++)
            {
                for (var group = 1; group <= _groups && orgs.All[above].Holds(orgs.All[below]); group++)
                {
                    hidden[Cell(below, group)] |= hidden[Cell(above, group)];
                }
            }
        }

        return hidden;
    }

    private FrameCounts[] Count(FigureOrgs orgs, IReadOnlyList<ProfileStudent> students, int[] groupOf)
    {
        var cells = new FrameCounts[orgs.All.Count * (_groups + 1)];
        var above = orgs.Schools.ToDictionary(
            s => s.Id,
            s => Enumerable.Range(0, orgs.All.Count).Where(o => orgs.All[o].Holds(s)).ToArray()
        );
        for (var i = 0; i < students.Count; i++)
        {
            var one = new FrameCounts(1, students[i].Needed ? 1 : 0, 0);
            foreach (var org in above.GetValueOrDefault(students[i].OrgId, []))
            {
                cells[Cell(org, 0)] += one;
                cells[Cell(org, groupOf[i] + 1)] += one;
            }
        }

        return cells;
    }

    // A student is in one profile, and in one school of a sum: counts add up both ways.
    private List<SumLine> Lines(FigureOrgs orgs)
    {
        var place = orgs.All.Index().ToDictionary(o => o.Item.Id, o => o.Index);
        var lines = new List<SumLine>();
        for (var o = 0; o < orgs.All.Count; o++)
        {
            var org = o;
            lines.Add(new SumLine(Cell(org, 0), [.. Enumerable.Range(1, _groups).Select(g => Cell(org, g))]));
            var below = orgs.Below(orgs.All[org]).Select(b => place[b.Id]).ToList();
            if (below.Count > 0)
            {
                lines.AddRange(
                    Enumerable
                        .Range(0, _groups + 1)
                        .Select(g => new SumLine(Cell(org, g), [.. below.Select(b => Cell(b, g))]))
                );
            }
        }

        return lines;
    }

    private int Cell(int org, int group) => (org * (_groups + 1)) + group;
}
