using System.Security.Cryptography;
using System.Text;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>
/// A term with the one pattern of what is hidden of it, for all horizons, versions, cuts and the rules: how many people a group
/// has, and how many of them had the outcome, is the same whoever flags.
/// </summary>
/// <param name="Start">First day of the term.</param>
/// <param name="Cells">Cells of all organisations.</param>
/// <param name="Hidden">By cell, whether every sheet hides it.</param>
internal sealed record FairnessTermPattern(DateOnly Start, FairnessCells Cells, bool[] Hidden)
{
    /// <summary>Sheets that were made under another pattern may show what this one hides; raised where what they hold changes.</summary>
    private const int Format = 3;

    /// <summary>Decides it.</summary>
    /// <param name="orgs">Organisations.</param>
    /// <param name="groups">Groups of all students.</param>
    /// <param name="cohorts">Cohorts of the term: of all versions, at all weeks.</param>
    /// <param name="leastPerCell">Students for each cell of two attributes crossed, on average, for them to be crossed.</param>
    /// <param name="leastStudents">Fewest students of an organisation below others for it to have tables of its own.</param>
    /// <param name="cancel">Cancels.</param>
    public static FairnessTermPattern Of(
        FigureOrgs orgs,
        ProtectedGroups groups,
        IReadOnlyList<FairnessCohort> cohorts,
        int leastPerCell,
        int leastStudents,
        CancellationToken cancel
    )
    {
        var students = new Dictionary<long, HashSet<long>>();
        foreach (var (school, people) in cohorts.SelectMany(c => c.Schools))
        {
            students.TryAdd(school, []);
            students[school].UnionWith(people.Select(p => p.StudentId));
        }

        var traits = FairnessTraits.Of(groups, students.Values.SelectMany(s => s).ToHashSet(), leastPerCell);
        var cells = FairnessCells.Of(orgs, traits, students, leastStudents);
        var layers = new List<CellCounts>();
        foreach (var cohort in cohorts)
        {
            cancel.ThrowIfCancellationRequested();
            var people = cells.CountOf(cohort).People;

            // Versions are judged on the same people most often: what is alike is looked at once.
            if (
                !layers.Exists(l =>
                    l.With.AsSpan().SequenceEqual(people.With) && l.Without.AsSpan().SequenceEqual(people.Without)
                )
            )
            {
                layers.Add(people);
            }
        }

        return new FairnessTermPattern(
            cohorts[0].Start,
            cells,
            JointSuppression.Hide(cells.Lines, layers, CutCounts.Least, cancel)
        );
    }

    /// <summary>What the pattern hides of what, in a few letters.</summary>
    public string Fingerprint()
    {
        var text = new StringBuilder().Append(Format);
        foreach (var trait in Cells.Traits.Attributes)
        {
            text.Append('|').Append(trait.Label).Append(':').AppendJoin(';', trait.Groups);
        }

        foreach (var node in Cells.Nodes)
        {
            text.Append('|').AppendJoin(';', node.Orgs.Select(o => o.Id)).Append('=').AppendJoin(';', node.Schools);
        }

        text.Append('|').AppendJoin("", Hidden.Select(h => h ? '1' : '0'));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
